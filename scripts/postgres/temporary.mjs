// A cluster for one run: made in a folder of its own, gone afterwards. It has
// its own port, so it runs beside `npm start`.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startCluster } from './cluster.mjs';

/** Speed instead of safety: nothing here outlives a crash anyway. */
export const FORGETFUL = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

/**
 * @param {Record<string, string | number>} settings of postgresql.conf
 * @returns {Promise<import('./cluster.mjs').Cluster & { folder: string }>} whose
 *   `stop` also removes the data
 */
export async function startTemporaryCluster(settings) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'leadshop-postgres-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    // The account that runs PostgreSQL has to get through
    chmodSync(folder, 0o755);
    const cluster = await startCluster({ folder, settings });
    return {
      ...cluster,
      folder,
      stop() {
        cluster.stop();
        rmSync(path.dirname(cluster.dataFolder), {
          recursive: true,
          force: true,
        });
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
