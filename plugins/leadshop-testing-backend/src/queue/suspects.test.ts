import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { makeWorkerUtils } from 'graphile-worker';
import { Knex } from 'knex';
import { createPool } from './databasePool';
import { QUEUE_SCHEMA, RUN_TEST } from './queueSql';
import { spreadSuspects } from './suspects';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
let close: () => Promise<void>;

beforeAll(async () => {
  knex = await databases.init('POSTGRES_18');
  const logger = mockServices.logger.mock();
  const pool = await createPool(knex, { max: 2, logger });
  const utils = await makeWorkerUtils({ pgPool: pool, schema: QUEUE_SCHEMA });
  await utils.migrate();
  close = async () => {
    await utils.release();
    await pool.end();
  };
});
afterAll(() => close?.());
beforeEach(() => knex.raw(`DELETE FROM ${QUEUE_SCHEMA}._private_jobs`));

/** Jobs that this worker took for the n-th time. */
async function held(worker: string, attempts: number, count = 1) {
  await knex.raw(
    `WITH added AS (
       SELECT (${QUEUE_SCHEMA}.add_job(?, '{}'::json)).id
       FROM generate_series(1, CAST(? AS int)))
     SELECT count(*) FROM added`,
    [RUN_TEST, count],
  );
  await knex.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs SET locked_by = ?, locked_at = now(),
       attempts = ?, run_at = now() - interval '1 hour' WHERE locked_by IS NULL`,
    [worker, attempts],
  );
}

/** For each job how long it waits, in seconds of the clock by which it was spread. */
async function waits(workers: string[]): Promise<number[]> {
  return knex.transaction(async trx => {
    await spreadSuspects(trx, workers);
    const { rows } = await trx.raw(
      `SELECT extract(epoch FROM run_at - now())::float8 AS seconds
       FROM ${QUEUE_SCHEMA}._private_jobs ORDER BY id`,
    );
    return (rows as { seconds: number }[]).map(row => row.seconds);
  });
}

/** As before: its time came long ago. */
const AT_ONCE = -1_000;

it('lets everything go on at once after the first death', async () => {
  await held('dead', 1, 5);
  const found = await waits(['dead']);
  expect(found).toHaveLength(5);
  expect(Math.max(...found)).toBeLessThan(AT_ONCE);
});

it.each([
  ['second', 2, 6],
  ['third', 3, 12],
  ['fifth', 5, 48],
  ['seventh', 7, 60],
  ['hundredth', 100, 60],
])(
  'lets each wait by chance after the %s death',
  async (_, attempts, longest) => {
    await held('dead', attempts, 200);
    const found = await waits(['dead']);
    expect(found).toHaveLength(200);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...found)).toBeLessThanOrEqual(longest);
    // By chance, and over all of the time
    expect(new Set(found).size).toBeGreaterThan(150);
    expect(Math.max(...found) - Math.min(...found)).toBeGreaterThan(
      longest / 2,
    );
  },
);

it('leaves alone what living workers hold, and frees nothing itself', async () => {
  await held('alive', 4);
  await held('dead', 4);
  const [ofTheLiving, ofTheDead] = await waits(['dead', 'dead too']);
  expect(ofTheLiving).toBeLessThan(AT_ONCE);
  expect(ofTheDead).toBeGreaterThanOrEqual(0);
  const { rows } = await knex.raw(
    `SELECT locked_by FROM ${QUEUE_SCHEMA}._private_jobs ORDER BY id`,
  );
  expect(rows).toEqual([{ locked_by: 'alive' }, { locked_by: 'dead' }]);
});
