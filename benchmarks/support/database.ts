import path from 'node:path';
import knexFactory, { Knex } from 'knex';
import { run } from 'graphile-worker';

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
  name: string,
): Promise<{ knex: Knex; drop(): Promise<void> }> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('Start benchmarks with: yarn bench [name]');
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

/** Type of graphile-worker's runner. */
export type Runner = Awaited<ReturnType<typeof run>>;
