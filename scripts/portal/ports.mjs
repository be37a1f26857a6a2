// Who listens where on this machine.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import net from 'node:net';

/**
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
export function isFree(port, host = '127.0.0.1') {
  return new Promise(resolve => {
    const server = net.createServer();
    server.once('error', error => resolve(error.code === 'EADDRNOTAVAIL'));
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}

/** @returns {Promise<number>} a port that nobody has */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * @param {number} count
 * @returns {Promise<number[]>} ports that differ
 */
export async function freePorts(count) {
  const ports = new Set();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

/**
 * @param {number} port
 * @returns {{ pid: number, command: string } | undefined} who listens there,
 *   as far as this user may see it
 */
export function holderOf(port) {
  const pid =
    process.platform === 'linux' ? holderOnLinux(port) : holderByLsof(port);
  if (pid === undefined) return undefined;
  return { pid, command: commandLineOf(pid) ?? 'unknown program' };
}

/**
 * @param {number} pid
 * @returns {string | undefined}
 */
export function commandLineOf(pid) {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        .replaceAll('\0', ' ')
        .trim();
    } catch {
      return undefined;
    }
  }
  const { status, stdout } = spawnSync(
    'ps',
    ['-o', 'command=', '-p', String(pid)],
    { encoding: 'utf8' },
  );
  return status === 0 ? stdout.trim() : undefined;
}

function holderOnLinux(port) {
  const LISTEN = '0A';
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const sockets = new Set();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of linesOf(table)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === LISTEN && local.endsWith(`:${wanted}`)) {
        sockets.add(`socket:[${inode}]`);
      }
    }
  }
  if (sockets.size === 0) return undefined;
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  const pid = pids.find(candidate =>
    openFilesOf(candidate).some(file => sockets.has(file)),
  );
  return pid === undefined ? undefined : Number(pid);
}

function linesOf(file) {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(1);
  } catch {
    return [];
  }
}

function openFilesOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(fd => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}

function holderByLsof(port) {
  const { status, stdout } = spawnSync(
    'lsof',
    ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'],
    { encoding: 'utf8' },
  );
  return status === 0 ? Number(stdout.split('\n')[0]) : undefined;
}
