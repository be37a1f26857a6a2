import { SchedulerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import {
  ComponentHealth,
  ComponentSlug,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { StatusReader } from '../health/StatusReader';
import {
  afterCheck,
  ComponentTurn,
  NEVER_SEEN,
  seenOf,
} from './componentTurns';
import {
  enqueueWebhookEvents,
  WebhookEvent,
} from '../store/webhooks/webhookEvents';
import { addNotices, ComponentNotice } from './notice';

/** The task that looks at the components, once a minute over all replicas. */
export const COMPONENT_WATCH = 'leadshop-testing-component-notices';

/** Looks at the state of components, and lets their owners be told of turns. */
export class ComponentWatch {
  readonly #knex: Knex;
  readonly #status: StatusReader;
  readonly #now: () => Date;

  constructor(options: { knex: Knex; status: StatusReader; now?: () => Date }) {
    this.#knex = options.knex;
    this.#status = options.status;
    this.#now = options.now ?? (() => new Date());
  }

  async start(scheduler: SchedulerService): Promise<void> {
    await scheduler.scheduleTask({
      id: COMPONENT_WATCH,
      frequency: { minutes: 1 },
      timeout: { minutes: 1 },
      scope: 'global',
      fn: () => this.check(),
    });
  }

  /** Looks once. What is stored and who is told come about together. */
  async check(): Promise<void> {
    const { components = [] } = await this.#status.read({ fresh: true });
    await this.#knex.transaction(async trx => {
      // Should two look at once after all, the second sees what the first stored
      await trx.raw('LOCK TABLE component_notices IN SHARE ROW EXCLUSIVE MODE');
      const stored: (ComponentTurn & { component: string })[] = await trx(
        'component_notices',
      ).select('component', 'told', 'told_at', 'seen', 'times');
      const now = this.#now();
      const notices: ComponentNotice[] = [];
      const rows = components.map(health => {
        const before =
          stored.find(row => row.component === health.name) ?? NEVER_SEEN;
        const after = afterCheck(before, seenOf(health), now);
        if (after.told !== before.told) {
          notices.push(noticeOf(health, after.told));
        }
        return { ...after, component: health.name };
      });
      if (rows.length === 0) return;
      await trx('component_notices')
        .insert(rows)
        .onConflict('component')
        .merge();
      if (notices.length > 0) await addNotices(trx, notices);
      await enqueueWebhookEvents(trx, notices.map(eventOf));
    });
  }
}

/** What endpoints are told of the same. */
function eventOf(notice: ComponentNotice): WebhookEvent {
  const { kind: _, state, ...data } = notice;
  return {
    type: state === 'down' ? 'component.down' : 'component.recovered',
    data,
  };
}

function noticeOf(
  health: ComponentHealth,
  state: 'up' | 'down',
): ComponentNotice {
  return {
    kind: 'component',
    component: health.name as ComponentSlug,
    state,
    success_rate: health.success_rate,
    fault: health.fault,
    provider_mode: health.provider_mode,
  };
}
