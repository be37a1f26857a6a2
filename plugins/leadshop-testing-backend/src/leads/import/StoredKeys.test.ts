import { Knex } from 'knex';
import { ClientBase } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { databases } from '../../__testUtils__/backend';
import { migrated } from '../../__testUtils__/storedTests';
import { SeenKeys } from './SeenKeys';
import { StoredKeys } from './StoredKeys';

jest.setTimeout(60_000);

const BYTES_PER_LEAD = 100;
const LEADS = 4_500;

let knex: Knex;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
});
beforeEach(async () => {
  await knex.raw('TRUNCATE leads, lead_events CASCADE');
  // Some without one key or both; erased ones have none
  await knex.raw(
    `INSERT INTO leads (id, business_name, website_url, email_key, domain_key, name_key,
       created_by, created_at)
     SELECT uuidv7(), 'Name ' || n, 'https://site.example',
       CASE WHEN n % 3 > 0 THEN 'e' || n END, CASE WHEN n % 5 > 0 THEN 'd' || n END,
       'n' || n, 'user:default/ann', now() - interval '1 hour'
     FROM generate_series(1, ?) n`,
    [LEADS],
  );
});

/** Reads the keys for a file of so many bytes. */
async function reading(
  bytes: number,
  work: (read: {
    stored: StoredKeys | undefined;
    seen: SeenKeys;
    client: ClientBase;
  }) => Promise<void>,
) {
  await knex.transaction(async trx => {
    const { rows } = await trx.raw('SELECT statement_timestamp() AS at');
    const seen = SeenKeys.forFile(bytes);
    const stored = await StoredKeys.read(trx, { bytes, at: rows[0].at }, seen);
    const client = (await trx.client.acquireConnection()) as ClientBase;
    await work({ stored, seen, client });
  });
}

async function addLead() {
  await knex('leads').insert({
    id: uuidv7(),
    business_name: 'Other',
    website_url: 'https://other.example',
    created_by: 'user:default/bob',
  });
}

it('reads the keys of all leads', async () => {
  await reading(LEADS * BYTES_PER_LEAD, async ({ seen, stored, client }) => {
    const numbers = Array.from({ length: LEADS }, (_, index) => index + 1);
    const emails = numbers.filter(n => n % 3 > 0);
    expect(emails.every(n => seen.add(`e${n}`))).toBe(true);
    const pairs = numbers.filter(n => n % 5 > 0);
    expect(pairs.every(n => seen.add(`d${n} n${n}`))).toBe(true);
    expect(seen.add('e3')).toBe(false);
    expect(await stored?.areAll(client)).toBe(true);
  });
});

it('reads none when they are more than the file has rows', async () => {
  await reading(LEADS * BYTES_PER_LEAD - 1, async ({ stored, seen }) => {
    expect(stored).toBeUndefined();
    expect(seen.add('e1')).toBe(false);
  });
});

it('finds out about leads that somebody else adds, for good', async () => {
  await reading(1e6, async ({ stored, client }) => {
    await addLead();
    expect(await stored?.areAll(client)).toBe(false);
    await knex('leads').delete().where({ business_name: 'Other' });
    expect(await stored?.areAll(client)).toBe(false);
  });
});

it('finds out about leads that somebody else changes', async () => {
  const [{ id }] = await knex('leads').select('id').limit(1);
  const change = () =>
    knex('lead_events').insert({
      ...{ lead_id: id, kind: 'updated', version: 2 },
      user_ref: 'user:default/bob',
    });
  await change();
  await reading(1e6, async ({ stored, client }) => {
    expect(await stored?.areAll(client)).toBe(true);
    await change();
    expect(await stored?.areAll(client)).toBe(false);
  });
});
