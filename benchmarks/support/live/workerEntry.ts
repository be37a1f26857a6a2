/*
 * A replica that runs the tests, in a process of its own, for a backend of the
 * role `api`.
 */
import knexFactory from 'knex';
import { benchEngine, noWaitPipeline } from '../engine';
import { obeyOrders } from './orders';

/** What the benchmark tells the worker. */
export interface WorkerOrder {
  do: 'work';
  databaseUrl: string;
}

obeyOrders(async ({ databaseUrl }: WorkerOrder) => {
  const knex = knexFactory({
    client: 'pg',
    connection: databaseUrl,
    pool: { min: 0, max: 10 },
  });
  await benchEngine(
    knex,
    { leadshopTesting: { execution: { role: 'worker' } } },
    [noWaitPipeline('no_wait')],
  );
});
