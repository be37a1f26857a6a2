/* A real database with the tables of alerts and the queue, and replicas on it. */
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
import { migrated } from '../../__testUtils__/storedTests';
import { createPool } from '../../queue/databasePool';
import { QUEUE_SCHEMA } from '../../queue/queueSql';
import {
  AlertRuleStore,
  ConfiguredRule,
} from '../../store/alerts/AlertRuleStore';
import { AlertStore } from '../../store/alerts/AlertStore';
import { AlertTurns } from '../../store/alerts/AlertTurns';
import { adoptRules } from '../adoptRules';
import { AlertDesk } from '../AlertDesk';
import { AlertKeeper } from '../AlertKeeper';
import { configuredId } from '../rules';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const logger = mockServices.logger.mock();
/** The database of the test file. */
export let knex: Knex;
let close: () => Promise<void>;
let components: SystemStatus['components'];

/** To be called before all tests. */
export async function open(): Promise<void> {
  knex = await migrated(await databases.init('POSTGRES_18'));
  const pool = await createPool(knex, { max: 2, logger });
  const utils = await makeWorkerUtils({ pgPool: pool, schema: QUEUE_SCHEMA });
  await utils.migrate();
  close = async () => {
    await utils.release();
    await pool.end();
  };
}

/** To be called after all tests. */
export const shut = () => close?.();

/** To be called before each test. */
export async function clear(): Promise<void> {
  components = [];
  for (const table of ['alerts', 'alert_rules', 'feed_events', 'webhooks']) {
    await knex(table).delete();
  }
  await knex('test_executions').delete();
  await knex('webhook_events').delete();
  await knex.raw(`DELETE FROM ${QUEUE_SCHEMA}._private_jobs`);
  await knex('alert_evaluation').update({ observed_at: null });
}

/** What a replica has. */
export function replica({ enabled = true } = {}) {
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

/** Who changes something. */
export const by = { user: 'user:default/ann', record: async () => {} };

/** A rule as app-config has it. */
export function configured(
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

/** The simplest condition. */
export const DOWN = { kind: 'component_down' } as const;

/** What `/status` says of a component from now on. */
export function seen(status: ComponentStatus) {
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
export async function left() {
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

/** Somebody asked for alerts by a webhook. */
export async function endpoint() {
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
