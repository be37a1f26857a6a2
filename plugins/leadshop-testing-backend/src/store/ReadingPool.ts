/*
 * Connections for statements that read indexes alone: short and many. To compile
 * them or to start workers takes longer than to run them. A bitmap would be made
 * to its end before the first row is read, and a table is wider than its indexes;
 * the planner would choose them because it cannot know that reading stops early.
 *
 * Settings are of a connection, and to set them for each statement costs four
 * trips to the database instead of one. So those that read have their own.
 */
import knexFactory, { Knex } from 'knex';

/** For statements that are short. */
export const SHORT_STATEMENTS: readonly string[] = [
  'jit = off',
  'max_parallel_workers_per_gather = 0',
];

/** For statements that find all they need in indexes. */
export const INDEXES_ALONE: readonly string[] = [
  'enable_bitmapscan = off',
  'enable_seqscan = off',
];

/** More at once would only wait for the processors of the database. */
const MAX_CONNECTIONS = 4;

type AfterCreate = (
  connection: unknown,
  done: (error: Error | null | undefined, connection: unknown) => void,
) => void;

interface Connection {
  query(sql: string, done: (error: Error | null) => void): void;
}

/** Connections like those of this Knex, for reading indexes alone. Destroy it before Knex. */
export function openReadingPool(
  knex: Knex,
  options: { timeoutMs: number },
): Knex {
  const { client, connection, searchPath, pool } = knex.client.config;
  const settings = [
    'default_transaction_read_only = on',
    `statement_timeout = ${options.timeoutMs}`,
    ...SHORT_STATEMENTS,
    ...INDEXES_ALONE,
  ].map(setting => `SET ${setting}`);
  const prepare: AfterCreate = (created, done) =>
    (created as Connection).query(settings.join('; '), error =>
      done(error, created),
    );
  const before = pool?.afterCreate as AfterCreate | undefined;
  return knexFactory({
    client,
    // Knex hides the password of its own
    connection:
      typeof connection === 'object'
        ? { ...connection, password: connection.password }
        : connection,
    searchPath,
    pool: {
      min: 0,
      max: MAX_CONNECTIONS,
      afterCreate: before
        ? (created: unknown, done: Parameters<AfterCreate>[1]) =>
            before(created, error =>
              error ? done(error, created) : prepare(created, done),
            )
        : prepare,
    },
  });
}
