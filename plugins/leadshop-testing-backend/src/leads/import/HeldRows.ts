/*
 * Rows that are taken and are no leads yet: all that a dry run would create, with
 * their keys alone, and those that are to update a stored lead. Updates are carried
 * out together at the end: until then each row is compared with the leads as they
 * were, and leads are locked in the order of their ids, as everywhere.
 */
import { Knex } from 'knex';
import { ClientBase } from 'pg';
import { ImportProblem } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LEAD_FIELDS } from '../../store/leadRows';
import { staleSearchSql } from '../../store/LeadSearch';
import { pairKeySql } from '../keys';
import { copyLine, copyRows } from './copying';
import { FoundBy, SameLead } from './FileOrder';
import { ROW_COLUMNS } from './RowList';

/** Name of their table, which goes with the transaction. */
export const HELD = 'import_held_rows';

/** A row to be held. */
export interface HeldRow {
  row: number;
  /** Values of `ROW_COLUMNS` in the text format of COPY. */
  columns: Uint8Array;
  /** The id of the lead that it becomes if the one to update is gone. */
  id: string;
  /** What it is to update; null: the row is new. */
  update: {
    lead: SameLead;
    /** JSON. */
    cells: string;
    problems: readonly ImportProblem[];
  } | null;
}

/** A row that was to update a lead, and what came of it. */
export interface SettledRow {
  row: number;
  /** `gone`: the lead was erased meanwhile, and the row is a new one. */
  outcome: 'updated' | 'unchanged' | 'gone';
  lead_id: string;
  found_by: FoundBy;
  /** JSON. */
  cells: string;
  problems: ImportProblem[];
  email: string | null;
  business_name: string | null;
  email_key: string | null;
}

/** Makes the table of this transaction. */
export async function createHeldRows(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `CREATE TEMPORARY TABLE ${HELD} ON COMMIT DROP AS
     SELECT 0 AS row, id, ${ROW_COLUMNS}, id AS lead_id, NULL::text AS outcome,
       NULL::text AS found_by, NULL::text AS cells, NULL::text AS problems
     FROM leads WITH NO DATA`,
  );
  await trx.raw(`CREATE INDEX ON ${HELD} USING hash (email_key)`);
  await trx.raw(`CREATE INDEX ON ${HELD} USING hash ((${pairKeySql()}))`);
  await trx.raw(`CREATE INDEX ON ${HELD} (lead_id) WHERE lead_id IS NOT NULL`);
}

/** Adds rows. */
export async function holdRows(
  client: ClientBase,
  rows: readonly HeldRow[],
  signal: AbortSignal,
): Promise<void> {
  await copyRows(
    client,
    `${HELD} (${ROW_COLUMNS}, row, id, lead_id, outcome, found_by, cells, problems)`,
    rows,
    some => Buffer.concat(some.flatMap(row => [row.columns, rest(row)])),
    signal,
  );
}

/** What comes behind the columns that are of the file. */
function rest({ row, id, update }: HeldRow): Buffer {
  const values = update
    ? [
        ...[update.lead.id, 'updated', update.lead.by],
        ...[update.cells, JSON.stringify(update.problems)],
      ]
    : [null, 'new', null, null, null];
  return Buffer.from(`\t${copyLine([row, id, ...values])}\n`);
}

const FIELDS_OF_LEAD = LEAD_FIELDS.map(field => `l.${field}`).join(', ');
const FIELDS_AFTER = LEAD_FIELDS.map(
  field => `coalesce(h.${field}, l.${field})`,
).join(', ');

/**
 * Holds the leads that are to be updated, so that nobody edits them from here on,
 * and finds out about each row: a lead that was erased or deleted just now is no
 * duplicate any more; an empty cell changes nothing, and a row that changes nothing
 * is a duplicate.
 *
 * @returns how many rows came to what
 */
export async function settleUpdates(
  trx: Knex.Transaction,
): Promise<ReadonlyMap<SettledRow['outcome'], number>> {
  await trx.raw(`ANALYZE ${HELD} (row, lead_id, outcome)`);
  await trx.raw(
    `SELECT count(*) FROM (
       SELECT FROM leads l JOIN ${HELD} h ON h.lead_id = l.id
       ORDER BY l.id FOR UPDATE OF l) AS locked`,
  );
  await trx.raw(
    `UPDATE ${HELD} h SET outcome = 'gone' WHERE outcome = 'updated' AND NOT EXISTS (
       SELECT FROM leads l WHERE l.id = h.lead_id AND l.erased_at IS NULL)`,
  );
  await trx.raw(
    `UPDATE ${HELD} h SET outcome = 'unchanged' FROM leads l
     WHERE h.outcome = 'updated' AND l.id = h.lead_id
       AND (${FIELDS_AFTER}) IS NOT DISTINCT FROM (${FIELDS_OF_LEAD})`,
  );
  await trx.raw(`ANALYZE ${HELD} (outcome)`);
  const { rows } = await trx.raw(
    `SELECT outcome, count(*)::int AS n FROM ${HELD}
     WHERE lead_id IS NOT NULL GROUP BY outcome`,
  );
  return new Map(
    (rows as { outcome: SettledRow['outcome']; n: number }[]).map(row => [
      row.outcome,
      row.n,
    ]),
  );
}

/** Where changes of leads come from. */
export interface Origin {
  import_id: string;
  user_ref: string;
  /** When leads are created, as text. */
  at: string;
}

/** Stores the rows whose lead is gone as new leads. */
export async function insertGone(
  trx: Knex.Transaction,
  origin: Origin,
): Promise<void> {
  await trx.raw(
    `INSERT INTO leads (id, ${ROW_COLUMNS}, import_id, created_by, created_at, updated_at)
     SELECT id, ${ROW_COLUMNS}, CAST(:import_id AS uuid), CAST(:user_ref AS text),
       CAST(:at AS timestamptz), CAST(:at AS timestamptz)
     FROM ${HELD} WHERE outcome = 'gone' ORDER BY row`,
    { ...origin },
  );
}

/**
 * Updates the stored leads, with an entry in the journey of each. Nobody else
 * changes them meanwhile: they are locked.
 */
export async function updateLeads(
  trx: Knex.Transaction,
  origin: Origin,
): Promise<void> {
  const changes = LEAD_FIELDS.map(
    field => `('${field}', to_jsonb(old.${field}), to_jsonb(l.${field}))`,
  ).join(', ');
  const { rowCount } = await trx.raw(
    `WITH changed AS (
       UPDATE leads l SET
         ${LEAD_FIELDS.map(
           field => `${field} = coalesce(h.${field}, l.${field})`,
         ).join(', ')},
         email_key = h.email_key, domain_key = h.domain_key, name_key = h.name_key,
         version = l.version + 1, updated_at = statement_timestamp()
       FROM ${HELD} h, leads old
       WHERE h.outcome = 'updated' AND l.id = h.lead_id AND old.id = l.id
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
    { import_id: origin.import_id, user_ref: origin.user_ref },
  );
  if (rowCount === 0) return;
  await trx.raw(
    staleSearchSql(`SELECT lead_id FROM ${HELD} WHERE outcome = 'updated'`),
  );
}

/** The rows that were to update a lead, in the file's order, some at once. */
export async function* settledRows(
  trx: Knex.Transaction,
  atOnce: number,
): AsyncGenerator<SettledRow[]> {
  await trx.raw(
    `DECLARE settled_rows NO SCROLL CURSOR FOR
     SELECT row, outcome, lead_id, found_by, cells, problems::json, email,
       business_name, email_key
     FROM ${HELD} WHERE lead_id IS NOT NULL ORDER BY row`,
  );
  for (;;) {
    const { rows } = await trx.raw(`FETCH ${atOnce} FROM settled_rows`);
    if (rows.length > 0) yield rows as SettledRow[];
    if (rows.length < atOnce) break;
  }
  await trx.raw('CLOSE settled_rows');
}
