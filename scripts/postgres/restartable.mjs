// A temporary cluster that can be taken away and brought back on the same port.
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { startCluster } from './cluster.mjs';
import { startTemporaryCluster } from './temporary.mjs';

/** How long PostgreSQL may take to end what is under way. */
const STOP_TIMEOUT_MS = 30_000;

/**
 * @param {Record<string, string | number>} settings of postgresql.conf
 * @returns {Promise<import('./cluster.mjs').Cluster & {
 *   interrupt: (how: 'fast' | 'immediate') => void,
 *   resume: () => Promise<void>,
 * }>}
 */
export async function startRestartableCluster(settings) {
  const cluster = await startTemporaryCluster(settings);
  const { dataFolder, connection, folder } = cluster;
  return {
    ...cluster,
    interrupt(how) {
      const file = path.join(dataFolder, 'postmaster.pid');
      const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
      process.kill(pid, how === 'immediate' ? 'SIGQUIT' : 'SIGINT');
      const until = Date.now() + STOP_TIMEOUT_MS;
      while (isThere(pid)) {
        if (Date.now() > until) throw new Error('PostgreSQL does not stop');
        spawnSync('sleep', ['0.05']);
      }
    },
    async resume() {
      await startCluster({ folder, preferredPort: connection.port, settings });
    },
  };
}

function isThere(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
