// Which database the portal uses: the one that DATABASE_URL names, else
// PostgreSQL in this repository's .data folder.
import path from 'node:path';
import { ClearError } from '../clear-line.mjs';
import { REPOSITORY } from '../portal/settings.mjs';
import { startCluster } from './cluster.mjs';

const PREFERRED_PORT = 15432;
/** Backstage opens a pool for each plugin. */
const MAX_CONNECTIONS = 300;

/**
 * @typedef {object} ChosenDatabase
 * @property {object} config of `backend.database`
 * @property {string} where for messages, without the password
 * @property {boolean} found it ran before
 * @property {() => void} stop
 */

/** @returns {Promise<ChosenDatabase>} */
export async function startChosenDatabase() {
  const given = process.env.DATABASE_URL;
  if (given) {
    return {
      config: { client: 'pg', connection: given },
      where: `${hostOf(given)} (DATABASE_URL)`,
      found: true,
      stop() {},
    };
  }
  const cluster = await startCluster({
    folder: path.join(REPOSITORY, '.data'),
    preferredPort: PREFERRED_PORT,
    settings: { max_connections: MAX_CONNECTIONS },
  });
  return {
    config: { client: 'pg', connection: cluster.connection },
    where: `127.0.0.1:${cluster.connection.port}, data in ${cluster.dataFolder}`,
    found: cluster.found,
    stop: cluster.stop,
  };
}

function hostOf(url) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    parsed = undefined;
  }
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new ClearError(
      'DATABASE_URL is not the address of a PostgreSQL: write postgresql://<user>:<password>@<host>:<port>/<database>.',
    );
  }
  return parsed.host;
}
