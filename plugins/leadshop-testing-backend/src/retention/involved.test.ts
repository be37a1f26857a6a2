/* Who still has to do with a test that goes: reruns, workers, readers of the feed; and imports. */
import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { endedStep, storeTest } from '../__testUtils__/storedTests';
import { chain, step } from '../__testUtils__/waitingPipeline';
import { PipelineRegistry } from '../pipeline/PipelineRegistry';
import { TestDesk } from '../pipeline/TestDesk';
import { BatchOrders } from '../store/BatchOrders';
import { ExecutionStore } from '../store/ExecutionStore';
import { FeedStore } from '../store/FeedStore';
import { LeadStore } from '../store/LeadStore';
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

it('leaves a test that is being repeated, and goes through its folder with that one', async () => {
  const first = await aged.test(40);
  await aged.fold();
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
  await aged.keeper().run();
  expect(await aged.jobs()).toEqual([]);
  await trx.commit();
  await aged.keeper().run();
  expect(await aged.ids('test_executions')).toEqual([rerun]);
  expect(await aged.jobs()).toEqual([{ test_ids: [first], later: false }]);
  await aged.backdate(rerun, 40);
  await aged.keeper().run();
  // It never began, and has no folder of its own
  expect(await aged.jobs()).toEqual([
    { test_ids: [first], later: false },
    { test_ids: [first], later: false },
  ]);
});

/** Waits until somebody waits for a lock. */
async function somebodyWaits() {
  for (;;) {
    const { rows } = await knex.raw(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
}

it('repeats no test that goes at the same moment', async () => {
  const lead_id = randomUUID();
  await knex('leads').insert({ id: lead_id, website_url: 'https://a.example' });
  const batch_id = randomUUID();
  const failed = { status: 'failed', lead_id, batch_id };
  const single = await storeTest(knex, failed);
  const desk = new TestDesk({
    knex,
    executions: new ExecutionStore(knex),
    leads: new LeadStore(knex),
    pipelines: new PipelineRegistry(
      [chain('full_pipeline', [step('first', 1)])],
      [],
    ),
    maxAttempts: 1,
    onChange: () => {},
  });
  const rerun = { user_ref: 'user:default/ann' };
  const orders: (() => Promise<unknown>)[] = [
    () => desk.rerun(single, rerun, async () => {}),
    () => knex.transaction(trx => new BatchOrders(trx).chooseFailed(batch_id)),
  ];
  const outcomes: unknown[] = [];
  for (const order of orders) {
    const going = await knex.transaction();
    await going.raw(`SELECT FROM test_executions WHERE id = ? FOR UPDATE`, [
      single,
    ]);
    const ordered = order().catch(error => error.name);
    await somebodyWaits();
    await going('test_executions').where({ id: single }).delete();
    await going.commit();
    outcomes.push(await ordered);
    await storeTest(knex, { ...failed, id: single });
  }
  expect(outcomes).toEqual(['NotFoundError', 0]);
});

it('looks through the folder of a test that was cut off when nobody is at it any more', async () => {
  const minutes = 2 / (24 * 60);
  const whole = await aged.test(minutes);
  const again = await aged.test(minutes, { attempt: 1 });
  await knex('test_executions').where({ id: again }).update({ attempt: 2 });
  const fresh = await aged.test(0);
  await aged.fold();
  await aged.keeper({ enabled: false }).run();
  expect(await aged.ids('test_executions')).toEqual([fresh]);
  expect(await aged.jobs()).toEqual([
    { test_ids: [whole], later: false },
    { test_ids: [again], later: true },
  ]);
});

it('cuts the feed off before what it keeps, so that readers know', async () => {
  const old = await aged.test(40);
  const kept = await aged.test(20);
  const feed = new FeedStore(knex);
  // Between events that stay
  await knex('feed_events').insert({
    channel: 'import',
    type: 'import_update',
    payload: '{}',
    created_at: new Date(Date.now() - 50 * DAY_MS),
  });
  await aged.fold();
  const oldIds = await knex('feed_events').where({ test_id: old }).pluck('id');
  const last = await feed.lastId();
  expect(await aged.keeper().run()).toMatchObject({
    tests: 1,
    events: oldIds.length,
  });
  expect(await aged.ids('feed_events', 'test_id')).toEqual(
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
  await aged.backdate(kept, 40);
  await aged.keeper().run();
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
  expect(await aged.keeper().run()).toMatchObject({
    imports_and_rows: 5004,
  });
  expect(await aged.ids('imports')).toEqual(sorted(young, unsearched));
  expect(await aged.ids('import_errors', 'import_id')).toEqual(
    sorted(young, unsearched),
  );
  expect(await aged.ids('leads', 'import_id')).toEqual([old]);
});
