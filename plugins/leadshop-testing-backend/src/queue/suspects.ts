/*
 * When a worker dies, one of the tests that it ran may have killed it, and nobody
 * knows which. Taken up together again, they would die together again, until all of
 * them had used up their tries. So a job that has seen more than one death waits a
 * while by chance: what kills then kills alone, or nearly so. After the first death,
 * which is a deployment or a lost machine, everything goes on at once.
 */
import { Knex } from 'knex';
import { QUEUE_SCHEMA } from './queueSql';

/** Doubles with each death after the second. */
const FIRST_SPREAD_S = 6;
const LONGEST_SPREAD_S = 60;

/** Spreads the jobs of dead workers that have died before. */
export async function spreadSuspects(
  db: Knex,
  workerIds: string[],
): Promise<void> {
  await db.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs
     SET run_at = now() + make_interval(secs => random() *
       least(CAST(:longest AS float8), :first * 2.0 ^ (attempts - 2)))
     WHERE locked_by = ANY(:workerIds) AND attempts > 1`,
    { first: FIRST_SPREAD_S, longest: LONGEST_SPREAD_S, workerIds },
  );
}
