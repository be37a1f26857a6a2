import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Logger, makeWorkerUtils, run, Runner } from 'graphile-worker';
import { Knex } from 'knex';
import { createPool } from './databasePool';
import { PersistentPool } from './PersistentPool';
import { QUEUE_SCHEMA } from './queueSql';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const SLOTS = 11;

let knex: Knex;
let pool: PersistentPool;
let runner: Runner | undefined;
/** How many jobs each statement asked for. */
let limits: number[];
/** Lets the jobs end. */
let end = () => {};

beforeEach(async () => {
  knex = await databases.init('POSTGRES_18');
  pool = await createPool(knex, { max: 4, logger: mockServices.logger.mock() });
  limits = [];
  pool.on('connect', client => {
    const { query } = client;
    Object.assign(client, {
      query: (...args: [{ text?: string }]) => {
        const [, limit] =
          /^with j as .*limit (\d+)\n/s.exec(args[0].text ?? '') ?? [];
        if (limit) limits.push(Number(limit));
        return Reflect.apply(query, client, args);
      },
    });
  });
  const utils = await makeWorkerUtils({ pgPool: pool, schema: QUEUE_SCHEMA });
  await utils.migrate();
  await utils.release();
});
afterEach(async () => {
  end();
  await runner?.stop();
  runner = undefined;
  await pool.end();
});

async function add(count: number, task = 'work') {
  await knex.raw(
    `SELECT count(*) FROM ${QUEUE_SCHEMA}.add_jobs(ARRAY(
       SELECT ROW(:task, json_build_object('n', n), NULL, NULL, 3, NULL, n, NULL)::${QUEUE_SCHEMA}.job_spec
       FROM generate_series(1, :count) n))`,
    { task, count },
  );
}

it('slots that ask at the same time take their jobs together, each one of its own', async () => {
  await add(30);
  await add(3, 'of somebody else');
  const begun: number[] = [];
  let full = () => {};
  const allBusy = new Promise<void>(resolve => {
    full = resolve;
  });
  const ending = new Promise<void>(resolve => {
    end = resolve;
  });
  let done = () => {};
  const allDone = new Promise<void>(resolve => {
    done = resolve;
  });
  runner = await run({
    pgPool: pool,
    schema: QUEUE_SCHEMA,
    concurrency: SLOTS,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: {
      work: async payload => {
        begun.push((payload as { n: number }).n);
        if (begun.length === SLOTS) full();
        if (begun.length === 30) done();
        await ending;
      },
    },
  });
  await allBusy;
  // No more than there are slots, and in the order of the queue
  const { rows } = await knex.raw(
    `SELECT count(*)::int AS taken, max(priority) AS last
     FROM ${QUEUE_SCHEMA}._private_jobs WHERE locked_at IS NOT NULL`,
  );
  expect(rows[0]).toEqual({ taken: SLOTS, last: SLOTS });
  expect(limits.reduce((sum, limit) => sum + limit, 0)).toBe(SLOTS);
  expect(limits.length).toBeLessThan(SLOTS);
  end();
  await allDone;
  expect([...begun].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 30 }, (_, i) => i + 1),
  );
  await runner.stop();
  runner = undefined;
  // What has ended is told afterwards
  const left = async () =>
    (
      await knex.raw(
        `SELECT count(*)::int AS jobs, max(attempts) AS attempts
         FROM ${QUEUE_SCHEMA}._private_jobs`,
      )
    ).rows[0];
  while ((await left()).jobs > 3);
  expect(await left()).toEqual({ jobs: 3, attempts: 0 });
});
