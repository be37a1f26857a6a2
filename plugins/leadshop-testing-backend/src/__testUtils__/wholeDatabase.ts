/* All that a database holds, as text, for tests that search it. */
import { Knex } from 'knex';

/** Every row of every table, the queue's too. */
export async function wholeDatabase(knex: Knex): Promise<string> {
  const { rows } = await knex.raw<{ rows: { name: string }[] }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name
     FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const tables = await Promise.all(
    rows.map(async ({ name }) => {
      const found = await knex.raw<{ rows: { text: string }[] }>(
        `SELECT row_to_json(t)::text AS text FROM ${name} t`,
      );
      return found.rows.map(({ text }) => text).join('\n');
    }),
  );
  return tables.join('\n');
}
