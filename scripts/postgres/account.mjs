// PostgreSQL refuses to run as root, so root runs it as somebody else: the
// owner of the data, else the user `postgres`, else `nobody`.
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, readFileSync, statSync } from 'node:fs';
import { ClearError } from '../clear-line.mjs';

/**
 * @typedef {object} Account
 * @property {{ uid?: number, gid?: number }} ids empty: the user that runs
 *   this script
 * @property {string} name for messages
 * @property {(file: string) => void} give makes a file this account's
 * @property {(folder: string) => boolean} reaches whether the account may
 *   read and enter a folder
 */

/**
 * @param {string} dataFolder
 * @returns {Account}
 */
export function accountFor(dataFolder) {
  if (process.getuid?.() !== 0) {
    requireOwn(dataFolder);
    return {
      ids: {},
      name: 'you',
      give: () => {},
      reaches: () => true,
    };
  }
  const { name, uid, gid } = ownerOf(dataFolder) ?? unprivilegedUser();
  return {
    ids: { uid, gid },
    name,
    give: file => chownSync(file, uid, gid),
    reaches: folder =>
      spawnSync('/bin/sh', ['-c', 'test -r "$0" && test -x "$0"', folder], {
        uid,
        gid,
        cwd: '/',
      }).status === 0,
  };
}

/** Data made by root's stand-in cannot be used by an ordinary user. */
function requireOwn(dataFolder) {
  if (!process.getuid || !existsSync(dataFolder)) return;
  const { uid } = statSync(dataFolder);
  if (uid !== process.getuid()) {
    throw new ClearError(
      `The database folder ${dataFolder} belongs to another user (uid ${uid}), because it was made as that user or as root. Start as that user, or remove the folder to begin with an empty database.`,
    );
  }
}

function ownerOf(dataFolder) {
  if (!existsSync(dataFolder)) return undefined;
  const { uid, gid } = statSync(dataFolder);
  return uid === 0 ? undefined : { name: `uid ${uid}`, uid, gid };
}

function unprivilegedUser() {
  const users = existsSync('/etc/passwd')
    ? readFileSync('/etc/passwd', 'utf8')
        .split('\n')
        .map(line => line.split(':'))
    : [];
  for (const wanted of ['postgres', 'nobody']) {
    const user = users.find(([name]) => name === wanted);
    if (user) {
      return { name: wanted, uid: Number(user[2]), gid: Number(user[3]) };
    }
  }
  throw new ClearError(
    'PostgreSQL does not run as root, and this machine has neither a user `postgres` nor `nobody` to run it as. Start as an ordinary user, or set DATABASE_URL.',
  );
}
