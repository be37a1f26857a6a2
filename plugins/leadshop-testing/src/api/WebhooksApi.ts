import type {
  CreateWebhookRequest,
  DeadLetter,
  DeliveryStatus,
  RotateWebhookSecretRequest,
  UpdateWebhookRequest,
  Webhook,
  WebhookDelivery,
  WebhookList,
  WebhookWithSecret,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Page } from './Page';

/**
 * Webhooks, and what is on its way to them.
 *
 * @public
 */
export interface WebhooksApi {
  list(): Promise<WebhookList>;
  /** The secret is in this answer and in no other. */
  create(request: CreateWebhookRequest): Promise<WebhookWithSecret>;
  /** Changes the version that somebody looked at, and no other. */
  update(
    id: string,
    version: number,
    request: UpdateWebhookRequest,
  ): Promise<Webhook>;
  delete(id: string): Promise<void>;
  /** Makes a new secret; it is in this answer and in no other. */
  rotateSecret(
    id: string,
    request: RotateWebhookSecretRequest,
  ): Promise<WebhookWithSecret>;
  /** Sends an event by which the receiver can be tried. */
  sendTest(id: string): Promise<WebhookDelivery>;
  /** The newest first. */
  deliveries(
    id: string,
    query?: { status?: DeliveryStatus; limit?: number; cursor?: string },
  ): Promise<Page<WebhookDelivery>>;
  /** Deliveries that were given up, the newest first. */
  deadLetters(query?: {
    webhook_id?: string;
    limit?: number;
    cursor?: string;
  }): Promise<Page<DeadLetter>>;
  /** Sends a dead letter again. */
  resend(deliveryId: string): Promise<void>;
  /** Sends all dead letters of a webhook again, and says how many. */
  resendAll(webhookId: string): Promise<number>;
}
