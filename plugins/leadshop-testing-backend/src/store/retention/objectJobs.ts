/*
 * Which objects of the bucket go when tests go or are erased. A rerun names
 * objects of the test that it repeats, and may outlive it: so with a test, the
 * folders of those are looked through again whose results it kept. What rows
 * still name by then stays (leads/eraseObjects.ts).
 */
import { Knex } from 'knex';
import { ErasureJob } from '../../queue/erasureJobs';

/** Tests whose folders one job looks through. */
const TESTS_PER_JOB = 500;

/**
 * Jobs for the objects of tests.
 *
 * @param which - SQL: a condition on rows `e` of test_executions
 */
export async function objectJobs(
  trx: Knex.Transaction,
  which: string,
  bindings: Knex.RawBinding[] = [],
): Promise<ErasureJob[]> {
  const { rows } = await trx.raw(
    `SELECT e.lead_id, e.id::text AS test_id FROM test_executions e
     WHERE e.attempt > 0 AND ${which}
     UNION
     SELECT e.lead_id, s.kept_from::text FROM test_executions e
     JOIN test_step_results s ON s.execution_id = e.id
     WHERE s.kept_from IS NOT NULL AND ${which}
     ORDER BY 1, 2`,
    [...bindings, ...bindings],
  );
  const folders = rows as { lead_id: string | null; test_id: string }[];
  return Array.from(
    { length: Math.ceil(folders.length / TESTS_PER_JOB) },
    (_, i) => {
      const part = folders.slice(i * TESTS_PER_JOB, (i + 1) * TESTS_PER_JOB);
      return {
        lead_ids: [...new Set(part.flatMap(({ lead_id }) => lead_id ?? []))],
        test_ids: part.map(({ test_id }) => test_id),
      };
    },
  );
}
