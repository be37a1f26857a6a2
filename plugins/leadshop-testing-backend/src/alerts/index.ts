/*
 * The room of alerts: people are told when something is wrong for long enough,
 * once, and when it is well again, once.
 *
 * Every rule stands in one table, whether it was made over the API or comes from
 * app-config (rules.ts). `AlertKeeper` reads what the rules need (observe.ts),
 * judges it (findings.ts, outcomes.ts: pure), and raises or resolves what has
 * been so for long enough (turn.ts: pure). It holds one row of the database
 * meanwhile, so that all replicas together do it once; what is stored, the feed,
 * the notices and the webhooks are one transaction (announce.ts). `AlertDesk`
 * takes what people change. See docs/decisions/0024-alerts.md.
 */
import { SchedulerService } from '@backstage/backend-plugin-api';
import { AlertRuleStore } from '../store/alerts/AlertRuleStore';
import { AlertStore } from '../store/alerts/AlertStore';
import { AlertTurns } from '../store/alerts/AlertTurns';
import { adoptRules } from './adoptRules';
import { AlertDesk, AlertDeskOptions } from './AlertDesk';
import { AlertKeeper, AlertKeeperOptions } from './AlertKeeper';
import { DEFAULT_RULES } from './rules';

export { AlertDesk, unknownAlert, unknownRule } from './AlertDesk';
export { configuredId, holdingTimes } from './rules';

/** The alerts of a replica that runs. */
export interface Alerts {
  alerts: AlertStore;
  alertDesk: AlertDesk;
  /** Something has ended that rules may look at. */
  soon: () => void;
  start: (scheduler: SchedulerService) => Promise<void>;
  stop: () => Promise<void>;
}

/** Puts the room together. */
export function createAlerts(
  options: Pick<
    AlertKeeperOptions,
    'knex' | 'status' | 'settings' | 'logger' | 'onChange'
  > &
    Pick<AlertDeskOptions, 'defaultRecipients'>,
): Alerts {
  const { knex, settings } = options;
  const stores = {
    rules: new AlertRuleStore(knex),
    alerts: new AlertStore(knex),
    turns: new AlertTurns(),
  };
  const keeper = new AlertKeeper({ ...options, ...stores });
  const desk = new AlertDesk({
    ...options,
    ...stores,
    keeper,
    enabled: settings.enabled,
  });
  return {
    alerts: stores.alerts,
    alertDesk: desk,
    soon: keeper.soon,
    async start(scheduler) {
      await adoptRules(settings.rules ?? DEFAULT_RULES, {
        ...options,
        ...stores,
        enabled: settings.enabled,
      });
      await keeper.start(scheduler);
    },
    stop: () => keeper.stop(),
  };
}
