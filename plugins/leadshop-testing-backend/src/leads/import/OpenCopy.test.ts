import { Knex } from 'knex';
import { ClientBase } from 'pg';
import { databases } from '../../__testUtils__/backend';
import { migrated } from '../../__testUtils__/storedTests';
import { OpenCopy } from './OpenCopy';

jest.setTimeout(60_000);

const TARGET = 'copied (n, text)';
const NEVER = new AbortController().signal;

let knex: Knex;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  await knex.raw('CREATE TABLE copied (n int PRIMARY KEY, text text)');
});
beforeEach(() => knex.raw('TRUNCATE copied'));

function inTransaction(work: (client: ClientBase) => Promise<void>) {
  return knex.transaction(async trx =>
    work((await trx.client.acquireConnection()) as ClientBase),
  );
}

const stored = () => knex('copied').orderBy('n');

it('stores lines whose room is used again at once, be they few or many', async () => {
  const rounds = Array.from({ length: 12 }, (_, n) => n);
  const lengths = [10, 70_000, 400_000];
  await inTransaction(async client => {
    const copy = new OpenCopy(client, TARGET, NEVER);
    for (const n of rounds) {
      const text = String(n % 10).repeat(lengths[n % 3]);
      const lines = Buffer.from(`${n}\t${text}\n`);
      await copy.write(lines);
      lines.fill('x');
    }
    await copy.end();
    const { rows } = await client.query(
      'SELECT count(*)::int AS n FROM copied',
    );
    expect(rows).toEqual([{ n: rounds.length }]);
  });
  const found = await stored();
  expect(
    found.map(({ n, text }) => [n, text.length, new Set(text).size, text[0]]),
  ).toEqual(rounds.map(n => [n, lengths[n % 3], 1, String(n % 10)]));
});

it('says what the database refuses, and lets go of the connection', async () => {
  await inTransaction(async client => {
    await client.query('SAVEPOINT before');
    const copy = new OpenCopy(client, TARGET, NEVER);
    await copy.write(Buffer.from('1\ta\n1\tb\n'));
    await expect(copy.end()).rejects.toMatchObject({ code: '23505' });
    await copy.abandon();
    await client.query('ROLLBACK TO before');
    const next = new OpenCopy(client, TARGET, NEVER);
    await next.write(Buffer.from('2\tc\n'));
    await next.end();
  });
  expect(await stored()).toEqual([{ n: 2, text: 'c' }]);
});

it('waits for nothing more when the database has refused a line', async () => {
  await inTransaction(async client => {
    await client.query('SAVEPOINT before');
    const copy = new OpenCopy(client, TARGET, NEVER);
    const lines = Buffer.from('x\ta\n'.repeat(100_000));
    const writing = async () => {
      for (;;) await copy.write(lines);
    };
    await expect(writing()).rejects.toMatchObject({ code: '22P02' });
    await copy.abandon();
    await client.query('ROLLBACK TO before');
  });
});

/** Begins a COPY, does something with it, and goes on after it has failed. */
async function failing(work: (copy: OpenCopy) => Promise<void>, stop = NEVER) {
  await inTransaction(async client => {
    await client.query('SAVEPOINT before');
    const copy = new OpenCopy(client, TARGET, stop);
    await copy.write(Buffer.from('1\ta\n'));
    await work(copy);
    await copy.abandon();
    await client.query('ROLLBACK TO before');
  });
}

it('stores nothing when it is abandoned', async () => {
  await failing(async () => {});
  expect(await stored()).toEqual([]);
});

it('stores nothing when it is aborted', async () => {
  const stop = new AbortController();
  await failing(async copy => {
    stop.abort();
    await expect(copy.write(Buffer.from('2\tb\n'))).rejects.toThrow();
    await expect(copy.end()).rejects.toThrow();
  }, stop.signal);
  expect(await stored()).toEqual([]);
});
