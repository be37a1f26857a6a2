/* Alerts on a real database: raised once, resolved once, told with all else. */
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { makeWorkerUtils } from 'graphile-worker';
import { Knex } from 'knex';
import {
  alertConditionRequestSchema,
  AlertConditionRequest,
  ComponentStatus,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { migrated, storeTest } from '../__testUtils__/storedTests';
import { createPool } from '../queue/databasePool';
import { addTestJob, PRIORITY, QUEUE_SCHEMA } from '../queue/queueSql';
import { AlertRuleStore, ConfiguredRule } from '../store/alerts/AlertRuleStore';
import { AlertStore } from '../store/alerts/AlertStore';
import { AlertTurns } from '../store/alerts/AlertTurns';
import { newestRuns, newestTests } from '../store/alerts/observations';
import { adoptRules } from './adoptRules';
import { AlertDesk } from './AlertDesk';
import { AlertKeeper } from './AlertKeeper';
import { configuredId } from './rules';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const logger = mockServices.logger.mock();
let knex: Knex;
let close: () => Promise<void>;
let components: SystemStatus['components'];

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  const pool = await createPool(knex, { max: 2, logger });
  const utils = await makeWorkerUtils({ pgPool: pool, schema: QUEUE_SCHEMA });
  await utils.migrate();
  close = async () => {
    await utils.release();
    await pool.end();
  };
});

afterAll(() => close?.());

beforeEach(async () => {
  components = [];
  for (const table of ['alerts', 'alert_rules', 'feed_events', 'webhooks']) {
    await knex(table).delete();
  }
  await knex('test_executions').delete();
  await knex('webhook_events').delete();
  await knex.raw(`DELETE FROM ${QUEUE_SCHEMA}._private_jobs`);
  await knex('alert_evaluation').update({ observed_at: null });
});

/** What a replica has. */
function replica({ enabled = true } = {}) {
  const stores = {
    knex,
    rules: new AlertRuleStore(knex),
    alerts: new AlertStore(knex),
    turns: new AlertTurns(),
    onChange: () => {},
  };
  const keeper = new AlertKeeper({
    ...stores,
    logger,
    status: async () => ({ components } as SystemStatus),
    settings: {
      enabled: true,
      intervalMs: 30_000,
      retentionMs: 86_400_000,
      rules: undefined,
    },
  });
  const desk = new AlertDesk({
    ...stores,
    keeper,
    enabled,
    defaultRecipients: () => [],
  });
  const adopt = (rules: ConfiguredRule[]) =>
    adoptRules(rules, { ...stores, enabled });
  return { ...stores, keeper, desk, adopt };
}

const by = { user: 'user:default/ann', record: async () => {} };

function configured(
  condition: AlertConditionRequest,
  fields: Partial<ConfiguredRule> = {},
): ConfiguredRule {
  const name = fields.name ?? 'A rule';
  return {
    id: configuredId('app-config', name),
    name,
    enabled: true,
    severity: 'high',
    condition: alertConditionRequestSchema.parse(condition),
    for_ms: 0,
    resolve_after_ms: 0,
    recipients: ['group:default/on-call'],
    source: 'app-config',
    source_path: 'leadshopTesting.alerts.rules[0]',
    ...fields,
  };
}

const DOWN = { kind: 'component_down' } as const;

function seen(status: ComponentStatus) {
  components = [
    {
      name: 's3-storage',
      title: 'S3 Storage',
      status,
      fault: status === 'error' ? 'vendor' : null,
      provider_mode: 'live',
      last_check: null,
      response_time: null,
      success_rate: null,
      error_count: 0,
      message: null,
    },
  ];
}

/** Everything that a change of an alert leaves. */
async function left() {
  const jobs = await knex.raw(
    `SELECT payload FROM ${QUEUE_SCHEMA}._private_jobs j
     JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = 'send_notice' ORDER BY j.id`,
  );
  return {
    alerts: await knex('alerts').orderBy('raised_at').pluck('status'),
    feed: await knex('feed_events').where({ channel: 'alert' }).pluck('type'),
    notices: (jobs.rows as { payload: { notice: { news: string } } }[]).map(
      ({ payload }) => payload.notice.news,
    ),
    webhooks: await knex('webhook_events').orderBy('occurred_at').pluck('type'),
  };
}

async function endpoint() {
  await knex('webhooks').insert({
    id: randomUUID(),
    url: 'https://hooks.example.com/',
    description: '',
    event_types: ['alert.raised', 'alert.resolved'],
    enabled: true,
    key_id: 'k1',
    nonce: Buffer.alloc(12),
    sealed: Buffer.alloc(60),
    created_by: 'user:default/ann',
    updated_by: 'user:default/ann',
  });
}

it('is raised once and resolved once, however many replicas look', async () => {
  await endpoint();
  const replicas = Array.from({ length: 4 }, () => replica());
  await replicas[0].adopt([configured(DOWN)]);
  const looks = () =>
    Promise.all(
      [...replicas, ...replicas].map(({ keeper }) => keeper.evaluate()),
    );

  seen('error');
  await looks();
  expect(await left()).toEqual({
    alerts: ['open'],
    feed: ['alert_update'],
    notices: ['raised'],
    webhooks: ['alert.raised'],
  });
  for (const status of ['warning', 'unknown'] as const) {
    seen(status);
    await looks();
  }
  expect((await left()).alerts).toEqual(['open']);
  seen('healthy');
  await looks();
  expect(await left()).toEqual({
    alerts: ['resolved'],
    feed: ['alert_update', 'alert_update'],
    notices: ['raised', 'resolved'],
    webhooks: ['alert.raised', 'alert.resolved'],
  });
  const [{ data }] = await knex('webhook_events').select('data');
  expect(data).toMatchObject({
    kind: 'component_down',
    subject_name: 's3-storage',
    fault: 'vendor',
  });
});

it('leaves nothing when the transaction does not come to its end', async () => {
  await endpoint();
  const { adopt, keeper } = replica();
  await adopt([configured(DOWN)]);
  await knex.raw(
    `ALTER TABLE webhook_events ADD CONSTRAINT refused CHECK (false) NOT VALID`,
  );
  seen('error');
  await expect(keeper.evaluate()).rejects.toThrow('refused');
  expect(await left()).toEqual({
    alerts: [],
    feed: [],
    notices: [],
    webhooks: [],
  });
  await knex.raw(`ALTER TABLE webhook_events DROP CONSTRAINT refused`);
  await keeper.evaluate();
  expect((await left()).webhooks).toEqual(['alert.raised']);
});

it('takes the time as the database has it, and none in which nobody looked', async () => {
  const { adopt, keeper } = replica();
  await adopt([configured(DOWN, { for_ms: 60_000 })]);
  seen('error');
  await keeper.evaluate();
  const earlier = (table: string, column: string, seconds: number) =>
    knex(table).update({
      [column]: knex.raw(`?? - make_interval(secs => ?)`, [column, seconds]),
    });
  await earlier('alert_turns', 'since', 61);
  // For longer than a few rounds nobody has looked
  await earlier('alert_evaluation', 'observed_at', 3_600);
  await keeper.evaluate();
  expect((await left()).alerts).toEqual([]);
  await earlier('alert_turns', 'since', 61);
  await keeper.evaluate();
  expect((await left()).alerts).toEqual(['open']);
});

it.each([
  ['is deleted', [], 'rule_deleted'],
  ['is switched off', [configured(DOWN, { enabled: false })], 'rule_disabled'],
  [
    'has another condition',
    [configured({ ...DOWN, components: ['score-calculator'] })],
    'rule_changed',
  ],
])('resolves the alerts of a rule that %s', async (_, next, resolution) => {
  const { adopt, keeper } = replica();
  await adopt([configured(DOWN)]);
  seen('error');
  await keeper.evaluate();
  await adopt(next);
  await keeper.evaluate();
  expect(await knex('alerts').select('status', 'resolution')).toEqual([
    { status: 'resolved', resolution },
  ]);
  expect((await left()).notices).toEqual(['raised', 'resolved']);
});

it('keeps the alerts of a rule that is only called otherwise, and adopts in vain', async () => {
  const { adopt, keeper, rules } = replica();
  await adopt([configured(DOWN)]);
  seen('error');
  await keeper.evaluate();
  await adopt([configured(DOWN, { severity: 'critical' })]);
  await adopt([configured(DOWN, { severity: 'critical' })]);
  expect((await left()).alerts).toEqual(['open']);
  expect((await rules.list())[0]).toMatchObject({
    version: 2,
    severity: 'critical',
  });
});

it('resolves everything when alerts are switched off', async () => {
  const { adopt, keeper } = replica();
  await adopt([configured(DOWN)]);
  seen('error');
  await keeper.evaluate();
  await replica({ enabled: false }).adopt([configured(DOWN)]);
  expect((await left()).alerts).toEqual(['resolved']);
});

it('tells nobody of what somebody has silenced, and again when that is over', async () => {
  const { desk, adopt, keeper } = replica();
  await adopt([configured(DOWN)]);
  seen('error');
  await keeper.evaluate();
  const [id] = await knex('alerts').pluck('id');
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await desk.acknowledge(id, { until, comment: 'The vendor knows' }, by);
  for (const status of ['healthy', 'error'] as const) {
    seen(status);
    await keeper.evaluate();
  }
  expect((await left()).alerts).toEqual(['resolved', 'open']);
  expect((await left()).notices).toEqual(['raised', 'resolved']);
  expect(
    await knex('alerts').where({ status: 'open' }).first('acknowledged_by'),
  ).toEqual({ acknowledged_by: by.user });

  await knex('alerts').update({ acknowledged_until: knex.fn.now() });
  await keeper.evaluate();
  await keeper.evaluate();
  expect((await left()).notices).toEqual(['raised', 'resolved', 'reminded']);
});

/** Stores tests with one step each, the newest last. */
async function ran(
  count: number,
  fields: { status: string; fault?: string | null; mode?: string | null },
) {
  for (let n = 0; n < count; n++) {
    const { status, fault = null, mode = 'live' } = fields;
    const id = await storeTest(knex, { status, provider_mode: mode });
    await knex('test_step_results').insert({
      execution_id: id,
      step_name: 'first',
      step_number: 1,
      component: 'score-calculator',
      title: 'Score',
      status: status === 'cancelled' ? 'skipped' : status,
      fault,
      // Of its own it has none
      provider_mode: null,
    });
  }
}

it('never counts an outage of a vendor against LeadShop', async () => {
  const { adopt, keeper } = replica();
  const rule = configured({ kind: 'success_rate', below: 80, tests: 10 });
  const perComponent = configured(
    { kind: 'success_rate', per: 'component', below: 80, tests: 10 },
    { name: 'Per component' },
  );
  await adopt([rule, perComponent]);
  await ran(10, { status: 'success' });
  await ran(30, { status: 'failed', fault: 'vendor' });
  await ran(30, { status: 'failed', fault: 'leadshop', mode: 'sandbox' });
  await keeper.evaluate();
  expect(
    await knex('alerts')
      .orderBy('subject')
      .select('subject', 'provider_mode', 'fault'),
  ).toEqual([
    {
      subject: 'component:score-calculator:sandbox',
      provider_mode: 'sandbox',
      fault: 'leadshop',
    },
    {
      subject: 'pipeline:full_pipeline:sandbox',
      provider_mode: 'sandbox',
      fault: 'leadshop',
    },
  ]);
});

it('sees failures in a row, the newest first, as they ended', async () => {
  await ran(2, { status: 'success' });
  await ran(1, { status: 'failed', fault: 'vendor' });
  await ran(1, { status: 'cancelled' });
  const tests = await newestTests(knex, 10);
  const runs = await newestRuns(knex, ['score-calculator'], 10);
  expect(tests.map(({ succeeded }) => succeeded)).toEqual([false, true, true]);
  expect(tests[0]).toMatchObject({ of: 'full_pipeline', faults: ['vendor'] });
  expect(runs[0]).toEqual({
    of: 'score-calculator',
    provider_mode: 'live',
    succeeded: false,
    faults: ['vendor'],
  });
});

it('sees how long tests have waited, unless they wait for a pause', async () => {
  const { adopt, keeper } = replica();
  const rule = configured({ kind: 'queue_age', older_than_ms: 60_000 });
  await adopt([rule]);
  const id = await storeTest(knex);
  await addTestJob(knex, id, { maxAttempts: 5, priority: PRIORITY.batch });
  await knex.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs
     SET created_at = now() - interval '2 minutes', run_at = now() - interval '2 minutes'`,
  );
  await knex('queue_state').update({
    paused_at: knex.fn.now(),
    paused_by: 'user:default/ann',
  });
  await keeper.evaluate();
  expect((await left()).alerts).toEqual([]);
  await knex('queue_state').update({ paused_at: null, paused_by: null });
  await keeper.evaluate();
  expect(await knex('alerts').pluck('message')).toEqual([
    'The oldest test has waited for 2 minutes; the limit is 60 seconds',
  ]);
});

it('forgets alerts that were resolved long ago, and no others', async () => {
  const { adopt, keeper, alerts } = replica();
  await adopt([configured(DOWN)]);
  for (const status of ['error', 'healthy', 'error'] as const) {
    seen(status);
    await keeper.evaluate();
  }
  await alerts.forget(3_600_000);
  expect(await knex('alerts').pluck('status')).toHaveLength(2);
  await knex('alerts')
    .where({ status: 'resolved' })
    .update({ resolved_at: knex.raw(`now() - interval '2 hours'`) });
  await alerts.forget(3_600_000);
  expect(await knex('alerts').pluck('status')).toEqual(['open']);
});
