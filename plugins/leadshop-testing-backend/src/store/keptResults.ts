import { Knex } from 'knex';

/**
 * Copies ended steps of the test that is repeated, and the figures that follow
 * from them: a score is kept with the step that gave it.
 */
export async function keepResults(
  trx: Knex.Transaction,
  kept: { id: string; from: string; steps: string[] },
): Promise<void> {
  await trx.raw(
    `WITH kept AS (
       INSERT INTO test_step_results (execution_id, step_name, step_number,
         component, title, status, fault, provider_mode, started_at, duration,
         attempts, details, personal, warnings, error, artifacts, kept_from, "timestamp")
       SELECT :id, step_name, step_number, component, title, status, fault,
         provider_mode, started_at, duration, attempts, details, personal,
         warnings, error, artifacts, coalesce(kept_from, execution_id), "timestamp"
       FROM test_step_results
       WHERE execution_id = :from AND step_name = ANY(:steps)
       RETURNING step_name, status, provider_mode, component
     )
     UPDATE test_executions SET
       current_step = (SELECT count(*) FROM kept),
       step_states = (SELECT coalesce(jsonb_object_agg(step_name, status), '{}') FROM kept),
       provider_mode = (SELECT max(provider_mode) FROM kept),
       score = old.score, tier = old.tier, revenue_impact = old.revenue_impact,
       revenue_currency = old.revenue_currency
     FROM (
       SELECT o.* FROM (SELECT 1) one LEFT JOIN test_executions o ON o.id = :from
         AND EXISTS (SELECT FROM kept WHERE component = 'score-calculator')
     ) old
     WHERE test_executions.id = :id`,
    { ...kept },
  );
}
