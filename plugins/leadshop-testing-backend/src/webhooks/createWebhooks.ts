import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { WebhookDisabledReason } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AuditTrail } from '../audit';
import { LeadshopTestingConfig } from '../config';
import { Keyring } from '../credentials';
import { addNotices } from '../notices';
import { createGuardedPost, GuardedPost } from '../pipeline/network';
import { QueueTask } from '../queue/TestQueue';
import { DeliveryStore } from '../store/webhooks/DeliveryStore';
import { DeliveryTurns } from '../store/webhooks/DeliveryTurns';
import { WebhookStore } from '../store/webhooks/WebhookStore';
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
  /** In tests: how it is sent. */
  post?: GuardedPost;
}

/** Puts the room together; nothing runs yet. */
export function createWebhooks(options: WebhookOptions): {
  desk: WebhookDesk;
  deliveries: DeliveryStore;
  secrets: WebhookSecrets;
  store: WebhookStore;
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
    logger,
  });
  return {
    desk: new WebhookDesk({ knex, store, deliveries, secrets, allowedHosts }),
    deliveries,
    secrets,
    store,
    keeper: new WebhookKeeper({
      knex,
      turns,
      retentionMs: config.webhooks.retentionMs,
    }),
    task: sender.task,
  };
}
