/*
 * Rows of imported files that are about certain leads: those that were told to be
 * the same lead, those with an e-mail address that one of them ever had, and
 * rejected ones that hold what identifies the person behind one.
 */
import { Knex } from 'knex';
import { keysOfPerson, Person } from '../leads/personKeys';

/** People who are read at once. */
const CHUNK = 2_000;

const BY_PERSON = `
  SELECT DISTINCT i.import_id, i.row
  FROM json_to_recordset(CAST(:keys AS json)) AS k("all" text[])
  JOIN import_errors i ON i.person_keys @> k."all"`;

/** Condition on leads as SQL: the column `id`. */
export interface SomeLeads {
  sql: string;
  bindings?: Record<string, string>;
}

/** Calls back with import_id and row of each, some at a time. */
export type WithRows = (
  sql: string,
  bindings: Record<string, string>,
) => Promise<void>;

/**
 * Gives SQL of the rows that are about leads, in as many parts as it takes.
 *
 * @param leads - their names are still to be read
 */
export async function withRejectedRows(
  db: Knex,
  leads: SomeLeads,
  use: WithRows,
): Promise<void> {
  const { sql, bindings = {} } = leads;
  await use(byAddress(sql), bindings);
  for await (const keys of personKeysOf(db, leads)) {
    if (keys.length === 0) continue;
    await use(BY_PERSON, {
      keys: JSON.stringify(keys.map(all => ({ all }))),
    });
  }
}

function byAddress(leads: string): string {
  return `
    SELECT i.import_id, i.row FROM import_errors i
    JOIN (${leads}) p ON p.id = i.duplicate_lead_id
    UNION
    SELECT i.import_id, i.row FROM import_errors i
    JOIN (
      SELECT l.email_key AS key FROM leads l JOIN (${leads}) p ON p.id = l.id
      UNION
      SELECT lower(v.email) FROM lead_events e JOIN (${leads}) p ON p.id = e.lead_id
      CROSS JOIN LATERAL (VALUES (e.changes->'email'->>'before'),
        (e.changes->'email'->>'after')) AS v(email)
    ) k ON k.key = i.email_key`;
}

/** What identifies the people behind leads, some leads at a time. */
async function* personKeysOf(
  db: Knex,
  { sql, bindings }: SomeLeads,
): AsyncGenerator<string[][]> {
  const ever = (field: string) =>
    `array_remove(array_agg(DISTINCT l.${field})
       || array_agg(DISTINCT e.changes->'${field}'->>'before')
       || array_agg(DISTINCT e.changes->'${field}'->>'after'), NULL)`;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await db.raw(
      `SELECT l.id, l.business_name, l.website_url, ${ever('email')} AS emails,
         ${ever('phone')} AS phones, ${ever('contact_name')} AS contact_names
       FROM leads l JOIN (${sql}) p ON p.id = l.id
       LEFT JOIN lead_events e ON e.lead_id = l.id
       WHERE l.id > CAST(:after AS uuid)
       GROUP BY l.id ORDER BY l.id LIMIT ${CHUNK}`,
      { ...bindings, after },
    );
    const people = rows as (Person & { id: string })[];
    yield people.flatMap(keysOfPerson);
    if (people.length < CHUNK) return;
    after = people[people.length - 1].id;
  }
}
