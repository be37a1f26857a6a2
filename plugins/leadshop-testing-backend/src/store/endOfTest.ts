/**
 * Part of the statement that ends tests: lets endpoints hear of a test that ran to
 * its end: ids, and how it went. Most of the time none asked for it, and then this
 * is one look at a small table.
 *
 * @param test - the test's row, or what was returned of it
 */
export const tellEnded = (test: string) => `
  CASE WHEN ${test}.status IN ('success', 'failed') AND EXISTS (
    SELECT FROM webhooks w WHERE w.enabled
      AND w.event_types && ARRAY['test.completed', 'test.failed'])
  THEN tell_webhooks(
    CASE ${test}.status WHEN 'success' THEN 'test.completed' ELSE 'test.failed' END,
    jsonb_build_object('test_id', ${test}.id, 'test_type', ${test}.test_type,
      'status', ${test}.status, 'failure_reason', ${test}.failure_reason,
      'success_rate', ${test}.success_rate, 'execution_time', ${test}.execution_time,
      'provider_mode', ${test}.provider_mode, 'lead_id', ${test}.lead_id,
      'batch_id', ${test}.batch_id)) END`;
