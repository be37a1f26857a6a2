// A PostgreSQL cluster in a folder: made once, started and stopped with
// pg_ctl. The server belongs to the folder, not to this process: one that
// still runs, because its starter was killed, is found and used.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ClearError } from '../clear-line.mjs';
import { commandLineOf, freePort, isFree } from '../portal/ports.mjs';
import { prepareHome } from './home.mjs';

const USER = 'postgres';
const START_TIMEOUT_S = '60';

/**
 * @typedef {object} Connection
 * @property {string} host
 * @property {number} port
 * @property {string} user
 * @property {string} password
 *
 * @typedef {object} Cluster
 * @property {Connection} connection
 * @property {string} url of the database `postgres`
 * @property {string} dataFolder
 * @property {boolean} found it ran before
 * @property {() => void} stop
 *
 * @typedef {object} ClusterOptions
 * @property {string} folder what holds data and password
 * @property {number} [preferredPort] taken if it is free
 * @property {Record<string, string | number>} settings of postgresql.conf
 */

/**
 * @param {ClusterOptions} options
 * @returns {Promise<Cluster>}
 */
export async function startCluster({ folder, preferredPort, settings }) {
  const home = prepareHome(folder);
  const { account, binaries, dataFolder } = home;
  const passwordFile = path.join(folder, 'postgres.password');
  const command = (program, args) =>
    spawnSync(program, args, { ...account.ids, cwd: '/', encoding: 'utf8' });

  if (!existsSync(path.join(dataFolder, 'PG_VERSION'))) {
    if (existsSync(dataFolder)) {
      throw new ClearError(
        `${dataFolder} exists but is not a database. Remove it and start again.`,
      );
    }
    createCluster({ home, command, passwordFile, settings });
  }
  requireSameVersion(home);
  const password = readPassword(passwordFile, dataFolder);

  const running = runningServer(home, command);
  const port = running ?? (await choosePort(preferredPort));
  if (running === undefined) startServer({ home, command, port });

  const connection = { host: '127.0.0.1', port, user: USER, password };
  return {
    connection,
    url: `postgresql://${USER}:${password}@127.0.0.1:${port}/postgres`,
    dataFolder,
    found: running !== undefined,
    stop() {
      const { status, stderr } = command(binaries.pgCtl, [
        ...['stop', '-D', dataFolder, '-m', 'fast', '-w'],
        ...['-t', START_TIMEOUT_S],
      ]);
      if (status !== 0 && runningServer(home, command) !== undefined) {
        console.error(`PostgreSQL did not stop: ${stderr.trim()}`);
      }
    },
  };
}

function createCluster({ home, command, passwordFile, settings }) {
  const { account, binaries, dataFolder } = home;
  const password = randomBytes(24).toString('base64url');
  const handover = mkdtempSync(path.join(os.tmpdir(), 'leadshop-password-'));
  const unfinished = `${dataFolder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  try {
    const file = path.join(handover, 'password');
    writeFileSync(file, password, { mode: 0o600 });
    account.give(file);
    account.give(handover);
    mkdirSync(unfinished, { mode: 0o700 });
    account.give(unfinished);
    const { status, stderr, error } = command(binaries.initdb, [
      ...['-D', unfinished, '-U', USER, `--pwfile=${file}`],
      ...['--auth=scram-sha-256', '--encoding=UTF8', '--no-sync'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      '--locale=C',
    ]);
    if (status !== 0) {
      throw new ClearError(
        `The database could not be made in ${dataFolder}: ${
          error?.message ?? stderr.trim().split('\n').pop()
        }`,
      );
    }
    appendFileSync(
      path.join(unfinished, 'postgresql.conf'),
      Object.entries({
        listen_addresses: '127.0.0.1',
        unix_socket_directories: '',
        ...settings,
      })
        .map(([name, value]) => `${name} = '${value}'\n`)
        .join(''),
    );
    writeFileSync(passwordFile, password, { mode: 0o600 });
    renameSync(unfinished, dataFolder);
  } finally {
    rmSync(handover, { recursive: true, force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function requireSameVersion({ binaries, dataFolder }) {
  const made = readFileSync(path.join(dataFolder, 'PG_VERSION'), 'utf8').trim();
  if (made !== binaries.major) {
    throw new ClearError(
      `The database in ${dataFolder} was made by PostgreSQL ${made}, and this is ${binaries.major}. Move the folder away to begin with an empty database.`,
    );
  }
}

function readPassword(passwordFile, dataFolder) {
  try {
    return readFileSync(passwordFile, 'utf8').trim();
  } catch (error) {
    throw new ClearError(
      `The password of the database cannot be read from ${passwordFile} (${error.code}). Without it the data cannot be opened: bring the file back, or remove ${dataFolder} to begin with an empty database.`,
    );
  }
}

/**
 * The port of a server that runs on this folder. A pid file that a crash left
 * behind, and whose number another program has by now, is taken away.
 *
 * @returns {number | undefined}
 */
function runningServer({ binaries, dataFolder }, command) {
  const { status } = command(binaries.pgCtl, ['status', '-D', dataFolder]);
  if (status !== 0) return undefined;
  const pidFile = path.join(dataFolder, 'postmaster.pid');
  const [pid, , , port] = readFileSync(pidFile, 'utf8').split('\n');
  if (commandLineOf(Number(pid))?.includes(dataFolder) === false) {
    rmSync(pidFile);
    return undefined;
  }
  return Number(port);
}

async function choosePort(preferred) {
  return preferred !== undefined && (await isFree(preferred))
    ? preferred
    : freePort();
}

function startServer({ home, command, port }) {
  const { binaries, dataFolder } = home;
  const log = path.join(dataFolder, 'server.log');
  rmSync(log, { force: true });
  const { status } = command(binaries.pgCtl, [
    ...['start', '-D', dataFolder, '-w', '-t', START_TIMEOUT_S],
    ...['-l', log, '-o', `-p ${port}`],
  ]);
  if (status !== 0) {
    const said = existsSync(log)
      ? readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' ')
      : 'it left no log';
    throw new ClearError(
      `PostgreSQL did not start from ${dataFolder}: ${said}`,
    );
  }
}
