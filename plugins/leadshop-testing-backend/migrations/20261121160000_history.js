/**
 * Ended tests as the history looks for them. How they are found, and why not in
 * `test_executions`: docs/decisions/0012-history-search.md.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    -- What few tests have of their own: in a million tests there are some
    -- hundreds of each. Named by their hash, so that whoever ends a test knows
    -- the name without asking.
    CREATE TABLE history_kinds (
      id bigint PRIMARY KEY,
      status text NOT NULL,
      test_type text NOT NULL,
      provider_mode text,
      -- Where a failed test failed before anywhere else
      failed_step text,
      -- What it exercised: of steps that were not skipped
      components text[] NOT NULL
    );
    CREATE TABLE history_origins (
      id bigint PRIMARY KEY,
      user_ref text NOT NULL,
      entity_ref text
    );

    -- A narrow row for each ended test. It is written once, so that all its
    -- pages are soon known to be visible and its indexes are read alone. No
    -- foreign keys but one: kinds and origins are never deleted.
    CREATE TABLE test_history (
      test_id uuid PRIMARY KEY REFERENCES test_executions (id) ON DELETE CASCADE,
      created_at timestamptz(3) NOT NULL,
      kind bigint NOT NULL,
      origin bigint NOT NULL,
      batch_id uuid,
      execution_time integer,
      score numeric(5,2),
      -- Business name and site in small letters, for the search
      text text NOT NULL
    );

    -- Brings an ended test into the history, or up to date there. Small
    -- statements: the engine waits for it.
    CREATE FUNCTION bring_into_history(test test_executions) RETURNS void
      LANGUAGE plpgsql AS $$
    DECLARE
      components text[];
      failed_step text;
      kind bigint;
      origin bigint;
    BEGIN
      SELECT coalesce(array_agg(DISTINCT s.component ORDER BY s.component), '{}')
        INTO components
        FROM test_step_results s
        WHERE s.execution_id = test.id AND s.status <> 'skipped';
      IF test.status = 'failed' THEN
        SELECT o.step->>'step_name' INTO failed_step
          FROM pipeline_versions v
          CROSS JOIN jsonb_array_elements(v.outline) o(step)
          WHERE v.id = test.pipeline_version
            AND test.step_states->>(o.step->>'step_name') = 'failed'
          ORDER BY (o.step->>'step_number')::int LIMIT 1;
      END IF;
      kind := hashtextextended(jsonb_build_array(test.status, test.test_type,
        test.provider_mode, failed_step, components)::text, 0);
      origin := hashtextextended(
        jsonb_build_array(test.user_ref, test.entity_ref)::text, 0);
      IF NOT EXISTS (SELECT FROM history_kinds k WHERE k.id = kind) THEN
        INSERT INTO history_kinds VALUES (kind, test.status, test.test_type,
          test.provider_mode, failed_step, components) ON CONFLICT DO NOTHING;
      END IF;
      IF NOT EXISTS (SELECT FROM history_origins o WHERE o.id = origin) THEN
        INSERT INTO history_origins VALUES (origin, test.user_ref, test.entity_ref)
          ON CONFLICT DO NOTHING;
      END IF;
      INSERT INTO test_history VALUES (test.id, test.created_at, kind, origin,
          test.batch_id, test.execution_time, test.score,
          lower(coalesce(test.lead_data->>'business_name', '') || E'\\n' ||
            coalesce(test.lead_data->>'website_url', '')))
        ON CONFLICT (test_id) DO UPDATE SET
          kind = excluded.kind, origin = excluded.origin,
          batch_id = excluded.batch_id, execution_time = excluded.execution_time,
          score = excluded.score, text = excluded.text;
    END $$;

    SELECT count(bring_into_history(e)) FROM test_executions e
      WHERE status IN ('success', 'failed', 'cancelled');

    -- All that a page is sorted by and narrowed by is in each, so that no row
    -- of the table is read for it
    CREATE INDEX test_history_created_idx ON test_history
      (created_at DESC, test_id DESC)
      INCLUDE (kind, origin, batch_id, execution_time, score);
    CREATE INDEX test_history_duration_idx ON test_history
      (execution_time DESC, test_id DESC)
      INCLUDE (created_at, kind, origin, batch_id) WHERE execution_time IS NOT NULL;
    CREATE INDEX test_history_score_idx ON test_history
      (score DESC, test_id DESC)
      INCLUDE (created_at, kind, origin, batch_id) WHERE score IS NOT NULL;
    CREATE INDEX test_history_kind_idx ON test_history
      (kind, created_at DESC, test_id DESC) INCLUDE (execution_time, score);
    CREATE INDEX test_history_origin_idx ON test_history
      (origin, kind, created_at DESC, test_id DESC) INCLUDE (execution_time, score);
    CREATE INDEX test_history_batch_idx ON test_history
      (batch_id, created_at DESC, test_id DESC)
      INCLUDE (kind, origin, execution_time, score) WHERE batch_id IS NOT NULL;
    -- What is new is read one by one until it is merged in: a short list
    CREATE INDEX test_history_text_idx ON test_history
      USING gin (text gin_trgm_ops) WITH (gin_pending_list_limit = 1024);

    CREATE FUNCTION test_ended() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM bring_into_history(NEW);
      RETURN NULL;
    END $$;
    CREATE TRIGGER test_ended AFTER UPDATE OF status ON test_executions
      FOR EACH ROW
      WHEN (NEW.status IN ('success', 'failed', 'cancelled')
        AND OLD.status IS DISTINCT FROM NEW.status)
      EXECUTE FUNCTION test_ended();
    CREATE TRIGGER test_came_ended AFTER INSERT ON test_executions
      FOR EACH ROW WHEN (NEW.status IN ('success', 'failed', 'cancelled'))
      EXECUTE FUNCTION test_ended();

    -- The history asked for these, and each change of a test paid for them
    DROP INDEX test_executions_user_ref_idx, test_executions_entity_idx,
      test_executions_duration_idx, test_executions_score_idx;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP TRIGGER test_ended ON test_executions;
    DROP TRIGGER test_came_ended ON test_executions;
    DROP FUNCTION test_ended(), bring_into_history(test_executions);
    DROP TABLE test_history, history_kinds, history_origins;
    CREATE INDEX test_executions_user_ref_idx
      ON test_executions (user_ref, created_at DESC, id DESC);
    CREATE INDEX test_executions_entity_idx
      ON test_executions (entity_ref, created_at DESC, id DESC)
      WHERE entity_ref IS NOT NULL;
    CREATE INDEX test_executions_duration_idx
      ON test_executions (execution_time DESC, id DESC)
      WHERE execution_time IS NOT NULL;
    CREATE INDEX test_executions_score_idx ON test_executions (score DESC, id DESC)
      WHERE score IS NOT NULL;
  `);
};
