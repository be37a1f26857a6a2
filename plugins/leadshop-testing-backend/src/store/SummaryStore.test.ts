import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { executionSummarySchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  endedStep,
  migrated,
  OUTLINE,
  storeTest,
  transition,
} from '../__testUtils__/storedTests';
import { OutlineStore } from './outlines';
import { StepWriter } from './StepWriter';
import { SummaryStore } from './SummaryStore';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
let store: SummaryStore;
let writer: StepWriter;
beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  store = new SummaryStore(knex, new OutlineStore(knex));
  writer = new StepWriter(knex, () => {});
});

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));

describe('byIds', () => {
  it('reads the newest state as the wire has it, without personal data', async () => {
    const lead_id = randomUUID();
    await knex('leads').insert({ id: lead_id, website_url: 'https://a' });
    const id = await storeTest(knex, {
      status: 'running',
      entity_ref: 'component:default/score-calculator',
      lead_id,
      lead_data: {
        business_name: 'Good Bakery',
        website_url: 'https://bakery.example',
        contact_name: 'Ann Baker',
        email: 'ann@bakery.example',
        phone: '+1 512 555 0199',
        notes: 'Call after noon',
      },
      created_at: minute(0),
      started_at: minute(1),
    });
    await writer.write(
      transition(id, [endedStep(1)], {
        figures: {
          score: 72.5,
          tier: 'B',
          revenue_impact: 1234.56,
          revenue_currency: 'USD',
          spam_score: -0.25,
        },
      }),
    );
    const summary = (await store.byIds([id])).get(id);
    expect(executionSummarySchema.strict().parse(summary)).toEqual({
      id,
      test_type: 'full_pipeline',
      status: 'running',
      user_ref: 'user:default/ann',
      entity_ref: 'component:default/score-calculator',
      lead_id,
      erased: false,
      batch_id: null,
      rerun_of: null,
      business_name: 'Good Bakery',
      website_url: 'https://bakery.example',
      current_step: 1,
      total_steps: 3,
      progress: 33.3,
      steps: OUTLINE.map(({ depends_on: _, ...step }, i) => ({
        ...step,
        status: i === 0 ? 'success' : 'pending',
      })),
      provider_mode: 'sandbox',
      success_rate: null,
      failure_reason: null,
      error_message: null,
      score: 72.5,
      tier: 'B',
      revenue_impact: 1234.56,
      revenue_currency: 'USD',
      spam_score: -0.25,
      execution_time: null,
      cancel_requested_at: null,
      created_at: minute(0).toISOString(),
      started_at: minute(1).toISOString(),
      completed_at: null,
    });
  });

  it('leaves out what is not there', async () => {
    const id = await storeTest(knex);
    const found = await store.byIds([id, randomUUID()]);
    expect([...found.keys()]).toEqual([id]);
    expect(await store.byIds([])).toEqual(new Map());
  });

  it.each([
    ['pending', {}, ['pending', 'pending', 'pending']],
    ['pending', { first: 'success' }, ['success', 'pending', 'pending']],
    [
      'pending',
      { first: 'success', second: 'running' },
      ['success', 'pending', 'pending'],
    ],
    [
      'running',
      { first: 'failed', second: 'running' },
      ['failed', 'running', 'pending'],
    ],
    // What never ended in a test that did was cut off by its end
    [
      'failed',
      { first: 'success', second: 'running' },
      ['success', 'skipped', 'skipped'],
    ],
    ['cancelled', {}, ['skipped', 'skipped', 'skipped']],
    [
      'cancelled',
      { first: 'success', second: 'stopped', third: 'skipped' },
      ['success', 'skipped', 'skipped'],
    ],
  ])(
    'shows the steps of a test that is %s with %j',
    async (status, states, shown) => {
      const id = await storeTest(knex, { status, step_states: states });
      const summary = (await store.byIds([id])).get(id);
      expect(summary?.steps.map(step => step.status)).toEqual(shown);
    },
  );

  it.each([
    ['cancelled', { first: 'success', second: 'stopped', third: 'skipped' }],
    // Its worker had no time to say so
    ['failed', { first: 'success', second: 'running' }],
  ])(
    'tells a step that was stopped in a test that is %s from those that never began',
    async (status, states) => {
      const id = await storeTest(knex, { status, step_states: states });
      const summary = (await store.byIds([id])).get(id);
      expect(executionSummarySchema.strict().parse(summary).steps).toEqual([
        expect.not.objectContaining({ stopped: true }),
        expect.objectContaining({ status: 'skipped', stopped: true }),
        expect.not.objectContaining({ stopped: true }),
      ]);
    },
  );
});

describe('active', () => {
  it('lists what waits or runs, the oldest first', async () => {
    const third = await storeTest(knex, { created_at: minute(3) });
    const first = await storeTest(knex, { created_at: minute(1) });
    const second = await storeTest(knex, {
      status: 'running',
      created_at: minute(2),
    });
    for (const status of ['success', 'failed', 'cancelled']) {
      await storeTest(knex, { status });
    }
    expect((await store.active()).map(test => test.id)).toEqual([
      first,
      second,
      third,
    ]);
  });

  it('leaves out what waits in a batch, by the index of what it lists', async () => {
    const batch_id = crypto.randomUUID();
    await storeTest(knex, { batch_id });
    const running = await storeTest(knex, {
      batch_id,
      status: 'running',
      created_at: minute(1),
    });
    const single = await storeTest(knex, { created_at: minute(2) });
    expect((await store.active()).map(test => test.id)).toEqual([
      running,
      single,
    ]);
    const statements: string[] = [];
    knex.once('query', ({ sql }) => statements.push(sql));
    await store.active();
    const plan: unknown[] = [];
    await knex.transaction(async trx => {
      await trx.raw('SET LOCAL enable_seqscan = off');
      const explain = `EXPLAIN ${statements[0].replace('$1', '500')}`;
      plan.push(...(await trx.raw(explain)).rows);
    });
    expect(JSON.stringify(plan)).toContain('test_executions_at_work_idx');
  });

  it('lists five hundred at most', async () => {
    const template = await storeTest(knex);
    await knex.raw(
      `INSERT INTO test_executions (id, test_type, pipeline_version, user_ref, lead_data, total_steps)
       SELECT gen_random_uuid(), test_type, pipeline_version, user_ref, lead_data, total_steps
       FROM test_executions, generate_series(1, 500) WHERE id = ?`,
      [template],
    );
    expect(await store.active()).toHaveLength(500);
  });
});

describe('find', () => {
  it('reads a whole test with its steps and its reruns, in order', async () => {
    const id = await storeTest(knex, { status: 'running' });
    await writer.write(
      transition(id, [
        endedStep(2, { status: 'failed', fault: 'vendor', error: 'No' }),
        endedStep(1, { details: { a: 1 }, personal: { b: 2 } }),
      ]),
    );
    const later = await storeTest(knex, {
      rerun_of: id,
      created_at: minute(2),
    });
    const earlier = await storeTest(knex, {
      rerun_of: id,
      created_at: minute(1),
    });
    const found = await store.find(id);
    expect(found).toMatchObject({
      summary: { id, current_step: 2 },
      outline: OUTLINE,
      step_states: { first: 'success', second: 'failed' },
      attempt: 1,
      lead_data: { website_url: 'https://shop.example' },
      reruns: [earlier, later],
    });
    expect(found?.steps.map(step => step.step_name)).toEqual([
      'first',
      'second',
    ]);
    expect(found?.steps[0]).toMatchObject({
      details: { a: 1 },
      personal: { b: 2 },
    });
    expect(found?.steps[0]).not.toHaveProperty('execution_id');
    expect(executionSummarySchema.strict().parse(found?.summary)).toBeDefined();
  });

  it('knows when there is no such test', async () => {
    const id = await storeTest(knex);
    expect((await store.find(id))?.reruns).toEqual([]);
    expect(await store.find(randomUUID())).toBeUndefined();
    expect(await store.exists(id)).toBe(true);
    expect(await store.exists(randomUUID())).toBe(false);
  });
});

describe('artifact', () => {
  it('finds a file of any step by its name, with its key', async () => {
    const [id, other] = [
      await storeTest(knex, { status: 'running' }),
      await storeTest(knex, { status: 'running' }),
    ];
    const file = (name: string) => ({
      name,
      key: `tests/${name}`,
      title: 'A file',
      content_type: 'text/plain',
      size: 5,
      sha256: 'ff',
      personal: false,
    });
    await writer.write(
      transition(id, [
        endedStep(1, { artifacts: [file('a.txt'), file('b.txt')] }),
        endedStep(2, { artifacts: [file('c.txt')] }),
      ]),
    );
    for (const name of ['a.txt', 'b.txt', 'c.txt']) {
      expect(await store.artifact(id, name)).toEqual(file(name));
    }
    expect(await store.artifact(id, 'd.txt')).toBeUndefined();
    expect(await store.artifact(other, 'a.txt')).toBeUndefined();
  });
});
