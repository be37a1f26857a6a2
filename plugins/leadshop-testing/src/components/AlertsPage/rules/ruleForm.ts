import {
  COMPONENT_SLUGS,
  createAlertRuleRequestSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  AlertConditionRequest,
  AlertKind,
  AlertRule,
  AlertSeverity,
  ComponentSlug,
  CreateAlertRuleRequest,
  ProviderMode,
  UpdateAlertRuleRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from '../../../translation';

const MINUTE_MS = 60_000;

/** What stands in the fields of a rule; numbers as they are typed. */
export interface RuleForm {
  name: string;
  severity: AlertSeverity;
  enabled: boolean;
  kind: AlertKind;
  /** Whether whole tests are counted, or the runs of components. */
  counted: 'tests' | 'components';
  /** None: each of them. */
  components: ComponentSlug[];
  pipeline: string;
  /** Empty: each. */
  mode: ProviderMode | '';
  below: string;
  tests: string;
  resolveAbove: string;
  waiting: 'all' | 'single';
  /** In minutes, as all lengths of time here. */
  olderThan: string;
  resolveBelow: string;
  failures: string;
  successes: string;
  forMinutes: string;
  resolveAfter: string;
  recipients: string;
}

/** A field that can be wrong. */
export type RuleField = keyof RuleForm;
/** What is wrong with the fields. */
export type RuleProblems = Partial<Record<RuleField, string>>;

/** The field of each part of a request. */
const FIELD_OF: Record<string, RuleField> = {
  name: 'name',
  'condition.test_type': 'pipeline',
  'condition.components': 'components',
  'condition.below': 'below',
  'condition.tests': 'tests',
  'condition.resolve_above': 'resolveAbove',
  'condition.older_than_ms': 'olderThan',
  'condition.resolve_below_ms': 'resolveBelow',
  'condition.failures': 'failures',
  'condition.successes': 'successes',
  for_ms: 'forMinutes',
  resolve_after_ms: 'resolveAfter',
  recipients: 'recipients',
};

const NEW: RuleForm = {
  name: '',
  severity: 'high',
  enabled: true,
  kind: 'component_down',
  counted: 'tests',
  components: [],
  pipeline: '',
  mode: '',
  below: '80',
  tests: '50',
  resolveAbove: '',
  waiting: 'all',
  olderThan: '10',
  resolveBelow: '',
  failures: '5',
  successes: '',
  forMinutes: '',
  resolveAfter: '',
  recipients: '',
};

const minutesOf = (ms: number) => String(ms / MINUTE_MS);

function conditionForm(condition: AlertRule['condition']): Partial<RuleForm> {
  switch (condition.kind) {
    case 'component_down':
      return { components: known(condition.components) };
    case 'success_rate':
      return {
        counted: condition.per === 'component' ? 'components' : 'tests',
        components: known(condition.components),
        pipeline: condition.test_type ?? '',
        mode: condition.provider_mode ?? '',
        below: String(condition.below),
        tests: String(condition.tests),
        resolveAbove: String(condition.resolve_above),
      };
    case 'queue_age':
      return {
        waiting: condition.tests,
        olderThan: minutesOf(condition.older_than_ms),
        resolveBelow: minutesOf(condition.resolve_below_ms),
      };
    default:
      return {
        counted: condition.per === 'component' ? 'components' : 'tests',
        components: known(condition.components),
        mode: condition.provider_mode ?? '',
        failures: String(condition.failures),
        successes: String(condition.successes),
      };
  }
}

/** In the order of the pipeline, whatever a rule says. */
function known(slugs: readonly string[] | null): ComponentSlug[] {
  return COMPONENT_SLUGS.filter(slug => slugs?.includes(slug));
}

/** What the form begins with: a rule as it is, or a new one. */
export function formOf(rule: AlertRule | undefined): RuleForm {
  return rule
    ? {
        ...NEW,
        ...conditionForm(rule.condition),
        name: rule.name,
        severity: rule.severity,
        enabled: rule.enabled,
        kind: rule.condition.kind,
        forMinutes: minutesOf(rule.for_ms),
        resolveAfter: minutesOf(rule.resolve_after_ms),
        recipients: rule.recipients.join(', '),
      }
    : NEW;
}

/** What was typed as a number; undefined where nothing was. */
function numberOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text.replace(',', '.'));
}

function millisOf(text: string): number | undefined {
  const minutes = numberOf(text);
  return minutes === undefined ? undefined : Math.round(minutes * MINUTE_MS);
}

/** A number that must be there; what is none the schema refuses. */
const needed = (value: number | undefined) => value ?? Number.NaN;

function conditionOf(form: RuleForm): AlertConditionRequest {
  const components = form.components.length > 0 ? form.components : null;
  const provider_mode = form.mode || null;
  const perComponent = form.counted === 'components';
  switch (form.kind) {
    case 'component_down':
      return { kind: form.kind, components };
    case 'success_rate':
      return {
        kind: form.kind,
        per: perComponent ? 'component' : 'pipeline',
        test_type: perComponent ? null : form.pipeline.trim() || null,
        components: perComponent ? components : null,
        provider_mode,
        below: needed(numberOf(form.below)),
        tests: needed(numberOf(form.tests)),
        resolve_above: numberOf(form.resolveAbove),
      };
    case 'queue_age':
      return {
        kind: form.kind,
        tests: form.waiting,
        older_than_ms: needed(millisOf(form.olderThan)),
        resolve_below_ms: millisOf(form.resolveBelow),
      };
    default:
      return {
        kind: form.kind,
        per: perComponent ? 'component' : 'all',
        components: perComponent ? components : null,
        provider_mode,
        failures: needed(numberOf(form.failures)),
        successes: numberOf(form.successes),
      };
  }
}

/** What the form asks for. */
export function requestOf(form: RuleForm): CreateAlertRuleRequest {
  return {
    name: form.name,
    enabled: form.enabled,
    severity: form.severity,
    condition: conditionOf(form),
    for_ms: millisOf(form.forMinutes),
    resolve_after_ms: millisOf(form.resolveAfter),
    recipients: form.recipients.split(/[\s,;]+/).filter(ref => ref !== ''),
  };
}

/** What differs from the rule as it was. Another condition resolves its alerts. */
export function changesOf(
  form: RuleForm,
  rule: AlertRule,
): UpdateAlertRuleRequest {
  const before: Record<string, unknown> = { ...requestOf(formOf(rule)) };
  return Object.fromEntries(
    Object.entries(requestOf(form)).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]),
    ),
  );
}

/** What the server says of parts of a request, at the fields they came from. */
export function atFields(parts: Record<string, string>): RuleProblems {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([part, message]) => {
      const field = FIELD_OF[part.replace(/\.\d+$/, '')];
      return field ? [[field, message]] : [];
    }),
  );
}

function problemText(t: Translate, field: RuleField): string {
  switch (field) {
    case 'name':
    case 'pipeline':
    case 'resolveAbove':
    case 'resolveBelow':
    case 'recipients':
      return t(`alerts.form.problem.${field}`);
    case 'below':
      return t('alerts.form.problem.percent');
    case 'olderThan':
      return t('alerts.form.problem.minutes');
    case 'forMinutes':
    case 'resolveAfter':
      return t('alerts.form.problem.holding');
    default:
      return t('alerts.form.problem.count');
  }
}

/** What the server would refuse. */
export function problemsOf(t: Translate, form: RuleForm): RuleProblems {
  const { error } = createAlertRuleRequestSchema.safeParse(requestOf(form));
  const fields = error?.issues.flatMap(({ path }) => {
    const names = path.filter(part => typeof part === 'string');
    return FIELD_OF[names.join('.')] ?? [];
  });
  return Object.fromEntries(
    [...new Set(fields)].map(field => [field, problemText(t, field)]),
  );
}
