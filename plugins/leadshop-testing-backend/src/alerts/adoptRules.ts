import { Knex } from 'knex';
import {
  AlertRuleStore,
  changedFields,
  ConfiguredRule,
  StoredRule,
} from '../store/alerts/AlertRuleStore';
import { AlertStore } from '../store/alerts/AlertStore';
import { AlertTurns } from '../store/alerts/AlertTurns';
import { announce } from './announce';
import { resolutionOf } from './rules';
import { settle } from './settle';

/** Where rules and alerts are kept. */
export interface AlertStores {
  rules: AlertRuleStore;
  alerts: AlertStore;
  turns: AlertTurns;
}

/**
 * Makes the stored rules of app-config those that this backend was started with;
 * whoever started last decides.
 *
 * @param options - `enabled`: false resolves whatever is open
 */
export async function adoptRules(
  configured: readonly ConfiguredRule[],
  options: AlertStores & {
    knex: Knex;
    enabled: boolean;
    onChange: () => void;
  },
): Promise<void> {
  const { knex, rules, turns, alerts, enabled, onChange } = options;
  await knex.transaction(async trx => {
    await turns.hold(trx);
    const stored = await rules.list(trx);
    const kept = new Set(configured.map(({ id }) => id));
    for (const { id, source } of stored) {
      if (source === 'api' || kept.has(id)) continue;
      await settle(trx, options, id, 'rule_deleted');
      await rules.remove(trx, id);
    }
    for (const rule of configured) {
      const before = stored.find(({ id }) => id === rule.id);
      if (before) await adopt(trx, options, before, rule);
      else await rules.insert(trx, { ...rule, created_by: null });
    }
    if (!enabled) {
      const open = (await alerts.open(trx)).map(({ id }) => id);
      const resolved = await alerts.resolve(trx, open, 'rule_disabled');
      await announce(trx, resolved, 'resolved');
    }
  });
  onChange();
}

async function adopt(
  trx: Knex.Transaction,
  stores: AlertStores,
  before: StoredRule,
  { id, source: _, ...rule }: ConfiguredRule,
): Promise<void> {
  const changed = changedFields(before, rule);
  const moved = before.source_path !== rule.source_path;
  if (changed.length === 0 && !moved) return;
  await stores.rules.update(trx, id, { ...rule, updated_by: null });
  await settle(trx, stores, id, resolutionOf(before, changed));
}
