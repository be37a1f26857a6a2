/*
 * What we say to graphile-worker's schema in SQL: adding a job inside our own
 * transaction, and the questions that its API cannot answer. All of it is here
 * and, for batches and erasures, in turns.ts and erasureJobs.ts, because the
 * private tables may change with the library's version.
 */
import { Knex } from 'knex';

/** Schema of the queue, in the plugin's database. */
export const QUEUE_SCHEMA = 'leadshop_testing_queue';

/** The task that runs a single test. */
export const RUN_TEST = 'run_test';

/** The task that runs a test of a batch: it may not take the last free slots. */
export const RUN_BATCH_TEST = 'run_batch_test';

/** The task of step 3's round trip. */
export const PROBE = 'probe';

/** The task that deletes objects with the personal data of erased leads. */
export const ERASE_OBJECTS = 'erase_objects';

/** The task that tells somebody something; see notices/. */
export const SEND_NOTICE = 'send_notice';

/** The task that gives an endpoint its turn; the migration of webhooks names it. */
export const DELIVER_WEBHOOKS = 'deliver_webhooks';

/**
 * Lower runs first. A single test goes before the tests of a batch, whose
 * priorities begin at `batch`; see turns.ts.
 */
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
      options.priority < PRIORITY.batch ? RUN_TEST : RUN_BATCH_TEST,
      JSON.stringify({ test_id: testId }),
      testId,
      options.maxAttempts,
      options.priority,
    ],
  );
}

const TASK_INDEX = 'leadshop_jobs_task_idx';

/**
 * Lets a runner find a job of its task behind any number of others. The index
 * that the library brings is ordered by priority alone: a runner that finds no
 * job of its own there has read all jobs of all batches.
 */
export async function indexJobsByTask(db: Knex): Promise<void> {
  const { rows } = await db.raw(`SELECT to_regclass(?) AS found`, [
    `${QUEUE_SCHEMA}.${TASK_INDEX}`,
  ]);
  if (rows[0].found) return;
  await db.transaction(async trx => {
    // Two replicas that start together
    await trx.raw(`SELECT pg_advisory_xact_lock(hashtext(?))`, [TASK_INDEX]);
    await trx.raw(
      `CREATE INDEX IF NOT EXISTS ${TASK_INDEX} ON ${QUEUE_SCHEMA}._private_jobs
         (task_id, priority, run_at) WHERE is_available`,
    );
  });
}

/** Lets the planner know what the queue holds after it grew by many. */
export async function analyzeJobs(db: Knex): Promise<void> {
  await db.raw(`ANALYZE ${QUEUE_SCHEMA}._private_jobs`);
}

/** Removes the job of a test that has not been taken. */
export async function removeTestJob(db: Knex, testId: string): Promise<void> {
  await db.raw(`SELECT ${QUEUE_SCHEMA}.remove_job(?)`, [testId]);
}

/** Removes the jobs of tests that have not been taken. */
export async function removeTestJobs(
  db: Knex,
  testIds: string[],
): Promise<void> {
  await db.raw(
    `DELETE FROM ${QUEUE_SCHEMA}._private_jobs
     WHERE key = ANY(?) AND locked_at IS NULL`,
    [testIds],
  );
}

/** Tests waiting in the queue. */
export async function queueDepth(db: Knex): Promise<number> {
  const { rows } = await db.raw(
    `SELECT count(*)::int AS depth FROM ${QUEUE_SCHEMA}._private_jobs j
     JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = ANY(?) AND j.is_available`,
    [[RUN_TEST, RUN_BATCH_TEST]],
  );
  return rows[0].depth;
}

/** Tests waiting in the queue, and how long the oldest has been due. */
export async function queueState(
  db: Knex,
): Promise<{ depth: number; oldestMs: number }> {
  const { rows } = await db.raw(
    `SELECT count(*)::int AS depth, coalesce(greatest(0,
       extract(epoch FROM clock_timestamp() - min(j.run_at)) * 1000), 0)::float8 AS "oldestMs"
     FROM ${QUEUE_SCHEMA}._private_jobs j
     JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = ANY(?) AND j.is_available`,
    [[RUN_TEST, RUN_BATCH_TEST]],
  );
  return rows[0];
}

/** How many tests wait and run, and how long the oldest one has waited, in ms. */
export async function testsInQueue(
  db: Knex,
): Promise<{ depth: number; oldest_age: number | null; running: number }> {
  const { rows } = await db.raw(
    `SELECT count(*) FILTER (WHERE j.is_available)::int AS depth,
       floor(extract(epoch FROM now() - min(j.created_at)
         FILTER (WHERE j.is_available)) * 1000)::float8 AS oldest_age,
       count(*) FILTER (WHERE j.locked_at IS NOT NULL)::int AS running
     FROM ${QUEUE_SCHEMA}._private_jobs j
     JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = ANY(?)`,
    [[RUN_TEST, RUN_BATCH_TEST]],
  );
  return rows[0];
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
  workerIds: string[],
  testIds: string[],
): Promise<void> {
  await db.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs
     SET run_at = now(), attempts = greatest(0, attempts - 1), last_error = NULL,
       locked_at = NULL, locked_by = NULL
     WHERE key = ANY(?) AND (locked_at IS NULL OR locked_by = ANY(?))`,
    [testIds, workerIds],
  );
}

/** A test that nobody will ever run, and the error of its job if it has one. */
export interface StrandedTest {
  id: string;
  batch_id: string | null;
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
    `SELECT e.id, e.batch_id, e.attempt, j.id IS NOT NULL AS has_job, j.last_error
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

/** Removes jobs of a task that have used up their tries. */
export async function dropGivenUpJobs(db: Knex, task: string): Promise<void> {
  await db.raw(
    `DELETE FROM ${QUEUE_SCHEMA}._private_jobs j
     USING ${QUEUE_SCHEMA}._private_tasks t
     WHERE t.id = j.task_id AND t.identifier = ?
       AND j.locked_at IS NULL AND j.attempts >= j.max_attempts`,
    [task],
  );
}

/** How jobs of a task are added. */
interface AddedJobs {
  task: string;
  delayMs: number;
  /** What has failed so often is tried no more. */
  maxAttempts: number;
}

/** Adds jobs, one for each payload, with the priority of single tests. */
export async function addJobs(
  db: Knex,
  payloads: readonly object[],
  { task, delayMs, maxAttempts }: AddedJobs,
): Promise<void> {
  if (payloads.length === 0) return;
  await db.raw(
    `SELECT count(*) FROM ${QUEUE_SCHEMA}.add_jobs(ARRAY(
       SELECT ROW(:task, job, NULL, now() + make_interval(secs => CAST(:delay AS float8)),
         :maxAttempts, NULL, :priority, NULL)::${QUEUE_SCHEMA}.job_spec
       FROM json_array_elements(CAST(:jobs AS json)) AS job))`,
    {
      task,
      jobs: JSON.stringify(payloads),
      delay: delayMs / 1000,
      maxAttempts,
      priority: PRIORITY.single,
    },
  );
}

/** Adds jobs that send notices. A task that fails tries again by itself. */
export function addNoticeJobs(
  db: Knex,
  jobs: readonly object[],
  delayMs: number,
): Promise<void> {
  // For a backend that dies while it sends
  return addJobs(db, jobs, { task: SEND_NOTICE, delayMs, maxAttempts: 5 });
}
