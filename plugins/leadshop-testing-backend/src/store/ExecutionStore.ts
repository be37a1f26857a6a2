/*
 * The life of a test as the database sees it. Every change of state is one
 * statement that also appends the event, so the row (a snapshot) and the feed
 * (the log) cannot disagree. The status of the test's lead goes with it.
 *
 * Fencing: `attempt` goes up each time a worker takes the test. Whoever writes
 * says which attempt it writes for, and writes nothing when a later one has
 * begun. A worker that was given up for dead and lives on finds out that way.
 */
import { Knex } from 'knex';
import {
  FailureReason,
  LeadData,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { tellEnded } from './endOfTest';
import { keepResults } from './keptResults';
import { leadsOfEndedTests, leadsOfStartedTests } from './leadStatus';
import { StoredStepState, TestEventPayload } from './rows';
import { TakenExecution, TestTaking } from './TestTaking';

export type { TakenExecution } from './TestTaking';

/** What a new test is made of. */
export interface NewExecution {
  id: string;
  test_type: string;
  pipeline_version: string;
  total_steps: number;
  user_ref: string;
  entity_ref: string | null;
  lead_id: string | null;
  lead_data: LeadData;
  rerun_of?: string;
  idempotency_key?: string;
  idempotency_hash?: string;
  /** Steps whose results are kept from `rerun_of`. */
  kept_steps?: string[];
}

/** How a test ends. */
export interface ExecutionEnd {
  status: Extract<TestStatus, 'success' | 'failed' | 'cancelled'>;
  failure_reason: FailureReason | null;
  error_message: string | null;
  /** Undefined: worked out from the stored results. */
  success_rate?: number;
}

/** What a cancellation came to. */
export type CancelResult = 'unknown' | 'ended' | 'cancelled' | 'requested';

function event(payload: TestEventPayload): string {
  return JSON.stringify(payload);
}

const LOG_EVENT = `INSERT INTO feed_events (channel, type, test_id, payload)`;

/** Creates, takes, cancels and ends tests. */
export class ExecutionStore {
  readonly #knex: Knex;
  readonly #taking: TestTaking;

  constructor(knex: Knex) {
    this.#knex = knex;
    this.#taking = new TestTaking(knex);
  }

  /**
   * Inserts a test with its first event.
   *
   * @returns undefined when this user has used the idempotency key before; the
   * caller rolls back.
   */
  async insert(
    trx: Knex.Transaction,
    input: NewExecution,
  ): Promise<{ created_at: Date } | undefined> {
    const { rows } = await trx.raw(
      `INSERT INTO test_executions (
         id, test_type, pipeline_version, total_steps, user_ref, entity_ref,
         lead_id, lead_data, rerun_of, idempotency_key, idempotency_hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
       ON CONFLICT (user_ref, idempotency_key) WHERE idempotency_key IS NOT NULL
         DO NOTHING
       RETURNING created_at`,
      [
        input.id,
        input.test_type,
        input.pipeline_version,
        input.total_steps,
        input.user_ref,
        input.entity_ref,
        input.lead_id,
        JSON.stringify(input.lead_data),
        input.rerun_of ?? null,
        input.idempotency_key ?? null,
        input.idempotency_hash ?? null,
      ],
    );
    const [created] = rows;
    if (!created) return undefined;
    const kept = input.kept_steps ?? [];
    if (input.rerun_of && kept.length > 0) {
      await keepResults(trx, {
        id: input.id,
        from: input.rerun_of,
        steps: kept,
      });
    }
    await trx.raw(
      `WITH created AS (SELECT CAST(? AS uuid) AS lead_id),
         lead AS (${leadsOfStartedTests('created')})
       ${LOG_EVENT} VALUES ('test', 'test_update', ?, ?::jsonb)`,
      [
        input.lead_id,
        input.id,
        event({
          kind: 'created',
          attempt: 0,
          message: kept.length
            ? `Created; ${kept.length} results are kept from the earlier test`
            : 'Created',
          step: null,
          user_ref: input.user_ref,
        }),
      ],
    );
    return created;
  }

  /** The test that an idempotency key made earlier. */
  async findByIdempotencyKey(
    userRef: string,
    key: string,
  ): Promise<
    { id: string; idempotency_hash: string; created_at: Date } | undefined
  > {
    return this.#knex('test_executions')
      .first('id', 'idempotency_hash', 'created_at')
      .where({ user_ref: userRef, idempotency_key: key });
  }

  /**
   * Takes a test for a worker: a new attempt begins, everything that earlier
   * ones still write is void.
   *
   * @param traceParent - where its trace begins, if this is the first attempt
   * @returns undefined when the test has ended or is gone.
   */
  take(
    id: string,
    workerId: string,
    traceParent?: string,
  ): Promise<TakenExecution | undefined> {
    return this.#taking.take({ id, workerId, traceParent: traceParent ?? '' });
  }

  /**
   * Ends a test. A cancellation that came in meanwhile wins, because whoever
   * asked for it was told that the test will be cancelled.
   *
   * @param attempt - undefined: whatever attempt it is at (the reconciler)
   * @returns false when a later attempt owns the test or it has ended.
   */
  async end(
    id: string,
    attempt: number | undefined,
    outcome: ExecutionEnd,
  ): Promise<boolean> {
    const { rows } = await this.#knex.raw(
      `WITH ended AS (
         UPDATE test_executions SET
           status = CASE WHEN cancel_requested_at IS NULL THEN :status ELSE 'cancelled' END,
           failure_reason = CASE WHEN cancel_requested_at IS NULL THEN :failure_reason END,
           error_message = CASE WHEN cancel_requested_at IS NULL THEN :error_message END,
           success_rate = coalesce(CAST(:success_rate AS numeric), (
             SELECT round(100.0 * count(*) FILTER (WHERE s.status = 'success') / total_steps, 2)
             FROM test_step_results s WHERE s.execution_id = test_executions.id)),
           completed_at = clock_timestamp(),
           execution_time = CASE WHEN started_at IS NULL THEN 0 ELSE
             greatest(0, round(extract(epoch FROM clock_timestamp() - started_at) * 1000)) END
         WHERE id = :id AND status IN ('pending', 'running')
           AND (CAST(:attempt AS int) IS NULL OR attempt = CAST(:attempt AS int))
         RETURNING id, attempt, status, error_message, lead_id,
           ${tellEnded('test_executions')} AS told
       ), lead AS (${leadsOfEndedTests('ended')})
       ${LOG_EVENT}
       SELECT 'test', 'test_completed', id, jsonb_build_object(
         'kind', 'ended', 'attempt', attempt,
         'message', CASE status WHEN 'success' THEN 'Every step succeeded'
           WHEN 'cancelled' THEN 'Cancelled' ELSE error_message END,
         'step', NULL)
       FROM ended
       RETURNING id`,
      {
        id,
        attempt: attempt ?? null,
        status: outcome.status,
        failure_reason: outcome.failure_reason,
        error_message: outcome.error_message,
        success_rate: outcome.success_rate ?? null,
      },
    );
    return rows.length > 0;
  }

  /**
   * Asks for a cancellation. A pending test ends at once; a running one ends
   * when its worker hears of it, and in any case when the next one takes it.
   */
  async requestCancel(
    trx: Knex.Transaction,
    id: string,
    userRef: string,
  ): Promise<CancelResult> {
    const { rows } = await trx.raw(
      `WITH found AS (
         SELECT id, status, cancel_requested_at, attempt FROM test_executions
         WHERE id = :id FOR UPDATE
       ), changed AS (
         UPDATE test_executions e SET
           cancel_requested_at = coalesce(e.cancel_requested_at, now()),
           cancel_requested_by = coalesce(e.cancel_requested_by, :userRef),
           status = CASE WHEN e.status = 'pending' THEN 'cancelled' ELSE e.status END,
           completed_at = CASE WHEN e.status = 'pending' THEN now() END,
           execution_time = CASE WHEN e.status = 'pending' THEN 0 END,
           success_rate = CASE WHEN e.status = 'pending' THEN 0 END
         FROM found f
         WHERE e.id = f.id AND f.status IN ('pending', 'running')
           AND f.cancel_requested_at IS NULL
         RETURNING e.id, e.status, e.attempt, e.lead_id
       ), ended AS (
         SELECT lead_id, status FROM changed WHERE status = 'cancelled'
       ), lead AS (${leadsOfEndedTests('ended')}), logged AS (
         ${LOG_EVENT}
         SELECT 'test',
           CASE WHEN status = 'cancelled' THEN 'test_completed' ELSE 'test_update' END,
           id, jsonb_build_object(
             'kind', CASE WHEN status = 'cancelled' THEN 'ended' ELSE 'cancel_requested' END,
             'attempt', attempt,
             'message', CASE WHEN status = 'cancelled' THEN 'Cancelled before it started'
               ELSE 'Cancellation requested' END,
             'step', NULL)
         FROM changed
       )
       SELECT f.status AS before, c.status AS after
       FROM found f LEFT JOIN changed c USING (id)`,
      { id, userRef },
    );
    const [row] = rows as { before: TestStatus; after: TestStatus | null }[];
    if (!row) return 'unknown';
    if (row.after === 'cancelled') return 'cancelled';
    return row.before === 'pending' || row.before === 'running'
      ? 'requested'
      : 'ended';
  }

  /**
   * What a rerun needs of the test that it repeats.
   *
   * @param trx - the transaction of the rerun: to its end, the test stays
   */
  async forRerun(
    id: string,
    trx?: Knex.Transaction,
  ): Promise<
    | {
        test_type: string;
        status: TestStatus;
        lead_id: string | null;
        entity_ref: string | null;
        lead_data: LeadData;
        step_states: Record<string, StoredStepState>;
      }
    | undefined
  > {
    const found = (trx ?? this.#knex)('test_executions')
      .first(
        'test_type',
        'status',
        'lead_id',
        'entity_ref',
        'lead_data',
        'step_states',
      )
      .where({ id });
    return trx ? found.forKeyShare() : found;
  }
}
