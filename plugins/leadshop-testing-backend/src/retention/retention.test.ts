import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { plansOf } from '../__testUtils__/plans';
import { storeTest, VERSION } from '../__testUtils__/storedTests';
import { MetricsFold } from '../store/metrics/MetricsFold';
import { MetricsStore } from '../store/metrics/MetricsStore';
import { periodUpTo } from '../store/metrics/period';
import { AgedTests, DAY_MS } from './__testUtils__/agedTests';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let aged: AgedTests;
let knex: Knex;

beforeAll(async () => {
  aged = await AgedTests.create(databases);
  knex = aged.knex;
});
afterAll(() => aged.queue.stop());
beforeEach(() => aged.clear());

const sorted = (...list: string[]) => [...list].sort();

it('deletes tests and all that belongs to them, and keeps the figures', async () => {
  const old = await aged.test(31);
  const older = await aged.test(90);
  const young = await aged.test(29);
  const running = await storeTest(knex, { status: 'running' });
  await aged.fold();
  const figures = () =>
    new MetricsStore(knex).read(async snapshot => {
      const period = periodUpTo(new Date(), 365);
      return [
        await snapshot.tests(period),
        await snapshot.steps(period, 'live'),
      ];
    });
  const before = await figures();

  expect(await aged.keeper().run()).toMatchObject({ tests: 2 });
  expect(await aged.ids('test_executions')).toEqual(sorted(young, running));
  expect(await aged.ids('test_step_results', 'execution_id')).toEqual([young]);
  expect(await aged.ids('test_history', 'test_id')).toEqual([young]);
  expect(await aged.jobs()).toEqual([
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
  expect(await aged.keeper().run()).toMatchObject({ tests: 0, events: 0 });
  expect(await knex('audit_events')).toHaveLength(1);
  expect(await aged.jobs()).toHaveLength(1);
});

it('gives each test to one of several that delete at once', async () => {
  const old = await Promise.all(
    Array.from({ length: 20 }, () => aged.test(40)),
  );
  await aged.fold();
  await Promise.all([
    aged.keeper().run(),
    aged.keeper().run(),
    aged.keeper().run(),
  ]);
  expect(await aged.ids('test_executions')).toEqual([]);
  const named = (await aged.jobs()).flatMap(job => job.test_ids);
  expect(named.sort()).toEqual(old.sort());
});

it('keeps tests that the figures do not have yet', async () => {
  const id = await aged.test(40);
  await aged.keeper().run();
  expect(await aged.ids('test_executions')).toEqual([id]);
  await knex('metrics_fold').update({ folded: null });
  await aged.keeper().run();
  expect(await aged.ids('test_executions')).toEqual([id]);
  expect(await aged.ids('feed_events', 'test_id')).toEqual([id]);
  await new MetricsFold(knex).build();
  await aged.keeper().run();
  expect(await aged.ids('test_executions')).toEqual([]);
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
    await aged.test(40, { batch_id: running }),
    await aged.test(40, { batch_id: recent }),
  ];
  await aged.test(40, { batch_id: old });
  // What repeats it stays, and says no more whom it repeats
  const repeats = await batch({ rerun_of: old });
  await aged.fold();
  expect(await aged.keeper().run()).toMatchObject({ tests: 1, batches: 1 });
  expect(await aged.ids('test_executions')).toEqual(sorted(...kept));
  expect(await aged.ids('batches')).toEqual(sorted(running, recent, repeats));
  await aged.keeper({ enabled: false }).run();
  expect(await aged.ids('test_executions')).toEqual([kept[0]]);
  expect(await aged.ids('batches')).toEqual(sorted(running, recent, repeats));
});

it('stops when it is told to, and goes on another time', async () => {
  await Promise.all(Array.from({ length: 3 }, () => aged.test(40)));
  await aged.fold();
  const stopped = AbortSignal.abort();
  expect(await aged.keeper().run({ signal: stopped })).toMatchObject({
    tests: 0,
  });
  expect(await aged.keeper().run()).toMatchObject({ tests: 3 });
});

it('runs once at a time, and at once for who asks', async () => {
  await aged.test(40);
  await aged.fold();
  const keeper = aged.keeper();
  const recorded: unknown[] = [];
  const ask = () =>
    keeper.request('user:default/ann', async () => {
      recorded.push('asked');
    });
  await knex('retention_runs').delete();
  // Another replica is at it
  await knex('retention_runs').insert({ requested_by: null });
  expect(await ask()).toBeUndefined();
  expect(recorded).toEqual([]);
  // It was killed, and its time is over
  await knex('retention_runs').update({
    started_at: knex.raw(`now() - interval '11 minutes'`),
  });
  expect(await ask()).toMatchObject({
    outcome: 'running',
    requested_by: 'user:default/ann',
    ended_at: null,
  });
  expect(recorded).toEqual(['asked']);
  await keeper.stop();
  const { last_run, recent_runs, settings } = await keeper.status();
  expect(last_run?.ended_at).toEqual(expect.any(String));
  expect(recent_runs.map(run => run.outcome)).toEqual([
    last_run?.outcome,
    'lost',
  ]);
  expect(settings).toMatchObject({ history_enabled: true, every_ms: 900_000 });
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
    const { tests } = await aged.keeper({ retentionMs: 40 * DAY_MS }).run();
    expect(tests).toBe(Number(expired[0].count));
  });
  expect(plans.length).toBeGreaterThan(10);
  const whole = /Seq Scan on (test_\w+|feed_events|import_errors)/;
  expect(plans.filter(({ plan }) => whole.test(plan))).toEqual([]);
});
