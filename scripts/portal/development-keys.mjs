// What the demo portal encrypts stored credentials with: a key of its own, made
// at the first start, so that none has to stand in the repository.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const KEY_BYTES = 32;

/**
 * @param {string} folder that is not part of the repository
 * @returns {Record<string, string>} settings, as environment variables
 */
export function developmentKeys(folder) {
  const file = path.join(folder, 'credentials.key');
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(file, randomBytes(KEY_BYTES).toString('base64'), {
      flag: 'wx',
      mode: 0o600,
    });
  } catch (error) {
    // What was encrypted before must be read again
    if (error.code !== 'EEXIST') throw error;
  }
  const secret = readFileSync(file, 'utf8').trim();
  return {
    APP_CONFIG_leadshopTesting_credentials_keys: JSON.stringify([
      { id: 'development', secret },
    ]),
  };
}
