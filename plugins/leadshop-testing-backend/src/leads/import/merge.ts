/* Stores what was decided about the rows of the staging table. */
import { Knex } from 'knex';
import { ProblemCount } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { staleSearchSql } from '../../store/LeadSearch';
import { DECISIONS } from './duplicates';
import { CELLS, LEAD_COLUMNS, LEAD_FIELDS, STAGE } from './stage';

/** How many rows had which outcome. */
export interface Outcomes {
  created: number;
  updated: number;
  duplicates: number;
  failed: number;
}

/** Counts the outcomes; nothing is stored yet. */
export async function countOutcomes(trx: Knex.Transaction): Promise<Outcomes> {
  const { rows } = await trx.raw(
    `SELECT outcome, count(*)::int AS n FROM ${DECISIONS} GROUP BY outcome
     UNION ALL
     SELECT CASE WHEN rejected THEN 'rejected' ELSE 'valid' END, count(*)::int
     FROM ${STAGE} GROUP BY 1`,
  );
  const counts = new Map(
    (rows as { outcome: string; n: number }[]).map(row => [row.outcome, row.n]),
  );
  const of = (outcome: string) => counts.get(outcome) ?? 0;
  const duplicates = of('repeated') + of('stored') + of('unchanged');
  return {
    created: of('valid') - duplicates - of('updated'),
    updated: of('updated'),
    duplicates,
    failed: of('rejected'),
  };
}

/** Inserts the new leads, in the file's order. @returns how many */
export async function insertLeads(
  trx: Knex.Transaction,
  origin: { import_id: string; user_ref: string },
): Promise<number> {
  const { rowCount } = await trx.raw(
    `INSERT INTO leads (id, ${LEAD_COLUMNS}, import_id, created_by, created_at, updated_at)
     SELECT id, ${LEAD_COLUMNS}, CAST(:import_id AS uuid), CAST(:user_ref AS text),
       statement_timestamp(), statement_timestamp()
     FROM ${STAGE} s
     WHERE NOT rejected AND NOT EXISTS (
       SELECT FROM ${DECISIONS} d WHERE d.row = s.row AND d.outcome <> 'anyway')`,
    { ...origin },
  );
  return rowCount;
}

const TO_UPDATE = `SELECT lead_id FROM ${DECISIONS} WHERE outcome = 'updated'`;

/**
 * Updates the stored leads that rows repeat, with an entry in the journey of
 * each. Nobody else changes them meanwhile: they are locked.
 *
 * @returns how many
 */
export async function updateLeads(
  trx: Knex.Transaction,
  origin: { import_id: string; user_ref: string },
): Promise<number> {
  const changes = LEAD_FIELDS.map(
    field => `('${field}', to_jsonb(old.${field}), to_jsonb(l.${field}))`,
  ).join(', ');
  const { rowCount } = await trx.raw(
    `WITH changed AS (
       UPDATE leads l SET
         ${LEAD_FIELDS.map(
           field => `${field} = coalesce(s.${field}, l.${field})`,
         ).join(', ')},
         email_key = s.email_key, domain_key = s.domain_key, name_key = s.name_key,
         version = l.version + 1, updated_at = statement_timestamp()
       FROM ${DECISIONS} d, ${STAGE} s, leads old
       WHERE d.outcome = 'updated' AND s.row = d.row AND l.id = d.lead_id
         AND old.id = l.id
       RETURNING l.id, l.version, (
         SELECT jsonb_object_agg(field,
           jsonb_build_object('before', before, 'after', after))
         FROM (VALUES ${changes}) AS fields (field, before, after)
         WHERE before IS DISTINCT FROM after
       ) AS changes
     )
     INSERT INTO lead_events (lead_id, kind, user_ref, import_id, version, changes)
     SELECT id, 'import_updated', :user_ref, CAST(:import_id AS uuid), version, changes
     FROM changed`,
    { ...origin },
  );
  if (rowCount > 0) await trx.raw(staleSearchSql(TO_UPDATE));
  return rowCount;
}

/** What is said of a decision; `%` stands for the row that is repeated. */
const SAYINGS = `(VALUES
  ('repeated', 'row', 'error', 'Repeats row % of this file'),
  ('anyway', 'row', 'warning', 'Repeats row % of this file; imported anyway'),
  ('stored', 'lead', 'error', 'Is stored already'),
  ('unchanged', 'lead', 'error', 'Is stored already, and the row changes nothing'),
  ('updated', 'lead', 'warning', 'Is stored already; the stored lead is updated'),
  ('anyway', 'lead', 'warning', 'Is stored already; imported anyway')
) AS saying (outcome, about, severity, message)`;

/** Each decision once for each thing that is repeated. */
const REPETITIONS = `(
  SELECT row, outcome, 'lead' AS about, lead_by AS found_by,
    'duplicate_stored' AS code, NULL::int AS duplicate_row
  FROM ${DECISIONS} WHERE lead_id IS NOT NULL
  UNION ALL
  SELECT row, outcome, 'row', row_by, 'duplicate_in_file', duplicate_row
  FROM ${DECISIONS} WHERE duplicate_row IS NOT NULL
) AS repetition`;

const FIELD_OF_KEY = `CASE found_by WHEN 'email' THEN 'email' ELSE 'business_name' END`;

/**
 * Stores the rows that have problems, those that repeat something among them.
 *
 * @returns how many rows were imported with a warning
 */
export async function insertErrors(
  trx: Knex.Transaction,
  importId: string,
): Promise<number> {
  const { rows } = await trx.raw(
    `WITH repeated AS (
       SELECT repetition.row, jsonb_agg(jsonb_build_object(
         'field', ${FIELD_OF_KEY}, 'code', code, 'severity', severity,
         'message', replace(message, '%', coalesce(repetition.duplicate_row::text, '')) ||
           CASE found_by WHEN 'email' THEN ' (same e-mail)'
             ELSE ' (same site and business name)' END,
         'value', left(CASE found_by WHEN 'email' THEN s.email
           ELSE s.business_name END, 200)
       )) AS problems
       FROM ${REPETITIONS} JOIN ${SAYINGS} USING (outcome, about)
       JOIN ${STAGE} s ON s.row = repetition.row
       GROUP BY repetition.row
     ), stored AS (
       INSERT INTO import_errors (import_id, row, outcome, cells, problems,
         duplicate_row, duplicate_lead_id, email_key)
       SELECT :importId, s.row,
         CASE WHEN s.rejected THEN 'rejected'
           WHEN d.outcome IN ('repeated', 'stored', 'unchanged') THEN 'duplicate'
           ELSE 'imported' END,
         ${CELLS},
         coalesce(s.problems::jsonb, '[]') || coalesce(r.problems, '[]'),
         d.duplicate_row, d.lead_id, s.email_key
       FROM ${STAGE} s
       LEFT JOIN ${DECISIONS} d ON d.row = s.row
       LEFT JOIN repeated r ON r.row = s.row
       WHERE s.problems IS NOT NULL OR d.row IS NOT NULL
       RETURNING outcome
     )
     SELECT count(*)::int AS warnings FROM stored WHERE outcome = 'imported'`,
    { importId },
  );
  return rows[0].warnings;
}

/** How many rows repeat something, in the form of problem counts. */
export async function countRepetitions(
  trx: Knex.Transaction,
): Promise<ProblemCount[]> {
  const { rows } = await trx.raw(
    `SELECT ${FIELD_OF_KEY} AS field, code, severity, count(*)::int AS count
     FROM ${REPETITIONS} JOIN ${SAYINGS} USING (outcome, about)
     GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2`,
  );
  return rows;
}
