import path from 'node:path';
import knexFactory, { Knex } from 'knex';

const MIGRATIONS = path.resolve(
  __dirname,
  '../../plugins/leadshop-testing-backend/migrations',
);

/**
 * A fresh database in the cluster that `yarn bench` started.
 *
 * @returns the database and what drops it again
 */
export async function freshDatabase(
  url: string,
  name: string,
): Promise<{ knex: Knex; drop(): Promise<void> }> {
  const admin = knexFactory({
    client: 'pg',
    connection: url,
    pool: { min: 0, max: 1 },
  });
  const database = `bench_${name}_${process.pid}`;
  await admin.raw('CREATE DATABASE ??', [database]);
  const connection = new URL(url);
  connection.pathname = `/${database}`;
  const knex = knexFactory({
    client: 'pg',
    connection: connection.href,
    pool: { min: 0, max: 10 },
  });
  await knex.migrate.latest({ directory: MIGRATIONS });
  return {
    knex,
    async drop() {
      await knex.destroy();
      await admin.raw('DROP DATABASE ?? WITH (FORCE)', [database]);
      await admin.destroy();
    },
  };
}

/**
 * A database with the plugin's tables; both are made when they are not there.
 *
 * @param connection - with the name of the database
 */
export async function prepareDatabase(
  connection: string | { database: string },
): Promise<Knex> {
  const name =
    typeof connection === 'string'
      ? decodeURIComponent(new URL(connection).pathname.slice(1))
      : connection.database;
  const admin = knexFactory({
    client: 'pg',
    connection:
      typeof connection === 'string'
        ? new URL('/postgres', connection).href
        : { ...connection, database: 'postgres' },
    pool: { min: 0, max: 1 },
  });
  try {
    const known = await admin('pg_database')
      .first('datname')
      .where({ datname: name });
    if (!known) await admin.raw('CREATE DATABASE ??', [name]);
  } finally {
    await admin.destroy();
  }
  const knex = knexFactory({
    client: 'pg',
    connection,
    pool: { min: 0, max: 4 },
  });
  await knex.migrate.latest({ directory: MIGRATIONS });
  return knex;
}

/** What `yarn bench` gives a benchmark. */
export interface Bench {
  databaseUrl: string;
  args: string[];
}

/** A measured figure; `reached` says whether its goal is met. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  goal?: string;
  reached?: boolean;
}

/** Two digits after the point are more than the machine's noise allows. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
