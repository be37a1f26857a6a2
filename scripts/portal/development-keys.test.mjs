import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { developmentKeys } from './development-keys.mjs';

it('the demo portal makes keys once, which its user alone can read', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'leadshop-keys-'));
  try {
    const keys = (name, what = ['credentials', 'audit']) =>
      developmentKeys(path.join(folder, name), what);
    const first = keys('.data');
    const secrets = ['credentials', 'audit'].map(name => {
      const [key] = JSON.parse(
        first[`APP_CONFIG_leadshopTesting_${name}_keys`],
      );
      assert.equal(key.id, 'development');
      assert.equal(Buffer.from(key.secret, 'base64').length, 32);
      const { mode } = statSync(path.join(folder, '.data', `${name}.key`));
      assert.equal(mode & 0o077, 0);
      return key.secret;
    });
    assert.notEqual(secrets[0], secrets[1]);
    assert.deepEqual(keys('.data'), first);
    assert.notDeepEqual(keys('other'), first);
    assert.deepEqual(Object.keys(keys('.data', ['audit'])), [
      'APP_CONFIG_leadshopTesting_audit_keys',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
