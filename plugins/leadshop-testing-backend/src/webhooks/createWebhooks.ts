import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { WebhookDisabledReason } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AuditTrail } from '../audit';
import { LeadshopTestingConfig } from '../config';
import { KeyError, Keyring, SealedElsewhere } from '../credentials';
import { addNotices } from '../notices';
import { createGuardedPost, GuardedPost } from '../pipeline/network';
import { QueueTask } from '../queue/TestQueue';
import { DeliveryStore } from '../store/webhooks/DeliveryStore';
import { DeliveryTurns } from '../store/webhooks/DeliveryTurns';
import { WebhookStore } from '../store/webhooks/WebhookStore';
import type { Instruments } from '../telemetry';
import { DeliverySender } from './DeliverySender';
import { WebhookDesk } from './WebhookDesk';
import { WebhookKeeper } from './WebhookKeeper';
import { WebhookSecrets } from './WebhookSecrets';

/** Endpoints that have their turn at once, on one replica. */
export const WEBHOOK_SLOTS = 4;

/** What webhooks need. */
export interface WebhookOptions {
  knex: Knex;
  config: Pick<LeadshopTestingConfig, 'webhooks' | 'network'>;
  keyring: Keyring;
  trail: Pick<AuditTrail, 'record'>;
  logger: LoggerService;
  /** Counts what attempts come to. */
  telemetry?: { instruments: Pick<Instruments, 'webhookSent'> };
  /** In tests: how it is sent. */
  post?: GuardedPost;
}

/** Puts the room together; nothing runs yet. */
export function createWebhooks(options: WebhookOptions): {
  desk: WebhookDesk;
  deliveries: DeliveryStore;
  /** For `POST /credentials/rotate`. */
  sealed: SealedElsewhere;
  keeper: WebhookKeeper;
  task: QueueTask;
} {
  const { knex, config, trail, logger } = options;
  const { allowedHosts } = config.network;
  const store = new WebhookStore(knex);
  const deliveries = new DeliveryStore(knex);
  const turns = new DeliveryTurns(knex);
  const secrets = new WebhookSecrets(options.keyring);

  const disable = (
    id: string,
    reason: Exclude<WebhookDisabledReason, 'by_hand'>,
  ) =>
    knex.transaction(async trx => {
      const row = await store.hold(trx, id);
      if (!row || !(await store.disable(trx, id, reason))) return;
      const { host } = new URL(row.url);
      await trail.record(trx, {
        actor: null,
        action: 'webhook.disable',
        target: { type: 'webhook', id, name: host },
        details: { reason },
      });
      await addNotices(trx, [
        { kind: 'webhook', webhook_id: id, host, reason },
      ]);
    });
  const sender = new DeliverySender({
    turns,
    secrets,
    post: options.post ?? createGuardedPost({ allowedHosts }),
    portalUrl: config.webhooks.portalUrl,
    disableAfterMs: config.webhooks.disableAfterMs,
    disable,
    giveUp: id => store.giveUp(knex, id),
    onSent: (outcome, seconds) =>
      options.telemetry?.instruments.webhookSent(outcome, seconds),
    logger,
  });
  return {
    desk: new WebhookDesk({ knex, store, deliveries, secrets, allowedHosts }),
    deliveries,
    sealed: { rotate: trx => rotateKeys(trx, { store, secrets }) },
    keeper: new WebhookKeeper({
      knex,
      turns,
      retentionMs: config.webhooks.retentionMs,
    }),
    task: sender.task,
  };
}

/** Encrypts all secrets with the newest key; what cannot be read stays as it is. */
async function rotateKeys(
  trx: Knex.Transaction,
  { store, secrets }: { store: WebhookStore; secrets: WebhookSecrets },
): ReturnType<SealedElsewhere['rotate']> {
  const result: Awaited<ReturnType<SealedElsewhere['rotate']>> = {
    rotated: 0,
    unchanged: 0,
    failed: [],
  };
  for (const row of await store.holdAll(trx)) {
    const { id, url, key_id } = row;
    try {
      const sealed = secrets.resealed(row);
      if (sealed) await store.reseal(trx, id, sealed);
      result[sealed ? 'rotated' : 'unchanged'] += 1;
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      const name = `Webhook to ${new URL(url).host}`;
      result.failed.push({ id, name, key_id, message: error.message });
    }
  }
  return result;
}
