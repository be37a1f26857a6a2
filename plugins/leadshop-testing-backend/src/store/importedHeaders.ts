/*
 * A file without a line of headers is taken for one whose first lead is the
 * headers, and so a person may stand there. They are found by what their lead
 * ever had in its personal fields.
 */
import { Knex } from 'knex';
import { PERSONAL_LEAD_FIELDS } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Of a phone number as many digits are compared; fewer are none. */
const PHONE_DIGITS = 10;

/** What a text is compared by: a phone number by its last digits. */
const comparable = (text: string) => {
  const digits = `regexp_replace(${text}, '\\D', '', 'g')`;
  return `CASE WHEN ${text} ~ '^[-+()./ \\d]+$' AND length(${digits}) >= ${PHONE_DIGITS}
    THEN right(${digits}, ${PHONE_DIGITS}) ELSE lower(btrim(${text})) END`;
};

/**
 * Empties headers of imports that are personal data of leads.
 *
 * @param leads - name of a table with the column `id`
 */
export async function blankHeaders(
  trx: Knex.Transaction,
  leads: string,
): Promise<void> {
  const header = comparable('h.value');
  await trx.raw(
    `WITH known AS MATERIALIZED (
       SELECT DISTINCT ${comparable('v.value')} AS value FROM (
         SELECT f.value FROM leads l JOIN ${leads} p ON p.id = l.id
         CROSS JOIN LATERAL (VALUES ${PERSONAL_LEAD_FIELDS.map(
           field => `(l.${field})`,
         ).join(', ')}) AS f(value)
         UNION ALL
         SELECT f.value FROM lead_events e JOIN ${leads} p ON p.id = e.lead_id
         CROSS JOIN LATERAL unnest(CAST(:personal AS text[])) AS name
         CROSS JOIN LATERAL (VALUES (e.changes->name->>'before'),
           (e.changes->name->>'after')) AS f(value)
       ) v WHERE btrim(v.value) <> ''
     ), named AS MATERIALIZED (
       SELECT DISTINCT i.id FROM imports i
       CROSS JOIN LATERAL jsonb_array_elements_text(i.headers) AS h(value)
       JOIN known k ON k.value = ${header}
     )
     UPDATE imports i SET headers = (
       SELECT jsonb_agg(CASE WHEN EXISTS (SELECT FROM known k WHERE k.value = ${header})
         THEN '' ELSE h.value END ORDER BY h.place)
       FROM jsonb_array_elements_text(i.headers) WITH ORDINALITY AS h(value, place))
     FROM named n WHERE n.id = i.id`,
    { personal: [...PERSONAL_LEAD_FIELDS] },
  );
}
