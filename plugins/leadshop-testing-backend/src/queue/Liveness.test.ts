import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { SchedulerServiceTaskScheduleDefinition } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { migrated, storeTest } from '../__testUtils__/storedTests';
import { ExecutionStore } from '../store/ExecutionStore';
import { ImportStore } from '../store/ImportStore';
import { WorkerStore } from '../store/WorkerStore';
import { DEAD_AFTER_MS, Liveness } from './Liveness';
import { queueTest, storedJob, withResolvers } from './__testUtils__/testJobs';
import { QueueProbe } from './QueueProbe';
import { addTestJob, QUEUE_SCHEMA } from './queueSql';
import { RunningTests } from './RunningTests';
import { RunTest, TestQueue } from './TestQueue';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const MAX_ATTEMPTS = 3;
let knex: Knex;
let executions: ExecutionStore;
let queues: TestQueue[] = [];

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  executions = new ExecutionStore(knex);
});
afterEach(async () => {
  await Promise.all(queues.map(queue => queue.stop()));
  queues = [];
});

/** A replica: its queue, the tests that it runs, and its liveness. */
async function replica(
  options: {
    runTest?: RunTest;
    probe?: QueueProbe;
  } = {},
) {
  const logger = mockServices.logger.mock();
  const running = new RunningTests();
  const queue = await TestQueue.create({
    knex,
    logger,
    concurrency: 2,
    gracePeriodMs: 0,
    running,
    probe: options.probe ?? new QueueProbe(knex),
    runTest: options.runTest ?? (async () => {}),
  });
  queues.push(queue);
  const onChange = jest.fn();
  const liveness = new Liveness({
    knex,
    logger,
    queue,
    executions,
    imports: new ImportStore(knex),
    maxAttempts: MAX_ATTEMPTS,
    version: '1.2.3',
    onChange,
  });
  return { queue, running, liveness, logger, onChange };
}

const queued = (fields: Record<string, unknown> = {}) =>
  queueTest(knex, MAX_ATTEMPTS, fields);
const jobOf = (id: string) => storedJob(knex, id);
const changeJob = (id: string, set: string) =>
  knex.raw(`UPDATE ${QUEUE_SCHEMA}._private_jobs SET ${set} WHERE key = ?`, [
    id,
  ]);
/** As a worker that took a job so many seconds ago leaves it. */
const heldBy = (id: string, worker: string, seconds: number) =>
  changeJob(
    id,
    `locked_by = '${worker}', attempts = attempts + 1,
     locked_at = now() - interval '${seconds} s'`,
  );
const silentFor = (worker: string, seconds: number) =>
  knex.raw(
    `INSERT INTO workers (id, hostname, pid, heartbeat_at)
     VALUES (?, 'elsewhere', 1, now() - ? * interval '1 s')`,
    [worker, seconds],
  );
const rowOf = (id: string) => knex('test_executions').where({ id }).first();

describe('the worker of a job', () => {
  it('is taken for dead after three missed beats, and its job is free again', async () => {
    expect(DEAD_AFTER_MS).toBe(15_000);
    const { liveness, logger } = await replica();
    const id = await queued();
    await heldBy(id, 'dead', 60);
    await silentFor('dead', 16);
    await liveness.reconcile();
    expect(await jobOf(id)).toMatchObject({ locked_by: null, attempts: 1 });
    expect(logger.warn).toHaveBeenCalledWith(
      'Took the tests of 1 dead worker(s) away: dead',
    );
  });

  it('keeps its job while it gives signs of life', async () => {
    const { liveness, logger } = await replica();
    const id = await queued();
    await heldBy(id, 'alive', 600);
    await silentFor('alive', 14);
    await liveness.reconcile();
    expect(await jobOf(id)).toMatchObject({ locked_by: 'alive' });
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('has time for its first sign of life', async () => {
    const { liveness } = await replica();
    const [young, old] = [await queued(), await queued()];
    await heldBy(young, 'new', 5);
    await heldBy(old, 'gone', 16);
    await liveness.reconcile();
    expect(await jobOf(young)).toMatchObject({ locked_by: 'new' });
    expect(await jobOf(old)).toMatchObject({ locked_by: null });
  });

  it('is forgotten when it has been silent for long', async () => {
    const { liveness } = await replica();
    await silentFor('silent', 59);
    await silentFor('long gone', 61);
    await liveness.reconcile();
    expect(await knex('workers').pluck('id')).toEqual(['silent']);
  });

  it('loses a test to another worker, which runs it', async () => {
    const took = withResolvers<string>();
    const { queue, liveness } = await replica({
      runTest: async (id, { workerId }) => {
        const taken = await executions.take(id, workerId);
        await executions.end(id, taken?.attempt, {
          status: 'success',
          failure_reason: null,
          error_message: null,
        });
        took.resolve(workerId);
      },
    });
    const id = await queued();
    await executions.take(id, 'dead');
    await heldBy(id, 'dead', 60);
    await queue.start();
    await liveness.reconcile();
    await expect(took.promise).resolves.toBe(queue.workerId);
    expect(await rowOf(id)).toMatchObject({
      status: 'success',
      attempt: 2,
      worker_id: queue.workerId,
    });
  });
});

describe('work that is no test', () => {
  const work = (state: string, deaths: number, task = 'erase_objects') =>
    knex.raw(
      `SELECT ${QUEUE_SCHEMA}.add_job(?,
         json_build_object('lead_ids', '[]'::json, 'deaths', ?::int), job_key => ?)`,
      [task, deaths, state],
    );

  it('is not tried again at once when its worker died, and in the end not at all', async () => {
    const { liveness, logger } = await replica();
    await work('first', 0);
    await work('last', MAX_ATTEMPTS - 1);
    for (const key of ['first', 'last']) await heldBy(key, 'dead', 60);
    await silentFor('dead', 16);
    await liveness.reconcile();
    const first = await jobOf('first');
    expect(first).toMatchObject({
      locked_by: null,
      is_available: true,
      payload: { lead_ids: [], deaths: 1 },
      last_error: expect.stringContaining('died while it worked on this'),
    });
    expect(first.run_at.getTime()).toBeGreaterThan(first.created_at.getTime());
    expect(await jobOf('last')).toMatchObject({
      is_available: false,
      payload: { deaths: MAX_ATTEMPTS },
    });
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining(
        '(erase_objects): the backend died each of the 3',
      ),
    );
  });

  it('is forgotten a month after it was given up, but not what has to be erased', async () => {
    const { liveness } = await replica();
    await work('old', 0, 'send_notice');
    await work('new', 0, 'send_notice');
    await work('erasure', 0);
    await changeJob('new', 'attempts = max_attempts');
    for (const key of ['old', 'erasure']) {
      await changeJob(
        key,
        `attempts = max_attempts, updated_at = now() - interval '31 days'`,
      );
    }
    await liveness.start(mockServices.scheduler.mock());
    await liveness.stop();
    expect(await jobOf('old')).toBeUndefined();
    expect(await jobOf('new')).toBeDefined();
    expect(await jobOf('erasure')).toBeDefined();
  });
});

describe('a test that nobody will run', () => {
  it.each(['pending', 'running'])('is queued again when %s', async status => {
    const { liveness, logger } = await replica();
    const id = await storeTest(knex, { status });
    await liveness.reconcile();
    expect(await jobOf(id)).toMatchObject({
      attempts: 0,
      max_attempts: MAX_ATTEMPTS,
      locked_by: null,
    });
    expect(logger.warn).toHaveBeenCalledWith(
      `Queued test ${id} again: it had lost its job`,
    );
    // Once is enough
    await liveness.reconcile();
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('goes on as a test of its batch', async () => {
    const { liveness } = await replica();
    const waiting = await storeTest(knex);
    await addTestJob(knex, waiting, {
      maxAttempts: MAX_ATTEMPTS,
      priority: 42,
    });
    const [single, ofBatch] = [
      await storeTest(knex),
      await storeTest(knex, { batch_id: crypto.randomUUID() }),
    ];
    await liveness.reconcile();
    expect(await jobOf(single)).toMatchObject({
      task_identifier: 'run_test',
      priority: 0,
    });
    // At the turn that is being served
    expect(await jobOf(ofBatch)).toMatchObject({
      task_identifier: 'run_batch_test',
      priority: 42,
    });
  });

  it('ends as failed when its job has used up its tries, with the cause', async () => {
    const { liveness, onChange } = await replica();
    const id = await queued({ status: 'running', attempt: 3 });
    await changeJob(
      id,
      `attempts = 3, last_error = E'connection refused\\n    at stack'`,
    );
    await liveness.reconcile();
    expect(await rowOf(id)).toMatchObject({
      status: 'failed',
      failure_reason: 'internal',
      error_message:
        'Gave up after 3 attempts. Last problem: connection refused. Look at the backend logs for this test id, then rerun it.',
    });
    expect(await jobOf(id)).toBeUndefined();
    expect(onChange).toHaveBeenCalledTimes(1);
    const [event] = await knex('feed_events').where({ test_id: id });
    expect(event).toMatchObject({
      type: 'test_completed',
      payload: { kind: 'ended', message: expect.stringContaining('Gave up') },
    });
  });

  it('says so when the worker died each time', async () => {
    const { liveness } = await replica();
    const id = await queued({ status: 'running', attempt: 3 });
    await changeJob(id, 'attempts = 3');
    await liveness.reconcile();
    expect((await rowOf(id)).error_message).toContain(
      'the backend running it was killed each time',
    );
  });

  it('does not circle: without a job and at its last attempt it ends', async () => {
    const { liveness } = await replica();
    const id = await storeTest(knex, {
      status: 'running',
      attempt: MAX_ATTEMPTS,
    });
    await liveness.reconcile();
    expect(await rowOf(id)).toMatchObject({ status: 'failed' });
    expect(await jobOf(id)).toBeUndefined();
  });

  it('is cancelled when somebody had asked for that', async () => {
    const { liveness } = await replica();
    const id = await queued({ status: 'running', attempt: 3 });
    await knex.transaction(trx => executions.requestCancel(trx, id, 'ann'));
    await changeJob(id, 'attempts = 3');
    await liveness.reconcile();
    expect(await rowOf(id)).toMatchObject({
      status: 'cancelled',
      error_message: null,
    });
  });

  it('is none of those that wait, run, or have ended', async () => {
    const { liveness, onChange } = await replica();
    const waiting = await queued();
    const last = await queued({ status: 'running', attempt: 3 });
    await heldBy(last, 'alive', 1);
    await changeJob(last, 'attempts = 3');
    await silentFor('alive', 0);
    const ended = await storeTest(knex, { status: 'success' });
    await liveness.reconcile();
    expect(await rowOf(waiting)).toMatchObject({ status: 'pending' });
    expect(await rowOf(last)).toMatchObject({ status: 'running' });
    expect(await jobOf(ended)).toBeUndefined();
    expect(onChange).not.toHaveBeenCalled();
  });
});

it('beats from the start, signs off at the end, and reconciles as a global task', async () => {
  const ran = withResolvers<string>();
  const { queue, liveness } = await replica({
    runTest: async testId => ran.resolve(testId),
  });
  await queue.start();
  const scheduler = mockServices.scheduler.mock();
  await liveness.start(scheduler);
  const alive = await knex('workers').pluck('id');
  expect(alive).toContain(queue.workerId);
  expect(alive.sort()).toEqual([...new Set(queue.workerIds)].sort());
  expect(alive).toHaveLength(3);
  const [task] = scheduler.scheduleTask.mock.calls[0];
  expect(task).toMatchObject({
    scope: 'global',
  } satisfies Partial<SchedulerServiceTaskScheduleDefinition>);
  const id = await storeTest(knex);
  await task.fn(new AbortController().signal);
  // It had no job, and now the queue has run it
  expect(await ran.promise).toBe(id);
  await liveness.stop();
  expect(await knex('workers').pluck('id')).toEqual([]);
});

it('does not take the worker of a probe for dead', async () => {
  const answering = withResolvers<string>();
  const answered = withResolvers();
  const probe = new QueueProbe(knex);
  probe.answer = async (_, worker) => {
    answering.resolve(worker);
    await answered.promise;
  };
  const { queue, liveness, logger } = await replica({ probe });
  await queue.start();
  await liveness.start(mockServices.scheduler.mock());
  const stop = new AbortController();
  const trip = probe.roundTrip({ signal: stop.signal });
  const worker = await answering.promise;
  // Held for longer than a dead worker may
  await knex.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs SET locked_at = now() - interval '1 min'
     WHERE locked_by = ?`,
    [worker],
  );
  await liveness.reconcile();
  expect(logger.warn).not.toHaveBeenCalled();
  stop.abort(new Error('enough'));
  await expect(trip).rejects.toThrow('enough');
  answered.resolve();
  await liveness.stop();
});

it('renews its sign of life', async () => {
  const workers = new WorkerStore(knex);
  await silentFor('w1', 10);
  await workers.beat(['w1'], {
    id: 'w1',
    role: 'all',
    version: '1.2.3',
    capacity: 2,
  });
  const { rows } = await knex.raw(
    `SELECT heartbeat_at > now() - interval '5 s' AS fresh FROM workers`,
  );
  expect(rows).toEqual([{ fresh: true }]);
});
