/*
 * The leads that a bulk action is about, as a temporary table that lives to the
 * end of the transaction: a hundred thousand ids go to the database once and
 * never come back, and every statement after it is set-based.
 */
import { Knex } from 'knex';
import { LeadSelection } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadCondition, leadFilterSql } from './leadFilter';

/** Name of the temporary table; it has one column, `id`. */
export const PICKED = 'picked_leads';

/**
 * Picks stored leads; of those that are named, erased ones too. They are not locked yet.
 *
 * @returns how many.
 */
export async function pickLeads(
  trx: Knex.Transaction,
  selection: LeadSelection,
): Promise<number> {
  await trx.raw(
    `CREATE TEMPORARY TABLE ${PICKED} (id uuid PRIMARY KEY) ON COMMIT DROP`,
  );
  const { sql, bindings }: LeadCondition = selection.lead_ids
    ? { sql: 'l.id = ANY(?::uuid[])', bindings: [selection.lead_ids] }
    : leadFilterSql(selection.filter ?? {});
  const { rowCount } = await trx.raw(
    `INSERT INTO ${PICKED} SELECT l.id FROM leads l WHERE ${sql}`,
    bindings,
  );
  // Without it the planner takes a handful for a million and the other way round
  await trx.raw(`ANALYZE ${PICKED}`);
  return rowCount;
}

/**
 * Locks the picked leads, in the order of their ids, so that two bulk actions
 * cannot lock each other out, and drops those that are erased from the pick.
 *
 * @returns how many are left.
 */
export async function lockPicked(trx: Knex.Transaction): Promise<number> {
  const { rows } = await trx.raw(
    `SELECT count(*)::int AS n FROM (
       SELECT FROM leads l JOIN ${PICKED} p ON p.id = l.id
       WHERE l.erased_at IS NULL ORDER BY l.id FOR NO KEY UPDATE OF l) AS locked`,
  );
  await trx.raw(
    `DELETE FROM ${PICKED} p USING leads l
     WHERE l.id = p.id AND l.erased_at IS NOT NULL`,
  );
  return rows[0].n;
}
