import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ClearError } from './clear-line.mjs';

const CLI = fileURLToPath(
  new URL('../node_modules/@backstage/cli/bin/backstage-cli', import.meta.url),
);

/** @returns {string} the program, which Node runs */
export function backstageCli() {
  if (!existsSync(CLI)) {
    throw new ClearError(
      'The dependencies are not installed: run `npx --yes @yarnpkg/cli-dist@4.13.0 install --immutable`, which `npm start` and `npm test` do for you.',
    );
  }
  return CLI;
}
