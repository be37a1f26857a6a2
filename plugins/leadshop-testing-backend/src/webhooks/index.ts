/*
 * The room of webhooks, by https://www.standardwebhooks.com: other systems are
 * told of what happens here by signed HTTP calls.
 *
 * What happens is stored as an event with one delivery for each endpoint that
 * asked for it, in the transaction in which it happens. A job of the queue then
 * gives each endpoint its turn; see docs/decisions/0025-webhooks.md.
 */
export { enqueueWebhookEvent } from '../store/webhooks/webhookEvents';
export type {
  WebhookEvent,
  WebhookEventData,
} from '../store/webhooks/webhookEvents';
