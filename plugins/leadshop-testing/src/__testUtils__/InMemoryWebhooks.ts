import type {
  CreateWebhookRequest,
  DeadLetter,
  RotateWebhookSecretRequest,
  UpdateWebhookRequest,
  Webhook,
  WebhookDelivery,
  WebhookList,
  WebhookWithSecret,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Page, WebhooksApi } from '../api';
import { delivery, webhook } from './alerts';
import { pageOf } from './pageOf';
import { refused } from './refusals';

/** What a new webhook is told once. */
export const SECRET = 'whsec_c2VjcmV0LW9mLWEtd2ViaG9vaw==';

/** Webhooks, held in memory. */
export class InMemoryWebhooks implements WebhooksApi {
  hooks: WebhookList = { can_store_secrets: true, webhooks: [] };
  sent: WebhookDelivery[] = [];
  letters: DeadLetter[] = [];
  /** What single calls reject with, by the name of the method. */
  failing: Partial<Record<keyof WebhooksApi, Error>> = {};

  /** What was asked for, in order. */
  readonly created: CreateWebhookRequest[] = [];
  readonly updated: [string, number, UpdateWebhookRequest][] = [];
  readonly rotated: [string, RotateWebhookSecretRequest][] = [];
  readonly tried: string[] = [];
  readonly resent: string[] = [];

  async list(): Promise<WebhookList> {
    return this.#answer('list', this.hooks);
  }

  async create(request: CreateWebhookRequest): Promise<WebhookWithSecret> {
    this.created.push(request);
    this.#answer('create', undefined);
    const made = webhook(30 + this.created.length, {
      ...request,
      last_success_at: null,
    });
    this.#keep([...this.hooks.webhooks, made]);
    return { webhook: made, secret: SECRET };
  }

  async update(
    id: string,
    version: number,
    request: UpdateWebhookRequest,
  ): Promise<Webhook> {
    this.updated.push([id, version, request]);
    this.#answer('update', undefined);
    const { enabled } = request;
    return this.#change(id, {
      ...request,
      ...(enabled !== undefined && {
        disabled_reason: enabled ? null : 'by_hand',
      }),
    });
  }

  async delete(id: string): Promise<void> {
    this.#answer('delete', undefined);
    this.#keep(this.hooks.webhooks.filter(one => one.id !== id));
  }

  async rotateSecret(
    id: string,
    request: RotateWebhookSecretRequest,
  ): Promise<WebhookWithSecret> {
    this.rotated.push([id, request]);
    this.#answer('rotateSecret', undefined);
    return { webhook: await this.#change(id, {}), secret: SECRET };
  }

  async sendTest(id: string): Promise<WebhookDelivery> {
    this.tried.push(id);
    return this.#answer(
      'sendTest',
      delivery(40, { type: 'webhook.test', status: 'pending' }),
    );
  }

  async deliveries(
    _id: string,
    query: { status?: string; limit?: number; cursor?: string } = {},
  ): Promise<Page<WebhookDelivery>> {
    const matching = this.sent.filter(
      one => !query.status || one.status === query.status,
    );
    return this.#answer('deliveries', pageOf(matching, query));
  }

  async deadLetters(
    query: { webhook_id?: string; limit?: number; cursor?: string } = {},
  ): Promise<Page<DeadLetter>> {
    const matching = this.letters.filter(
      one => !query.webhook_id || one.webhook_id === query.webhook_id,
    );
    return this.#answer('deadLetters', pageOf(matching, query));
  }

  async resend(deliveryId: string): Promise<void> {
    this.#answer('resend', undefined);
    this.resent.push(deliveryId);
    this.letters = this.letters.filter(({ id }) => id !== deliveryId);
  }

  async resendAll(webhookId: string): Promise<number> {
    this.#answer('resendAll', undefined);
    const before = this.letters.length;
    this.letters = this.letters.filter(one => one.webhook_id !== webhookId);
    this.resent.push(webhookId);
    return before - this.letters.length;
  }

  async #change(id: string, change: Partial<Webhook>): Promise<Webhook> {
    const known = this.hooks.webhooks.find(one => one.id === id);
    if (!known) {
      throw await refused(404, 'NotFoundError', `There is no webhook ${id}`);
    }
    const changed = { ...known, ...change, version: known.version + 1 };
    this.#keep(this.hooks.webhooks.map(one => (one.id === id ? changed : one)));
    return changed;
  }

  #keep(webhooks: Webhook[]): void {
    this.hooks = { ...this.hooks, webhooks };
  }

  #answer<T>(method: keyof WebhooksApi, value: T): T {
    const error = this.failing[method];
    if (error) {
      throw error;
    }
    return value;
  }
}
