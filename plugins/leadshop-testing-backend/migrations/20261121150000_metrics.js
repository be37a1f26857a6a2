/**
 * Figures over time: what tests came to, by hour and by day, and how the system
 * was. How the rollup is kept: docs/decisions/0011-metrics-rollup.md.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    -- Up to where ended tests have been folded into the tables below: those
    -- whose end is visible in this snapshot. Null: to be built from the tests.
    CREATE TABLE metrics_fold (
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      folded pg_snapshot
    );
    INSERT INTO metrics_fold (folded)
      SELECT CASE WHEN NOT EXISTS (
        SELECT FROM test_executions WHERE completed_at IS NOT NULL
      ) THEN pg_current_snapshot() END;
    -- What has not been folded yet is found by it
    CREATE INDEX feed_events_ended_idx ON feed_events (txid)
      WHERE type = 'test_completed';

    -- Every test is in an hour and in a day, so that a long period is read from
    -- a few rows. \`provider_mode\` is 'none' for tests that called no provider.
    -- \`durations\` is a histogram, see src/store/metrics/durations.ts.
    CREATE TABLE metrics_tests (
      span text NOT NULL CHECK (span IN ('hour', 'day')),
      at timestamptz(3) NOT NULL,
      provider_mode text NOT NULL CHECK (provider_mode IN ('live', 'sandbox', 'none')),
      test_type text NOT NULL,
      successful integer NOT NULL,
      failed integer NOT NULL,
      cancelled integer NOT NULL,
      duration_sum bigint NOT NULL,
      spam_tests integer NOT NULL,
      spam_sum double precision NOT NULL,
      durations bytea,
      PRIMARY KEY (span, at, provider_mode, test_type)
    ) WITH (fillfactor = 70);

    CREATE TABLE metrics_steps (
      span text NOT NULL CHECK (span IN ('hour', 'day')),
      at timestamptz(3) NOT NULL,
      provider_mode text NOT NULL CHECK (provider_mode IN ('live', 'sandbox', 'none')),
      step_name text NOT NULL,
      component text NOT NULL,
      step_number integer NOT NULL,
      title text NOT NULL,
      succeeded integer NOT NULL,
      failed integer NOT NULL,
      skipped integer NOT NULL,
      fault_lead integer NOT NULL,
      fault_leadshop integer NOT NULL,
      fault_vendor integer NOT NULL,
      fault_config integer NOT NULL,
      fault_network integer NOT NULL,
      durations bytea,
      PRIMARY KEY (span, at, provider_mode, step_name, component)
    ) WITH (fillfactor = 70);

    -- \`key\` is a component, an industry or an import; '' for none.
    CREATE TABLE metrics_revenue (
      span text NOT NULL CHECK (span IN ('hour', 'day')),
      at timestamptz(3) NOT NULL,
      provider_mode text NOT NULL CHECK (provider_mode IN ('live', 'sandbox', 'none')),
      currency text NOT NULL,
      dimension text NOT NULL CHECK (dimension IN ('component', 'industry', 'import')),
      key text NOT NULL,
      tests integer NOT NULL,
      amount double precision NOT NULL,
      PRIMARY KEY (span, at, provider_mode, currency, dimension, key)
    ) WITH (fillfactor = 70);

    -- Two histograms as one: entries of 2 bytes bucket and 4 bytes count
    CREATE FUNCTION metrics_durations_together(a bytea, b bytea) RETURNS bytea
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT string_agg(int2send(bucket::int2) || int4send(n::int4), '' ORDER BY bucket)
      FROM (
        SELECT (get_byte(d, i) << 8) + get_byte(d, i + 1) AS bucket,
          sum((get_byte(d, i + 2) << 24) + (get_byte(d, i + 3) << 16)
            + (get_byte(d, i + 4) << 8) + get_byte(d, i + 5)) AS n
        FROM (SELECT coalesce(a, '') || coalesce(b, '') AS d) both_together
        CROSS JOIN generate_series(0, length(d) - 6, 6) AS i
        GROUP BY 1
      ) entries
    $$;

    -- The newest failures of a component, however rare they are
    CREATE INDEX test_step_results_failed_idx
      ON test_step_results (component, "timestamp" DESC) WHERE status = 'failed';

    -- How the system was. Samples of each replica; after two days their means by
    -- hour over all replicas take their place.
    CREATE TABLE system_metrics (
      id bigserial PRIMARY KEY,
      metric_name text NOT NULL,
      metric_value double precision NOT NULL,
      -- Null in means by hour
      replica text,
      recorded_at timestamptz(3) NOT NULL DEFAULT now()
    );
    CREATE INDEX system_metrics_recorded_at_idx ON system_metrics (recorded_at);
    CREATE INDEX system_metrics_samples_idx ON system_metrics (recorded_at)
      WHERE replica IS NOT NULL;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP TABLE system_metrics, metrics_revenue, metrics_steps, metrics_tests,
      metrics_fold;
    DROP FUNCTION metrics_durations_together(bytea, bytea);
    DROP INDEX feed_events_ended_idx, test_step_results_failed_idx;
  `);
};
