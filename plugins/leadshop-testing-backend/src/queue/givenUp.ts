/* Work of the queue that is no test, and that kills its backend. */
import { Knex } from 'knex';
import {
  ERASE_OBJECTS,
  PROBE,
  QUEUE_SCHEMA,
  RUN_BATCH_TEST,
  RUN_TEST,
} from './queueSql';

/** Work that is no test and is not tried again. */
export interface GivenUpJob {
  id: string;
  task: string;
  deaths: number;
}

/**
 * Notes that backends died while they worked on what is no test. It is not tried
 * again at once, because it may be what kills them; and after so many deaths not
 * at all. Tests have a count of their own, see Liveness.ts.
 *
 * @returns what is not tried again
 */
export async function noteDeaths(
  db: Knex,
  workerIds: string[],
  maxDeaths: number,
): Promise<GivenUpJob[]> {
  const { rows } = await db.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs j
     SET payload = (j.payload::jsonb || jsonb_build_object('deaths', died.times))::json,
       run_at = now() + exp(least(j.attempts, 10)) * interval '1 s',
       attempts = CASE WHEN died.times < :maxDeaths THEN j.attempts ELSE j.max_attempts END,
       last_error = format('The backend died while it worked on this, for the %s. time', died.times)
     FROM (
       SELECT held.id, t.identifier AS task,
         1 + coalesce((held.payload->>'deaths')::int, 0) AS times
       FROM ${QUEUE_SCHEMA}._private_jobs held
       JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = held.task_id
       WHERE held.locked_by = ANY(:workerIds) AND t.identifier <> ALL(:others)
         AND json_typeof(held.payload) = 'object'
     ) died
     WHERE j.id = died.id AND j.locked_by = ANY(:workerIds)
     RETURNING j.id::text, died.task, died.times AS deaths`,
    { workerIds, maxDeaths, others: [RUN_TEST, RUN_BATCH_TEST, PROBE] },
  );
  return (rows as GivenUpJob[]).filter(({ deaths }) => deaths >= maxDeaths);
}

/** How long work that was given up is kept for whoever looks for the cause. */
const GIVEN_UP_DAYS = 30;

/**
 * Deletes work that is no test and was given up long ago. Not what knows of objects
 * with personal data that are still there.
 */
export async function forgetGivenUp(db: Knex): Promise<void> {
  await db.raw(
    `DELETE FROM ${QUEUE_SCHEMA}._private_jobs j
     USING ${QUEUE_SCHEMA}._private_tasks t
     WHERE t.id = j.task_id AND t.identifier <> ALL(?)
       AND j.locked_at IS NULL AND j.attempts >= j.max_attempts
       AND j.updated_at < now() - make_interval(days => ?)`,
    [[RUN_TEST, RUN_BATCH_TEST, ERASE_OBJECTS], GIVEN_UP_DAYS],
  );
}
