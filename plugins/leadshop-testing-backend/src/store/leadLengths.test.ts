import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { databases } from '../__testUtils__/backend';
import { migrated } from '../__testUtils__/storedTests';

let knex: Knex;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
});

const stored = (column: string, value: string) =>
  knex('leads').insert({
    ...{ id: randomUUID(), website_url: 'https://a.example' },
    [column]: value,
  });

it.each([
  ['business_name', 200],
  ['website_url', 2048],
  ['email', 254],
  ['contact_name', 200],
  ['phone', 40],
  ['industry', 120],
  ['naics_code', 6],
  ['location', 300],
  ['notes', 5000],
])('%s has at most %d characters, however many bytes', async (column, max) => {
  for (const character of ['a', 'ä', '漢']) {
    await stored(column, character.repeat(max));
    await expect(stored(column, character.repeat(max + 1))).rejects.toThrow(
      `leads_${column}_check`,
    );
  }
});

it.each(['business_name', 'website_url'])('%s is not empty', async column => {
  await expect(stored(column, '')).rejects.toThrow(`leads_${column}_check`);
});
