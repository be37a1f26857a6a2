/*
 * How an event comes to be sent: one row for it and one delivery for each enabled
 * endpoint that asked for its type, by the function `tell_webhooks` in the
 * transaction of what happened. When nobody asked, nothing is stored. The queue is
 * woken by a trigger of the deliveries.
 */
import { Knex } from 'knex';
import { WebhookEventType } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What an event tells: ids and statuses. Never personal data. */
export type WebhookEventData = Readonly<
  Record<string, string | number | boolean | null>
>;

/** Something that endpoints may want to hear of. */
export interface WebhookEvent {
  type: WebhookEventType;
  data: WebhookEventData;
}

/** Longer texts are cut: an event is small, however long a name is. */
const MAX_TEXT = 500;
const MAX_FIELDS = 25;

/** Lets events be sent. In the caller's transaction: all happen or none. */
export async function enqueueWebhookEvents(
  trx: Knex,
  events: readonly WebhookEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const bounded = events.map(({ type, data }) => ({
    type,
    data: boundedData(data),
  }));
  await trx.raw(
    `SELECT tell_webhooks(e.type, e.data)
     FROM jsonb_to_recordset(?::jsonb) AS e(type text, data jsonb)`,
    [JSON.stringify(bounded)],
  );
}

/** Lets an event be sent. In the caller's transaction: all happen or none. */
export async function enqueueWebhookEvent(
  trx: Knex,
  event: WebhookEvent,
): Promise<void> {
  await enqueueWebhookEvents(trx, [event]);
}

function boundedData(data: WebhookEventData): WebhookEventData {
  return Object.fromEntries(
    Object.entries(data)
      .slice(0, MAX_FIELDS)
      .map(([name, value]) => [
        name,
        typeof value === 'string' ? value.slice(0, MAX_TEXT) : value,
      ]),
  );
}
