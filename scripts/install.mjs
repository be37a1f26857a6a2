// Installs the dependencies with the Yarn that package.json names, so that
// Node and npm are all that a machine needs. Nothing may be imported here
// that is not part of Node.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ClearError, run } from './clear-line.mjs';
import { requireSupportedNode } from './supported-node.mjs';

await run(async () => {
  requireSupportedNode();
  const { packageManager } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const [, version] = packageManager.split('@');
  const { status, error } = spawnSync(
    'npx',
    ['--yes', `@yarnpkg/cli-dist@${version}`, 'install', '--immutable'],
    {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      stdio: 'inherit',
      env: { ...authoritiesOfNpm(), ...process.env },
      shell: process.platform === 'win32',
    },
  );
  if (error) {
    throw new ClearError(
      `npx could not be started (${error.message}). It comes with npm: install npm and try again.`,
    );
  }
  if (status !== 0) {
    throw new ClearError(
      'The dependencies could not be installed; Yarn says why above.',
    );
  }
});

/**
 * Companies that look into TLS tell npm of their certificate authority; Yarn
 * reads other settings.
 */
function authoritiesOfNpm() {
  const { npm_config_cafile: file } = process.env;
  return file ? { YARN_HTTPS_CA_FILE_PATH: file } : {};
}
