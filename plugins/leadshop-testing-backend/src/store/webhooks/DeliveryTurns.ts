/*
 * What the sender stores. A delivery that is claimed is not due again before its
 * lease is over, so one whose backend was killed is sent by another; and what the
 * killed one may still store is fenced off by its claim.
 */
import { Knex } from 'knex';
import { WebhookRow } from './webhookRows';

/** Longer than an attempt can take. */
export const LEASE_SECONDS = 60;

/** A delivery on its way. */
export interface ClaimedDelivery {
  id: string;
  event_id: string;
  attempts: number;
  type: string;
  data: Record<string, unknown>;
  occurred_at: Date;
}

/** How an attempt went, to be stored. */
export interface Attempt {
  duration: number;
  response_status: number | null;
  error: string | null;
  /** `delivered`, given up, or when the next attempt is due. */
  next: 'delivered' | 'dead' | { inMs: number };
}

/** Noted this often while all is well. */
const SUCCESS_NOTED_EVERY = '10 seconds';

/** Claims deliveries of one endpoint at a time, and stores what came of them. */
export class DeliveryTurns {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async endpoint(id: string): Promise<WebhookRow | undefined> {
    return this.#knex<WebhookRow>('webhooks').where({ id }).first();
  }

  /** Claims what is due, the longest waiting first. */
  async claim(
    webhookId: string,
    { claim, limit }: { claim: string; limit: number },
  ): Promise<ClaimedDelivery[]> {
    const { rows } = await this.#knex.raw(
      `WITH due AS MATERIALIZED (
         SELECT id FROM webhook_deliveries
         WHERE webhook_id = :webhookId AND status = 'pending'
           AND next_attempt_at <= clock_timestamp()
         ORDER BY next_attempt_at LIMIT :limit FOR UPDATE SKIP LOCKED
       ), claimed AS (
         UPDATE webhook_deliveries d SET attempts = attempts + 1, claim = :claim,
           next_attempt_at = clock_timestamp() + interval '${LEASE_SECONDS} seconds',
           last_attempt_at = clock_timestamp()
         FROM due WHERE d.id = due.id
         RETURNING d.id, d.event_id, d.attempts
       )
       SELECT c.*, e.type, e.data, e.occurred_at FROM claimed c
       JOIN webhook_events e ON e.id = c.event_id`,
      { webhookId, claim, limit },
    );
    return rows;
  }

  /** @returns false when it was given up for lost meanwhile; nothing is stored then. */
  async settle(id: string, claim: string, attempt: Attempt): Promise<boolean> {
    const { next, ...told } = attempt;
    const ended = typeof next === 'string';
    const { rows } = await this.#knex.raw(
      `UPDATE webhook_deliveries SET status = :status, claim = NULL,
         duration = :duration, response_status = :response_status,
         error = left(:error, 500),
         next_attempt_at = clock_timestamp() + make_interval(secs => CAST(:seconds AS float8)),
         ended_at = CASE WHEN :ended THEN clock_timestamp() END
       WHERE id = :id AND claim = :claim AND status = 'pending' RETURNING id`,
      {
        ...told,
        id,
        claim,
        ended,
        status: ended ? next : 'pending',
        seconds: ended ? 0 : next.inMs / 1000,
      },
    );
    return rows.length > 0;
  }

  /** Lets others send at once what this one will not; the attempt does not count. */
  async handBack(claim: string): Promise<void> {
    await this.#knex.raw(
      `UPDATE webhook_deliveries SET attempts = attempts - 1, claim = NULL,
         next_attempt_at = clock_timestamp()
       WHERE claim = ? AND status = 'pending'`,
      [claim],
    );
  }

  async succeeded(webhookId: string): Promise<void> {
    await this.#knex.raw(
      `UPDATE webhooks SET failing_since = NULL, resting_until = NULL,
         last_success_at = clock_timestamp()
       WHERE id = ? AND (failing_since IS NOT NULL OR last_success_at IS NULL
         OR last_success_at < clock_timestamp() - interval '${SUCCESS_NOTED_EVERY}')`,
      [webhookId],
    );
  }

  /**
   * @param restMs - for so long it is sent nothing
   * @returns since when it has been failing
   */
  async failed(
    webhookId: string,
    restMs: number,
  ): Promise<{ failing_since: Date } | undefined> {
    const { rows } = await this.#knex.raw(
      `UPDATE webhooks SET
         failing_since = coalesce(failing_since, clock_timestamp()),
         last_failure_at = clock_timestamp(),
         resting_until = greatest(resting_until,
           CASE WHEN CAST(:seconds AS float8) > 0
             THEN clock_timestamp() + make_interval(secs => CAST(:seconds AS float8)) END)
       WHERE id = :webhookId RETURNING failing_since`,
      { webhookId, seconds: restMs / 1000 },
    );
    return rows[0];
  }

  /** When the next delivery is due; one that is on its way, when its lease is over. */
  async nextDue(webhookId: string): Promise<Date | undefined> {
    const row = await this.#knex('webhook_deliveries')
      .where({ webhook_id: webhookId, status: 'pending' })
      .min({ at: 'next_attempt_at' })
      .first();
    return row?.at ?? undefined;
  }

  /** Gives it a turn at a time. */
  async wakeAt(webhookId: string, at: Date): Promise<void> {
    await this.#knex.raw(`SELECT wake_webhook(?, ?)`, [webhookId, at]);
  }

  /** Gives all those a turn that have something due and may have been forgotten. */
  async wakeForgotten(): Promise<void> {
    await this.#knex.raw(
      `SELECT wake_webhook(w.id) FROM webhooks w
       WHERE (w.resting_until IS NULL OR w.resting_until <= now())
         AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id
           AND d.status = 'pending' AND d.next_attempt_at <= now())`,
    );
  }
}
