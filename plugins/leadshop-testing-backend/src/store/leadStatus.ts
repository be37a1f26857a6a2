/*
 * A lead's status follows its tests: 'processing' while one is pending or
 * running, else what its last test that ended by itself came to. The lead's row
 * holds all that it takes (how many are active, and that outcome), so that tests
 * which start and end at the same time, each in a transaction that does not see
 * the other's, still leave the right status: each waits for the row and goes on
 * from what the other wrote.
 *
 * The statements take a common table expression with the tests that it is about,
 * and go into the statement that changes those. Tests are locked before leads.
 */

/**
 * Part of the statement that creates tests.
 *
 * @param tests - a table with the column `lead_id`, which may be null
 */
export const leadsOfStartedTests = (tests: string) => `
  UPDATE leads l SET
    active_tests = l.active_tests + t.tests,
    status = 'processing'
  FROM (
    SELECT lead_id, count(*)::int AS tests FROM ${tests}
    WHERE lead_id IS NOT NULL GROUP BY lead_id
  ) t
  WHERE l.id = t.lead_id`;

/**
 * Part of the statement that ends tests.
 *
 * @param tests - a table with the columns `lead_id`, which may be null, and
 * `status`, one of the final ones
 */
export const leadsOfEndedTests = (tests: string) => `
  UPDATE leads l SET
    active_tests = greatest(0, l.active_tests - t.tests),
    outcome = coalesce(t.outcome, l.outcome),
    status = CASE WHEN l.active_tests > t.tests THEN 'processing'
      ELSE coalesce(t.outcome, l.outcome) END
  FROM (
    SELECT lead_id, count(*)::int AS tests,
      max(CASE status WHEN 'success' THEN 'completed' WHEN 'failed' THEN 'failed' END)
        AS outcome
    FROM ${tests} WHERE lead_id IS NOT NULL GROUP BY lead_id
  ) t
  WHERE l.id = t.lead_id`;
