/**
 * The first tables: leads, tests, step results, the event feed and the workers.
 *
 * Times are kept to the millisecond, because that is what JavaScript and the
 * cursors of the API can hold.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE leads (
      id uuid PRIMARY KEY,
      business_name text CHECK (char_length(business_name) BETWEEN 1 AND 200),
      website_url text NOT NULL CHECK (char_length(website_url) BETWEEN 1 AND 2048),
      email text CHECK (char_length(email) <= 254),
      contact_name text CHECK (char_length(contact_name) <= 200),
      phone text CHECK (char_length(phone) <= 40),
      industry text CHECK (char_length(industry) <= 120),
      naics_code text CHECK (char_length(naics_code) <= 6),
      location text CHECK (char_length(location) <= 300),
      annual_revenue numeric CHECK (annual_revenue >= 0),
      employee_count integer CHECK (employee_count >= 0),
      notes text CHECK (char_length(notes) <= 5000),
      status text NOT NULL DEFAULT 'new'
        CHECK (status IN ('new', 'processing', 'completed', 'failed')),
      lifecycle_stage text,
      email_key text,
      domain_key text,
      import_id uuid,
      version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
      created_by text,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      updated_at timestamptz(3) NOT NULL DEFAULT now(),
      erased_at timestamptz(3)
    );
    CREATE INDEX leads_created_at_idx ON leads (created_at DESC, id DESC);

    -- What a test's pipeline looked like when it ran, kept once per shape.
    CREATE TABLE pipeline_versions (
      id text PRIMARY KEY,
      name text NOT NULL,
      outline jsonb NOT NULL,
      first_seen timestamptz(3) NOT NULL DEFAULT now()
    );

    CREATE TABLE test_executions (
      id uuid PRIMARY KEY,
      test_type text NOT NULL CHECK (char_length(test_type) <= 50),
      pipeline_version text NOT NULL REFERENCES pipeline_versions (id),
      status text NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'running', 'success', 'failed', 'cancelled')),
      user_ref text NOT NULL,
      entity_ref text,
      lead_id uuid REFERENCES leads (id) ON DELETE SET NULL,
      batch_id uuid,
      rerun_of uuid REFERENCES test_executions (id) ON DELETE SET NULL,
      lead_data jsonb NOT NULL,
      attempt integer NOT NULL DEFAULT 0,
      worker_id text,
      current_step integer NOT NULL DEFAULT 0,
      total_steps integer NOT NULL CHECK (total_steps >= 1),
      -- Status of each step that has started, by name: the snapshot that the
      -- lists show; test_step_results holds the truth of ended ones.
      step_states jsonb NOT NULL DEFAULT '{}',
      provider_mode text CHECK (provider_mode IN ('live', 'sandbox')),
      success_rate numeric(5,2) CHECK (success_rate BETWEEN 0 AND 100),
      failure_reason text CHECK (failure_reason IN ('step', 'timeout', 'internal')),
      error_message text,
      score numeric(5,2) CHECK (score BETWEEN 0 AND 100),
      tier text,
      revenue_impact numeric(18,2),
      revenue_currency text,
      spam_score numeric(8,2),
      execution_time integer CHECK (execution_time >= 0),
      idempotency_key text,
      idempotency_hash text,
      cancel_requested_at timestamptz(3),
      cancel_requested_by text,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      started_at timestamptz(3),
      completed_at timestamptz(3),
      CHECK ((status IN ('success', 'failed', 'cancelled')) = (completed_at IS NOT NULL)),
      CHECK ((status = 'failed') = (failure_reason IS NOT NULL))
    ) WITH (fillfactor = 80);
    CREATE UNIQUE INDEX test_executions_idempotency_idx
      ON test_executions (user_ref, idempotency_key) WHERE idempotency_key IS NOT NULL;
    CREATE INDEX test_executions_created_at_idx ON test_executions (created_at DESC, id DESC);
    CREATE INDEX test_executions_status_idx ON test_executions (status, created_at DESC, id DESC);
    CREATE INDEX test_executions_active_idx ON test_executions (created_at, id)
      WHERE status IN ('pending', 'running');
    CREATE INDEX test_executions_completed_at_idx ON test_executions (completed_at, status)
      WHERE completed_at IS NOT NULL;
    CREATE INDEX test_executions_user_ref_idx ON test_executions (user_ref, created_at DESC, id DESC);
    CREATE INDEX test_executions_type_idx ON test_executions (test_type, created_at DESC, id DESC);
    CREATE INDEX test_executions_lead_idx ON test_executions (lead_id, created_at DESC, id DESC)
      WHERE lead_id IS NOT NULL;
    CREATE INDEX test_executions_batch_idx ON test_executions (batch_id, created_at DESC, id DESC)
      WHERE batch_id IS NOT NULL;
    CREATE INDEX test_executions_entity_idx ON test_executions (entity_ref, created_at DESC, id DESC)
      WHERE entity_ref IS NOT NULL;
    CREATE INDEX test_executions_rerun_idx ON test_executions (rerun_of)
      WHERE rerun_of IS NOT NULL;
    CREATE INDEX test_executions_duration_idx ON test_executions (execution_time DESC, id DESC)
      WHERE execution_time IS NOT NULL;
    CREATE INDEX test_executions_score_idx ON test_executions (score DESC, id DESC)
      WHERE score IS NOT NULL;

    CREATE TABLE test_step_results (
      execution_id uuid NOT NULL REFERENCES test_executions (id) ON DELETE CASCADE,
      step_name text NOT NULL,
      step_number integer NOT NULL,
      component text NOT NULL,
      title text NOT NULL,
      status text NOT NULL CHECK (status IN ('success', 'failed', 'skipped')),
      fault text CHECK (fault IN ('lead', 'leadshop', 'vendor', 'config', 'network')),
      provider_mode text CHECK (provider_mode IN ('live', 'sandbox')),
      started_at timestamptz(3),
      duration integer CHECK (duration >= 0),
      attempts jsonb NOT NULL DEFAULT '[]',
      details jsonb NOT NULL DEFAULT '{}',
      personal jsonb,
      warnings jsonb NOT NULL DEFAULT '[]',
      error text,
      artifacts jsonb NOT NULL DEFAULT '[]',
      kept_from uuid,
      "timestamp" timestamptz(3) NOT NULL DEFAULT now(),
      PRIMARY KEY (execution_id, step_name)
    );
    CREATE INDEX test_step_results_component_idx
      ON test_step_results (component, "timestamp" DESC);

    -- txid stands before id on purpose: defaults are evaluated in this order,
    -- so that a transaction has its number before it takes an event id. The
    -- feed reader's watermark relies on it (src/live/Watermark.ts).
    CREATE TABLE feed_events (
      txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
      id bigserial PRIMARY KEY,
      channel text NOT NULL,
      type text NOT NULL,
      test_id uuid,
      payload jsonb NOT NULL,
      created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
    );
    CREATE INDEX feed_events_test_idx ON feed_events (test_id, id);
    CREATE INDEX feed_events_created_at_idx ON feed_events USING brin (created_at);

    CREATE TABLE workers (
      id text PRIMARY KEY,
      hostname text NOT NULL,
      pid integer NOT NULL,
      started_at timestamptz(3) NOT NULL DEFAULT now(),
      heartbeat_at timestamptz(3) NOT NULL DEFAULT now()
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP TABLE workers, feed_events, test_step_results, test_executions,
      pipeline_versions, leads
  `);
};
