// Where a cluster lives. Beside the repository, unless the account that runs
// PostgreSQL cannot get there (a repository below /root): then programs and
// data are in a folder of /var/tmp that belongs to this repository.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClearError } from '../clear-line.mjs';
import { accountFor } from './account.mjs';
import { copyBinaries, findBinaries } from './binaries.mjs';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @typedef {object} Home
 * @property {import('./account.mjs').Account} account
 * @property {import('./binaries.mjs').Binaries} binaries
 * @property {string} dataFolder
 */

/**
 * @param {string} folder where the data should be; it is made
 * @returns {Home}
 */
export function prepareHome(folder) {
  mkdirSync(folder, { recursive: true });
  const binaries = findBinaries();
  const dataFolder = path.join(folder, 'postgres');
  const account = accountFor(dataFolder);
  const home = { account, binaries, dataFolder };
  if (!account.reaches(folder)) {
    home.dataFolder = path.join(ownFolderElsewhere(folder), 'postgres');
    home.account = accountFor(home.dataFolder);
  }
  if (!home.account.reaches(path.join(binaries.folder, 'lib'))) {
    home.binaries = copyBinaries(binaries, ownFolderElsewhere(REPOSITORY));
  }
  return home;
}

/**
 * Others can write to /var/tmp, so a folder that waits there already is used
 * only if it is ours.
 *
 * @param {string} folder
 * @returns {string}
 */
function ownFolderElsewhere(folder) {
  const base = process.platform === 'win32' ? os.tmpdir() : '/var/tmp';
  const hash = createHash('sha256')
    .update(path.resolve(folder))
    .digest('hex')
    .slice(0, 12);
  const own = path.join(base, `leadshop-testing-${hash}`);
  mkdirSync(own, { recursive: true, mode: 0o755 });
  const stat = lstatSync(own);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.()) {
    throw new ClearError(
      `${own} is needed for the database, but somebody else made it. Remove it, move the repository out of ${os.homedir()}, or set DATABASE_URL.`,
    );
  }
  return own;
}
