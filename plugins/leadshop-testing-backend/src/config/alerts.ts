/* `leadshopTesting.alerts`: how rules are looked at, and those of app-config. */
import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds, HumanDuration } from '@backstage/types';
import { z } from 'zod';
import {
  createAlertRuleRequestSchema,
  MAX_ALERT_RULES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { configuredId, holdingTimes } from '../alerts/rules';
import { ConfiguredRule } from '../store/alerts/AlertRuleStore';
import { ReadDuration } from './durations';
import { fail, Raw, ROOT } from './schema';
import { LeadshopTestingConfig } from './settings';

const DAY_MS = 24 * 3_600_000;
const MIN_INTERVAL_MS = 5_000;
const MAX_INTERVAL_MS = 3_600_000;

type RawRule = NonNullable<NonNullable<Raw['alerts']>['rules']>[number];

/** As app-config and the API call the same, and whether it is a duration. */
const CONDITION = {
  components: 'components',
  per: 'per',
  testType: 'test_type',
  providerMode: 'provider_mode',
  below: 'below',
  resolveAbove: 'resolve_above',
  tests: 'tests',
  queue: 'tests',
  failures: 'failures',
  successes: 'successes',
} as const;
const DURATIONS = {
  olderThan: 'older_than_ms',
  resolveBelow: 'resolve_below_ms',
} as const;

/** How alerts are raised. */
export function readAlerts(
  raw: Raw,
  ms: ReadDuration,
): LeadshopTestingConfig['alerts'] {
  const intervalMs = ms('alerts.interval', 30_000);
  if (intervalMs < MIN_INTERVAL_MS || intervalMs > MAX_INTERVAL_MS) {
    return fail(
      'alerts.interval',
      'write between 5 seconds and an hour, such as { seconds: 30 }; to raise nothing, set alerts.enabled to false',
    );
  }
  const retentionMs = ms('alerts.retention', 90 * DAY_MS);
  if (retentionMs < DAY_MS) {
    return fail('alerts.retention', 'write at least { days: 1 }');
  }
  const rules = raw.alerts?.rules;
  if (rules && rules.length > MAX_ALERT_RULES) {
    return fail('alerts.rules', `write at most ${MAX_ALERT_RULES} rules`);
  }
  const read = rules?.map(readRule);
  read?.forEach(({ name }, index) => {
    const same = read.findIndex(other => other.name === name);
    if (same < index) {
      fail(
        `alerts.rules.${index}.name`,
        `the rule before it at ${same} is called '${name}', too; rules are told apart by their names, so give it another`,
      );
    }
  });
  return {
    enabled: raw.alerts?.enabled ?? true,
    intervalMs,
    retentionMs,
    rules: read,
  };
}

function readRule(rule: RawRule, index: number): ConfiguredRule {
  const at = (setting: string) => `alerts.rules.${index}.${setting}`;
  const duration = (setting: 'for' | 'resolveAfter' | keyof typeof DURATIONS) =>
    rule[setting] === undefined
      ? undefined
      : durationOf(rule[setting], at(setting));
  const condition: Record<string, unknown> = { kind: rule.kind };
  const settings = new Map<string, string>([['kind', 'kind']]);
  for (const [setting, field] of Object.entries({
    ...CONDITION,
    ...DURATIONS,
  })) {
    const value =
      setting in DURATIONS
        ? duration(setting as keyof typeof DURATIONS)
        : rule[setting as keyof typeof CONDITION];
    if (value === undefined) continue;
    settings.set(field, setting);
    condition[field] = value;
  }
  const parsed = createAlertRuleRequestSchema.safeParse({
    name: rule.name,
    condition,
    ...pick('enabled', rule.enabled),
    ...pick('severity', rule.severity),
    ...pick('recipients', rule.recipients),
    ...pick('for_ms', duration('for')),
    ...pick('resolve_after_ms', duration('resolveAfter')),
  });
  if (!parsed.success) return refuse(parsed.error.issues[0], settings, at);
  const { for_ms, resolve_after_ms, ...fields } = parsed.data;
  const times = holdingTimes(fields.condition.kind);
  return {
    ...fields,
    for_ms: for_ms ?? times.for_ms,
    resolve_after_ms: resolve_after_ms ?? times.resolve_after_ms,
    id: configuredId('app-config', fields.name),
    source: 'app-config',
    source_path: `${ROOT}.alerts.rules[${index}]`,
  };
}

const TOP: Record<string, string> = {
  for_ms: 'for',
  resolve_after_ms: 'resolveAfter',
};

/** Says it with the words of app-config. */
function refuse(
  issue: z.core.$ZodIssue,
  settings: ReadonlyMap<string, string>,
  at: (setting: string) => string,
): never {
  const [first, second, ...rest] = issue.path.map(String);
  const known = (field: string) =>
    settings.get(field) ?? settingOf(field) ?? field;
  if (issue.code === 'unrecognized_keys') {
    return fail(
      at(known(issue.keys[0])),
      'a rule of this kind has no such setting; remove it or correct the kind',
    );
  }
  const setting =
    first === 'condition' && second !== undefined
      ? [known(second), ...rest].join('.')
      : [TOP[first] ?? first, second, ...rest].filter(Boolean).join('.');
  const missing =
    issue.code === 'invalid_type' && /received undefined/.test(issue.message);
  return fail(
    at(setting),
    missing ? 'missing; a rule of this kind needs it' : inWords(issue.message),
  );
}

/** The message names fields of the API. */
function inWords(message: string): string {
  return Object.entries({ ...CONDITION, ...DURATIONS })
    .filter(([setting, field]) => setting !== field && setting !== 'queue')
    .reduce(
      (text, [setting, field]) => text.replaceAll(field, setting),
      message,
    );
}

function settingOf(field: string): string | undefined {
  const all = Object.entries({ ...CONDITION, ...DURATIONS });
  return all.find(([, name]) => name === field)?.[0];
}

function pick(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}

function durationOf(value: HumanDuration | string, path: string): number {
  try {
    const ms = durationToMilliseconds(
      readDurationFromConfig(new ConfigReader({ value }), { key: 'value' }),
    );
    if (!Number.isFinite(ms) || ms < 0) throw new Error('negative');
    return ms;
  } catch {
    return fail(path, "not a duration; write { minutes: 5 }, '5m' or 'PT5M'");
  }
}
