import { TestDatabases } from '@backstage/backend-test-utils';
import knexFactory, { Knex } from 'knex';
import { historyQuerySchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { migrated, storeTest } from '../__testUtils__/storedTests';
import { HistoryStore, HistoryTimeoutError } from './HistoryStore';
import { OutlineStore } from './outlines';
import { openReadingPool } from './ReadingPool';
import { SummaryStore } from './SummaryStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

let knex: Knex;
const opened: Knex[] = [];

function open(from: Knex, timeoutMs = 5_000): Knex {
  const pool = openReadingPool(from, { timeoutMs });
  opened.push(pool);
  return pool;
}

const setting = async (db: Knex, name: string) =>
  (await db.raw(`SELECT current_setting(?) AS value`, [name])).rows[0].value;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
});

afterAll(async () => {
  for (const pool of opened.reverse()) await pool.destroy();
});

it('sets its own connections for reading indexes alone, and no others', async () => {
  const pool = open(knex);
  expect(await setting(pool, 'enable_bitmapscan')).toBe('off');
  expect(await setting(pool, 'jit')).toBe('off');
  expect(await setting(pool, 'statement_timeout')).toBe('5s');
  expect(await setting(knex, 'enable_bitmapscan')).toBe('on');
  await expect(pool('test_executions').delete()).rejects.toThrow('read-only');
});

it('prepares a connection as Backstage does, before that', async () => {
  const { connection } = knex.client.config;
  const prepared = knexFactory({
    client: 'pg',
    connection,
    pool: {
      min: 0,
      max: 1,
      afterCreate: (
        created: { query(sql: string, done: (e: Error) => void): void },
        done: (e: Error, c: unknown) => void,
      ) =>
        created.query(`SET application_name = 'of Backstage'`, error =>
          done(error, created),
        ),
    },
  });
  opened.push(prepared);
  const pool = open(prepared);
  expect(await setting(pool, 'application_name')).toBe('of Backstage');
  expect(await setting(pool, 'enable_seqscan')).toBe('off');
});

it('shows the history as other connections do, and gives it up in time', async () => {
  const ids = [
    await storeTest(knex, { status: 'success' }),
    await storeTest(knex, { status: 'pending' }),
  ];
  const summaries = new SummaryStore(knex, new OutlineStore(knex));
  const query = historyQuerySchema.parse({});
  const pool = open(knex);
  const page = await new HistoryStore(knex, summaries, { indexes: pool }).page(
    query,
    undefined,
  );
  expect(page).toEqual(
    await new HistoryStore(knex, summaries).page(query, undefined),
  );
  expect(page.tests.map(({ id }) => id).sort()).toEqual(ids.sort());

  const hurried = new HistoryStore(knex, summaries, {
    indexes: open(knex, 100),
  });
  const holder = await knex.transaction();
  await holder.raw('LOCK TABLE test_history');
  await expect(hurried.page(query, undefined)).rejects.toBeInstanceOf(
    HistoryTimeoutError,
  );
  await holder.rollback();
});
