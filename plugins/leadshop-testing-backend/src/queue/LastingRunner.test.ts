import { EventEmitter } from 'node:events';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  makeWorkerUtils,
  run,
  WorkerEvents,
  WorkerUtils,
} from 'graphile-worker';
import { Knex } from 'knex';
import { createPool } from './databasePool';
import { LastingRunner, StartedRunner } from './LastingRunner';
import { PersistentPool } from './PersistentPool';
import { QUEUE_SCHEMA } from './queueSql';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
let pool: PersistentPool;
let utils: WorkerUtils;
const logger = mockServices.logger.mock();

/** Which worker did which job, and who waits to hear of it. */
let done: { job: unknown; workerId: string }[];
const news = new EventEmitter();
/** What the job `wait` waits for. */
let gate: Promise<void>;
const started: StartedRunner[] = [];

beforeAll(async () => {
  knex = await databases.init('POSTGRES_18');
  pool = await createPool(knex, { max: 5, logger });
  utils = await makeWorkerUtils({ pgPool: pool, schema: QUEUE_SCHEMA });
  await utils.migrate();
});
afterAll(async () => {
  await utils?.release();
  await pool?.end();
});
beforeEach(() => {
  jest.clearAllMocks();
  done = [];
  started.length = 0;
  gate = Promise.resolve();
});

async function start(): Promise<StartedRunner> {
  const events: WorkerEvents = new EventEmitter();
  let workerId = '';
  events.on('pool:create', ({ workerPool }) => {
    workerId = workerPool.id;
  });
  const runner = await run({
    pgPool: pool,
    schema: QUEUE_SCHEMA,
    concurrency: 1,
    noHandleSignals: true,
    pollInterval: 50,
    events,
    taskList: {
      note: async job => {
        news.emit('begun');
        await gate;
        done.push({ job, workerId });
        news.emit('done');
      },
    },
  });
  started.push({ runner, workerId });
  return { runner, workerId };
}

const add = (job: object) => utils.addJob('note', job);

async function untilDone(count: number) {
  while (done.length < count) await new Promise(r => news.once('done', r));
}

it('works, and says who works', async () => {
  const lasting = await LastingRunner.start(start, logger);
  await add({ n: 1 });
  await untilDone(1);
  expect(done).toEqual([{ job: { n: 1 }, workerId: lasting.workerId }]);
  await lasting.stop();
  expect(started).toHaveLength(1);
});

it('throws what the first start throws', async () => {
  const broken = async () => {
    throw new Error('no such database');
  };
  await expect(LastingRunner.start(broken, logger)).rejects.toThrow(
    'no such database',
  );
});

it('goes on as another worker when its runner has ended, and tries until one starts', async () => {
  let failures = 2;
  const lasting = await LastingRunner.start(async () => {
    if (started.length > 0 && failures > 0) {
      failures -= 1;
      throw new Error('not yet');
    }
    return start();
  }, logger);
  const first = lasting.workerId;
  await started[0].runner.stop();
  await add({ n: 2 });
  await untilDone(1);
  expect(lasting.workerId).not.toBe(first);
  expect(done).toEqual([{ job: { n: 2 }, workerId: lasting.workerId }]);
  expect(logger.error).toHaveBeenCalledTimes(1);
  expect(logger.warn).toHaveBeenCalledTimes(2);
  // Again and again
  await started[1].runner.stop();
  await add({ n: 3 });
  await untilDone(2);
  expect(started).toHaveLength(3);
  await lasting.stop();
  expect(started).toHaveLength(3);
});

it('waits for work under way when it is stopped, and takes no more', async () => {
  let open = () => {};
  gate = new Promise(resolve => {
    open = resolve;
  });
  const lasting = await LastingRunner.start(start, logger);
  const begun = new Promise(resolve => news.once('begun', resolve));
  await add({ n: 4 });
  await begun;
  const stopping = lasting.stop().then(() => done.length);
  await add({ n: 5 });
  open();
  expect(await stopping).toBe(1);
  expect(started).toHaveLength(1);
  const { rows } = await knex.raw(
    `SELECT payload, locked_by FROM ${QUEUE_SCHEMA}._private_jobs`,
  );
  expect(rows).toEqual([{ payload: { n: 5 }, locked_by: null }]);
  await knex.raw(`DELETE FROM ${QUEUE_SCHEMA}._private_jobs`);
});

it('ends though its runner is gone and no other can start', async () => {
  let tried = () => {};
  const trying = new Promise<void>(resolve => {
    tried = resolve;
  });
  const lasting = await LastingRunner.start(async () => {
    if (started.length === 0) return start();
    tried();
    throw new Error('never again');
  }, logger);
  await started[0].runner.stop();
  await trying;
  await lasting.stop();
  expect(started).toHaveLength(1);
});
