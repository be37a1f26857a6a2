/**
 * Webhooks: who is told (`webhooks`), of what (`webhook_events`), and how far the
 * telling has come (`webhook_deliveries`, one for each event and endpoint).
 *
 * Secrets are encrypted with AES-256-GCM under a key of the configuration, bound
 * to the endpoint's id; `sealed` ends with the tag of 16 bytes. After a rotation
 * the previous secret signs too, until `previous_until`.
 *
 * A new delivery wakes the queue by a trigger, so that none can be added without.
 * It locks nothing when the endpoint is already waiting for its turn, because a
 * test that ends must not wait for another one's commit. The function names the
 * queue only when it runs: the queue makes its schema itself.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE webhooks (
      id uuid PRIMARY KEY,
      url text NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
      description text NOT NULL CHECK (length(description) <= 200),
      event_types text[] NOT NULL CHECK (cardinality(event_types) > 0),
      enabled boolean NOT NULL DEFAULT true,
      disabled_reason text CHECK (disabled_reason IN ('by_hand', 'failing', 'gone')),
      disabled_at timestamptz(3),
      key_id text NOT NULL,
      nonce bytea NOT NULL CHECK (length(nonce) = 12),
      sealed bytea NOT NULL CHECK (length(sealed) > 16),
      previous_key_id text,
      previous_nonce bytea CHECK (length(previous_nonce) = 12),
      previous_sealed bytea CHECK (length(previous_sealed) > 16),
      previous_until timestamptz(3),
      secret_changed_at timestamptz(3) NOT NULL DEFAULT now(),
      -- Since the first failure after the last success
      failing_since timestamptz(3),
      last_success_at timestamptz(3),
      last_failure_at timestamptz(3),
      -- It asked for a pause, or did not answer in time
      resting_until timestamptz(3),
      version integer NOT NULL DEFAULT 1,
      created_by text NOT NULL,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      updated_by text NOT NULL,
      updated_at timestamptz(3) NOT NULL DEFAULT now(),
      CHECK (enabled = (disabled_reason IS NULL)),
      CHECK ((previous_until IS NULL) = (previous_sealed IS NULL)
        AND (previous_sealed IS NULL) = (previous_nonce IS NULL)
        AND (previous_nonce IS NULL) = (previous_key_id IS NULL))
    );

    CREATE TABLE webhook_events (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      type text NOT NULL,
      -- Ids and statuses; no personal data
      data jsonb NOT NULL CHECK (octet_length(data::text) <= 20000),
      occurred_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
    );
    CREATE INDEX webhook_events_occurred_at_idx ON webhook_events (occurred_at);

    CREATE TABLE webhook_deliveries (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
      event_id uuid NOT NULL REFERENCES webhook_events ON DELETE CASCADE,
      status text NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'delivered', 'dead')),
      attempts integer NOT NULL DEFAULT 0,
      -- Of one that is on its way: when it is given up for lost
      next_attempt_at timestamptz(3) NOT NULL DEFAULT now(),
      -- Who sends it now; whoever was given up for lost can store nothing more
      claim uuid,
      last_attempt_at timestamptz(3),
      duration integer,
      response_status integer,
      error text CHECK (length(error) <= 500),
      created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      ended_at timestamptz(3),
      CHECK ((status = 'pending') = (ended_at IS NULL))
    );
    CREATE INDEX webhook_deliveries_due_idx
      ON webhook_deliveries (webhook_id, next_attempt_at) WHERE status = 'pending';
    CREATE INDEX webhook_deliveries_created_idx
      ON webhook_deliveries (webhook_id, created_at DESC, id DESC);
    CREATE INDEX webhook_deliveries_status_idx
      ON webhook_deliveries (webhook_id, status, created_at DESC, id DESC);
    CREATE INDEX webhook_deliveries_dead_idx
      ON webhook_deliveries (created_at DESC, id DESC) WHERE status = 'dead';
    CREATE INDEX webhook_deliveries_ended_idx
      ON webhook_deliveries (ended_at) WHERE ended_at IS NOT NULL;
    CREATE INDEX webhook_deliveries_event_idx ON webhook_deliveries (event_id);

    -- Stores an event, if anybody asked for it, with a delivery for each who did
    CREATE FUNCTION tell_webhooks(told_type text, told jsonb)
      RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      WITH asked AS MATERIALIZED (
        SELECT id FROM webhooks WHERE enabled AND told_type = ANY(event_types)
      ), event AS (
        INSERT INTO webhook_events (type, data)
        SELECT told_type, told WHERE EXISTS (SELECT FROM asked)
        RETURNING id
      )
      INSERT INTO webhook_deliveries (webhook_id, event_id)
      SELECT asked.id, event.id FROM asked, event
      -- Everybody in the same order, so that nobody locks another out
      ORDER BY asked.id;
    END $$;

    CREATE FUNCTION wake_webhook(woken uuid, at timestamptz DEFAULT now())
      RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (
        SELECT FROM leadshop_testing_queue.jobs
        WHERE key = 'webhook:' || woken AND locked_at IS NULL AND run_at <= at
          -- One that was given up waits for nothing
          AND attempts < max_attempts
      ) THEN RETURN; END IF;
      PERFORM leadshop_testing_queue.add_job(
        identifier => 'deliver_webhooks',
        payload => json_build_object('webhook_id', woken),
        queue_name => 'webhook:' || woken,
        job_key => 'webhook:' || woken,
        run_at => at,
        max_attempts => 25);
    END $$;
    CREATE FUNCTION wake_webhook_of_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM wake_webhook(NEW.webhook_id);
      RETURN NULL;
    END $$;
    CREATE TRIGGER webhook_deliveries_wake AFTER INSERT ON webhook_deliveries
      FOR EACH ROW EXECUTE FUNCTION wake_webhook_of_delivery();
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP TABLE webhook_deliveries, webhook_events, webhooks;
    DROP FUNCTION tell_webhooks(text, jsonb);
    DROP FUNCTION wake_webhook_of_delivery();
    DROP FUNCTION wake_webhook(uuid, timestamptz);
  `);
};
