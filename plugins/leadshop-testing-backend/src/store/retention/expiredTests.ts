import { Knex } from 'knex';
import { addErasureJobs } from '../../queue/erasureJobs';
import { UNFOLDED_IDS } from '../metrics/MetricsFold';
import { Chunk, Expiring, inChunks } from './expiring';
import { objectJobs } from './objectJobs';

/** Tests in one transaction: with steps and history some 7,000 rows. */
const TESTS_AT_ONCE = 500;

/**
 * Ended tests in the order in which they ended. Not those that the figures do not
 * have yet; without any figures, none. Those of a batch stay until it has ended,
 * because it is counted from them. Who repeats a test holds its row: it is left
 * for the next time.
 */
const PICK = `WITH unfolded AS MATERIALIZED (${UNFOLDED_IDS})
  SELECT e.id, e.completed_at,
    e.attempt > 1 OR e.status = 'cancelled' OR e.failure_reason = 'timeout' AS cut_off
  FROM test_executions e
  WHERE e.completed_at >= :from AND e.completed_at < :before
    AND e.id <> ALL (CAST((SELECT ids FROM unfolded) AS uuid[]))
    AND NOT EXISTS (SELECT FROM batches b WHERE b.id = e.batch_id
      AND (b.completed_at IS NULL OR b.completed_at >= :before))
  ORDER BY e.completed_at LIMIT ${TESTS_AT_ONCE}
  FOR UPDATE OF e SKIP LOCKED`;

interface PickedTest {
  id: string;
  completed_at: Date;
  /** Somebody may be at work on it who has not heard of its end. */
  cut_off: boolean;
}

/**
 * Deletes tests that ended before a time, with their steps, their places in the
 * history, and by a job what they left in the bucket.
 *
 * @param options - `stragglersMs`: how long a worker that was cut off can go on
 * storing objects
 */
export function deleteExpiredTests(
  expiring: Expiring,
  options: { before: Date; stragglersMs: number },
): AsyncGenerator<number> {
  const { before, stragglersMs } = options;
  return inChunks(expiring, new Date(0), async (trx, from) => {
    const { rows } = await trx.raw(PICK, { from, before });
    const picked = rows as PickedTest[];
    const latest = before.getTime() - stragglersMs;
    const late = (test: PickedTest) =>
      test.cut_off && test.completed_at.getTime() > latest;
    await eraseObjects(trx, picked, test => !late(test), 0);
    await eraseObjects(trx, picked, late, stragglersMs);
    await deleteTests(
      trx,
      picked.map(test => test.id),
    );
    return place(picked);
  });
}

function place(picked: PickedTest[]): Chunk<Date> {
  return {
    deleted: picked.length,
    next:
      picked.length < TESTS_AT_ONCE ? undefined : picked.at(-1)?.completed_at,
  };
}

async function eraseObjects(
  trx: Knex.Transaction,
  picked: PickedTest[],
  which: (test: PickedTest) => boolean,
  delayMs: number,
): Promise<void> {
  const ids = picked.filter(which).map(test => test.id);
  if (ids.length === 0) return;
  const jobs = await objectJobs(trx, 'e.id = ANY(?::uuid[])', [ids]);
  await addErasureJobs(trx, jobs, delayMs);
}

/** What belongs to a test first: the database would look for it test by test. */
async function deleteTests(
  trx: Knex.Transaction,
  ids: string[],
): Promise<void> {
  if (ids.length === 0) return;
  for (const [table, column] of [
    ['test_step_results', 'execution_id'],
    ['test_history', 'test_id'],
    ['test_executions', 'id'],
  ]) {
    await trx.raw(`DELETE FROM ?? WHERE ?? = ANY(?::uuid[])`, [
      table,
      column,
      ids,
    ]);
  }
}
