/*
 * What we say to graphile-worker's schema in SQL: adding a job inside our own
 * transaction, and the questions that its API cannot answer. All of it is here,
 * because the private tables may change with the library's version.
 */
import { Knex } from 'knex';

/** Schema of the queue, in the plugin's database. */
export const QUEUE_SCHEMA = 'leadshop_testing_queue';

/** The task that runs a test. */
export const RUN_TEST = 'run_test';

/** The task of step 3's round trip. */
export const PROBE = 'probe';

/** Lower runs first. A single test goes before the tests of a batch. */
export const PRIORITY = { single: 0, batch: 10 } as const;

/** Adds a test's job. In the caller's transaction: both exist or none. */
export async function addTestJob(
  db: Knex,
  testId: string,
  options: { maxAttempts: number; priority: number },
): Promise<void> {
  await db.raw(
    `SELECT ${QUEUE_SCHEMA}.add_job(identifier => ?, payload => ?::json,
       job_key => ?, max_attempts => ?, priority => ?)`,
    [
      RUN_TEST,
      JSON.stringify({ test_id: testId }),
      testId,
      options.maxAttempts,
      options.priority,
    ],
  );
}

/** Removes the job of a test that has not been taken. */
export async function removeTestJob(db: Knex, testId: string): Promise<void> {
  await db.raw(`SELECT ${QUEUE_SCHEMA}.remove_job(?)`, [testId]);
}

/** Tests waiting in the queue. */
export async function queueDepth(db: Knex): Promise<number> {
  const { rows } = await db.raw(
    `SELECT count(*)::int AS depth FROM ${QUEUE_SCHEMA}._private_jobs j
     JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = ? AND j.is_available`,
    [RUN_TEST],
  );
  return rows[0].depth;
}

/**
 * Workers that hold jobs but have given no sign of life for this long. A job
 * that was taken only just now gives its worker time for the first one.
 */
export async function silentJobHolders(
  db: Knex,
  silentForMs: number,
): Promise<string[]> {
  const { rows } = await db.raw(
    `SELECT DISTINCT j.locked_by FROM ${QUEUE_SCHEMA}._private_jobs j
     WHERE j.locked_by IS NOT NULL
       AND j.locked_at < now() - make_interval(secs => CAST(:seconds AS float8))
       AND NOT EXISTS (SELECT FROM workers w WHERE w.id = j.locked_by
         AND w.heartbeat_at > now() - make_interval(secs => CAST(:seconds AS float8)))`,
    { seconds: silentForMs / 1000 },
  );
  return (rows as { locked_by: string }[]).map(row => row.locked_by);
}

/**
 * Makes handed-back jobs ready at once, and does not count the try. The worker
 * may not have come to fail them: it lets go of those it still holds.
 */
export async function readyAgain(
  db: Knex,
  workerId: string,
  testIds: string[],
): Promise<void> {
  await db.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs
     SET run_at = now(), attempts = greatest(0, attempts - 1), last_error = NULL,
       locked_at = NULL, locked_by = NULL
     WHERE key = ANY(?) AND (locked_at IS NULL OR locked_by = ?)`,
    [testIds, workerId],
  );
}

/** A test that nobody will ever run, and the error of its job if it has one. */
export interface StrandedTest {
  id: string;
  attempt: number;
  has_job: boolean;
  last_error: string | null;
}

/** Active tests without a job that is running or will be. */
export async function strandedTests(
  db: Knex,
  limit: number,
): Promise<StrandedTest[]> {
  const { rows } = await db.raw(
    `SELECT e.id, e.attempt, j.id IS NOT NULL AS has_job, j.last_error
     FROM test_executions e
     LEFT JOIN ${QUEUE_SCHEMA}._private_jobs j ON j.key = e.id::text
     WHERE e.status IN ('pending', 'running')
       AND (j.id IS NULL OR (j.locked_at IS NULL AND j.attempts >= j.max_attempts))
     ORDER BY e.created_at LIMIT ?`,
    [limit],
  );
  return rows;
}

/** Removes a job that has used up its tries. */
export async function dropExhaustedJob(
  db: Knex,
  testId: string,
): Promise<void> {
  await db.raw(
    `DELETE FROM ${QUEUE_SCHEMA}._private_jobs
     WHERE key = ? AND locked_at IS NULL AND attempts >= max_attempts`,
    [testId],
  );
}
