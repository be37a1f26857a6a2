/**
 * Alerts: the rules that raise them, what was raised, and what is about to be.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE alert_rules (
      id uuid PRIMARY KEY,
      -- Those of app-config are written here by each backend that starts
      source text NOT NULL CHECK (source IN ('api', 'app-config', 'default')),
      source_path text,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
      enabled boolean NOT NULL,
      severity text NOT NULL CHECK (severity IN ('critical', 'high', 'normal', 'low')),
      condition jsonb NOT NULL,
      for_ms integer NOT NULL CHECK (for_ms >= 0),
      resolve_after_ms integer NOT NULL CHECK (resolve_after_ms >= 0),
      -- Users and groups; none: the members of the role admin
      recipients text[] NOT NULL,
      version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
      created_by text,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      updated_by text,
      updated_at timestamptz(3) NOT NULL DEFAULT now(),
      CHECK ((source = 'api') = (source_path IS NULL))
    );

    -- Without a reference to the rule: an alert outlives it
    CREATE TABLE alerts (
      id uuid PRIMARY KEY,
      rule_id uuid NOT NULL,
      rule_name text NOT NULL,
      kind text NOT NULL CHECK (kind IN
        ('component_down', 'success_rate', 'queue_age', 'failures_in_row')),
      severity text NOT NULL CHECK (severity IN ('critical', 'high', 'normal', 'low')),
      recipients text[] NOT NULL,
      subject text NOT NULL,
      subject_type text NOT NULL CHECK (subject_type IN
        ('component', 'pipeline', 'tests', 'queue')),
      subject_name text,
      subject_title text NOT NULL,
      provider_mode text CHECK (provider_mode IN ('live', 'sandbox')),
      status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved')),
      message text NOT NULL,
      fault text CHECK (fault IN ('lead', 'leadshop', 'vendor', 'config', 'network')),
      raised_at timestamptz(3) NOT NULL DEFAULT now(),
      resolved_at timestamptz(3),
      resolution text CHECK (resolution IN
        ('recovered', 'rule_changed', 'rule_disabled', 'rule_deleted')),
      acknowledged_by text,
      acknowledged_at timestamptz(3),
      -- Null: until it is resolved
      acknowledged_until timestamptz(3),
      acknowledged_comment text,
      -- It was told of again when that time was over
      reminded boolean NOT NULL DEFAULT false,
      CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
      CHECK ((status = 'resolved') = (resolution IS NOT NULL)),
      CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL))
    );
    -- Whatever replicas do at the same time, there is one
    CREATE UNIQUE INDEX alerts_open_idx ON alerts (rule_id, subject)
      WHERE status = 'open';
    CREATE INDEX alerts_raised_at_idx ON alerts (raised_at DESC, id DESC);
    CREATE INDEX alerts_rule_idx ON alerts (rule_id, subject, raised_at DESC);
    CREATE INDEX alerts_resolved_at_idx ON alerts (resolved_at)
      WHERE status = 'resolved';

    -- What is on its way to be raised or resolved, and since when
    CREATE TABLE alert_turns (
      rule_id uuid NOT NULL REFERENCES alert_rules (id) ON DELETE CASCADE,
      subject text NOT NULL,
      since timestamptz(3) NOT NULL,
      PRIMARY KEY (rule_id, subject)
    );

    -- Who holds this row evaluates, or changes rules
    CREATE TABLE alert_evaluation (
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      observed_at timestamptz(3)
    );
    INSERT INTO alert_evaluation DEFAULT VALUES;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(
    `DROP TABLE alert_evaluation, alert_turns, alerts, alert_rules`,
  );
};
