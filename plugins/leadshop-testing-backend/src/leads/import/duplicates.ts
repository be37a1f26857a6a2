/*
 * Which rows of the staging table repeat another row or a stored lead, and what
 * becomes of them. Two rows or leads are the same when they have the same e-mail
 * key, or the same domain key and name key.
 *
 * A row repeats only what counts: a stored lead, or an earlier row that is taken
 * itself. That a row is left out never makes a third one a duplicate, so no lead
 * of the file is lost between two others, and the same file imported again finds
 * each of its leads stored.
 *
 * All of this is set-based but one question: which row is taken depends on which
 * earlier ones are. It is asked only for rows that share a key with another row
 * of the file, and for those that could update the same lead; FileOrder answers
 * it in the file's order.
 *
 * Decisions are a table beside the staging table. A row without one is new.
 */
import { Knex } from 'knex';
import { OnDuplicate } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { FileOrder, SharedRow, Verdict } from './FileOrder';
import { LEAD_FIELDS, STAGE } from './stage';

/** Name of the table of decisions. */
export const DECISIONS = 'import_decisions';

const MATCHES = 'import_matches';
const SHARED = 'import_shared';
const FETCHED_AT_ONCE = 10_000;

const BEST_FIRST = 'found_by, created_at, lead_id';

const SHARED_ROWS = `SELECT row, email, name, '{}'::uuid[] AS leads,
    '{}'::text[] AS found_by
  FROM ${SHARED} ORDER BY row`;

const CONTESTED_ROWS = `SELECT row, s.email, s.name,
    coalesce(m.leads, '{}') AS leads, coalesce(m.found_by, '{}') AS found_by
  FROM ${SHARED} s FULL JOIN (
    SELECT row, array_agg(lead_id ORDER BY ${BEST_FIRST}) AS leads,
      array_agg(found_by ORDER BY ${BEST_FIRST}) AS found_by
    FROM ${MATCHES} m
    WHERE NOT EXISTS (SELECT FROM ${DECISIONS} d WHERE d.row = m.row)
    GROUP BY row
  ) m USING (row)
  ORDER BY row`;

/**
 * Decides about every valid row of the staging table. Outcomes: `repeated` in
 * the file, `stored` already, `unchanged` stored lead, `updated` stored lead,
 * `anyway` taken though it repeats something.
 */
export async function decide(
  trx: Knex.Transaction,
  onDuplicate: OnDuplicate,
): Promise<void> {
  await trx.raw(
    `CREATE TEMPORARY TABLE ${DECISIONS} (
       row integer NOT NULL,
       outcome text NOT NULL,
       lead_id uuid, lead_by text,
       duplicate_row integer, row_by text
     ) ON COMMIT DROP`,
  );
  await findStoredLeads(trx);
  switch (onDuplicate) {
    case 'skip':
      await leaveOutStored(trx);
      await findSharedKeys(trx);
      await judgeInFileOrder(trx, SHARED_ROWS);
      break;
    case 'create':
      await findSharedKeys(trx);
      await takeAnyway(trx);
      break;
    default:
      await findSharedKeys(trx);
      await updateUncontested(trx);
      await judgeInFileOrder(trx, CONTESTED_ROWS);
      await trx.raw(`ANALYZE ${DECISIONS}`);
      await lockUpdatedLeads(trx);
      await findUnchanged(trx);
  }
  await trx.raw(`ANALYZE ${DECISIONS}`);
}

/** The stored leads that each row repeats; the best first: by e-mail, the oldest. */
async function findStoredLeads(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `CREATE TEMPORARY TABLE ${MATCHES} ON COMMIT DROP AS
     SELECT DISTINCT ON (row, lead_id) row, lead_id, found_by, created_at FROM (
       SELECT s.row, l.id AS lead_id, 'email' AS found_by, l.created_at
       FROM ${STAGE} s JOIN leads l ON l.email_key = s.email_key
       WHERE NOT s.rejected AND l.erased_at IS NULL
       UNION ALL
       SELECT s.row, l.id, 'name', l.created_at
       FROM ${STAGE} s
       JOIN leads l ON l.domain_key = s.domain_key AND l.name_key = s.name_key
       WHERE NOT s.rejected AND l.erased_at IS NULL
     ) found ORDER BY row, lead_id, found_by`,
  );
  await trx.raw(`ANALYZE ${MATCHES}`);
}

async function leaveOutStored(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `INSERT INTO ${DECISIONS} (row, outcome, lead_id, lead_by)
     SELECT DISTINCT ON (row) row, 'stored', lead_id, found_by
     FROM ${MATCHES} ORDER BY row, ${BEST_FIRST}`,
  );
  await trx.raw(`ANALYZE ${DECISIONS}`);
}

/**
 * The undecided rows that share a key with another one; the first row that has
 * the key names those that share it.
 */
async function findSharedKeys(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `CREATE TEMPORARY TABLE ${SHARED} ON COMMIT DROP AS
     WITH undecided AS NOT MATERIALIZED (
       SELECT row, email_key, domain_key, name_key FROM ${STAGE} s
       WHERE NOT rejected
         AND NOT EXISTS (SELECT FROM ${DECISIONS} d WHERE d.row = s.row)
     ), by_email AS (
       SELECT email_key, min(row) AS first FROM undecided
       WHERE email_key IS NOT NULL GROUP BY 1 HAVING count(*) > 1
     ), by_name AS (
       SELECT domain_key, name_key, min(row) AS first FROM undecided
       WHERE domain_key IS NOT NULL AND name_key IS NOT NULL
       GROUP BY 1, 2 HAVING count(*) > 1
     )
     SELECT row, max(email) AS email, max(name) AS name FROM (
       SELECT u.row, e.first AS email, NULL::int AS name
       FROM undecided u JOIN by_email e USING (email_key)
       UNION ALL
       SELECT u.row, NULL, n.first
       FROM undecided u JOIN by_name n USING (domain_key, name_key)
     ) shared GROUP BY row`,
  );
  await trx.raw(`ANALYZE ${SHARED}`);
}

async function takeAnyway(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `INSERT INTO ${DECISIONS}
     SELECT row, 'anyway', m.lead_id, m.found_by,
       CASE WHEN s.email < row THEN s.email WHEN s.name < row THEN s.name END,
       CASE WHEN s.email < row THEN 'email' WHEN s.name < row THEN 'name' END
     FROM (
       SELECT DISTINCT ON (row) row, lead_id, found_by
       FROM ${MATCHES} ORDER BY row, ${BEST_FIRST}
     ) m FULL JOIN ${SHARED} s USING (row)
     WHERE m.lead_id IS NOT NULL OR s.email < row OR s.name < row`,
  );
}

/** Rows with one lead to update that no other row of the file could. */
async function updateUncontested(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `INSERT INTO ${DECISIONS} (row, outcome, lead_id, lead_by)
     SELECT row, 'updated', lead_id, found_by FROM (
       SELECT m.*, count(*) OVER (PARTITION BY row) AS leads,
         count(*) OVER (PARTITION BY lead_id) AS rows
       FROM ${MATCHES} m
     ) counted
     WHERE leads = 1 AND rows = 1
       AND NOT EXISTS (SELECT FROM ${SHARED} s WHERE s.row = counted.row)`,
  );
  await trx.raw(`ANALYZE ${DECISIONS}`);
}

async function judgeInFileOrder(
  trx: Knex.Transaction,
  rowsSql: string,
): Promise<void> {
  const order = new FileOrder();
  await trx.raw(`DECLARE shared_rows NO SCROLL CURSOR FOR ${rowsSql}`);
  for (;;) {
    const { rows } = await trx.raw(`FETCH ${FETCHED_AT_ONCE} FROM shared_rows`);
    await writeVerdicts(
      trx,
      (rows as SharedRow[]).flatMap(row => order.judge(row) ?? []),
    );
    if (rows.length < FETCHED_AT_ONCE) break;
  }
  await trx.raw('CLOSE shared_rows');
}

async function writeVerdicts(
  trx: Knex.Transaction,
  verdicts: Verdict[],
): Promise<void> {
  if (verdicts.length === 0) return;
  await trx.raw(
    `INSERT INTO ${DECISIONS} (row, outcome, lead_id, lead_by, duplicate_row, row_by)
     SELECT row, outcome, lead_id, lead_by, duplicate_row, row_by
     FROM jsonb_to_recordset(?::jsonb) AS verdict (row int, outcome text,
       lead_id uuid, lead_by text, duplicate_row int, row_by text)`,
    [JSON.stringify(verdicts)],
  );
}

/**
 * Holds the leads that are to be updated, so that nobody edits them from here
 * on. One that was erased or deleted just now is no duplicate any more.
 */
async function lockUpdatedLeads(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `SELECT count(*) FROM (
       SELECT FROM leads l JOIN ${DECISIONS} d ON d.lead_id = l.id
       WHERE d.outcome = 'updated' ORDER BY l.id FOR UPDATE OF l) AS locked`,
  );
  await trx.raw(
    `DELETE FROM ${DECISIONS} d WHERE outcome = 'updated' AND NOT EXISTS (
       SELECT FROM leads l WHERE l.id = d.lead_id AND l.erased_at IS NULL)`,
  );
}

const FIELDS_OF_LEAD = LEAD_FIELDS.map(field => `l.${field}`).join(', ');
const FIELDS_AFTER = LEAD_FIELDS.map(
  field => `coalesce(s.${field}, l.${field})`,
).join(', ');

/** An empty cell changes nothing, and a row that changes nothing is a duplicate. */
async function findUnchanged(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `UPDATE ${DECISIONS} d SET outcome = 'unchanged'
     FROM ${STAGE} s, leads l
     WHERE d.outcome = 'updated' AND s.row = d.row AND l.id = d.lead_id
       AND (${FIELDS_AFTER}) IS NOT DISTINCT FROM (${FIELDS_OF_LEAD})`,
  );
}
