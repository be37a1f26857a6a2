import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { developmentKeys } from './development-keys.mjs';

it('the demo portal makes a key once, which its user alone can read', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'leadshop-keys-'));
  try {
    const first = developmentKeys(path.join(folder, '.data'));
    const [key] = JSON.parse(first.APP_CONFIG_leadshopTesting_credentials_keys);
    assert.equal(key.id, 'development');
    assert.equal(Buffer.from(key.secret, 'base64').length, 32);
    assert.deepEqual(developmentKeys(path.join(folder, '.data')), first);
    const { mode } = statSync(path.join(folder, '.data', 'credentials.key'));
    assert.equal(mode & 0o077, 0);
    assert.notDeepEqual(developmentKeys(path.join(folder, 'other')), first);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
