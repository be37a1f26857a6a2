/*
 * Fills a database with tests as months of use would: by day and hour of the
 * week, in both provider modes, on leads of several imports and industries, with
 * failures by component and a few outages of a vendor. The same numbers give the
 * same tests but for their ids and times.
 *
 * All of it is made by PostgreSQL from series of numbers, a day at a time, so
 * that a million tests take minutes. It writes no events: nobody listened.
 */
import { Knex } from 'knex';
import {
  FULL_PIPELINE,
  FULL_PIPELINE_STEPS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { DEPENDS_ON } from './seedOutcomes';
import { prepareLeads } from './seedLeads';
import { prepareOutcomes, SeedDay, storeDay } from './seedTests';

/** How much of it. */
export interface SeedOptions {
  executions: number;
  /** Default: a fifth of the tests. */
  leads?: number;
  /** Days up to now; default 30. */
  days?: number;
  /** Also the results of steps; default true. */
  steps?: boolean;
  /** Hears how many tests there are so far. */
  onProgress?: (done: number) => void;
}

const DAY_MS = 24 * 3_600_000;
/** How much of a working day's tests each day has, from Sunday on. */
const WEEKDAYS = [0.25, 1, 1.15, 1.2, 1.1, 0.95, 0.3];

/** Fills a database that has the plugin's tables; all of it or nothing. */
export async function seedExecutions(
  knex: Knex,
  options: SeedOptions,
): Promise<void> {
  const { executions, days = 30, steps = true } = options;
  const leads = Math.max(1, options.leads ?? Math.ceil(executions / 5));
  await knex.transaction(async trx => {
    await trx.raw(`SELECT setseed(0.42)`);
    await trx.raw(`SET LOCAL work_mem = '128MB'`);
    // Compiling takes longer than running
    await trx.raw(`SET LOCAL jit = off`);
    // What refers to what is right by construction; checking takes a third of the time
    await trx.raw(
      `SELECT set_config('session_replication_role', 'replica', true)
       WHERE current_setting('is_superuser') = 'on'`,
    );
    // Numbers drawn by several workers come in any order
    await trx.raw(`SET LOCAL max_parallel_workers_per_gather = 0`);
    const version = await pipelineVersion(trx);
    await prepareLeads(trx, { leads, days });
    await prepareOutcomes(trx);
    let done = 0;
    for (const day of planOf(executions, days, Date.now())) {
      await storeDay(trx, { day, version, leads, steps });
      done += day.tests;
      options.onProgress?.(done);
    }
    await settleLeads(trx);
  });
  await knex.raw(
    `ANALYZE leads, lead_search, imports, batches, test_executions,
       test_step_results, test_history, history_kinds, history_origins`,
  );
}

/** Tests of each day: more on working days, and more from week to week. */
function planOf(executions: number, days: number, now: number): SeedDay[] {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const weights = Array.from({ length: days }, (_, i) => {
    const start = today - (days - 1 - i) * DAY_MS;
    const elapsed = Math.min(DAY_MS, now - start);
    const growth = 0.8 + (0.4 * i) / days;
    const weekday = WEEKDAYS[new Date(start).getUTCDay()];
    return { start, elapsed, weight: (weekday * growth * elapsed) / DAY_MS };
  });
  const sum = weights.reduce((all, { weight }) => all + weight, 0);
  let given = 0;
  let reached = 0;
  return weights.map(({ start, elapsed, weight }, number) => {
    reached += weight;
    const until = Math.round((executions * reached) / sum);
    const tests = until - given;
    given = until;
    return { number, start: new Date(start), elapsed, tests };
  });
}

/** The newest outline of the full pipeline, or one like it. */
async function pipelineVersion(trx: Knex.Transaction): Promise<string> {
  const known = await trx('pipeline_versions')
    .first('id')
    .where({ name: FULL_PIPELINE })
    .orderBy('first_seen', 'desc');
  if (known) return known.id;
  const id = 'seeded-full-pipeline';
  await trx('pipeline_versions').insert({
    id,
    name: FULL_PIPELINE,
    outline: JSON.stringify(
      FULL_PIPELINE_STEPS.map(step => ({
        ...step,
        depends_on: DEPENDS_ON[step.step_name],
      })),
    ),
  });
  return id;
}

/** A lead's status is what its last test came to. */
async function settleLeads(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `UPDATE leads l SET outcome = t.outcome, status = t.outcome
     FROM (
       SELECT DISTINCT ON (e.lead_id) e.lead_id,
         CASE e.status WHEN 'success' THEN 'completed' ELSE 'failed' END AS outcome
       FROM test_executions e JOIN seed_leads s ON s.id = e.lead_id
       WHERE e.status IN ('success', 'failed')
       ORDER BY e.lead_id, e.completed_at DESC
     ) t
     WHERE l.id = t.lead_id`,
  );
}
