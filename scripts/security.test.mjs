import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missing, SUITES } from './security-suites.mjs';

it('knows where its suites are', () => {
  assert.deepEqual(missing(Object.values(SUITES).flat()), []);
});

it('knows when one is not there', () => {
  const lost = 'scripts/no-such-suite';
  assert.deepEqual(missing([lost, ...SUITES.network]), [lost]);
});

it('says which suites there are when it is asked for another', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('security.mjs', import.meta.url)), 'nonsense'],
    { encoding: 'utf8' },
  );
  assert.equal(status, 1);
  assert.match(stderr, /^No suite is named so; .*network, .*rate limits/);
});
