/**
 * Lead management: import, journey, search, bulk edits, batches.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE EXTENSION IF NOT EXISTS pg_trgm;

    -- Keys of deduplication (leads/keys.ts makes them). Not unique: a person may
    -- want the same lead twice ("create anyway"), imports merge one at a time.
    ALTER TABLE leads ADD COLUMN name_key text;
    CREATE INDEX leads_email_key_idx ON leads (email_key) WHERE email_key IS NOT NULL;
    CREATE INDEX leads_domain_name_key_idx ON leads (domain_key, name_key)
      WHERE domain_key IS NOT NULL AND name_key IS NOT NULL;
    -- Of those alone that are listed, so that they are counted in the index
    CREATE INDEX leads_status_idx ON leads (status, created_at DESC, id DESC)
      WHERE erased_at IS NULL;
    -- In the order that readers expect, and cheap to compare
    CREATE INDEX leads_business_name_idx
      ON leads ((lower(coalesce(business_name, '')) COLLATE "C"), id);
    -- Not partial: the planner does not use the statistics of partial ones
    CREATE INDEX leads_industry_idx ON leads (lower(industry), created_at DESC, id DESC);
    -- To find the lead that a test is sent again with (store/LeadStore.ts);
    -- imported leads have an e-mail address and are not in it
    CREATE INDEX leads_website_idx ON leads (md5(website_url)) WHERE email_key IS NULL;
    -- No foreign key: it would check each of a million merged rows one by one
    CREATE INDEX leads_import_idx ON leads (import_id, created_at DESC, id DESC)
      WHERE import_id IS NOT NULL;

    -- status is 'processing' while active_tests > 0, and outcome when none is:
    -- both follow from the row alone, so that tests that start and end at once
    -- cannot get it wrong (store/leadStatus.ts).
    ALTER TABLE leads
      ADD COLUMN active_tests integer NOT NULL DEFAULT 0 CHECK (active_tests >= 0),
      ADD COLUMN outcome text NOT NULL DEFAULT 'new'
        CHECK (outcome IN ('new', 'completed', 'failed'));
    UPDATE leads l SET
      active_tests = t.active,
      outcome = coalesce(t.outcome, 'new'),
      status = CASE WHEN t.active > 0 THEN 'processing' ELSE coalesce(t.outcome, 'new') END
    FROM (
      SELECT lead_id,
        count(*) FILTER (WHERE status IN ('pending', 'running')) AS active,
        (array_agg(CASE status WHEN 'success' THEN 'completed' ELSE 'failed' END
          ORDER BY completed_at DESC) FILTER (WHERE status IN ('success', 'failed')))[1]
          AS outcome
      FROM test_executions WHERE lead_id IS NOT NULL GROUP BY lead_id
    ) t
    WHERE l.id = t.lead_id;

    -- What the substring search reads. A table of its own, because keeping a
    -- trigram index takes longer than all else of an import: those leads are
    -- added after it, see store/LeadSearch.ts. Null: to be read anew.
    CREATE TABLE lead_search (
      lead_id uuid PRIMARY KEY REFERENCES leads (id) ON DELETE CASCADE,
      text text
    );
    CREATE INDEX lead_search_text_idx ON lead_search USING gin (text gin_trgm_ops);
    CREATE INDEX lead_search_stale_idx ON lead_search (lead_id) WHERE text IS NULL;
    -- Of immutable parts only, so that PostgreSQL can put it in place
    CREATE FUNCTION lead_search_text(l leads) RETURNS text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT CASE WHEN l.erased_at IS NULL THEN lower(
        coalesce(l.business_name, '') || E'\\n' || l.website_url || E'\\n' ||
        coalesce(l.email, '') || E'\\n' || coalesce(l.contact_name, '') || E'\\n' ||
        coalesce(l.phone, '') || E'\\n' || coalesce(l.industry, '') || E'\\n' ||
        coalesce(l.location, '')) ELSE '' END
    $$;
    INSERT INTO lead_search SELECT id, lead_search_text(leads) FROM leads;

    CREATE TABLE imports (
      id uuid PRIMARY KEY,
      user_ref text NOT NULL,
      file_name text NOT NULL,
      file_size bigint NOT NULL CHECK (file_size >= 0),
      format text NOT NULL CHECK (format IN ('csv', 'xlsx', 'xls')),
      dry_run boolean NOT NULL,
      on_duplicate text NOT NULL CHECK (on_duplicate IN ('skip', 'update', 'create')),
      headers jsonb NOT NULL DEFAULT '[]',
      columns jsonb NOT NULL DEFAULT '[]',
      status text NOT NULL DEFAULT 'pending' CHECK (status IN
        ('pending', 'running', 'completed', 'failed', 'cancelled', 'undone')),
      phase text CHECK (phase IN ('reading', 'checking', 'storing')),
      -- The replica that has the file; when it dies, the import has failed
      worker_id text NOT NULL,
      total integer CHECK (total >= 0),
      processed integer NOT NULL DEFAULT 0,
      created integer NOT NULL DEFAULT 0,
      updated integer NOT NULL DEFAULT 0,
      duplicates integer NOT NULL DEFAULT 0,
      failed integer NOT NULL DEFAULT 0,
      warnings integer NOT NULL DEFAULT 0,
      problem_counts jsonb NOT NULL DEFAULT '[]',
      error_message text,
      undo jsonb,
      -- Null: its leads are not in lead_search yet
      search_filled_at timestamptz(3),
      cancel_requested_at timestamptz(3),
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      started_at timestamptz(3),
      completed_at timestamptz(3),
      CHECK ((status IN ('pending', 'running')) = (completed_at IS NULL))
    );
    CREATE INDEX imports_created_at_idx ON imports (dry_run, created_at DESC, id DESC);
    CREATE INDEX imports_active_idx ON imports (id) WHERE status IN ('pending', 'running');
    CREATE INDEX imports_search_idx ON imports (id)
      WHERE search_filled_at IS NULL AND NOT dry_run AND created > 0;

    -- Rows with problems, with their personal data: goes with its import, and
    -- when a lead with the same keys is erased.
    CREATE TABLE import_errors (
      import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
      row integer NOT NULL CHECK (row >= 1),
      outcome text NOT NULL CHECK (outcome IN ('rejected', 'duplicate', 'imported')),
      -- The whole row as it stands in the file, cell by cell
      cells jsonb NOT NULL,
      problems jsonb NOT NULL,
      duplicate_row integer,
      duplicate_lead_id uuid,
      email_key text,
      PRIMARY KEY (import_id, row)
    );
    CREATE INDEX import_errors_email_key_idx ON import_errors (email_key)
      WHERE email_key IS NOT NULL;
    CREATE INDEX import_errors_lead_idx ON import_errors (duplicate_lead_id)
      WHERE duplicate_lead_id IS NOT NULL;

    -- How a user mapped a set of headers the last time.
    CREATE TABLE import_mappings (
      user_ref text NOT NULL,
      headers_hash text NOT NULL,
      columns jsonb NOT NULL,
      updated_at timestamptz(3) NOT NULL DEFAULT now(),
      PRIMARY KEY (user_ref, headers_hash)
    );

    CREATE TABLE lead_bulk_edits (
      id uuid PRIMARY KEY,
      user_ref text NOT NULL,
      action text NOT NULL CHECK (action IN ('update', 'erase')),
      matched integer NOT NULL DEFAULT 0,
      changed integer NOT NULL DEFAULT 0,
      undo jsonb,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      undone_at timestamptz(3)
    );

    -- What people changed on leads. Creation and tests are not repeated here:
    -- the journey reads them from leads and test_executions.
    CREATE TABLE lead_events (
      id bigserial PRIMARY KEY,
      lead_id uuid NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
      kind text NOT NULL CHECK (kind IN
        ('updated', 'import_updated', 'bulk_updated', 'undone', 'erased')),
      user_ref text NOT NULL,
      import_id uuid,
      bulk_id uuid,
      -- The lead's version after the change
      version integer NOT NULL,
      -- {field: {before, after}}; emptied when the lead is erased
      changes jsonb NOT NULL DEFAULT '{}',
      created_at timestamptz(3) NOT NULL DEFAULT now()
    );
    CREATE INDEX lead_events_lead_idx ON lead_events (lead_id, id DESC);
    CREATE INDEX lead_events_import_idx ON lead_events (import_id) WHERE import_id IS NOT NULL;
    CREATE INDEX lead_events_bulk_idx ON lead_events (bulk_id) WHERE bulk_id IS NOT NULL;

    CREATE TABLE batches (
      id uuid PRIMARY KEY,
      test_type text NOT NULL,
      status text NOT NULL DEFAULT 'running'
        CHECK (status IN ('running', 'completed', 'cancelled')),
      user_ref text NOT NULL,
      entity_ref text,
      source text NOT NULL CHECK (source IN ('leads', 'filter', 'import', 'rerun')),
      import_id uuid,
      rerun_of uuid REFERENCES batches (id) ON DELETE SET NULL,
      total integer NOT NULL CHECK (total >= 0),
      -- Snapshot of its tests, refreshed every second while it runs
      counts jsonb NOT NULL,
      failing_steps jsonb NOT NULL DEFAULT '[]',
      rate_per_minute double precision,
      -- The last turn that its tests were given in the queue, see queue/turns.ts
      last_turn smallint,
      idempotency_key text,
      idempotency_hash text,
      cancel_requested_at timestamptz(3),
      cancel_requested_by text,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      completed_at timestamptz(3),
      CHECK ((status = 'running') = (completed_at IS NULL))
    );
    CREATE INDEX batches_created_at_idx ON batches (created_at DESC, id DESC);
    CREATE INDEX batches_running_idx ON batches (id) WHERE status = 'running';
    CREATE UNIQUE INDEX batches_idempotency_idx
      ON batches (user_ref, idempotency_key) WHERE idempotency_key IS NOT NULL;
    CREATE INDEX test_executions_batch_status_idx
      ON test_executions (batch_id, status) WHERE batch_id IS NOT NULL;
    -- Tests at work and single ones that wait: what is shown as active, also
    -- while 100,000 tests of batches wait
    CREATE INDEX test_executions_at_work_idx ON test_executions (created_at, id)
      WHERE status = 'running' OR (status = 'pending' AND batch_id IS NULL);
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP INDEX test_executions_batch_status_idx, test_executions_at_work_idx;
    DROP TABLE batches, lead_events, lead_bulk_edits, import_mappings,
      import_errors, imports, lead_search;
    DROP FUNCTION lead_search_text(leads);
    DROP INDEX leads_email_key_idx, leads_domain_name_key_idx, leads_status_idx,
      leads_business_name_idx, leads_import_idx, leads_industry_idx,
      leads_website_idx;
    ALTER TABLE leads DROP COLUMN name_key, DROP COLUMN active_tests,
      DROP COLUMN outcome;
  `);
};
