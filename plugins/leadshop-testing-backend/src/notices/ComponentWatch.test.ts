import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { makeWorkerUtils } from 'graphile-worker';
import { Knex } from 'knex';
import { migrated } from '../__testUtils__/storedTests';
import { StatusReader } from '../health/StatusReader';
import { createPool } from '../queue/databasePool';
import { QUEUE_SCHEMA } from '../queue/queueSql';
import { storeRuns } from './__testUtils__/componentRuns';
import { CHECKS, QUIET_MS } from './componentTurns';
import { ComponentWatch } from './ComponentWatch';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let database: Knex;
let close: () => Promise<void>;

beforeEach(async () => {
  database = await migrated(await databases.init('POSTGRES_18'));
  const pool = await createPool(database, {
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
afterEach(() => close());

/** A look of a replica. */
const check = (now = new Date()) =>
  new ComponentWatch({
    knex: database,
    status: new StatusReader(database),
    now: () => now,
  }).check();

it('a component is told of once, however many replicas look at the same time', async () => {
  await storeRuns(database, 'failed');
  for (let n = 1; n < CHECKS; n++) await check();
  await Promise.all(Array.from({ length: 4 }, () => check()));
  // Nobody works here: each notice that was added is still there
  const { rows } = await database.raw(`SELECT FROM ${QUEUE_SCHEMA}.jobs`);
  expect(rows).toHaveLength(1);
});

it('endpoints that asked hear that it is down, and that it works again', async () => {
  const asked = await storeEndpoint(['component.down', 'component.recovered']);
  await storeEndpoint(['alert.raised']);
  await storeRuns(database, 'failed');
  for (let n = 0; n < CHECKS; n++) await check();
  await storeRuns(database, 'success');
  const later = new Date(Date.now() + QUIET_MS);
  for (let n = 0; n <= CHECKS; n++) await check(later);
  const told = await database('webhook_deliveries as d')
    .join('webhook_events as e', 'e.id', 'd.event_id')
    .orderBy('e.occurred_at')
    .select('d.webhook_id', 'e.type', 'e.data');
  const common = {
    component: 'pagespeed-integration',
    provider_mode: 'sandbox',
  };
  expect(told).toEqual([
    {
      webhook_id: asked,
      type: 'component.down',
      data: { ...common, success_rate: 0, fault: 'vendor' },
    },
    {
      webhook_id: asked,
      type: 'component.recovered',
      data: { ...common, success_rate: 100, fault: null },
    },
  ]);
});

/** An endpoint to which nobody sends here. */
async function storeEndpoint(types: string[]): Promise<string> {
  const id = randomUUID();
  await database('webhooks').insert({
    id,
    url: 'https://hooks.example/',
    description: '',
    event_types: types,
    key_id: 'k1',
    nonce: Buffer.alloc(12),
    sealed: Buffer.alloc(40),
    created_by: 'user:default/ann',
    updated_by: 'user:default/ann',
  });
  return id;
}
