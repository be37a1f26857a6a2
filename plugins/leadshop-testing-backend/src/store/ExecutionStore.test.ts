import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  endedStep,
  migrated,
  storeTest,
  transition,
  VERSION,
} from '../__testUtils__/storedTests';
import { ExecutionEnd, ExecutionStore, NewExecution } from './ExecutionStore';
import { StepWriter } from './StepWriter';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
let store: ExecutionStore;
let writer: StepWriter;
beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  store = new ExecutionStore(knex);
  writer = new StepWriter(knex, () => {});
});

const BOB = 'user:default/bob';

async function insert(fields: Partial<NewExecution> = {}) {
  const input: NewExecution = {
    id: randomUUID(),
    test_type: 'full_pipeline',
    pipeline_version: VERSION,
    total_steps: 3,
    user_ref: 'user:default/ann',
    entity_ref: 'component:default/score-calculator',
    lead_id: null,
    lead_data: { website_url: 'https://shop.example', email: 'a@b.example' },
    ...fields,
  };
  const created = await knex.transaction(trx => store.insert(trx, input));
  return { id: input.id, created };
}

const rowOf = (id: string) => knex('test_executions').where({ id }).first();
const stepsOf = (id: string) =>
  knex('test_step_results').where({ execution_id: id }).orderBy('step_number');

async function eventsOf(id: string) {
  const rows = await knex('feed_events').where({ test_id: id }).orderBy('id');
  return rows.map(({ type, payload }) => ({ type, ...payload }));
}

const cancel = (id: string, by = BOB) =>
  knex.transaction(trx => store.requestCancel(trx, id, by));

const SUCCESS: ExecutionEnd = {
  status: 'success',
  failure_reason: null,
  error_message: null,
  success_rate: 100,
};
const FAILED: ExecutionEnd = {
  status: 'failed',
  failure_reason: 'step',
  error_message: 'Failed at step 2 (Step 2).',
};

describe('insert', () => {
  it('stores the test as pending, with its first event', async () => {
    const { id, created } = await insert();
    const row = await rowOf(id);
    expect(row).toMatchObject({
      status: 'pending',
      attempt: 0,
      current_step: 0,
      started_at: null,
      completed_at: null,
      entity_ref: 'component:default/score-calculator',
      lead_data: { website_url: 'https://shop.example', email: 'a@b.example' },
    });
    expect(row.step_states).toEqual({});
    expect(created?.created_at).toEqual(row.created_at);
    const events = await eventsOf(id);
    expect(events).toEqual([
      {
        type: 'test_update',
        kind: 'created',
        attempt: 0,
        message: 'Created',
        step: null,
        user_ref: 'user:default/ann',
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('a@b.example');
  });

  it('makes nothing of an idempotency key that this user has used', async () => {
    const key = { idempotency_key: 'k1', idempotency_hash: 'h1' };
    const first = await insert(key);
    const again = await insert({ ...key, idempotency_hash: 'h2' });
    expect(again.created).toBeUndefined();
    expect(await rowOf(again.id)).toBeUndefined();
    expect(await eventsOf(again.id)).toEqual([]);
    await expect(
      store.findByIdempotencyKey('user:default/ann', 'k1'),
    ).resolves.toMatchObject({ id: first.id, idempotency_hash: 'h1' });
    await expect(
      store.findByIdempotencyKey(BOB, 'k1'),
    ).resolves.toBeUndefined();
  });

  it('lets another user use the same key, and any number go without', async () => {
    const key = { idempotency_key: 'k2', idempotency_hash: 'h' };
    expect((await insert(key)).created).toBeDefined();
    expect((await insert({ ...key, user_ref: BOB })).created).toBeDefined();
    expect((await insert()).created).toBeDefined();
    expect((await insert()).created).toBeDefined();
  });

  it('of two requests with one key at the same time one makes the test', async () => {
    const key = { idempotency_key: 'k3', idempotency_hash: 'h' };
    const made = await Promise.all([1, 2, 3, 4].map(() => insert(key)));
    expect(made.filter(({ created }) => created)).toHaveLength(1);
  });
});

describe('a rerun from a step', () => {
  it('keeps the results before it, with what follows from them', async () => {
    const old = await storeTest(knex, { status: 'running' });
    await writer.write(
      transition(old, [
        endedStep(1, { details: { found: 1 }, personal: { name: 'Ann' } }),
        endedStep(2, { status: 'failed', fault: 'vendor', error: 'No' }),
        endedStep(3, { status: 'skipped' }),
      ]),
    );
    const { id } = await insert({
      rerun_of: old,
      kept_steps: ['first', 'second'],
    });
    const [first, second, ...none] = await stepsOf(id);
    expect(none).toEqual([]);
    const [original] = await stepsOf(old);
    expect(first).toEqual({ ...original, execution_id: id, kept_from: old });
    expect(second).toMatchObject({ status: 'failed', kept_from: old });
    expect(await rowOf(id)).toMatchObject({
      rerun_of: old,
      status: 'pending',
      current_step: 2,
      provider_mode: 'sandbox',
    });
    expect((await rowOf(id)).step_states).toEqual({
      first: 'success',
      second: 'failed',
    });
    expect(await eventsOf(id)).toMatchObject([
      { message: 'Created; 2 results are kept from the earlier test' },
    ]);

    // A rerun of the rerun remembers where the result comes from
    const { id: third } = await insert({
      rerun_of: id,
      kept_steps: ['first'],
    });
    expect(await stepsOf(third)).toMatchObject([{ kept_from: old }]);

    const taken = await store.take(third, 'w1');
    expect(taken?.steps).toMatchObject([
      { step_name: 'first', details: { found: 1 }, personal: { name: 'Ann' } },
    ]);
  });

  it('keeps the score when the step that gave it is kept', async () => {
    const old = await storeTest(knex, { status: 'running' });
    const figures = {
      score: 72.5,
      tier: 'B',
      revenue_impact: 12_345.67,
      revenue_currency: 'USD',
    };
    await writer.write(
      transition(old, [endedStep(1), endedStep(2), endedStep(3)], { figures }),
    );
    const rerunWith = async (kept_steps: string[]) =>
      rowOf((await insert({ rerun_of: old, kept_steps })).id);
    expect(await rerunWith(['first', 'second'])).toMatchObject({
      score: '72.50',
      tier: 'B',
      revenue_impact: '12345.67',
      revenue_currency: 'USD',
    });
    // The score is worked out anew
    expect(await rerunWith(['first'])).toMatchObject({
      current_step: 1,
      score: null,
      tier: null,
      revenue_impact: null,
      revenue_currency: null,
    });
  });

  it('of nothing keeps nothing', async () => {
    const old = await storeTest(knex, { status: 'failed' });
    const { id } = await insert({ rerun_of: old, kept_steps: [] });
    const untouched = { current_step: 0, step_states: {} };
    const { current_step, step_states } = await rowOf(id);
    expect({ current_step, step_states }).toEqual(untouched);
    const none = await insert({ rerun_of: old, kept_steps: ['first'] });
    const row = await rowOf(none.id);
    expect({
      current_step: row.current_step,
      step_states: row.step_states,
    }).toEqual(untouched);
  });
});

describe('take', () => {
  it('begins the first attempt', async () => {
    const { id } = await insert();
    await expect(store.take(id, 'w1', 'first trace')).resolves.toEqual({
      id,
      test_type: 'full_pipeline',
      attempt: 1,
      lead_data: { website_url: 'https://shop.example', email: 'a@b.example' },
      user_ref: 'user:default/ann',
      cancel_requested_at: null,
      trace_parent: 'first trace',
      steps: [],
    });
    expect(await rowOf(id)).toMatchObject({
      status: 'running',
      worker_id: 'w1',
      started_at: expect.any(Date),
    });
    expect((await eventsOf(id))[1]).toEqual({
      type: 'test_update',
      kind: 'started',
      attempt: 1,
      message: 'Started',
      step: null,
    });
  });

  it('resumes with the stored results; what was under way is not', async () => {
    const { id } = await insert();
    await store.take(id, 'w1', 'first trace');
    const { started_at } = await rowOf(id);
    const [event] = transition(id, [endedStep(2)]).events;
    await writer.write(
      transition(id, [endedStep(1)], {
        events: [
          {
            ...event,
            kind: 'step_started',
            step: { ...event.step, status: 'running' },
          },
        ],
      }),
    );
    expect((await rowOf(id)).step_states).toEqual({
      first: 'success',
      second: 'running',
    });

    const resumed = await store.take(id, 'w2', 'another trace');
    expect(resumed?.trace_parent).toBe('first trace');
    expect(resumed).toMatchObject({
      attempt: 2,
      steps: [{ step_name: 'first', status: 'success', details: {} }],
    });
    expect(resumed?.steps[0].timestamp).toBeInstanceOf(Date);
    expect(await rowOf(id)).toMatchObject({
      worker_id: 'w2',
      attempt: 2,
      current_step: 1,
      started_at,
    });
    expect((await rowOf(id)).step_states).toEqual({ first: 'success' });
    expect((await eventsOf(id)).at(-1)).toMatchObject({
      kind: 'resumed',
      attempt: 2,
      message: 'Taken up again by another worker (attempt 2)',
    });
    // The first worker lives on, and writes nothing
    await expect(writer.write(transition(id, [endedStep(2)]))).resolves.toBe(
      false,
    );
  });

  it.each(['success', 'failed', 'cancelled'])(
    'does not take a test that is %s',
    async status => {
      const id = await storeTest(knex, { status });
      await expect(store.take(id, 'w1')).resolves.toBeUndefined();
      expect(await rowOf(id)).toMatchObject({ status, attempt: 1 });
      expect(await eventsOf(id)).toEqual([]);
    },
  );

  it('does not take a test that is gone', async () => {
    await expect(store.take(randomUUID(), 'w1')).resolves.toBeUndefined();
  });

  it('gives each of two workers an attempt of its own', async () => {
    const { id } = await insert();
    const taken = await Promise.all([
      store.take(id, 'w1'),
      store.take(id, 'w2'),
    ]);
    expect(taken.map(t => t?.attempt).sort()).toEqual([1, 2]);
  });

  it('says when somebody asked for the test to be cancelled', async () => {
    const { id } = await insert();
    await store.take(id, 'w1');
    await cancel(id);
    const taken = await store.take(id, 'w2');
    expect(taken?.cancel_requested_at).toBeInstanceOf(Date);
  });
});

describe('end', () => {
  it('stores how the test ended, and tells it', async () => {
    const { id } = await insert();
    await store.take(id, 'w1');
    await expect(store.end(id, 1, SUCCESS)).resolves.toBe(true);
    const row = await rowOf(id);
    expect(row).toMatchObject({
      status: 'success',
      failure_reason: null,
      error_message: null,
      success_rate: '100.00',
      completed_at: expect.any(Date),
      execution_time: expect.any(Number),
    });
    expect(row.execution_time).toBeGreaterThanOrEqual(0);
    expect((await eventsOf(id)).at(-1)).toEqual({
      type: 'test_completed',
      kind: 'ended',
      attempt: 1,
      message: 'Every step succeeded',
      step: null,
    });
  });

  it('says why it failed, and works the rate out when it is not given', async () => {
    const { id } = await insert();
    await store.take(id, 'w1');
    await writer.write(
      transition(id, [
        endedStep(1),
        endedStep(2, { status: 'failed', fault: 'vendor' }),
        endedStep(3, { status: 'skipped' }),
      ]),
    );
    await store.end(id, 1, FAILED);
    expect(await rowOf(id)).toMatchObject({
      status: 'failed',
      failure_reason: 'step',
      error_message: 'Failed at step 2 (Step 2).',
      success_rate: '33.33',
    });
    expect((await eventsOf(id)).at(-1)).toMatchObject({
      message: 'Failed at step 2 (Step 2).',
    });
  });

  it.each([SUCCESS, FAILED])(
    'honours a cancellation that came first ($status)',
    async outcome => {
      const { id } = await insert();
      await store.take(id, 'w1');
      await expect(cancel(id)).resolves.toBe('requested');
      await expect(store.end(id, 1, outcome)).resolves.toBe(true);
      expect(await rowOf(id)).toMatchObject({
        status: 'cancelled',
        failure_reason: null,
        error_message: null,
        cancel_requested_by: BOB,
      });
      expect((await eventsOf(id)).at(-1)).toMatchObject({
        type: 'test_completed',
        message: 'Cancelled',
      });
    },
  );

  it('writes nothing for an attempt that a later one has followed', async () => {
    const { id } = await insert();
    await store.take(id, 'w1');
    await store.take(id, 'w2');
    const before = await rowOf(id);
    const events = await eventsOf(id);
    await expect(store.end(id, 1, FAILED)).resolves.toBe(false);
    expect(await rowOf(id)).toEqual(before);
    expect(await eventsOf(id)).toEqual(events);
    await expect(store.end(id, 2, SUCCESS)).resolves.toBe(true);
  });

  it('ends a test once', async () => {
    const { id } = await insert();
    await store.take(id, 'w1');
    await store.end(id, 1, SUCCESS);
    await expect(store.end(id, 1, FAILED)).resolves.toBe(false);
    await expect(store.end(id, undefined, FAILED)).resolves.toBe(false);
    expect(await rowOf(id)).toMatchObject({ status: 'success' });
  });

  it('lets the reconciler end a test at whatever attempt, also one never taken', async () => {
    const { id } = await insert();
    await expect(
      store.end(id, undefined, {
        status: 'failed',
        failure_reason: 'internal',
        error_message: 'Gave up',
      }),
    ).resolves.toBe(true);
    expect(await rowOf(id)).toMatchObject({
      status: 'failed',
      failure_reason: 'internal',
      execution_time: 0,
      success_rate: '0.00',
    });
  });
});

describe('requestCancel', () => {
  it('ends a pending test at once', async () => {
    const { id } = await insert();
    await expect(cancel(id)).resolves.toBe('cancelled');
    expect(await rowOf(id)).toMatchObject({
      status: 'cancelled',
      cancel_requested_by: BOB,
      completed_at: expect.any(Date),
      execution_time: 0,
      success_rate: '0.00',
    });
    expect((await eventsOf(id)).at(-1)).toEqual({
      type: 'test_completed',
      kind: 'ended',
      attempt: 0,
      message: 'Cancelled before it started',
      step: null,
    });
    await expect(store.take(id, 'w1')).resolves.toBeUndefined();
  });

  it('asks the worker of a running one, once', async () => {
    const { id } = await insert();
    await store.take(id, 'w1');
    await expect(cancel(id)).resolves.toBe('requested');
    const row = await rowOf(id);
    expect(row).toMatchObject({
      status: 'running',
      cancel_requested_at: expect.any(Date),
      cancel_requested_by: BOB,
      completed_at: null,
    });
    await expect(cancel(id, 'user:default/eve')).resolves.toBe('requested');
    expect(await rowOf(id)).toEqual(row);
    expect(
      (await eventsOf(id)).filter(e => e.kind === 'cancel_requested'),
    ).toEqual([
      {
        type: 'test_update',
        kind: 'cancel_requested',
        attempt: 1,
        message: 'Cancellation requested',
        step: null,
      },
    ]);
  });

  it.each(['success', 'failed', 'cancelled'])(
    'leaves a test that is %s as it is',
    async status => {
      const id = await storeTest(knex, { status });
      const before = await rowOf(id);
      await expect(cancel(id)).resolves.toBe('ended');
      expect(await rowOf(id)).toEqual(before);
      expect(await eventsOf(id)).toEqual([]);
    },
  );

  it('knows when there is no such test', async () => {
    await expect(cancel(randomUUID())).resolves.toBe('unknown');
  });
});

describe('forRerun', () => {
  it('reads what is repeated', async () => {
    const { id } = await insert();
    await expect(store.forRerun(id)).resolves.toEqual({
      test_type: 'full_pipeline',
      status: 'pending',
      lead_id: null,
      entity_ref: 'component:default/score-calculator',
      lead_data: { website_url: 'https://shop.example', email: 'a@b.example' },
      step_states: {},
    });
    await expect(store.forRerun(randomUUID())).resolves.toBeUndefined();
  });
});
