/*
 * SQL of what rules look at. It reads so many of the newest tests and no more,
 * however many there are; what is older than a day says nothing of now.
 */
import { Knex } from 'knex';
import { ComponentSlug } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Outcome } from '../../alerts/outcomes';
import { QUEUE_SCHEMA, RUN_BATCH_TEST, RUN_TEST } from '../../queue/queueSql';

const WITHIN = `interval '24 hours'`;
/** Tests of other pipelines, and failures that are not counted, are read as well. */
const READ_FOR_ONE_COUNTED = 20;
const TESTS = { least: 2_000, most: 20_000 };
const RUNS_FOR_ONE_COUNTED = 4;
const RUNS = { least: 200, most: 4_000 };

const between = (n: number, { least, most }: { least: number; most: number }) =>
  Math.min(most, Math.max(least, n));

/** Now, as the database has it. */
export async function databaseTime(knex: Knex): Promise<Date> {
  const { rows } = await knex.raw(`SELECT clock_timestamp() AS now`);
  return rows[0].now;
}

/** How the newest tests ended, the newest first. */
export async function newestTests(
  knex: Knex,
  counted: number,
): Promise<Outcome[]> {
  const { rows } = await knex.raw(
    `SELECT e.test_type AS of, e.provider_mode, e.status = 'success' AS succeeded,
       CASE WHEN e.status = 'success' THEN '{}' ELSE ARRAY(
         SELECT s.fault FROM test_step_results s
         WHERE s.execution_id = e.id AND s.status = 'failed'
       ) END AS faults
     FROM (
       SELECT id, test_type, provider_mode, status, completed_at
       FROM test_executions
       WHERE completed_at > now() - ${WITHIN} AND status IN ('success', 'failed')
       ORDER BY completed_at DESC LIMIT ?
     ) e ORDER BY e.completed_at DESC`,
    [between(counted * READ_FOR_ONE_COUNTED, TESTS)],
  );
  return rows;
}

/** How the newest runs of components ended, of each the newest first. */
export async function newestRuns(
  knex: Knex,
  components: readonly ComponentSlug[],
  counted: number,
): Promise<Outcome[]> {
  const { rows } = await knex.raw(
    `SELECT c.component AS of, coalesce(r.provider_mode, e.provider_mode) AS provider_mode,
       r.status = 'success' AS succeeded,
       CASE WHEN r.status = 'success' THEN '{}' ELSE ARRAY[r.fault] END AS faults
     FROM unnest(?::text[]) AS c(component)
     CROSS JOIN LATERAL (
       SELECT s.execution_id, s.provider_mode, s.status, s.fault, s."timestamp"
       FROM test_step_results s
       WHERE s.component = c.component AND s.status <> 'skipped'
         AND s.kept_from IS NULL AND s."timestamp" > now() - ${WITHIN}
       ORDER BY s."timestamp" DESC LIMIT ?
     ) r
     -- A step that calls nobody is of the mode of its test
     JOIN test_executions e ON e.id = r.execution_id
     ORDER BY c.component, r."timestamp" DESC`,
    [[...components], between(counted * RUNS_FOR_ONE_COUNTED, RUNS)],
  );
  return rows;
}

/**
 * How long the oldest tests have waited to be taken, in milliseconds.
 *
 * @param batches - those of batches as well, of which there may be 100,000
 */
export async function oldestWaiting(
  knex: Knex,
  batches: boolean,
): Promise<{ single: number | null; all: number | null }> {
  const { rows } = await knex.raw(
    `SELECT t.identifier,
       (extract(epoch FROM clock_timestamp() - min(greatest(j.run_at, j.created_at)))
         * 1000)::float8 AS waited
     FROM ${QUEUE_SCHEMA}._private_jobs j
     JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = ANY(?) AND j.is_available AND j.run_at <= clock_timestamp()
     GROUP BY t.identifier`,
    [batches ? [RUN_TEST, RUN_BATCH_TEST] : [RUN_TEST]],
  );
  const waited = new Map(
    (rows as { identifier: string; waited: number }[]).map(row => [
      row.identifier,
      Math.max(0, row.waited),
    ]),
  );
  const single = waited.get(RUN_TEST) ?? null;
  const batch = waited.get(RUN_BATCH_TEST) ?? null;
  return {
    single,
    all: single === null ? batch : Math.max(single, batch ?? 0),
  };
}

/** Tests of a queue that somebody paused wait on purpose. */
export async function queueIsPaused(knex: Knex): Promise<boolean> {
  const { rows } = await knex.raw(
    `SELECT EXISTS (SELECT FROM queue_state WHERE paused_at IS NOT NULL) AS paused`,
  );
  return rows[0].paused;
}
