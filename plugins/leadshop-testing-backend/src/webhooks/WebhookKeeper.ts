import { SchedulerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { DELIVER_WEBHOOKS, dropGivenUpJobs } from '../queue/queueSql';
import { DeliveryTurns } from '../store/webhooks/DeliveryTurns';

/** The task that keeps order, once a minute over all replicas. */
export const WEBHOOK_KEEPER = 'leadshop-testing-webhooks';

/** Rows that one statement deletes. */
const AT_ONCE = 5_000;

/** Wakes endpoints that were forgotten, and deletes what is too old. */
export class WebhookKeeper {
  readonly #knex: Knex;
  readonly #turns: DeliveryTurns;
  readonly #retentionMs: number;

  constructor(options: {
    knex: Knex;
    turns: DeliveryTurns;
    retentionMs: number;
  }) {
    this.#knex = options.knex;
    this.#turns = options.turns;
    this.#retentionMs = options.retentionMs;
  }

  async start(scheduler: SchedulerService): Promise<void> {
    await scheduler.scheduleTask({
      id: WEBHOOK_KEEPER,
      frequency: { minutes: 1 },
      timeout: { minutes: 10 },
      scope: 'global',
      fn: signal => this.keep(signal),
    });
  }

  async keep(signal?: AbortSignal): Promise<void> {
    await dropGivenUpJobs(this.#knex, DELIVER_WEBHOOKS);
    await this.#turns.wakeForgotten();
    await this.#forgetOldSecrets();
    const before = new Date(Date.now() - this.#retentionMs);
    while (!signal?.aborted && (await this.#deleteDeliveries(before)));
    while (!signal?.aborted && (await this.#deleteEvents(before)));
  }

  /** A secret that signs no more is nothing to keep. */
  async #forgetOldSecrets(): Promise<void> {
    await this.#knex('webhooks')
      .where('previous_until', '<', new Date())
      .update({
        previous_key_id: null,
        previous_nonce: null,
        previous_sealed: null,
        previous_until: null,
      });
  }

  /** @returns whether there may be more */
  async #deleteDeliveries(before: Date): Promise<boolean> {
    const { rows } = await this.#knex.raw(
      `WITH old AS (
         SELECT id FROM webhook_deliveries WHERE ended_at < ?
         ORDER BY ended_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED
       ), deleted AS (
         DELETE FROM webhook_deliveries d USING old WHERE d.id = old.id RETURNING d.id
       )
       SELECT count(*)::int AS deleted FROM deleted`,
      [before],
    );
    return rows[0].deleted === AT_ONCE;
  }

  /** Events of which no delivery is left. */
  async #deleteEvents(before: Date): Promise<boolean> {
    const { rows } = await this.#knex.raw(
      `WITH old AS (
         SELECT id FROM webhook_events e WHERE occurred_at < ?
           AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.event_id = e.id)
         ORDER BY occurred_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED
       ), deleted AS (
         DELETE FROM webhook_events e USING old WHERE e.id = old.id RETURNING e.id
       )
       SELECT count(*)::int AS deleted FROM deleted`,
      [before],
    );
    return rows[0].deleted === AT_ONCE;
  }
}
