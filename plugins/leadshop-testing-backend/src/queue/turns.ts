/*
 * Whose turn it is among batches: start-time fair queueing. Users share the
 * slots evenly, however much each has queued.
 *
 * The tests of a batch get turns, ten tests each, and the queue serves the
 * lowest turn first (a turn is the job's priority; single tests go before all
 * of them). The turn being served now is the lowest one that waits. A new batch
 * begins there, or where its user's earlier batches end if that is later: so a
 * user who comes now is served side by side with one who queued 100,000 tests
 * before, ten and ten about, and nobody gains by queueing in many pieces.
 *
 * Turns begin anew whenever no batch waits. A priority is a smallint: from its
 * end on, 300,000 tests away, tests go in the order in which they came.
 */
import { Knex } from 'knex';
import { PRIORITY, QUEUE_SCHEMA, RUN_BATCH_TEST } from './queueSql';

/** Tests that a batch may start before the next user's turn. */
const TESTS_PER_TURN = 10;

const LAST_TURN = 2 ** 15 - 1;

/** First key of the locks that keep a user's new batches one after the other. */
const TURN_LOCK = 1_398_100_001;

/** The turn that is being served. */
export async function currentTurn(db: Knex): Promise<number> {
  const { rows } = await db.raw(
    `SELECT coalesce(min(priority), :first)::int AS turn
     FROM ${QUEUE_SCHEMA}._private_jobs WHERE is_available AND priority >= :first`,
    { first: PRIORITY.batch },
  );
  return rows[0].turn;
}

/**
 * The first turn of a user's new batch. Until the transaction ends, the same
 * user's next one waits here.
 */
export async function firstTurn(
  trx: Knex.Transaction,
  userRef: string,
): Promise<number> {
  await trx.raw(`SELECT pg_advisory_xact_lock(?, hashtext(?))`, [
    TURN_LOCK,
    userRef,
  ]);
  const { rows } = await trx.raw(
    `SELECT max(last_turn)::int AS last FROM batches
     WHERE status = 'running' AND user_ref = ?`,
    [userRef],
  );
  const last: number | null = rows[0].last;
  return Math.max(await currentTurn(trx), last === null ? 0 : last + 1);
}

/** The turn of a batch's last test. */
export function lastTurn(first: number, tests: number): number {
  return Math.min(LAST_TURN, first + Math.floor((tests - 1) / TESTS_PER_TURN));
}

/**
 * Adds the jobs of a batch.
 *
 * @param tests - a table with the columns `id` and `place`, which counts from 0
 */
export async function addBatchJobs(
  trx: Knex.Transaction,
  tests: string,
  options: { maxAttempts: number; first: number },
): Promise<void> {
  await trx.raw(
    `SELECT count(*) FROM ${QUEUE_SCHEMA}.add_jobs(ARRAY(
       SELECT row(CAST(:task AS text), json_build_object('test_id', id), NULL, NULL,
         CAST(:maxAttempts AS int), id::text,
         least(CAST(:last AS int), CAST(:first AS int) + place / CAST(:size AS int)),
         NULL)::${QUEUE_SCHEMA}.job_spec
       FROM ${tests} ORDER BY place))`,
    {
      task: RUN_BATCH_TEST,
      maxAttempts: options.maxAttempts,
      first: options.first,
      last: LAST_TURN,
      size: TESTS_PER_TURN,
    },
  );
}

/** Removes the jobs of a batch that no worker has taken. */
export async function removeBatchJobs(
  trx: Knex.Transaction,
  batchId: string,
): Promise<void> {
  await trx.raw(
    `DELETE FROM ${QUEUE_SCHEMA}._private_jobs j USING test_executions e
     WHERE e.batch_id = ? AND e.status = 'cancelled'
       AND j.key = e.id::text AND j.locked_at IS NULL`,
    [batchId],
  );
}
