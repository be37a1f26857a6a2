import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { migrated, storeTest } from '../__testUtils__/storedTests';
import { BatchProgress } from './BatchProgress';
import { BatchCounts, BatchStore, NO_TESTS } from './BatchStore';
import { FeedStore } from './FeedStore';
import { OutlineStore } from './outlines';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const LONG_AGO = '2026-01-01T00:00:00Z';
let knex: Knex;
let progress: BatchProgress;

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  progress = new BatchProgress(knex, new OutlineStore(knex));
});

/** A running batch with so many tests of each status. */
async function storeBatch(
  tests: Partial<BatchCounts>,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const id = randomUUID();
  const total = Object.values(tests).reduce((sum, n) => sum + n, 0);
  await knex('batches').insert({
    id,
    test_type: 'full_pipeline',
    user_ref: 'user:default/ann',
    source: 'leads',
    total,
    counts: JSON.stringify({ ...NO_TESTS, pending: total }),
    created_at: LONG_AGO,
    ...fields,
  });
  for (const [status, count] of Object.entries(tests)) {
    for (let n = 0; n < count; n++) {
      await storeTest(knex, { batch_id: id, status });
    }
  }
  return id;
}

async function batchOf(id: string): Promise<Batch> {
  const batch = await new BatchStore(knex).find(id);
  if (!batch) throw new Error(`No batch ${id}`);
  return batch;
}

const endAll = (id: string, status: string) =>
  knex('test_executions')
    .where({ batch_id: id })
    .whereIn('status', ['pending', 'running'])
    .update({ status, completed_at: knex.fn.now() });

/** Batches that the feed was told of since an event. */
async function toldSince(after: number): Promise<string[]> {
  const feed = new FeedStore(knex);
  const until = await feed.lastId();
  const changed = await feed.changed({ after, until }, 100);
  return [...(changed?.batches ?? [])];
}

it('says how far a batch is, how fast it goes and when it will end', async () => {
  const id = await storeBatch({
    pending: 10,
    running: 2,
    success: 15,
    failed: 5,
    cancelled: 8,
  });
  expect(await progress.refresh()).toBe(true);
  expect(await batchOf(id)).toMatchObject({
    status: 'running',
    total: 40,
    counts: { pending: 10, running: 2, success: 15, failed: 5, cancelled: 8 },
    progress: 70,
    // What was cancelled says nothing of the speed
    rate_per_minute: 20,
    eta_seconds: 36,
    completed_at: null,
  });
});

it('takes the speed of a young batch from its beginning', async () => {
  const id = await storeBatch(
    { running: 1, success: 10 },
    { created_at: new Date(Date.now() - 20_000) },
  );
  await progress.refresh();
  const { rate_per_minute } = await batchOf(id);
  expect(rate_per_minute).toBeGreaterThan(10);
  expect(rate_per_minute).toBeLessThanOrEqual(31);
});

it('knows no speed before the first test has ended, and none when all stand still', async () => {
  const id = await storeBatch({ pending: 3 });
  await progress.refresh();
  expect(await batchOf(id)).toMatchObject({
    rate_per_minute: null,
    eta_seconds: null,
  });
  const [test] = await knex('test_executions').where({ batch_id: id });
  const end = (at: Knex.Value) =>
    knex('test_executions')
      .where({ id: test.id })
      .update({ status: 'success', completed_at: at });
  await end(new Date());
  await progress.refresh();
  expect(await batchOf(id)).toMatchObject({
    rate_per_minute: 1,
    eta_seconds: 120,
  });
  await end(LONG_AGO);
  await progress.refresh();
  expect(await batchOf(id)).toMatchObject({
    rate_per_minute: 0,
    eta_seconds: null,
  });
});

it('names the steps at which tests failed first, the most first', async () => {
  const id = await storeBatch({ pending: 1 });
  const failed = (step_states: Record<string, string>) =>
    storeTest(knex, { batch_id: id, status: 'failed', step_states });
  await failed({ first: 'success', second: 'failed', third: 'failed' });
  await failed({ first: 'failed', second: 'skipped', third: 'failed' });
  await failed({ first: 'success', second: 'failed', third: 'skipped' });
  // Its time was up between two steps
  await failed({ first: 'success', second: 'skipped', third: 'skipped' });
  await progress.refresh();
  expect((await batchOf(id)).failing_steps).toEqual([
    { step_name: 'second', title: 'Step 2', count: 2 },
    { step_name: 'first', title: 'Step 1', count: 1 },
  ]);
});

it.each([
  ['completed', {}],
  ['cancelled', { cancel_requested_at: LONG_AGO }],
])('ends a batch as %s with its last test', async (status, fields) => {
  const id = await storeBatch({ running: 1, success: 3 }, fields);
  await progress.refresh();
  expect((await batchOf(id)).status).toBe('running');
  await endAll(id, 'success');
  await progress.refresh();
  expect(await batchOf(id)).toMatchObject({
    status,
    progress: 100,
    counts: { ...NO_TESTS, success: 4 },
    eta_seconds: null,
    completed_at: expect.any(String),
  });
  expect(await progress.refresh()).toBe(false);
});

it('tells of what changed, and of nothing else', async () => {
  const feed = new FeedStore(knex);
  const moving = await storeBatch({ pending: 1, success: 1 });
  const still = await storeBatch({ pending: 2 });
  const before = await feed.lastId();
  expect(await progress.refresh()).toBe(true);
  expect(await toldSince(before)).toEqual([moving]);
  const then = await feed.lastId();
  expect(await progress.refresh()).toBe(false);
  await endAll(still, 'success');
  expect(await progress.refresh()).toBe(true);
  expect(await toldSince(then)).toEqual([still]);
});

it('leaves it to another replica that is at it, and a batch to who cancels it', async () => {
  const id = await storeBatch({ success: 1 });
  const other = await knex.transaction();
  await other.raw('SELECT pg_advisory_xact_lock(1398100002)');
  expect(await progress.refresh()).toBe(false);
  await other.commit();
  const cancelling = await knex.transaction();
  await cancelling('batches').where({ id }).forUpdate();
  expect(await progress.refresh()).toBe(false);
  await cancelling.commit();
  expect(await progress.refresh()).toBe(true);
  expect((await batchOf(id)).status).toBe('completed');
});
