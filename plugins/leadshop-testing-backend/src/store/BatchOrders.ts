/*
 * Orders for whole batches, each a few statements over all tests at once: with
 * 100,000 of them a statement per test would take minutes. They run in the
 * caller's transaction, so that tests, events, jobs and the state of the leads
 * exist together or not at all.
 *
 * What happens to a test before it starts (created, cancelled) is written to its
 * own log and told on `test:<id>`, and the batch alone is told to everybody else
 * (feed channel `test_log`, see FeedStore): a frame with 100,000 tests helps
 * nobody. From its start on, a test of a batch is told like any other.
 *
 * Locks are taken in this order: the batch, its tests, their leads, each by id.
 */
import { Knex } from 'knex';
import {
  Batch,
  BatchStatus,
  LEAD_LIMITS,
  LeadFilter,
  MAX_BATCH_SIZE,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { NO_TESTS } from './BatchStore';
import { leadFilterSql } from './leadFilter';
import { leadsOfEndedTests, leadsOfStartedTests } from './leadStatus';
import { TestEventPayload } from './rows';

/** What a new batch is made of. */
export interface NewBatch {
  id: string;
  test_type: string;
  user_ref: string;
  entity_ref: string | null;
  source: Batch['source'];
  import_id?: string | null;
  rerun_of?: string;
  idempotency_key?: string;
  idempotency_hash?: string;
}

/** The pipeline that a batch's tests run. */
export interface BatchPipeline {
  test_type: string;
  pipeline_version: string;
  total_steps: number;
}

/** Which leads. */
export type LeadSource =
  | { lead_ids: string[] }
  | { filter: LeadFilter }
  | { import_id: string };

/** What a cancellation came to. */
export type BatchCancelResult = 'unknown' | 'ended' | 'cancelled' | 'requested';

/**
 * The tests that are about to be created: `id`, `place` from 0, `lead_id`, and
 * the test that each repeats.
 */
export const NEW_TESTS = 'leadshop_new_tests';

/** The tests of a batch that a cancellation ends at once. */
const WAITING = 'leadshop_waiting_tests';

const LOG_EVENTS = `INSERT INTO feed_events (channel, type, test_id, payload)`;

const CREATED: TestEventPayload = {
  kind: 'created',
  attempt: 0,
  message: 'Created',
  step: null,
};

/**
 * Ids that grow with `place` (UUID version 7 of RFC 9562: the time, then a
 * counter of 20 bits, then chance): a dozen indexes take in 100,000 of them a
 * third faster than random ones. PostgreSQL makes them itself from 18 on.
 */
const ORDERED_ID = `(
  lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0')
  || '7' || left(lpad(to_hex(place), 5, '0'), 3)
  || '8' || right(lpad(to_hex(place), 5, '0'), 2)
  || right(replace(gen_random_uuid()::text, '-', ''), 13))::uuid`;

/** A stored lead as a single test takes it. */
const LEAD_DATA = `jsonb_build_object(${[
  ...Object.keys(LEAD_LIMITS).map(field => `'${field}', l.${field}`),
  `'annual_revenue', l.annual_revenue::float8`,
  `'employee_count', l.employee_count`,
].join(', ')})`;

/** Creates and cancels batches. */
export class BatchOrders {
  readonly #trx: Knex.Transaction;

  /** @param trx - the transaction of the order */
  constructor(trx: Knex.Transaction) {
    this.#trx = trx;
  }

  /**
   * Inserts a batch that has no tests yet.
   *
   * @returns false when this user has used the idempotency key before; the
   * caller rolls back.
   */
  async insert(batch: NewBatch): Promise<boolean> {
    const { rows } = await this.#trx.raw(
      `INSERT INTO batches (id, test_type, user_ref, entity_ref, source, import_id,
         rerun_of, total, counts, idempotency_key, idempotency_hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0, '{}', ?, ?)
       ON CONFLICT (user_ref, idempotency_key) WHERE idempotency_key IS NOT NULL
         DO NOTHING
       RETURNING id`,
      [
        batch.id,
        batch.test_type,
        batch.user_ref,
        batch.entity_ref,
        batch.source,
        batch.import_id ?? null,
        batch.rerun_of ?? null,
        batch.idempotency_key ?? null,
        batch.idempotency_hash ?? null,
      ],
    );
    return rows.length > 0;
  }

  /** The batch that an idempotency key made earlier. */
  async findByIdempotencyKey(
    userRef: string,
    key: string,
  ): Promise<
    { batch_id: string; total: number; idempotency_hash: string } | undefined
  > {
    return this.#trx('batches')
      .first('id as batch_id', 'total', 'idempotency_hash')
      .where({ user_ref: userRef, idempotency_key: key });
  }

  /** The first of these ids that no lead has, erased or not. */
  async firstUnknown(leadIds: string[]): Promise<string | undefined> {
    const { rows } = await this.#trx.raw(
      `SELECT g.id FROM unnest(?::uuid[]) WITH ORDINALITY g(id, place)
       WHERE NOT EXISTS (SELECT FROM leads l WHERE l.id = g.id)
       ORDER BY g.place LIMIT 1`,
      [leadIds],
    );
    return rows[0]?.id;
  }

  /** Whether there is such an import. */
  async importExists(id: string): Promise<boolean> {
    const row = await this.#trx('imports').first('id').where({ id });
    return row !== undefined;
  }

  /**
   * Chooses leads for new tests and locks them; erased ones are left out. Named
   * leads keep their order, others come as they were stored.
   *
   * @returns how many; above MAX_BATCH_SIZE when there are more
   */
  async chooseLeads(source: LeadSource): Promise<number> {
    if ('lead_ids' in source) {
      return this.#choose(
        `SELECT l.id AS lead_id, NULL::uuid AS rerun_of, named.place AS at, l.id AS key
         FROM (SELECT id, min(place) AS place
               FROM unnest(?::uuid[]) WITH ORDINALITY g(id, place) GROUP BY id) named
         JOIN leads l ON l.id = named.id
         WHERE l.erased_at IS NULL ORDER BY l.id FOR NO KEY UPDATE OF l`,
        [source.lead_ids],
      );
    }
    const { sql, bindings } = leadFilterSql(
      'import_id' in source ? { import_id: source.import_id } : source.filter,
    );
    return this.#choose(
      `SELECT l.id AS lead_id, NULL::uuid AS rerun_of, l.created_at AS at, l.id AS key
       FROM leads l WHERE l.erased_at IS NULL AND l.id IN (
         SELECT l.id FROM leads l WHERE ${sql} LIMIT ${MAX_BATCH_SIZE + 1})
       ORDER BY l.id FOR NO KEY UPDATE OF l`,
      bindings,
    );
  }

  /**
   * Chooses the failed tests of a batch to be repeated; to the end of the
   * transaction they stay. @returns how many
   */
  async chooseFailed(batchId: string): Promise<number> {
    return this.#choose(
      `SELECT l.id AS lead_id, e.id AS rerun_of, e.completed_at AS at, e.id AS key
       FROM test_executions e JOIN leads l ON l.id = e.lead_id
       WHERE e.batch_id = ? AND e.status = 'failed' AND l.erased_at IS NULL
       ORDER BY l.id FOR NO KEY UPDATE OF l FOR KEY SHARE OF e`,
      [batchId],
    );
  }

  async #choose(chosen: string, bindings: Knex.RawBinding[]): Promise<number> {
    await this.#trx.raw(
      `CREATE TEMP TABLE ${NEW_TESTS} ON COMMIT DROP AS
       SELECT ${ORDERED_ID} AS id, lead_id, rerun_of, place
       FROM (SELECT lead_id, rerun_of,
               (row_number() OVER (ORDER BY at, key) - 1)::int AS place
             FROM (${chosen}) chosen) placed`,
      bindings,
    );
    await this.#trx.raw(`ANALYZE ${NEW_TESTS}`);
    const { rows } = await this.#trx.raw(
      `SELECT count(*)::int AS n FROM ${NEW_TESTS}`,
    );
    return rows[0].n;
  }

  /** Creates the chosen tests, with their first events. */
  async createTests(batch: NewBatch, pipeline: BatchPipeline): Promise<void> {
    await this.#trx.raw(
      `INSERT INTO test_executions (id, test_type, pipeline_version, total_steps,
         user_ref, entity_ref, batch_id, lead_id, rerun_of, lead_data)
       SELECT n.id, :test_type, :pipeline_version, :total_steps, :user_ref, :entity_ref,
         :batch_id, n.lead_id, n.rerun_of, ${
           batch.rerun_of ? 'before.lead_data' : LEAD_DATA
         }
       FROM ${NEW_TESTS} n ${
        batch.rerun_of
          ? 'JOIN test_executions before ON before.id = n.rerun_of'
          : 'JOIN leads l ON l.id = n.lead_id'
      }
       ORDER BY n.place`,
      {
        ...pipeline,
        user_ref: batch.user_ref,
        entity_ref: batch.entity_ref,
        batch_id: batch.id,
      },
    );
    await this.#trx.raw(
      `${LOG_EVENTS} SELECT 'test_log', 'test_update', id, ?::jsonb
       FROM ${NEW_TESTS} ORDER BY place`,
      [JSON.stringify(CREATED)],
    );
    await this.#trx.raw(leadsOfStartedTests(NEW_TESTS));
  }

  /** The batch has its tests and jobs: it is told of. */
  async filled(
    id: string,
    tests: { total: number; lastTurn: number },
  ): Promise<void> {
    await this.#trx('batches')
      .where({ id })
      .update({
        total: tests.total,
        last_turn: tests.lastTurn,
        counts: JSON.stringify({ ...NO_TESTS, pending: tests.total }),
      });
    await this.#tell(id);
  }

  /**
   * What a rerun needs of the batch that it repeats; until the transaction
   * ends, the batch stays as it is.
   */
  async forRerun(id: string): Promise<
    | (Pick<NewBatch, 'test_type' | 'entity_ref' | 'import_id'> & {
        status: BatchStatus;
      })
    | undefined
  > {
    return this.#trx('batches')
      .first('test_type', 'entity_ref', 'import_id', 'status')
      .where({ id })
      .forShare();
  }

  /**
   * Cancels a batch: tests that wait end at once, running ones when their
   * workers hear of it. The caller removes the jobs.
   */
  async cancel(id: string, userRef: string): Promise<BatchCancelResult> {
    const batch = await this.#trx('batches')
      .first('status')
      .where({ id })
      .forUpdate();
    if (!batch) return 'unknown';
    if (batch.status !== 'running') return 'ended';
    await this.#cancelWaiting(id, userRef);
    // After those that wait: one that a worker took meanwhile is among these
    await this.#requestCancel(id, userRef);
    const { rows } = await this.#trx.raw(
      `UPDATE batches SET
         cancel_requested_at = coalesce(cancel_requested_at, now()),
         cancel_requested_by = coalesce(cancel_requested_by, :userRef),
         counts = CAST(:none AS jsonb) || tests.counts,
         status = CASE WHEN tests.counts->'running' IS NULL THEN 'cancelled' ELSE status END,
         completed_at = CASE WHEN tests.counts->'running' IS NULL THEN now() END
       FROM (SELECT jsonb_object_agg(status, n) AS counts FROM (
         SELECT status, count(*) AS n FROM test_executions
         WHERE batch_id = :id GROUP BY status) by_status) tests
       WHERE id = :id RETURNING status`,
      { id, userRef, none: JSON.stringify(NO_TESTS) },
    );
    await this.#tell(id);
    return rows[0].status === 'cancelled' ? 'cancelled' : 'requested';
  }

  async #cancelWaiting(id: string, userRef: string): Promise<void> {
    await this.#trx.raw(
      `CREATE TEMP TABLE ${WAITING} ON COMMIT DROP AS
       SELECT id, lead_id FROM test_executions
       WHERE batch_id = ? AND status = 'pending' ORDER BY id FOR UPDATE`,
      [id],
    );
    await this.#trx.raw(`ANALYZE ${WAITING}`);
    await this.#trx.raw(
      `SELECT count(*) FROM (
         SELECT FROM leads l JOIN ${WAITING} w ON w.lead_id = l.id
         ORDER BY l.id FOR NO KEY UPDATE OF l) locked`,
    );
    await this.#trx.raw(
      `WITH ended AS (
         UPDATE test_executions e SET status = 'cancelled',
           cancel_requested_at = coalesce(cancel_requested_at, now()),
           cancel_requested_by = coalesce(cancel_requested_by, ?),
           completed_at = now(), execution_time = 0, success_rate = 0
         FROM ${WAITING} w WHERE e.id = w.id
         RETURNING e.id, e.lead_id, e.attempt, e.status
       ), leads AS (${leadsOfEndedTests('ended')})
       ${LOG_EVENTS}
       SELECT 'test_log', 'test_completed', id, jsonb_build_object('kind', 'ended',
         'attempt', attempt, 'message', 'Cancelled before it started', 'step', NULL)
       FROM ended`,
      [userRef],
    );
  }

  async #requestCancel(id: string, userRef: string): Promise<void> {
    await this.#trx.raw(
      `WITH found AS MATERIALIZED (
         SELECT id FROM test_executions
         WHERE batch_id = :id AND status = 'running' AND cancel_requested_at IS NULL
         ORDER BY id FOR UPDATE
       ), changed AS (
         UPDATE test_executions e SET cancel_requested_at = now(),
           cancel_requested_by = :userRef
         FROM found WHERE e.id = found.id
         RETURNING e.id, e.attempt
       )
       ${LOG_EVENTS}
       SELECT 'test', 'test_update', id, jsonb_build_object('kind', 'cancel_requested',
         'attempt', attempt, 'message', 'Cancellation requested', 'step', NULL)
       FROM changed`,
      { id, userRef },
    );
  }

  async #tell(id: string): Promise<void> {
    await this.#trx('feed_events').insert({
      channel: 'batch',
      type: 'batch_update',
      payload: JSON.stringify({ batch_id: id }),
    });
  }
}
