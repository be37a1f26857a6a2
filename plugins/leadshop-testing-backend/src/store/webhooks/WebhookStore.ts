import { Knex } from 'knex';
import { WebhookDisabledReason } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { WebhookRow } from './webhookRows';

/** An endpoint, and how many deliveries it has that are not delivered. */
export type CountedWebhook = WebhookRow & {
  pending: number;
  dead_letters: number;
};

/** Deliveries of one endpoint are counted up to here. */
const MAX_COUNTED = 10_000;

const counted = (status: string) =>
  `(SELECT count(*)::int FROM (SELECT FROM webhook_deliveries d
     WHERE d.webhook_id = w.id AND d.status = '${status}' LIMIT ${MAX_COUNTED}) c)`;
const COUNTED = `SELECT w.*, ${counted('pending')} AS pending,
  ${counted('dead')} AS dead_letters FROM webhooks w`;

/** Keeps the endpoints. */
export class WebhookStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** All of them, the oldest first. */
  async list(): Promise<CountedWebhook[]> {
    const { rows } = await this.#knex.raw(
      `${COUNTED} ORDER BY w.created_at, w.id`,
    );
    return rows;
  }

  async find(
    id: string,
    trx: Knex = this.#knex,
  ): Promise<CountedWebhook | undefined> {
    const { rows } = await trx.raw(`${COUNTED} WHERE w.id = ?`, [id]);
    return rows[0];
  }

  /** To the end of the transaction nobody else changes it. */
  async hold(
    trx: Knex.Transaction,
    id: string,
  ): Promise<WebhookRow | undefined> {
    return trx<WebhookRow>('webhooks').where({ id }).forNoKeyUpdate().first();
  }

  /** As {@link hold}, all of them. */
  async holdAll(trx: Knex.Transaction): Promise<WebhookRow[]> {
    return trx<WebhookRow>('webhooks').orderBy('id').forNoKeyUpdate();
  }

  /**
   * How many there are, and no more are added by others until the transaction has
   * ended.
   */
  async countAlone(trx: Knex.Transaction): Promise<number> {
    await trx.raw('LOCK TABLE webhooks IN SHARE ROW EXCLUSIVE MODE');
    const [{ n }] = await trx('webhooks').select(trx.raw('count(*)::int AS n'));
    return n;
  }

  async insert(
    trx: Knex.Transaction,
    row: Partial<WebhookRow> & Pick<WebhookRow, 'id'>,
  ): Promise<void> {
    await trx('webhooks').insert(row);
  }

  /** Changes it, as a new version. */
  async update(
    trx: Knex.Transaction,
    id: string,
    changes: Partial<WebhookRow>,
  ): Promise<void> {
    await trx('webhooks')
      .where({ id })
      .update({
        ...changes,
        version: trx.raw('version + 1'),
        updated_at: trx.fn.now(3),
      });
  }

  /** Encrypts its secrets anew; it stays what it is, and so does its version. */
  async reseal(
    trx: Knex.Transaction,
    id: string,
    sealed: Partial<WebhookRow>,
  ): Promise<void> {
    await trx('webhooks').where({ id }).update(sealed);
  }

  /** Deletes it with its deliveries. */
  async remove(
    trx: Knex.Transaction,
    id: string,
  ): Promise<WebhookRow | undefined> {
    const [row] = await trx<WebhookRow>('webhooks')
      .where({ id })
      .delete()
      .returning('*');
    return row;
  }

  /**
   * Sends it nothing more; what was on its way becomes dead letters.
   *
   * @returns false when it was so already, or is gone
   */
  async disable(
    trx: Knex.Transaction,
    id: string,
    reason: WebhookDisabledReason,
  ): Promise<boolean> {
    const disabled = await trx('webhooks')
      .where({ id, enabled: true })
      .update({
        enabled: false,
        disabled_reason: reason,
        disabled_at: trx.fn.now(3),
        version: trx.raw('version + 1'),
      });
    await this.giveUp(trx, id);
    return disabled > 0;
  }

  /** Makes dead letters of what waits for a disabled endpoint. */
  async giveUp(trx: Knex, id: string): Promise<void> {
    await trx.raw(
      `UPDATE webhook_deliveries SET status = 'dead', claim = NULL,
         ended_at = clock_timestamp(),
         error = left(coalesce(error || ' ', '') ||
           'The webhook was disabled before this was delivered.', 500)
       WHERE webhook_id = ? AND status = 'pending'`,
      [id],
    );
  }
}
