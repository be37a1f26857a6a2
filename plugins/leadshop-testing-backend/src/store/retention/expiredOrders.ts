/* Batches and imports that ended long ago, with the rows that imports rejected. */
import { Expiring, inChunks } from './expiring';

const BATCHES_AT_ONCE = 500;
const ROWS_AT_ONCE = 5_000;

const DELETE_BATCHES = `WITH picked AS MATERIALIZED (
    SELECT b.id, b.completed_at FROM batches b
    WHERE b.completed_at >= :from AND b.completed_at < :before
      AND NOT EXISTS (SELECT FROM test_executions e WHERE e.batch_id = b.id)
    ORDER BY b.completed_at LIMIT ${BATCHES_AT_ONCE}
    FOR UPDATE OF b SKIP LOCKED
  ), deleted AS (
    DELETE FROM batches b USING picked p WHERE b.id = p.id
    RETURNING b.completed_at
  )
  SELECT count(*)::int AS deleted, max(completed_at) AS last FROM deleted`;

/** Deletes batches that ended before a time and have no tests any more. */
export function deleteExpiredBatches(
  expiring: Expiring,
  before: Date,
): AsyncGenerator<number> {
  return inChunks(expiring, new Date(0), async (trx, from) => {
    const { rows } = await trx.raw(DELETE_BATCHES, { from, before });
    const [{ deleted, last }] = rows as {
      deleted: number;
      last: Date | null;
    }[];
    const next = deleted < BATCHES_AT_ONCE ? undefined : last ?? undefined;
    return { deleted, next };
  });
}

/**
 * An import whose leads the search has not taken in yet stays: it is by the
 * import that they are found.
 */
const EXPIRED_IMPORT = `SELECT id FROM imports
  WHERE completed_at < ?
    AND (search_filled_at IS NOT NULL OR dry_run OR created = 0)
  ORDER BY completed_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

const DELETE_REJECTED = `DELETE FROM import_errors
  WHERE import_id = :id AND row IN (
    SELECT row FROM import_errors WHERE import_id = :id
    ORDER BY row LIMIT ${ROWS_AT_ONCE})`;

/**
 * Deletes imports that ended before a time, one after the other, with the rows
 * that they rejected. Their leads stay.
 */
export function deleteExpiredImports(
  expiring: Expiring,
  before: Date,
): AsyncGenerator<number> {
  return inChunks(expiring, true, async trx => {
    const { rows } = await trx.raw(EXPIRED_IMPORT, [before]);
    const [found] = rows as { id: string }[];
    if (!found) return { deleted: 0, next: undefined };
    const { rowCount } = await trx.raw(DELETE_REJECTED, { id: found.id });
    if (rowCount === ROWS_AT_ONCE) return { deleted: rowCount, next: true };
    await trx('imports').where({ id: found.id }).delete();
    return { deleted: rowCount + 1, next: true };
  });
}
