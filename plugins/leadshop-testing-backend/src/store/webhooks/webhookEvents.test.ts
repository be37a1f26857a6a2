import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { makeWorkerUtils } from 'graphile-worker';
import { Knex } from 'knex';
import { migrated } from '../../__testUtils__/storedTests';
import { createPool } from '../../queue/databasePool';
import {
  DELIVER_WEBHOOKS,
  dropGivenUpJobs,
  QUEUE_SCHEMA,
} from '../../queue/queueSql';
import { enqueueWebhookEvent, enqueueWebhookEvents } from './webhookEvents';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
let close: () => Promise<void>;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  const pool = await createPool(knex, {
    max: 2,
    logger: mockServices.logger.mock(),
  });
  const utils = await makeWorkerUtils({ pgPool: pool, schema: QUEUE_SCHEMA });
  await utils.migrate();
  close = async () => {
    await utils.release();
    await pool.end();
  };
});

afterAll(() => close?.());

beforeEach(async () => {
  await knex('webhooks').delete();
  await knex('webhook_events').delete();
  await knex.raw(`DELETE FROM ${QUEUE_SCHEMA}._private_jobs`);
});

async function endpoint(event_types: string[], enabled = true) {
  const id = randomUUID();
  await knex('webhooks').insert({
    id,
    url: 'https://hooks.example.com/',
    description: '',
    event_types,
    enabled,
    disabled_reason: enabled ? null : 'by_hand',
    key_id: 'k1',
    nonce: Buffer.alloc(12),
    sealed: Buffer.alloc(60),
    created_by: 'user:default/ann',
    updated_by: 'user:default/ann',
  });
  return id;
}

const stored = async () => ({
  events: await knex('webhook_events').select('type', 'data'),
  deliveries: await knex('webhook_deliveries')
    .orderBy('webhook_id')
    .pluck('webhook_id'),
  jobs: (
    await knex.raw(`SELECT key FROM ${QUEUE_SCHEMA}.jobs ORDER BY key`)
  ).rows.map(({ key }: { key: string }) => key),
});

const raised = {
  type: 'alert.raised' as const,
  data: { alert_id: 'a1', status: 'raised' },
};

it('is stored once, for each enabled endpoint that asked for it, and wakes their turns', async () => {
  const first = await endpoint(['alert.raised', 'test.failed']);
  const second = await endpoint(['alert.raised']);
  await endpoint(['alert.resolved']);
  await endpoint(['alert.raised'], false);
  await enqueueWebhookEvent(knex, raised);
  const told = [first, second].sort();
  expect(await stored()).toEqual({
    events: [raised],
    deliveries: told,
    jobs: told.map(id => `webhook:${id}`),
  });
});

it('leaves nothing when nobody asked, or when its transaction is rolled back', async () => {
  await enqueueWebhookEvent(knex, raised);
  await endpoint(['alert.raised']);
  const trx = await knex.transaction();
  await enqueueWebhookEvents(trx, [raised, raised]);
  await trx.rollback();
  await enqueueWebhookEvents(knex, []);
  expect(await stored()).toEqual({ events: [], deliveries: [], jobs: [] });
});

it('makes one turn of many events, and waits for nobody who tells at the same time', async () => {
  await endpoint(['alert.raised']);
  await enqueueWebhookEvent(knex, raised);
  const slow = await knex.transaction();
  await enqueueWebhookEvent(slow, raised);
  await enqueueWebhookEvents(knex, [raised, raised]);
  await slow.commit();
  const { events, deliveries, jobs } = await stored();
  expect([events.length, deliveries.length, jobs.length]).toEqual([4, 4, 1]);
});

it('wakes an endpoint whose turn was given up', async () => {
  await endpoint(['alert.raised']);
  await enqueueWebhookEvent(knex, raised);
  await knex.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs SET attempts = max_attempts`,
  );
  await enqueueWebhookEvent(knex, raised);
  const { rows } = await knex.raw(
    `SELECT attempts FROM ${QUEUE_SCHEMA}.jobs WHERE key IS NOT NULL`,
  );
  expect(rows).toEqual([{ attempts: 0 }]);
  await dropGivenUpJobs(knex, DELIVER_WEBHOOKS);
  expect((await stored()).jobs).toHaveLength(1);
});

it('cuts texts, so that an event stays small', async () => {
  await endpoint(['alert.raised']);
  const data = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`field_${i}`, 'x'.repeat(5000)]),
  );
  await enqueueWebhookEvent(knex, { type: 'alert.raised', data });
  const [{ data: kept }] = await knex('webhook_events').select('data');
  expect(JSON.stringify(kept).length).toBeLessThan(20_000);
});
