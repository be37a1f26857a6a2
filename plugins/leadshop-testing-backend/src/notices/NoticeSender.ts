import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  NotificationSendOptions,
  NotificationService,
} from '@backstage/plugin-notifications-node';
import { Knex } from 'knex';
import {
  ANNOTATION_COMPONENT,
  ComponentSlug,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { QueueTask } from '../queue/TestQueue';
import { BatchStore } from '../store/BatchStore';
import { AlertStore, toAlert } from '../store/alerts/AlertStore';
import {
  alertMessage,
  batchMessage,
  componentMessage,
  webhookMessage,
} from './messages';
import {
  addNotices,
  AlertNotice,
  Notice,
  noticeJobSchema,
  WebhookNotice,
} from './notice';

/** The notifications plugin may be restarting; after the last try it is let go. */
const DELAYS_MS = [30_000, 60_000, 300_000, 900_000, 3_600_000];

/** One that hangs must not keep other work from its runner. */
const TIMEOUT_MS = 60_000;

/** What the sender needs. */
export interface NoticeSenderOptions {
  knex: Knex;
  batches: BatchStore;
  alerts: Pick<AlertStore, 'find'>;
  /** Who is told of an alert when its rule names nobody. */
  defaultRecipients: () => string[];
  auth: AuthService;
  catalog: CatalogService;
  notifications: NotificationService;
  logger: LoggerService;
}

/** Sends notices, as a task of the queue. Sent twice, one takes the other's place. */
export class NoticeSender {
  readonly #options: NoticeSenderOptions;
  #absenceTold = false;

  constructor(options: NoticeSenderOptions) {
    this.#options = options;
  }

  readonly task: QueueTask = async payload => {
    const { notice, tried } = noticeJobSchema.parse(payload);
    try {
      const message = await this.#messageOf(notice);
      if (message) await this.#send(message);
    } catch (error) {
      await this.#later(notice, tried, error);
    }
  };

  /** Whom to tell what; undefined when there is nobody. */
  async #messageOf(
    notice: Notice,
  ): Promise<NotificationSendOptions | undefined> {
    if (notice.kind === 'batch') return this.#ofBatch(notice.batch_id);
    if (notice.kind === 'alert') return this.#ofAlert(notice);
    if (notice.kind === 'webhook') return this.#ofWebhook(notice);
    const owned = await this.#entitiesOf(notice.component);
    return owned.length === 0
      ? undefined
      : {
          recipients: { type: 'entity', entityRef: owned },
          payload: componentMessage(notice),
        };
  }

  async #ofBatch(id: string): Promise<NotificationSendOptions | undefined> {
    const [batch, cancelled] = await Promise.all([
      this.#options.batches.find(id),
      this.#options.knex('batches').first('cancel_requested_by').where({ id }),
    ]);
    // A service has no notifications, and who cancels a batch knows of it
    if (!batch?.user_ref.startsWith('user:')) return undefined;
    if (cancelled?.cancel_requested_by === batch.user_ref) return undefined;
    return {
      recipients: { type: 'entity', entityRef: batch.user_ref },
      payload: batchMessage(batch),
    };
  }

  async #ofAlert({
    alert_id: id,
    news,
  }: AlertNotice): Promise<NotificationSendOptions | undefined> {
    const { alerts, defaultRecipients, logger } = this.#options;
    const alert = await alerts.find(id);
    // What has changed since is told by a notice of its own
    if (!alert || (news !== 'resolved' && alert.status === 'resolved')) {
      return undefined;
    }
    const told =
      alert.recipients.length > 0 ? alert.recipients : defaultRecipients();
    if (told.length === 0) {
      logger.warn(
        `Nobody is told of the alert '${alert.rule_name}': name recipients in its rule, or members of the role admin in leadshopTesting.roles.admin.members`,
      );
      return undefined;
    }
    return {
      recipients: { type: 'entity', entityRef: told },
      payload: alertMessage(toAlert(alert), news),
    };
  }

  #ofWebhook(notice: WebhookNotice): NotificationSendOptions | undefined {
    const told = this.#options.defaultRecipients();
    if (told.length === 0) return undefined;
    return {
      recipients: { type: 'entity', entityRef: told },
      payload: webhookMessage(notice),
    };
  }

  /** The notifications plugin finds the owners of these. */
  async #entitiesOf(component: ComponentSlug): Promise<string[]> {
    const { auth, catalog } = this.#options;
    const { items } = await catalog.getEntities(
      {
        filter: { [`metadata.annotations.${ANNOTATION_COMPONENT}`]: component },
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return items.map(entity => stringifyEntityRef(entity));
  }

  async #send(message: NotificationSendOptions): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`No answer within ${TIMEOUT_MS / 1000} s`)),
        TIMEOUT_MS,
      );
    });
    try {
      await Promise.race([this.#options.notifications.send(message), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #later(notice: Notice, tried: number, error: unknown): Promise<void> {
    const { knex, logger } = this.#options;
    if (isAbsent(error)) {
      if (!this.#absenceTold) {
        logger.debug(
          'Nobody is told of batches, components and alerts: this portal has no notifications plugin',
        );
      }
      this.#absenceTold = true;
      return;
    }
    const delayMs = DELAYS_MS[tried];
    if (delayMs === undefined) {
      logger.warn(
        `A notification was let go after ${tried + 1} tries: ${error}`,
      );
      return;
    }
    logger.debug(`A notification is tried again later: ${error}`);
    await addNotices(knex, [notice], { tried: tried + 1, delayMs });
  }
}

/** The service says it in words alone. */
function isAbsent(error: unknown): boolean {
  return /Request failed with status 404\b/.test(String(error));
}
