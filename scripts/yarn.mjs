// Runs the Yarn that package.json names, so that Node and npm are all that a
// machine needs.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ClearError } from './clear-line.mjs';

const { packageManager } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const [, version] = packageManager.split('@');

/**
 * @param {string[]} given
 * @param {import('node:child_process').SpawnSyncOptions} options
 */
export function yarn(given, options) {
  const result = spawnSync(
    'npx',
    ['--yes', `@yarnpkg/cli-dist@${version}`, ...given],
    { shell: process.platform === 'win32', ...options },
  );
  if (result.error) {
    throw new ClearError(
      `npx could not be started (${result.error.message}). It comes with npm: install npm and try again.`,
    );
  }
  return result;
}
