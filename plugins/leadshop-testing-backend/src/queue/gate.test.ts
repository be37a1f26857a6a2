import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migrated, storeTest } from '../__testUtils__/storedTests';
import { QueueControl } from './QueueControl';
import { QueueProbe } from './QueueProbe';
import { addTestJob, PRIORITY, QUEUE_SCHEMA, testsInQueue } from './queueSql';
import { RunningTests } from './RunningTests';
import { TestQueue } from './TestQueue';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const record = async () => {};
let knex: Knex;
let control: QueueControl;
let queues: TestQueue[] = [];

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  control = new QueueControl({ knex, maxRunning: undefined });
});
afterEach(async () => {
  await control.resume(record);
  await Promise.all(queues.map(queue => queue.stop()));
  queues = [];
  await knex.raw(`DELETE FROM ${QUEUE_SCHEMA}._private_jobs`);
});

/** The runs that all replicas have under way, and those that they had. */
class Runs {
  readonly began: string[] = [];
  atOnce = 0;
  most = 0;
  #waiting: { until: () => boolean; resolve: () => void }[] = [];
  #gate = Promise.resolve();
  open = () => {};

  /** From now on a run ends only when it is opened. */
  close() {
    this.#gate = new Promise(resolve => {
      this.open = resolve;
    });
  }

  run = async (id: string) => {
    this.began.push(id);
    this.atOnce += 1;
    this.most = Math.max(this.most, this.atOnce);
    this.#look();
    await this.#gate;
    this.atOnce -= 1;
  };

  until(count: number): Promise<void> {
    return new Promise(resolve => {
      this.#waiting.push({ until: () => this.began.length >= count, resolve });
      this.#look();
    });
  }

  #look() {
    for (const { until, resolve } of this.#waiting) if (until()) resolve();
  }
}

async function replica(
  runs: Runs,
  options: { concurrency: number; maxTests?: number },
) {
  const queue = await TestQueue.create({
    knex,
    logger: mockServices.logger.mock(),
    ...options,
    gracePeriodMs: 60_000,
    running: new RunningTests(),
    probe: new QueueProbe(knex),
    runTest: runs.run,
  });
  queues.push(queue);
  await queue.start();
  return queue;
}

async function queued(priority: number = PRIORITY.single): Promise<string> {
  const id = await storeTest(knex);
  await addTestJob(knex, id, { maxAttempts: 3, priority });
  return id;
}

/** Takes a job as the library does. */
async function take(id: string, cap = ''): Promise<boolean> {
  return knex.transaction(async trx => {
    await trx.raw(`SELECT set_config('leadshop_testing.max_tests', ?, true)`, [
      cap,
    ]);
    const { rows } = await trx.raw(
      `UPDATE ${QUEUE_SCHEMA}._private_jobs
       SET locked_at = now(), locked_by = 'w', attempts = attempts + 1
       WHERE key = ? AND is_available RETURNING id`,
      [id],
    );
    return rows.length > 0;
  });
}

describe('a paused queue', () => {
  it('gives nobody a test and loses none, whatever replica asks', async () => {
    const runs = new Runs();
    await replica(runs, { concurrency: 2 });
    runs.close();
    const running = await queued();
    await runs.until(1);
    const pause = await control.pause('user:default/ann', ' Upgrade ', record);
    expect(pause).toMatchObject({ by: 'user:default/ann', reason: 'Upgrade' });
    const waiting = [await queued(), await queued(PRIORITY.batch)];
    // One that has just come is stopped as well
    await replica(runs, { concurrency: 2 });
    expect(await take(waiting[0])).toBe(false);
    expect(await take(waiting[1])).toBe(false);
    expect(await testsInQueue(knex)).toMatchObject({ depth: 2, running: 1 });
    // The second to pause changes nothing
    expect(await control.pause('user:default/bob', undefined, record)).toEqual(
      pause,
    );
    runs.open();
    expect(runs.began).toEqual([running]);
    await control.resume(record);
    await runs.until(3);
    expect([...runs.began].sort()).toEqual([running, ...waiting].sort());
  });

  it('keeps other work going, and counts no try', async () => {
    await replica(new Runs(), { concurrency: 1 });
    await Promise.all(queues.map(queue => queue.stop()));
    await control.pause('user:default/ann', undefined, record);
    const id = await queued();
    await knex.raw(
      `SELECT ${QUEUE_SCHEMA}.add_job('send_notice', '{}', job_key => 'note')`,
    );
    expect(await take(id)).toBe(false);
    expect(await take('note')).toBe(true);
    const { rows } = await knex.raw(
      `SELECT attempts, locked_by FROM ${QUEUE_SCHEMA}._private_jobs WHERE key = ?`,
      [id],
    );
    expect(rows).toEqual([{ attempts: 0, locked_by: null }]);
  });

  it('is told to who asks, with what waits and who would run it', async () => {
    await control.pause('user:default/ann', undefined, record);
    await queued();
    expect(await control.read()).toMatchObject({
      paused: { by: 'user:default/ann', reason: null },
      depth: 1,
      oldest_age: expect.any(Number),
      running: 0,
      max_running: null,
    });
    expect(await control.hindrance()).toMatchObject({ workers: 0 });
  });
});

describe('a cap over all replicas', () => {
  it('is kept exactly, however many places they have', async () => {
    const runs = new Runs();
    const options = { concurrency: 10, maxTests: 5 };
    await replica(runs, options);
    await replica(runs, options);
    runs.close();
    const ids: string[] = [];
    for (let i = 0; i < 40; i += 1) ids.push(await queued());
    await runs.until(5);
    const count = await testsInQueue(knex);
    expect(count).toMatchObject({ depth: 35, running: 5 });
    runs.open();
    await runs.until(40);
    expect([...runs.began].sort()).toEqual([...ids].sort());
    expect(runs.most).toBe(5);
  });

  it('is shared by those who take at the same moment', async () => {
    await replica(new Runs(), { concurrency: 1, maxTests: 3 });
    await Promise.all(queues.map(queue => queue.stop()));
    const ids: string[] = [];
    for (let i = 0; i < 12; i += 1) ids.push(await queued());
    const taken = await Promise.all(ids.map(id => take(id, '3')));
    expect(taken.filter(Boolean)).toHaveLength(3);
  });

  it('keeps a place for single tests, and the turns of batches', async () => {
    const runs = new Runs();
    const options = { concurrency: 4, maxTests: 3 };
    await replica(runs, options);
    await replica(runs, options);
    runs.close();
    const batch: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      batch.push(await queued(PRIORITY.batch + turn));
    }
    await runs.until(2);
    // The third place is not for a batch
    expect(await take(batch[2], '3')).toBe(false);
    const single = await queued();
    await runs.until(3);
    expect(runs.began[2]).toBe(single);
    expect(await testsInQueue(knex)).toMatchObject({ depth: 4, running: 3 });
    runs.open();
    await runs.until(7);
    expect(new Set(runs.began).size).toBe(7);
    expect(runs.began.slice(0, 2).sort()).toEqual(batch.slice(0, 2).sort());
    expect(runs.most).toBe(3);
  });
});
