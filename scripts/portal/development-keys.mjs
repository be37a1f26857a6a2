// What the demo portal encrypts stored credentials and signs its audit trail with:
// keys of its own, made at the first start, so that none has to stand in the
// repository.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const KEY_BYTES = 32;

/**
 * @param {string} folder that is not part of the repository
 * @param {('credentials' | 'audit')[]} what needs one
 * @returns {Record<string, string>} settings, as environment variables
 */
export function developmentKeys(folder, what) {
  mkdirSync(folder, { recursive: true });
  return Object.fromEntries(
    what.map(name => [
      `APP_CONFIG_leadshopTesting_${name}_keys`,
      JSON.stringify([
        { id: 'development', secret: keyIn(path.join(folder, `${name}.key`)) },
      ]),
    ]),
  );
}

function keyIn(file) {
  try {
    writeFileSync(file, randomBytes(KEY_BYTES).toString('base64'), {
      flag: 'wx',
      mode: 0o600,
    });
  } catch (error) {
    // What was encrypted before must be read again
    if (error.code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
