/*
 * graphile-worker and LISTEN need `pg` itself, and must connect the way Knex
 * does: the connection may be a function (rotating passwords), its `password`
 * is not enumerable, and Backstage may set a role on each connection.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { Client, ClientConfig } from 'pg';
import { PersistentPool } from './PersistentPool';

type AfterCreate = (
  connection: unknown,
  done: (error: Error | null | undefined, connection: unknown) => void,
) => void;

/**
 * Connection settings like those of this Knex.
 *
 * @throws Error when it is not PostgreSQL.
 */
export async function connectionSettings(knex: Knex): Promise<ClientConfig> {
  const { client, connection } = knex.client.config;
  if (client !== 'pg') {
    throw new Error(
      `LeadShop Testing needs PostgreSQL, and this backend uses '${client}'. ` +
        'Set backend.database.client: pg with its connection, or start with npm start, which brings its own.',
    );
  }
  const given =
    typeof connection === 'function' ? await connection() : connection;
  if (typeof given === 'string') return { connectionString: given };
  return { ...given, password: given.password };
}

function afterConnect(knex: Knex, client: unknown, logger: LoggerService) {
  const hook = knex.client.config.pool?.afterCreate as AfterCreate | undefined;
  // Queries of one client run in order: what follows waits for SET ROLE
  hook?.(client, error => {
    if (error) logger.error('Could not prepare a connection', error);
  });
}

/** A pool of `pg` that connects like Knex. End it before Knex. */
export async function createPool(
  knex: Knex,
  options: {
    max: number;
    logger: LoggerService;
    /** SQL that each new connection begins with. */
    onConnect?: string;
  },
): Promise<PersistentPool> {
  const pool = new PersistentPool({
    ...(await connectionSettings(knex)),
    max: options.max,
    application_name: 'leadshop-testing-queue',
    // Nobody gets a connection that has not been told
    onConnect: async client => {
      if (options.onConnect) await client.query(options.onConnect);
    },
  });
  pool.on('error', error =>
    options.logger.warn(`An idle connection was lost: ${error.message}`),
  );
  pool.on('connect', client => {
    client.on('error', () => {});
    afterConnect(knex, client, options.logger);
  });
  return pool;
}

/** A single connection that connects like Knex, for who needs one of its own. */
export async function createClient(
  knex: Knex,
  options: { name: string; logger: LoggerService },
): Promise<Client> {
  const client = new Client({
    ...(await connectionSettings(knex)),
    application_name: options.name,
    keepAlive: true,
  });
  await client.connect();
  afterConnect(knex, client, options.logger);
  return client;
}

/** A connection for LISTEN. */
export function createListenClient(
  knex: Knex,
  logger: LoggerService,
): Promise<Client> {
  return createClient(knex, { name: 'leadshop-testing-feed', logger });
}
