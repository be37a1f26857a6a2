import assert from 'node:assert/strict';
import { it } from 'node:test';
import { advisoriesIn } from './advisories.mjs';

const line = JSON.stringify({
  value: 'ws',
  children: {
    ID: 1098392,
    Issue: 'ws affected by a DoS',
    URL: 'https://github.com/advisories/GHSA-3h5v-q93c-6h6q',
    Severity: 'high',
    'Vulnerable Versions': '<8.17.1',
  },
});

it('finds the advisories among what else is printed', () => {
  assert.deepEqual(advisoriesIn(`➤ YN0000: progress\n${line}\n\nnull\n{}\n`), [
    'ws: ws affected by a DoS (high, https://github.com/advisories/GHSA-3h5v-q93c-6h6q)',
  ]);
});

it('finds none in a refusal', () => {
  assert.deepEqual(advisoriesIn('HTTPError: Response code 404\n  at x\n'), []);
});
