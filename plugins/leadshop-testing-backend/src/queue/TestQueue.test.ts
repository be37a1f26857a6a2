import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migrated, storeTest } from '../__testUtils__/storedTests';
import { queueTest, storedJob, withResolvers } from './__testUtils__/testJobs';
import { QueueProbe } from './QueueProbe';
import { addTestJob, PRIORITY, queueDepth, removeTestJob } from './queueSql';
import { HandBack, RunningTests } from './RunningTests';
import { RunTest, TestQueue } from './TestQueue';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const MAX_ATTEMPTS = 3;
let knex: Knex;
let queues: TestQueue[] = [];

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
});
afterEach(async () => {
  await Promise.all(queues.map(queue => queue.stop()));
  queues = [];
});

/** The queue of a replica, and the tests that it runs. */
async function created(
  options: {
    runTest?: RunTest;
    gracePeriodMs?: number;
    concurrency?: number;
  } = {},
) {
  const logger = mockServices.logger.mock();
  const running = new RunningTests();
  const queue = await TestQueue.create({
    knex,
    logger,
    concurrency: options.concurrency ?? 2,
    gracePeriodMs: options.gracePeriodMs ?? 0,
    running,
    probe: new QueueProbe(knex),
    runTest: options.runTest ?? (async () => {}),
  });
  queues.push(queue);
  return { queue, running, logger };
}

it('runs what is queued, as many at once as it has slots', async () => {
  const all = withResolvers();
  const gate = withResolvers();
  const seen: string[] = [];
  let atOnce = 0;
  let most = 0;
  const { queue } = await created({
    concurrency: 2,
    runTest: async id => {
      seen.push(id);
      atOnce += 1;
      most = Math.max(most, atOnce);
      if (atOnce === 2) gate.resolve();
      await gate.promise;
      atOnce -= 1;
      if (seen.length === 5) all.resolve();
    },
  });
  const ids = await Promise.all(
    Array.from({ length: 5 }, () => queueTest(knex, MAX_ATTEMPTS)),
  );
  expect(await queueDepth(knex)).toBe(5);
  await queue.start();
  await all.promise;
  expect([...seen].sort()).toEqual([...ids].sort());
  expect(most).toBe(2);
  await queue.stop();
  queues = [];
  expect(await queueDepth(knex)).toBe(0);
});

it('runs a single test before those of a batch', async () => {
  const all = withResolvers();
  const seen: string[] = [];
  const { queue } = await created({
    concurrency: 1,
    runTest: async id => {
      seen.push(id);
      if (seen.length === 3) all.resolve();
    },
  });
  const batch = [await storeTest(knex), await storeTest(knex)];
  for (const id of batch) {
    await addTestJob(knex, id, {
      maxAttempts: MAX_ATTEMPTS,
      priority: PRIORITY.batch,
    });
  }
  const single = await queueTest(knex, MAX_ATTEMPTS);
  await queue.start();
  await all.promise;
  expect(seen[0]).toBe(single);
});

it('queues a test once, with the transaction that made it or not at all', async () => {
  await created();
  const id = await queueTest(knex, MAX_ATTEMPTS);
  await addTestJob(knex, id, { maxAttempts: 3, priority: PRIORITY.single });
  expect(await queueDepth(knex)).toBe(1);
  const trx = await knex.transaction();
  await addTestJob(trx, await storeTest(knex), {
    maxAttempts: 3,
    priority: PRIORITY.single,
  });
  await trx.rollback();
  expect(await queueDepth(knex)).toBe(1);
  await removeTestJob(knex, id);
  expect(await queueDepth(knex)).toBe(0);
});

it('keeps the job of a run that throws, with what it said', async () => {
  const thrown = withResolvers();
  const { queue } = await created({
    runTest: async () => {
      thrown.resolve();
      throw new Error('The database was away');
    },
  });
  const id = await queueTest(knex, MAX_ATTEMPTS);
  await queue.start();
  await thrown.promise;
  await queue.stop();
  queues = [];
  expect(await storedJob(knex, id)).toMatchObject({
    attempts: 1,
    locked_by: null,
    last_error: expect.stringContaining('The database was away'),
  });
});

it('lets a test under way end within the grace period', async () => {
  const begun = withResolvers();
  const gate = withResolvers();
  let aborted = false;
  const { queue, running } = await created({
    gracePeriodMs: 60_000,
    runTest: async (_, { signal }) => {
      begun.resolve();
      await gate.promise;
      aborted = signal.aborted;
    },
  });
  const id = await queueTest(knex, MAX_ATTEMPTS);
  await queue.start();
  await begun.promise;
  expect(running.size).toBe(1);
  const stopped = queue.stop();
  queues = [];
  gate.resolve();
  await stopped;
  expect(aborted).toBe(false);
  expect(await storedJob(knex, id)).toBeUndefined();
  expect(running.size).toBe(0);
});

it('hands back what does not end in time, as if it had not been tried', async () => {
  const begun = withResolvers();
  const { queue, logger } = await created({
    gracePeriodMs: 0,
    runTest: async (_, { signal }) => {
      begun.resolve();
      await new Promise((__, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    },
  });
  const id = await queueTest(knex, MAX_ATTEMPTS);
  await queue.start();
  await begun.promise;
  await queue.stop();
  queues = [];
  expect(await storedJob(knex, id)).toMatchObject({
    attempts: 0,
    last_error: null,
    locked_by: null,
    is_available: true,
  });
  expect(logger.info).toHaveBeenCalledWith(
    'Handed back 1 tests to other replicas',
  );
});

it('tells a run why it stops', async () => {
  const begun = withResolvers();
  const reason = withResolvers<unknown>();
  const { queue } = await created({
    runTest: async (_, { signal }) => {
      begun.resolve();
      await new Promise<void>(resolve => {
        signal.addEventListener('abort', () => resolve());
      });
      reason.resolve(signal.reason);
      throw signal.reason;
    },
  });
  await queueTest(knex, MAX_ATTEMPTS);
  await queue.start();
  await begun.promise;
  await queue.stop();
  queues = [];
  await expect(reason.promise).resolves.toBeInstanceOf(HandBack);
});

it('has more slots than connections, and does not warn of it', async () => {
  const { queue, logger } = await created({ concurrency: 50 });
  await queue.start();
  expect(logger.warn).not.toHaveBeenCalled();
});

it('leaves no connection behind', async () => {
  const { queue } = await created();
  await queue.start();
  await queue.stop();
  queues = [];
  // A server process takes a moment to see that its client has gone
  let open = Infinity;
  while (open > 0) {
    const { rows } = await knex.raw(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
         AND application_name = 'leadshop-testing-queue'`,
    );
    open = rows.length;
  }
  expect(open).toBe(0);
});
