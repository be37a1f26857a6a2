/* What people do with webhooks. Every change is recorded in its transaction. */
import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import {
  createWebhookRequestSchema,
  MAX_WEBHOOKS,
  updateWebhookRequestSchema,
  Webhook,
  WebhookDelivery,
  WebhookList,
  WebhookWithSecret,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';
import { conflict, FieldsError, RequestError } from '../api/problems';
import { About, Recording } from '../audit';
import { AllowedHost } from '../config';
import { explainUnsafePost } from '../pipeline/network';
import { DeliveryStore } from '../store/webhooks/DeliveryStore';
import { WebhookRow } from '../store/webhooks/webhookRows';
import { CountedWebhook, WebhookStore } from '../store/webhooks/WebhookStore';
import { asPrevious, WebhookSecrets } from './WebhookSecrets';

const HOUR_MS = 3_600_000;

/** Who changes what. */
interface Change {
  id: string;
  by: string;
  record: Recording;
}

/** A webhook that does not exist, or whose id cannot be one. */
export function unknownWebhook(id: string): NotFoundError {
  return new NotFoundError(
    `There is no webhook '${id.slice(0, 60)}'. It may have been deleted.`,
  );
}

/** A dead letter that does not exist, or was sent again. */
export function unknownDeadLetter(id: string): NotFoundError {
  return new NotFoundError(
    `There is no dead letter '${id.slice(
      0,
      60,
    )}'. It may have been sent again, or deleted when its time was over.`,
  );
}

/** Creates, changes and deletes webhooks, and sends again. */
export class WebhookDesk {
  readonly #knex: Knex;
  readonly #store: WebhookStore;
  readonly #deliveries: DeliveryStore;
  readonly #secrets: WebhookSecrets;
  readonly #allowedHosts: readonly AllowedHost[];

  constructor(options: {
    knex: Knex;
    store: WebhookStore;
    deliveries: DeliveryStore;
    secrets: WebhookSecrets;
    allowedHosts: readonly AllowedHost[];
  }) {
    this.#knex = options.knex;
    this.#store = options.store;
    this.#deliveries = options.deliveries;
    this.#secrets = options.secrets;
    this.#allowedHosts = options.allowedHosts;
  }

  /** All of them, without their secrets. */
  async list(): Promise<WebhookList> {
    const rows = await this.#store.list();
    return {
      can_store_secrets: this.#secrets.newestId !== undefined,
      webhooks: rows.map(row => this.#shown(row)),
    };
  }

  /** @throws NotFoundError */
  async find(id: string, trx?: Knex): Promise<Webhook> {
    const row = await this.#store.find(id, trx);
    if (!row) throw unknownWebhook(id);
    return this.#shown(row);
  }

  /**
   * Stores one and makes its secret.
   *
   * @throws FieldsError for an address that must not be called, KeyError without
   * a key, ConflictError when there are too many.
   */
  async create(
    given: z.output<typeof createWebhookRequestSchema>,
    by: string,
    record: Recording,
  ): Promise<WebhookWithSecret> {
    this.#refuseUnsafe(given.url);
    const id = randomUUID();
    const { secret, sealed } = this.#secrets.make(id);
    return this.#knex.transaction(async trx => {
      if ((await this.#store.countAlone(trx)) >= MAX_WEBHOOKS) {
        throw conflict(
          `There are ${MAX_WEBHOOKS} webhooks, and more cannot be stored; delete some that are not used`,
        );
      }
      await this.#store.insert(trx, {
        id,
        ...given,
        ...(given.enabled ? {} : disabledByHand()),
        ...sealed,
        created_by: by,
        updated_by: by,
      });
      const webhook = await this.find(id, trx);
      await record(trx, about(webhook, { event_types: webhook.event_types }));
      return { webhook, secret };
    });
  }

  /**
   * Changes it; what is so already makes no new version.
   *
   * @param version - the one that was changed; undefined: any
   * @throws NotFoundError; RequestError 412; FieldsError.
   */
  async change(
    { id, by, record }: Change,
    given: z.output<typeof updateWebhookRequestSchema>,
    version: number | undefined,
  ): Promise<Webhook> {
    if (given.url !== undefined) this.#refuseUnsafe(given.url);
    return this.#knex.transaction(async trx => {
      const before = await this.#held(trx, id);
      if (version !== undefined && version !== before.version) {
        throw new RequestError(
          412,
          'PreconditionFailedError',
          `Somebody changed this webhook meanwhile: it is at version ${before.version}, and you changed version ${version}. ` +
            'Read it again and repeat your change on what it says now.',
        );
      }
      const changes = changesOf(before, given);
      const fields = Object.keys(changes);
      if (fields.length === 0) return this.find(id, trx);
      const { enabled } = changes;
      await this.#store.update(trx, id, {
        ...changes,
        // Another address, or another try, begins without the failures before
        ...((changes.url !== undefined || enabled) && {
          failing_since: null,
          resting_until: null,
        }),
        ...(enabled === true && { disabled_reason: null, disabled_at: null }),
        ...(enabled === false && disabledByHand()),
        updated_by: by,
      });
      if (enabled === false) await this.#store.giveUp(trx, id);
      const after = await this.find(id, trx);
      await record(trx, about(after, { fields, version: after.version }));
      return after;
    });
  }

  /** Deletes it with its deliveries. @throws NotFoundError */
  async remove({ id, record }: Omit<Change, 'by'>): Promise<void> {
    await this.#knex.transaction(async trx => {
      const row = await this.#store.remove(trx, id);
      if (!row) throw unknownWebhook(id);
      await record(trx, about(row));
    });
  }

  /**
   * Makes a new secret; the one before signs too for some hours.
   *
   * @throws NotFoundError; KeyError without a key.
   */
  async rotateSecret(
    { id, by, record }: Change,
    oldValidForHours: number,
  ): Promise<WebhookWithSecret> {
    return this.#knex.transaction(async trx => {
      const before = await this.#held(trx, id);
      const { secret, sealed } = this.#secrets.make(id);
      const { key_id, nonce } = before;
      // One that cannot be read can sign nothing
      const keeps = oldValidForHours > 0 && this.#secrets.isReadable(before);
      await this.#store.update(trx, id, {
        ...sealed,
        ...asPrevious(
          keeps ? { key_id, nonce, sealed: before.sealed } : undefined,
          new Date(Date.now() + oldValidForHours * HOUR_MS),
        ),
        secret_changed_at: new Date(),
        updated_by: by,
      });
      const webhook = await this.find(id, trx);
      await record(
        trx,
        about(webhook, { old_valid_until: webhook.previous_secret_until }),
      );
      return { webhook, secret };
    });
  }

  /** Sends it a test event. @throws NotFoundError; ConflictError when disabled. */
  async sendTest({ id, by, record }: Change): Promise<WebhookDelivery> {
    return this.#knex.transaction(async trx => {
      const webhook = await this.#enabled(trx, id);
      const deliveryId = await this.#deliveries.addTest(trx, id, {
        webhook_id: id,
        sent_by: by,
      });
      await record(trx, about(webhook, { delivery_id: deliveryId }));
      return this.#delivery(trx, deliveryId);
    });
  }

  /**
   * Sends a dead letter again.
   *
   * @throws NotFoundError; ConflictError when its webhook is disabled.
   */
  async resend(id: string, record: Recording): Promise<WebhookDelivery> {
    return this.#knex.transaction(async trx => {
      const letter = await this.#deliveries.find(id, trx);
      if (letter?.status !== 'dead') throw unknownDeadLetter(id);
      await this.#enabled(trx, letter.webhook_id);
      const resent = await this.#deliveries.resend(trx, letter.webhook_id, id);
      // Somebody else was faster
      if (resent === 0) throw unknownDeadLetter(id);
      await record(trx, {
        target: { type: 'dead_letter', id },
        details: { webhook_id: letter.webhook_id },
      });
      return this.#delivery(trx, id);
    });
  }

  /** Sends all dead letters of a webhook again. @returns how many */
  async resendAll(id: string, record: Recording): Promise<number> {
    return this.#knex.transaction(async trx => {
      const webhook = await this.#enabled(trx, id);
      const resent = await this.#deliveries.resend(trx, id);
      await record(trx, about(webhook, { resent }));
      return resent;
    });
  }

  async #held(trx: Knex.Transaction, id: string): Promise<WebhookRow> {
    const row = await this.#store.hold(trx, id);
    if (!row) throw unknownWebhook(id);
    return row;
  }

  async #enabled(trx: Knex.Transaction, id: string): Promise<WebhookRow> {
    const row = await this.#held(trx, id);
    if (row.enabled) return row;
    throw conflict(
      'This webhook is disabled, so nothing is sent to it; enable it first',
    );
  }

  async #delivery(trx: Knex, id: string): Promise<WebhookDelivery> {
    const delivery = await this.#deliveries.find(id, trx);
    if (!delivery) throw unknownDeadLetter(id);
    return delivery;
  }

  #refuseUnsafe(url: string) {
    const problem = explainUnsafePost(url, this.#allowedHosts);
    if (problem) throw new FieldsError([{ field: 'url', message: problem }]);
  }

  #shown(row: CountedWebhook): Webhook {
    const { id, url, description, event_types, enabled, disabled_reason } = row;
    const stillValid =
      row.previous_until !== null && row.previous_until > new Date();
    const time = (at: Date | null) => at?.toISOString() ?? null;
    return {
      id,
      url,
      description,
      event_types,
      enabled,
      disabled_reason,
      disabled_at: time(row.disabled_at),
      secret_readable: this.#secrets.isReadable(row),
      secret_changed_at: row.secret_changed_at.toISOString(),
      previous_secret_until: stillValid ? time(row.previous_until) : null,
      failing_since: time(row.failing_since),
      last_success_at: time(row.last_success_at),
      last_failure_at: time(row.last_failure_at),
      pending: row.pending,
      dead_letters: row.dead_letters,
      version: row.version,
      created_by: row.created_by,
      created_at: row.created_at.toISOString(),
      updated_by: row.updated_by,
      updated_at: row.updated_at.toISOString(),
    };
  }
}

function disabledByHand() {
  return { disabled_reason: 'by_hand' as const, disabled_at: new Date() };
}

/** Fields that were sent and are different. */
function changesOf(
  before: WebhookRow,
  given: z.output<typeof updateWebhookRequestSchema>,
): Partial<WebhookRow> {
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) =>
        value !== undefined &&
        JSON.stringify(value) !==
          JSON.stringify(before[name as keyof typeof given]),
    ),
  );
}

/** What the audit trail tells of it: its host, because an address may hold a key. */
function about(
  { id, url }: Pick<Webhook, 'id' | 'url'>,
  details: JsonObject = {},
): About {
  return {
    target: { type: 'webhook', id, name: new URL(url).host },
    details,
  };
}
