/* Deliveries as people see them: lists, test events, dead letters sent again. */
import { Knex } from 'knex';
import {
  DeadLetter,
  DeliveryStatus,
  WEBHOOK_TEST_EVENT,
  WebhookDelivery,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { countMatching, Cursor, pageAfter, SortKey } from '../keyset';
import { DELIVERY_COLUMNS, DeliveryRow, toDelivery } from './webhookRows';

/** A page of a list, the newest first. */
export interface DeliveryPage<Row> {
  rows: Row[];
  total: number;
  next: Cursor<'-created_at'> | undefined;
}

const NEWEST_FIRST: SortKey = {
  value: 'd.created_at',
  type: 'timestamptz',
  id: 'd.id',
  descending: true,
};

/** One call sends no more again; who has more calls again. */
export const MAX_RESENT = 10_000;

type Page = { limit: number; cursor: Cursor | undefined };
type DeadLetterRow = DeliveryRow & {
  url: string;
  description: string;
  enabled: boolean;
};

/** Reads deliveries, and lets dead letters be sent again. */
export class DeliveryStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Deliveries of an endpoint. */
  async page(
    filter: { webhook_id: string; status?: DeliveryStatus },
    page: Page,
  ): Promise<DeliveryPage<WebhookDelivery>> {
    const { webhook_id, status } = filter;
    const found = () =>
      this.#knex('webhook_deliveries as d').where({
        'd.webhook_id': webhook_id,
        ...(status && { 'd.status': status }),
      });
    const rows: DeliveryRow[] = await pageAfter(
      found()
        .join('webhook_events as e', 'e.id', 'd.event_id')
        .select(this.#knex.raw(DELIVERY_COLUMNS)),
      NEWEST_FIRST,
      page,
    );
    const total = await countMatching(this.#knex, found());
    return { ...pageOf(rows, page.limit, toDelivery), total };
  }

  /** Deliveries that were given up, of one endpoint or of all. */
  async deadLetters(
    webhookId: string | undefined,
    page: Page,
  ): Promise<DeliveryPage<DeadLetter>> {
    const found = () =>
      this.#knex('webhook_deliveries as d').where({
        'd.status': 'dead',
        ...(webhookId && { 'd.webhook_id': webhookId }),
      });
    const rows: DeadLetterRow[] = await pageAfter(
      found()
        .join('webhook_events as e', 'e.id', 'd.event_id')
        .join('webhooks as w', 'w.id', 'd.webhook_id')
        .select(
          this.#knex.raw(
            `${DELIVERY_COLUMNS}, w.url, w.description, w.enabled`,
          ),
        ),
      NEWEST_FIRST,
      page,
    );
    const total = await countMatching(this.#knex, found());
    return { ...pageOf(rows, page.limit, toDeadLetter), total };
  }

  async find(
    id: string,
    trx: Knex = this.#knex,
  ): Promise<WebhookDelivery | undefined> {
    const { rows } = await trx.raw(
      `SELECT ${DELIVERY_COLUMNS} FROM webhook_deliveries d
       JOIN webhook_events e ON e.id = d.event_id WHERE d.id = ?`,
      [id],
    );
    return rows[0] && toDelivery(rows[0]);
  }

  /** Lets one endpoint be sent a test event. @returns the delivery's id */
  async addTest(
    trx: Knex.Transaction,
    webhookId: string,
    data: object,
  ): Promise<string> {
    const { rows } = await trx.raw(
      `WITH event AS (
         INSERT INTO webhook_events (type, data) VALUES (:type, CAST(:data AS jsonb))
         RETURNING id
       )
       INSERT INTO webhook_deliveries (webhook_id, event_id)
       SELECT :webhookId, id FROM event RETURNING id`,
      { type: WEBHOOK_TEST_EVENT, data: JSON.stringify(data), webhookId },
    );
    return rows[0].id;
  }

  /**
   * Sends dead letters of an endpoint again, the oldest first.
   *
   * @param id - only this one
   * @returns how many
   */
  async resend(
    trx: Knex.Transaction,
    webhookId: string,
    id?: string,
  ): Promise<number> {
    const { rows } = await trx.raw(
      `WITH chosen AS MATERIALIZED (
         SELECT id FROM webhook_deliveries
         WHERE webhook_id = :webhookId AND status = 'dead'
           AND (CAST(:id AS uuid) IS NULL OR id = CAST(:id AS uuid))
         ORDER BY created_at, id LIMIT ${MAX_RESENT} FOR UPDATE
       ), resent AS (
         UPDATE webhook_deliveries d SET status = 'pending', attempts = 0,
           next_attempt_at = clock_timestamp(), claim = NULL, ended_at = NULL,
           error = NULL, response_status = NULL, duration = NULL
         FROM chosen c WHERE d.id = c.id RETURNING d.id
       )
       SELECT count(*)::int AS resent FROM resent`,
      { webhookId, id: id ?? null },
    );
    const [{ resent }] = rows;
    if (resent > 0) await trx.raw(`SELECT wake_webhook(?)`, [webhookId]);
    return resent;
  }
}

function toDeadLetter(row: DeadLetterRow): DeadLetter {
  const { url, description, enabled } = row;
  return { ...toDelivery(row), webhook: { url, description, enabled } };
}

function pageOf<Row extends DeliveryRow, Shown>(
  rows: Row[],
  limit: number,
  shown: (row: Row) => Shown,
): Omit<DeliveryPage<Shown>, 'total'> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(shown),
    next:
      rows.length > limit && last
        ? {
            sort: '-created_at',
            value: last.created_at.toISOString(),
            id: last.id,
          }
        : undefined,
  };
}
