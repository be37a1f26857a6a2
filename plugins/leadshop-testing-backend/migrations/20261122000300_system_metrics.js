/**
 * More about the system, and how the calls of each provider went. Samples of
 * replicas become means of five minutes, and these means of an hour: see
 * docs/decisions/0023-observability.md.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    -- Of means: what they are means of. Null in samples, and in means of an hour
    -- that the version before this one made.
    ALTER TABLE system_metrics ADD COLUMN step_seconds integer;
    CREATE INDEX system_metrics_means_idx ON system_metrics (recorded_at)
      WHERE step_seconds = 300;

    -- Calls since the sample before. \`durations\` is a histogram, see
    -- src/store/metrics/durations.ts: percentiles cannot be averaged.
    CREATE TABLE provider_metrics (
      id bigserial PRIMARY KEY,
      provider text NOT NULL,
      provider_mode text NOT NULL CHECK (provider_mode IN ('live', 'sandbox')),
      calls integer NOT NULL,
      fault_lead integer NOT NULL DEFAULT 0,
      fault_leadshop integer NOT NULL DEFAULT 0,
      fault_vendor integer NOT NULL DEFAULT 0,
      fault_config integer NOT NULL DEFAULT 0,
      fault_network integer NOT NULL DEFAULT 0,
      durations bytea NOT NULL,
      -- Null in sums of several replicas
      replica text,
      step_seconds integer,
      recorded_at timestamptz(3) NOT NULL DEFAULT now()
    );
    CREATE INDEX provider_metrics_recorded_at_idx ON provider_metrics (recorded_at);
    CREATE INDEX provider_metrics_samples_idx ON provider_metrics (recorded_at)
      WHERE replica IS NOT NULL;
    CREATE INDEX provider_metrics_sums_idx ON provider_metrics (recorded_at)
      WHERE step_seconds = 300;

    -- W3C's traceparent of the test's first attempt; later ones continue it
    ALTER TABLE test_executions ADD COLUMN trace_parent text;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    ALTER TABLE test_executions DROP COLUMN trace_parent;
    DROP TABLE provider_metrics;
    DELETE FROM system_metrics WHERE step_seconds = 300;
    ALTER TABLE system_metrics DROP COLUMN step_seconds;
  `);
};
