/*
 * The room of webhooks, by https://www.standardwebhooks.com: other systems are
 * told of what happens here by signed HTTP calls.
 *
 * What happens is stored as an event with one delivery for each endpoint that
 * asked for it, in the transaction in which it happens (store/webhooks). A job of
 * the queue then gives each endpoint its turn (`DeliverySender`). `WebhookDesk` is
 * what people do, `WebhookSecrets` makes and keeps what signs, `message` is what
 * is sent, `retries` when it is sent again, `WebhookKeeper` keeps order. See
 * docs/decisions/0025-webhooks.md.
 */
export { batchesEnded } from './batchesEnded';
export { createWebhooks, WEBHOOK_SLOTS } from './createWebhooks';
export {
  enqueueWebhookEvent,
  enqueueWebhookEvents,
} from '../store/webhooks/webhookEvents';
export type {
  WebhookEvent,
  WebhookEventData,
} from '../store/webhooks/webhookEvents';
