/**
 * The audit trail: who did what, and the chain that shows whether it is whole.
 * How it works: docs/decisions/0015-audit-chain.md and src/audit/.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    -- By months, so that what is old goes as a whole
    CREATE TABLE audit_events (
      id uuid NOT NULL,
      occurred_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
      actor text,
      action text NOT NULL,
      outcome text NOT NULL CHECK (outcome IN ('succeeded', 'refused', 'failed')),
      target_type text,
      target_id text,
      target_name text,
      request_id text,
      reason text,
      -- json keeps the very text that was signed
      details json NOT NULL DEFAULT '{}',
      key_id text,
      signature bytea,
      PRIMARY KEY (occurred_at, id)
    ) PARTITION BY RANGE (occurred_at);
    CREATE INDEX audit_events_txid_idx ON audit_events (txid);
    CREATE INDEX audit_events_actor_idx ON audit_events (actor, occurred_at, id);
    CREATE INDEX audit_events_action_idx ON audit_events (action, occurred_at, id);
    CREATE INDEX audit_events_target_idx ON audit_events (target_id, occurred_at, id);
    CREATE INDEX audit_events_request_idx ON audit_events (request_id);
    -- Few, and what is looked for
    CREATE INDEX audit_events_outcome_idx ON audit_events (outcome, occurred_at, id)
      WHERE outcome <> 'succeeded';

    -- The place of each event, with the hash of all up to it
    CREATE TABLE audit_chain (
      position bigint NOT NULL,
      event_id uuid NOT NULL,
      occurred_at timestamptz(3) NOT NULL,
      digest bytea NOT NULL,
      hash bytea NOT NULL,
      key_id text,
      chained_at timestamptz(3) NOT NULL,
      PRIMARY KEY (chained_at, position)
    ) PARTITION BY RANGE (chained_at);
    CREATE INDEX audit_chain_position_idx ON audit_chain (position);
    CREATE INDEX audit_chain_event_idx ON audit_chain (event_id);

    -- dropped_before: retention dropped the events before this time, and the
    -- chain goes on after this position
    CREATE TABLE audit_checkpoints (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      position bigint NOT NULL,
      hash bytea NOT NULL,
      dropped_before timestamptz(3),
      created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      key_id text,
      signature bytea
    );
    CREATE INDEX audit_checkpoints_position_idx ON audit_checkpoints (position);

    -- Where the sequencer is: what it has seen, and the last link it made
    CREATE TABLE audit_sequencer (
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      seen pg_snapshot NOT NULL,
      position bigint NOT NULL,
      hash bytea NOT NULL,
      chained_at timestamptz(3) NOT NULL
    );
    INSERT INTO audit_sequencer (seen, position, hash, chained_at)
      VALUES (pg_current_snapshot(), 0, decode(repeat('00', 32), 'hex'), now());

    CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only: its rows are neither changed nor deleted', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END $$;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_events
      FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_chain
      FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_checkpoints
      FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
    CREATE TRIGGER not_truncated BEFORE TRUNCATE ON audit_events
      FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
    CREATE TRIGGER not_truncated BEFORE TRUNCATE ON audit_chain
      FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
    CREATE TRIGGER not_truncated BEFORE TRUNCATE ON audit_checkpoints
      FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

    -- The partitions of the month of this time, unless they are there. To attach
    -- a table waits for nobody who writes, unlike PARTITION OF.
    CREATE FUNCTION audit_add_partitions(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      first timestamptz := date_trunc('month', at, 'UTC');
      next timestamptz := date_trunc('month', first + interval '32 days', 'UTC');
      parent text;
      part text;
    BEGIN
      FOREACH parent IN ARRAY ARRAY['audit_events', 'audit_chain'] LOOP
        part := parent || '_' || to_char(first AT TIME ZONE 'UTC', 'YYYY_MM');
        CONTINUE WHEN to_regclass(part) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
        EXECUTE format('CREATE TRIGGER not_truncated BEFORE TRUNCATE ON %I
          FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', part);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
          parent, part, first, next);
      END LOOP;
    END $$;
    SELECT audit_add_partitions(now() + make_interval(months => n)) FROM generate_series(0, 2) n;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP TABLE audit_events, audit_chain, audit_checkpoints, audit_sequencer;
    DROP FUNCTION audit_add_partitions;
    DROP FUNCTION audit_refuse_change;
  `);
};
