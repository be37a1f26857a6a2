// Children that leave nobody behind. Each runs in a process group of its own,
// so that everything it starts can be found and ended together, and so that
// Ctrl-C reaches it once, from here, and not twice. A leader in each group ends
// it when this script is gone.
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Longer than the backend's grace period for running tests (20 s). */
const GRACE_MS = 30_000;
const LOOK_EVERY_MS = 50;

const LEADER = fileURLToPath(new URL('group-leader.mjs', import.meta.url));

/**
 * @typedef {object} Group
 * @property {number} pid
 * @property {Promise<number>} ended the exit code, when nobody of the group
 *   is left
 * @property {() => boolean} isRunning
 * @property {() => Promise<void>} stop asks it to stop, and ends it by force
 *   when it does not within the grace period
 * @property {() => void} kill ends it by force
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Pick<import('node:child_process').SpawnOptions, 'cwd' | 'env'>} [options]
 * @returns {Group}
 */
export function startGroup(command, args, options = {}) {
  const child = spawn(process.execPath, [LEADER, command, ...args], {
    ...options,
    stdio: ['pipe', 'inherit', 'inherit'],
    detached: true,
  });
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
  const kill = () => signalGroup(child.pid, 'SIGKILL');
  const ended = exited.then(async code => {
    // Who outlives the leader gets the same chance to end well
    if (signalGroup(child.pid, 'SIGTERM')) {
      const forceAt = Date.now() + GRACE_MS;
      while (signalGroup(child.pid, 0)) {
        if (Date.now() > forceAt) kill();
        await delay(LOOK_EVERY_MS);
      }
    }
    return code;
  });
  return {
    pid: child.pid,
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill,
    async stop() {
      // Only the leader: it passes the signal on to those it started
      child.kill('SIGTERM');
      const force = setTimeout(kill, GRACE_MS);
      await ended;
      clearTimeout(force);
    },
  };
}

/**
 * @param {number | undefined} pid
 * @param {NodeJS.Signals | 0} signal 0 only looks
 * @returns {boolean} whether anybody is there
 */
function signalGroup(pid, signal) {
  if (pid === undefined) return false;
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH' || error.code === 'EPERM') return false;
    throw error;
  }
}

/**
 * Calls `stop` once when this script is asked to stop: by Ctrl-C, by a signal,
 * by a closed terminal, or because the npm that started it was killed. Asked
 * a second time, it calls `force`.
 *
 * @param {{ stop: () => void, force: () => void }} what
 */
export function onStopRequest({ stop, force }) {
  let asked = 0;
  const request = () => {
    asked += 1;
    if (asked === 1) stop();
    else force();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, request);
  }
  if (process.env.npm_lifecycle_event && process.platform !== 'win32') {
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      request();
    }, 1_000);
    watch.unref();
  }
}
