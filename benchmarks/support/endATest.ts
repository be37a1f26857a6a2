/* A test that ends, written as an engine writes it. */

/** SQL: a copy of a test that has ended, with its steps and its event. */
export const END_A_TEST = `WITH model AS (
    SELECT * FROM test_executions WHERE status = 'success'
    ORDER BY created_at DESC LIMIT 1
  ), ended AS (
    INSERT INTO test_executions (id, test_type, pipeline_version, status, user_ref,
      lead_id, lead_data, attempt, current_step, total_steps, step_states,
      provider_mode, success_rate, execution_time, created_at, started_at, completed_at)
    SELECT gen_random_uuid(), test_type, pipeline_version, status, user_ref,
      lead_id, lead_data, attempt, current_step, total_steps, step_states,
      provider_mode, success_rate, execution_time, now(), now(), now()
    FROM model RETURNING id
  ), steps AS (
    INSERT INTO test_step_results (execution_id, step_name, step_number, component,
      title, status, provider_mode, started_at, duration)
    SELECT ended.id, s.step_name, s.step_number, s.component, s.title, s.status,
      s.provider_mode, now(), s.duration
    FROM ended, model JOIN test_step_results s ON s.execution_id = model.id
  )
  INSERT INTO feed_events (channel, type, test_id, payload)
  SELECT 'test', 'test_completed', id, '{"kind":"ended","attempt":1,"message":"Every step succeeded","step":null}' FROM ended`;
