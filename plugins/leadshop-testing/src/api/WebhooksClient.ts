import type {
  CreateWebhookRequest,
  DeadLetter,
  DeliveryStatus,
  ResendDeadLettersResponse,
  RotateWebhookSecretRequest,
  UpdateWebhookRequest,
  Webhook,
  WebhookDelivery,
  WebhookList,
  WebhookWithSecret,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Backend, ifMatch, queryOf } from './Backend';
import type { Page } from './Page';
import type { WebhooksApi } from './WebhooksApi';

const webhookPath = (id: string) => `/webhooks/${encodeURIComponent(id)}`;

/** Webhooks, over HTTP. */
export class WebhooksClient implements WebhooksApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async list(): Promise<WebhookList> {
    return this.#backend.json('/webhooks');
  }

  async create(request: CreateWebhookRequest): Promise<WebhookWithSecret> {
    return this.#backend.post('/webhooks', request);
  }

  async update(
    id: string,
    version: number,
    request: UpdateWebhookRequest,
  ): Promise<Webhook> {
    return this.#backend.patch(webhookPath(id), request, ifMatch(version));
  }

  async delete(id: string): Promise<void> {
    await this.#backend.send(webhookPath(id), { method: 'DELETE' });
  }

  async rotateSecret(
    id: string,
    request: RotateWebhookSecretRequest,
  ): Promise<WebhookWithSecret> {
    return this.#backend.post(`${webhookPath(id)}/rotate-secret`, request);
  }

  async sendTest(id: string): Promise<WebhookDelivery> {
    return this.#backend.post(`${webhookPath(id)}/test`, {});
  }

  async deliveries(
    id: string,
    query: { status?: DeliveryStatus; limit?: number; cursor?: string } = {},
  ): Promise<Page<WebhookDelivery>> {
    return this.#backend.page(
      `${webhookPath(id)}/deliveries?${queryOf(query)}`,
    );
  }

  async deadLetters(
    query: { webhook_id?: string; limit?: number; cursor?: string } = {},
  ): Promise<Page<DeadLetter>> {
    return this.#backend.page(`/dead-letters?${queryOf(query)}`);
  }

  async resend(deliveryId: string): Promise<void> {
    await this.#backend.post(
      `/dead-letters/${encodeURIComponent(deliveryId)}/resend`,
      {},
    );
  }

  async resendAll(webhookId: string): Promise<number> {
    const { resent } = await this.#backend.post<ResendDeadLettersResponse>(
      `${webhookPath(webhookId)}/dead-letters/resend`,
      {},
    );
    return resent;
  }
}
