/* A person whose data is looked for wherever it could have got to. */
import { Knex } from 'knex';

/** Personal fields of a lead. */
export const PERSON = {
  email: 'maria.lopez@erasable.example',
  contact_name: 'Maria Erasable',
  phone: '+15125550177',
  notes: 'Prefers to be called on her boat',
};

/** As a person, a file or a step may write it, in small letters. */
const TRACES = [
  'maria.lopez',
  'erasable.example',
  'maria erasable',
  '5125550177',
  '512 555 0177',
  '(512) 555-0177',
  '+1 512-555-0177',
  'on her boat',
];

/** What of the person stands in a text, whatever its form. */
export function tracesIn(text: string): string[] {
  const forms = [text, decoded(text)].map(form => form.toLowerCase());
  return TRACES.filter(trace => forms.some(form => form.includes(trace)));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/**
 * Columns of all tables of a database that hold a trace, as `table.column`; in
 * the plugin's own schema without the name of the schema.
 */
export async function columnsWithTraces(knex: Knex): Promise<string[]> {
  const { rows: tables } = await knex.raw(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found = new Set<string>();
  for (const { name } of tables as { name: string }[]) {
    const { rows } = await knex.raw(
      `SELECT DISTINCT c.key, c.value FROM ${name} t
       CROSS JOIN LATERAL jsonb_each_text(to_jsonb(t)) c WHERE c.value IS NOT NULL`,
    );
    for (const { key, value } of rows as { key: string; value: string }[]) {
      if (tracesIn(value).length > 0) {
        found.add(`${name.replace('public.', '')}.${key}`);
      }
    }
  }
  return [...found].sort();
}
