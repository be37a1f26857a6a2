import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { AuditTrail } from '../audit';
import { AuditKeys } from '../audit/AuditKeys';
import {
  endedStep,
  migrated,
  storeTest,
  transition,
  VERSION,
} from '../__testUtils__/storedTests';
import { plansOf } from '../__testUtils__/plans';
import { QueueProbe } from '../queue/QueueProbe';
import { ERASE_OBJECTS, QUEUE_SCHEMA } from '../queue/queueSql';
import { RunningTests } from '../queue/RunningTests';
import { TestQueue } from '../queue/TestQueue';
import { ExecutionStore } from '../store/ExecutionStore';
import { FeedStore } from '../store/FeedStore';
import { MetricsFold } from '../store/metrics/MetricsFold';
import { MetricsStore } from '../store/metrics/MetricsStore';
import { periodUpTo } from '../store/metrics/period';
import { StepWriter } from '../store/StepWriter';
import { RetentionKeeper } from './RetentionKeeper';

jest.setTimeout(120_000);

const DAY_MS = 86_400_000;
const STRAGGLERS_MS = 600_000;
const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

let knex: Knex;
let queue: TestQueue;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  // For its tables; it is not started
  queue = await TestQueue.create({
    knex,
    logger: mockServices.logger.mock(),
    concurrency: 1,
    gracePeriodMs: 0,
    running: new RunningTests(),
    probe: new QueueProbe(knex),
    runTest: async () => {},
  });
});
afterAll(() => queue.stop());
beforeEach(() =>
  knex.raw(
    `TRUNCATE test_executions, feed_events, batches, imports, leads,
       ${QUEUE_SCHEMA}._private_jobs CASCADE`,
  ),
);

const keeper = (history: { enabled?: boolean; retentionMs?: number } = {}) =>
  new RetentionKeeper({
    knex,
    trail: new AuditTrail(new AuditKeys([])),
    logger: mockServices.logger.mock(),
    stragglersMs: STRAGGLERS_MS,
    history: { enabled: true, retentionMs: 30 * DAY_MS, ...history },
  });

/** Makes everything that there is of a test older. */
async function backdate(id: string, days: number) {
  const age = knex.raw(`make_interval(secs => ?)`, [days * 86_400]);
  await knex('test_executions')
    .where({ id })
    .update({
      created_at: knex.raw('created_at - ?', [age]),
      started_at: knex.raw('started_at - ?', [age]),
      completed_at: knex.raw('completed_at - ?', [age]),
    });
  await knex('feed_events')
    .where({ test_id: id })
    .update({ created_at: knex.raw('created_at - ?', [age]) });
}

/** A test that ended so many days ago, as the engine leaves it. */
async function endedTest(
  days: number,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const id = await storeTest(knex, {
    status: 'running',
    provider_mode: 'live',
    ...fields,
  });
  await new StepWriter(knex, () => {}).write(
    transition(id, [endedStep(1), endedStep(2)]),
  );
  await new ExecutionStore(knex).end(id, 1, {
    status: 'success',
    failure_reason: null,
    error_message: null,
  });
  await backdate(id, days);
  return id;
}

const fold = () => new MetricsFold(knex).fold();
const ids = (table: string, column = 'id') =>
  knex(table).distinct().pluck(column).orderBy(column);
const sorted = (...list: string[]) => [...list].sort();

async function jobs(): Promise<{ test_ids: string[]; later: boolean }[]> {
  const { rows } = await knex.raw(
    `SELECT j.payload->'test_ids' AS test_ids, j.run_at > now() AS later
     FROM ${QUEUE_SCHEMA}._private_jobs j
     JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = ? ORDER BY j.run_at, j.id`,
    [ERASE_OBJECTS],
  );
  return rows;
}

it('deletes tests and all that belongs to them, and keeps the figures', async () => {
  const old = await endedTest(31);
  const older = await endedTest(90);
  const young = await endedTest(29);
  const running = await storeTest(knex, { status: 'running' });
  await fold();
  const figures = () =>
    new MetricsStore(knex).read(async snapshot => {
      const period = periodUpTo(new Date(), 365);
      return [
        await snapshot.tests(period),
        await snapshot.steps(period, 'live'),
      ];
    });
  const before = await figures();

  expect(await keeper().run()).toMatchObject({ tests: 2 });
  expect(await ids('test_executions')).toEqual(sorted(young, running));
  expect(await ids('test_step_results', 'execution_id')).toEqual([young]);
  expect(await ids('test_history', 'test_id')).toEqual([young]);
  expect(await jobs()).toEqual([
    { test_ids: sorted(old, older), later: false },
  ]);
  expect(await figures()).toEqual(before);
  await new MetricsFold(knex).build({ again: true });
  expect(await figures()).toEqual(before);
  expect(
    await knex('audit_events').select('actor', 'action', 'outcome'),
  ).toEqual([
    {
      actor: 'service:leadshop-testing',
      action: 'retention.run',
      outcome: 'succeeded',
    },
  ]);

  // Nothing to do is nothing to tell
  expect(await keeper().run()).toMatchObject({ tests: 0, events: 0 });
  expect(await knex('audit_events')).toHaveLength(1);
  expect(await jobs()).toHaveLength(1);
});

it('gives each test to one of several that delete at once', async () => {
  const old = await Promise.all(
    Array.from({ length: 20 }, () => endedTest(40)),
  );
  await fold();
  await Promise.all([keeper().run(), keeper().run(), keeper().run()]);
  expect(await ids('test_executions')).toEqual([]);
  const named = (await jobs()).flatMap(job => job.test_ids);
  expect(named.sort()).toEqual(old.sort());
});

it('keeps tests that the figures do not have yet', async () => {
  const id = await endedTest(40);
  await keeper().run();
  expect(await ids('test_executions')).toEqual([id]);
  await knex('metrics_fold').update({ folded: null });
  await keeper().run();
  expect(await ids('test_executions')).toEqual([id]);
  expect(await ids('feed_events', 'test_id')).toEqual([id]);
  await new MetricsFold(knex).build();
  await keeper().run();
  expect(await ids('test_executions')).toEqual([]);
});

it('keeps the tests of a batch as long as the batch', async () => {
  const batch = async (fields: Record<string, unknown>) => {
    const id = randomUUID();
    await knex('batches').insert({
      id,
      test_type: 'full_pipeline',
      user_ref: 'user:default/ann',
      source: 'leads',
      total: 1,
      counts: '{}',
      ...fields,
    });
    return id;
  };
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
  const running = await batch({});
  const recent = await batch({ status: 'completed', completed_at: daysAgo(1) });
  const old = await batch({ status: 'cancelled', completed_at: daysAgo(31) });
  const kept = [
    await endedTest(40, { batch_id: running }),
    await endedTest(40, { batch_id: recent }),
  ];
  await endedTest(40, { batch_id: old });
  // What repeats it stays, and says no more whom it repeats
  const repeats = await batch({ rerun_of: old });
  await fold();
  expect(await keeper().run()).toMatchObject({ tests: 1, batches: 1 });
  expect(await ids('test_executions')).toEqual(sorted(...kept));
  expect(await ids('batches')).toEqual(sorted(running, recent, repeats));
  await keeper({ enabled: false }).run();
  expect(await ids('test_executions')).toEqual([kept[0]]);
  expect(await ids('batches')).toEqual(sorted(running, recent, repeats));
});

it('leaves a test that is being repeated, and goes through its folder with that one', async () => {
  const first = await endedTest(40);
  await fold();
  const trx = await knex.transaction();
  const rerun = randomUUID();
  await storeTest(trx, {
    id: rerun,
    rerun_of: first,
    status: 'cancelled',
    attempt: 0,
  });
  await trx('test_step_results').insert({
    execution_id: rerun,
    ...endedStep(1),
    attempts: '[]',
    warnings: '[]',
    artifacts: '[]',
    kept_from: first,
  });
  await keeper().run();
  expect(await jobs()).toEqual([]);
  await trx.commit();
  await keeper().run();
  expect(await ids('test_executions')).toEqual([rerun]);
  expect(await jobs()).toEqual([{ test_ids: [first], later: false }]);
  await backdate(rerun, 40);
  await keeper().run();
  // It never began, and has no folder of its own
  expect(await jobs()).toEqual([
    { test_ids: [first], later: false },
    { test_ids: [first], later: false },
  ]);
});

it('looks through the folder of a test that was cut off when nobody is at it any more', async () => {
  const minutes = 2 / (24 * 60);
  const whole = await endedTest(minutes);
  const again = await endedTest(minutes, { attempt: 1 });
  await knex('test_executions').where({ id: again }).update({ attempt: 2 });
  const fresh = await endedTest(0);
  await fold();
  await keeper({ enabled: false }).run();
  expect(await ids('test_executions')).toEqual([fresh]);
  expect(await jobs()).toEqual([
    { test_ids: [whole], later: false },
    { test_ids: [again], later: true },
  ]);
});

it('cuts the feed off before what it keeps, so that readers know', async () => {
  const old = await endedTest(40);
  const kept = await endedTest(20);
  const feed = new FeedStore(knex);
  // Between events that stay
  await knex('feed_events').insert({
    channel: 'import',
    type: 'import_update',
    payload: '{}',
    created_at: new Date(Date.now() - 50 * DAY_MS),
  });
  await fold();
  const oldIds = await knex('feed_events').where({ test_id: old }).pluck('id');
  const last = await feed.lastId();
  expect(await keeper().run()).toMatchObject({
    tests: 1,
    events: oldIds.length,
  });
  expect(await ids('feed_events', 'test_id')).toEqual(
    expect.arrayContaining([kept]),
  );
  const range = { after: Number(oldIds[0]) - 1, until: last };
  expect(await feed.changed(range, 100)).toBeUndefined();
  const changed = await feed.changed(
    { ...range, after: Number(oldIds.at(-1)) },
    100,
  );
  expect([...(changed?.tests ?? [])]).toEqual([kept]);

  // The very last one stays: new ones are counted on from it
  await backdate(kept, 40);
  await keeper().run();
  expect(await knex('feed_events').pluck('id')).toEqual([String(last)]);
  expect(await feed.lastId()).toBe(last);
});

it('deletes imports with the rows that they rejected, and keeps their leads', async () => {
  const storeImport = async (days: number, fields: object = {}) => {
    const id = randomUUID();
    await knex('imports').insert({
      id,
      user_ref: 'user:default/ann',
      file_name: 'a.csv',
      file_size: 1,
      format: 'csv',
      dry_run: false,
      on_duplicate: 'skip',
      worker_id: 'w',
      status: 'completed',
      created: 1,
      completed_at: new Date(Date.now() - days * DAY_MS),
      search_filled_at: new Date(),
      ...fields,
    });
    await knex.raw(
      `INSERT INTO import_errors (import_id, row, outcome, cells, problems)
       SELECT ?, n, 'rejected', '["ann@shop.example"]', '[]' FROM generate_series(1, 5003) n`,
      [id],
    );
    return id;
  };
  const old = await storeImport(31);
  const young = await storeImport(29);
  const unsearched = await storeImport(31, { search_filled_at: null });
  await knex('leads').insert({
    id: randomUUID(),
    website_url: 'https://shop.example',
    import_id: old,
  });
  expect(await keeper().run()).toMatchObject({
    'imports and rejected rows': 5004,
  });
  expect(await ids('imports')).toEqual(sorted(young, unsearched));
  expect(await ids('import_errors', 'import_id')).toEqual(
    sorted(young, unsearched),
  );
  expect(await ids('leads', 'import_id')).toEqual([old]);
});

it('stops when it is told to, and goes on another time', async () => {
  await Promise.all(Array.from({ length: 3 }, () => endedTest(40)));
  await fold();
  const stopped = AbortSignal.abort();
  expect(await keeper().run({ signal: stopped })).toMatchObject({ tests: 0 });
  expect(await keeper().run()).toMatchObject({ tests: 3 });
});

it('reads indexes alone, however much there is', async () => {
  const many = 30_000;
  await knex.raw('ALTER TABLE test_executions DISABLE TRIGGER test_came_ended');
  await knex.raw(
    `INSERT INTO test_executions (id, test_type, pipeline_version, user_ref, lead_data,
       total_steps, status, attempt, execution_time, completed_at, created_at)
     SELECT gen_random_uuid(), 'full_pipeline', ?, 'user:default/ann', '{}', 3, 'success',
       1, 1, at, at
     FROM generate_series(1, ?) n
     CROSS JOIN LATERAL (SELECT now() - n * interval '2 minutes' AS at) t`,
    [VERSION, many],
  );
  await knex.raw('ALTER TABLE test_executions ENABLE TRIGGER test_came_ended');
  await knex.raw(
    `INSERT INTO test_step_results (execution_id, step_name, step_number, component, title, status)
     SELECT id, 'first', 1, 's3-storage', 'First', 'success' FROM test_executions`,
  );
  await knex.raw(
    `INSERT INTO feed_events (channel, type, test_id, payload, created_at)
     SELECT 'test', 'test_completed', id, '{}', completed_at FROM test_executions
     ORDER BY completed_at`,
  );
  await knex.raw('SELECT count(bring_into_history(e)) FROM test_executions e');
  await new MetricsFold(knex).build({ again: true });
  await knex.raw('VACUUM ANALYZE');
  const expired = await knex('test_executions')
    .where('completed_at', '<', new Date(Date.now() - 40 * DAY_MS))
    .count();
  const plans = await plansOf(knex, async () => {
    const { tests } = await keeper({ retentionMs: 40 * DAY_MS }).run();
    expect(tests).toBe(Number(expired[0].count));
  });
  expect(plans.length).toBeGreaterThan(10);
  const whole = /Seq Scan on (test_\w+|feed_events|import_errors)/;
  expect(plans.filter(({ plan }) => whole.test(plan))).toEqual([]);
});
