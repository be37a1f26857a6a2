import { randomUUID } from 'node:crypto';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migrated, VERSION } from '../__testUtils__/storedTests';
import { ExecutionEnd, ExecutionStore } from './ExecutionStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const ANN = 'user:default/ann';
let knex: Knex;
let store: ExecutionStore;
let lead: string;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  store = new ExecutionStore(knex);
});

beforeEach(async () => {
  lead = randomUUID();
  await knex('leads').insert({ id: lead, website_url: 'https://oak.example' });
});

const SUCCESS: ExecutionEnd = {
  status: 'success',
  failure_reason: null,
  error_message: null,
};
const FAILED: ExecutionEnd = {
  status: 'failed',
  failure_reason: 'step',
  error_message: 'Failed at step 2',
};

async function insert(trx: Knex.Transaction, lead_id: string | null) {
  const id = randomUUID();
  await store.insert(trx, {
    id,
    test_type: 'full_pipeline',
    pipeline_version: VERSION,
    total_steps: 3,
    user_ref: ANN,
    entity_ref: null,
    lead_id,
    lead_data: { website_url: 'https://oak.example' },
  });
  return id;
}

const start = (lead_id: string | null = lead) =>
  knex.transaction(trx => insert(trx, lead_id));

async function run(outcome: ExecutionEnd) {
  const id = await start();
  await store.take(id, 'worker');
  await store.end(id, 1, outcome);
}

const cancel = (id: string) =>
  knex.transaction(trx => store.requestCancel(trx, id, ANN));

const rowOf = (id = lead) =>
  knex('leads').first('status', 'active_tests', 'version').where({ id });
const statusOf = async () => (await rowOf()).status;

describe('the status of a lead', () => {
  it('follows its test, and is no edit', async () => {
    expect(await rowOf()).toEqual({
      status: 'new',
      active_tests: 0,
      version: 1,
    });
    const id = await start();
    expect(await statusOf()).toBe('processing');
    await store.take(id, 'worker');
    expect(await statusOf()).toBe('processing');
    await store.end(id, 1, SUCCESS);
    expect(await rowOf()).toEqual({
      status: 'completed',
      active_tests: 0,
      version: 1,
    });
    await run(FAILED);
    expect(await statusOf()).toBe('failed');
    await run(SUCCESS);
    expect(await statusOf()).toBe('completed');
  });

  it('leaves other leads alone, and tests without one', async () => {
    const other = randomUUID();
    await knex('leads').insert({ id: other, website_url: 'https://elm.a' });
    await run(FAILED);
    const id = await start(null);
    await store.end(id, undefined, FAILED);
    expect(await rowOf(other)).toMatchObject({ status: 'new' });
  });

  it('stays processing while another test is going on', async () => {
    const [first, second] = [await start(), await start()];
    await store.end(first, undefined, FAILED);
    expect(await rowOf()).toMatchObject({
      status: 'processing',
      active_tests: 1,
    });
    await store.end(second, undefined, SUCCESS);
    expect(await statusOf()).toBe('completed');
  });

  it('is what it was before a test that is cancelled', async () => {
    expect(await cancel(await start())).toBe('cancelled');
    expect(await rowOf()).toMatchObject({ status: 'new', active_tests: 0 });
    await run(FAILED);
    await cancel(await start());
    expect(await statusOf()).toBe('failed');
    const running = await start();
    await store.take(running, 'worker');
    expect(await cancel(running)).toBe('requested');
    expect(await statusOf()).toBe('processing');
    await store.end(running, 1, SUCCESS);
    expect(await statusOf()).toBe('failed');
  });

  it('does not count an end or a cancellation twice', async () => {
    const id = await start();
    const stays = await start();
    await store.end(id, undefined, SUCCESS);
    expect(await store.end(id, undefined, FAILED)).toBe(false);
    expect(await cancel(id)).toBe('ended');
    await cancel(stays);
    expect(await cancel(stays)).toBe('ended');
    expect(await rowOf()).toMatchObject({
      status: 'completed',
      active_tests: 0,
    });
  });

  it('does not count what is rolled back', async () => {
    await expect(
      knex.transaction(async trx => {
        await insert(trx, lead);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await rowOf()).toMatchObject({ status: 'new', active_tests: 0 });
  });

  it('of an end and a start at the same time counts both', async () => {
    const first = await start();
    const starting = await knex.transaction();
    const second = await insert(starting, lead);
    // Waits for the lead's row, and does not see the test that is not committed
    const ending = store.end(first, undefined, FAILED);
    await starting.commit();
    await ending;
    expect(await rowOf()).toMatchObject({
      status: 'processing',
      active_tests: 1,
    });
    await store.end(second, undefined, SUCCESS);
    expect(await statusOf()).toBe('completed');
  });

  it('is right after many tests that start and end at once', async () => {
    await Promise.all(
      Array.from({ length: 30 }, async (_, i) => {
        const id = await start();
        if (i % 3 === 0) await cancel(id);
        else await store.end(id, undefined, i % 2 ? SUCCESS : FAILED);
      }),
    );
    expect(await rowOf()).toMatchObject({ active_tests: 0 });
    await run(SUCCESS);
    expect(await statusOf()).toBe('completed');
  });
});

describe('the migration', () => {
  it('gives stored leads the status that their tests have left', async () => {
    const old = await databases.init('POSTGRES_18');
    const directory = resolvePackagePath(
      '@leadshop/backstage-plugin-leadshop-testing-backend',
      'migrations',
    );
    await old.migrate.up({ directory, name: '20261121000000_init.js' });
    await old('pipeline_versions').insert({
      id: VERSION,
      name: 'full_pipeline',
      outline: '[]',
    });
    const tested = async (...statuses: string[]) => {
      const id = randomUUID();
      await old('leads').insert({ id, website_url: 'https://oak.example' });
      for (const [i, status] of statuses.entries()) {
        const ended = status !== 'running';
        await old('test_executions').insert({
          id: randomUUID(),
          test_type: 'full_pipeline',
          pipeline_version: VERSION,
          total_steps: 3,
          user_ref: ANN,
          lead_id: id,
          lead_data: {},
          status,
          failure_reason: status === 'failed' ? 'step' : null,
          completed_at: ended ? new Date(Date.UTC(2026, 0, i + 1)) : null,
        });
      }
      return id;
    };
    const leads = {
      untested: await tested(),
      completed: await tested('failed', 'success', 'cancelled'),
      failed: await tested('success', 'failed'),
      cancelled: await tested('cancelled'),
      processing: await tested('failed', 'running'),
    };
    await old.migrate.latest({ directory });
    const status = async (id: string) =>
      (await old('leads').first().where({ id })).status;
    expect(await status(leads.untested)).toBe('new');
    expect(await status(leads.completed)).toBe('completed');
    expect(await status(leads.failed)).toBe('failed');
    expect(await status(leads.cancelled)).toBe('new');
    expect(await status(leads.processing)).toBe('processing');
    await old.migrate.rollback({ directory }, true);
    expect(await old.schema.hasTable('leads')).toBe(false);
  });
});
