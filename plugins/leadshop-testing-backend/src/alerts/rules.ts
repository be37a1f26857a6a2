/*
 * The rules of app-config, and those that stand in for them. Each backend that
 * starts writes them to the table of all rules, so that a rule is evaluated the
 * same whichever replica does it: in a rolling restart with other settings the
 * newest start wins, and nothing flaps.
 */
import { v5 as idOf } from 'uuid';
import {
  AlertCondition,
  AlertResolution,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ConfiguredRule, RuleFields } from '../store/alerts/AlertRuleStore';

const MINUTE = 60_000;
/** Of the ids of rules that have no row of their own in any file. */
const NAMESPACE = '0a0c1f0e-6f0d-4b61-9a49-6f3d1b9a7f24';

/** The id of a rule that is told apart by its name. */
export function configuredId(
  source: ConfiguredRule['source'],
  name: string,
): string {
  return idOf(`${source}:${name}`, NAMESPACE);
}

/** How long a condition must hold when a rule does not say. */
export function holdingTimes(
  kind: AlertCondition['kind'],
): Pick<RuleFields, 'for_ms' | 'resolve_after_ms'> {
  return kind === 'component_down'
    ? { for_ms: 5 * MINUTE, resolve_after_ms: 2 * MINUTE }
    : { for_ms: 0, resolve_after_ms: 0 };
}

const DEFAULTS: Omit<RuleFields, 'enabled' | 'recipients'>[] = [
  {
    name: 'A component is down',
    severity: 'high',
    condition: { kind: 'component_down', components: null },
    ...holdingTimes('component_down'),
  },
  {
    name: 'Fewer than 80 % of tests succeed',
    severity: 'high',
    condition: {
      kind: 'success_rate',
      per: 'pipeline',
      test_type: null,
      components: null,
      provider_mode: null,
      below: 80,
      resolve_above: 90,
      tests: 50,
    },
    for_ms: 0,
    resolve_after_ms: 0,
  },
  {
    name: 'Single tests wait too long',
    severity: 'high',
    condition: {
      kind: 'queue_age',
      tests: 'single',
      older_than_ms: 5 * MINUTE,
      resolve_below_ms: MINUTE,
    },
    // After a pause the oldest test has waited for as long as that took
    for_ms: 2 * MINUTE,
    resolve_after_ms: MINUTE,
  },
  {
    name: 'Ten tests in a row failed',
    severity: 'critical',
    condition: {
      kind: 'failures_in_row',
      per: 'all',
      components: null,
      provider_mode: null,
      failures: 10,
      successes: 2,
    },
    for_ms: 0,
    resolve_after_ms: 0,
  },
];

/** Rules as long as app-config has none. */
export const DEFAULT_RULES: readonly ConfiguredRule[] = DEFAULTS.map(rule => ({
  ...rule,
  id: configuredId('default', rule.name),
  enabled: true,
  recipients: [],
  source: 'default',
  source_path: 'leadshopTesting.alerts.rules',
}));

/** Why a change of a rule resolves its open alerts; undefined: it does not. */
export function resolutionOf(
  before: RuleFields,
  changed: readonly (keyof RuleFields)[],
): AlertResolution | undefined {
  if (changed.includes('enabled') && before.enabled) return 'rule_disabled';
  return changed.includes('condition') ? 'rule_changed' : undefined;
}
