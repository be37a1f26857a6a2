// Installs the dependencies with the Yarn that package.json names, so that
// Node and npm are all that a machine needs. Nothing may be imported here
// that is not part of Node.
import { fileURLToPath } from 'node:url';
import { ClearError, run } from './clear-line.mjs';
import { requireSupportedNode } from './supported-node.mjs';
import { yarn } from './yarn.mjs';

await run(async () => {
  requireSupportedNode();
  const { status } = yarn(['install', '--immutable'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    env: { ...authoritiesOfNpm(), ...process.env },
  });
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
