/* Jobs that delete objects of erased leads and of tests that are too old. */
import { Knex } from 'knex';
import { addJobs, ERASE_OBJECTS, QUEUE_SCHEMA } from './queueSql';

/** Tests of erased leads whose objects are to be looked through. */
export interface ErasureJob {
  lead_ids: string[];
  test_ids: string[];
}

/**
 * Adds jobs that delete objects of erased leads. They are tried again until they
 * succeed, however long the bucket is away.
 */
export function addErasureJobs(
  db: Knex,
  jobs: ErasureJob[],
  delayMs = 0,
): Promise<void> {
  // The most that the column holds, six hours between the last ones: nobody may
  // give this up. Who looks after it hears of it, see retention/
  return addJobs(db, jobs, {
    task: ERASE_OBJECTS,
    delayMs,
    maxAttempts: 32_767,
  });
}

/** A job that has failed for long. */
export interface OverdueErasure {
  created_at: Date;
  tests: number;
  /** It is not tried again: it killed its backend too often. */
  given_up: boolean;
}

/** Jobs that have failed for so long to delete objects, each once; the oldest first. */
export async function claimOverdueErasures(
  trx: Knex.Transaction,
  olderThanMs: number,
): Promise<OverdueErasure[]> {
  const { rows } = await trx.raw(
    `WITH overdue AS (
       SELECT j.id FROM ${QUEUE_SCHEMA}._private_jobs j
       JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = :task AND j.attempts > 0 AND j.locked_at IS NULL
         AND j.created_at < now() - make_interval(secs => CAST(:seconds AS float8))
         AND j.payload->>'told_overdue' IS NULL
       FOR UPDATE OF j SKIP LOCKED
     ), told AS (
       UPDATE ${QUEUE_SCHEMA}._private_jobs j
       SET payload = (j.payload::jsonb || '{"told_overdue": true}')::json
       FROM overdue WHERE overdue.id = j.id
       RETURNING j.created_at, json_array_length(j.payload->'test_ids') AS tests,
         j.attempts >= j.max_attempts AS given_up
     )
     SELECT * FROM told ORDER BY created_at`,
    { task: ERASE_OBJECTS, seconds: olderThanMs / 1000 },
  );
  return rows;
}
