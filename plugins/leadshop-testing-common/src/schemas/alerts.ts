import { z } from 'zod';
import { COMPONENT_SLUGS } from '../components';
import { faultSchema, providerModeSchema } from './execution';
import { boundedList, cursorQuery, oneOrMany, searchText } from './queries';
import { entityRefSchema, identifierSchema } from './requests';

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);
const DAY_MS = 24 * 3_600_000;

/** Most rules that there can be. @public */
export const MAX_ALERT_RULES = 200;

/** What a rule watches. @public */
export const alertKindSchema = z.enum([
  'component_down',
  'success_rate',
  'queue_age',
  'failures_in_row',
]);
/** What a rule watches. @public */
export type AlertKind = z.infer<typeof alertKindSchema>;

/** As Backstage's notifications have it. @public */
export const alertSeveritySchema = z.enum([
  'critical',
  'high',
  'normal',
  'low',
]);
/** As Backstage's notifications have it. @public */
export type AlertSeverity = z.infer<typeof alertSeveritySchema>;

const component = z.enum(COMPONENT_SLUGS);
/** Null: each of them, for itself. */
const components = boundedList(component, COMPONENT_SLUGS.length).nullable();
const rate = z.number().min(0).max(100);
const age = z
  .int()
  .min(1_000)
  .max(30 * DAY_MS);
const inRow = z.int().min(1).max(1_000);

/** A component is in error. */
const componentDown = {
  kind: z.literal('component_down'),
  components,
};
/**
 * Of the latest tests, fewer succeed. Failures by fault of a vendor or of the
 * lead are left out, and live and sandbox are judged apart.
 */
const successRate = {
  kind: z.literal('success_rate'),
  /** Whether whole tests are counted, or the runs of components. */
  per: z.enum(['pipeline', 'component']),
  /** Only tests of this pipeline; null: each, for itself. */
  test_type: identifierSchema.nullable(),
  /** With `per: component`. */
  components,
  /** Null: each, for itself. */
  provider_mode: providerModeSchema.nullable(),
  /** In percent; raised below this. */
  below: rate.gt(0),
  /** So many of the latest are counted; while there are fewer, nothing is known. */
  tests: z.int().min(1).max(1_000),
};
/** A test has been waiting for longer. */
const queueAge = {
  kind: z.literal('queue_age'),
  /** Tests of a large batch wait for hours, and nothing is wrong. */
  tests: z.enum(['single', 'all']),
  older_than_ms: age,
};
/** So many have failed one after the other; faults of the lead are left out. */
const failuresInRow = {
  kind: z.literal('failures_in_row'),
  /** Whether whole tests are counted, or the runs of components. */
  per: z.enum(['all', 'component']),
  /** With `per: component`. */
  components,
  /** Null: each, for itself. */
  provider_mode: providerModeSchema.nullable(),
  failures: inRow,
};

/** What a rule watches, and from where on it is well again. @public */
export const alertConditionSchema = z
  .discriminatedUnion('kind', [
    z.object(componentDown),
    z.object({
      ...successRate,
      /** In percent; resolved from here on. */
      resolve_above: rate,
    }),
    z.object({ ...queueAge, resolve_below_ms: age }),
    z.object({
      ...failuresInRow,
      /** Resolved after so many successes in a row. */
      successes: inRow,
    }),
  ])
  .meta({ id: 'AlertCondition' });
/** What a rule watches, and from where on it is well again. @public */
export type AlertCondition = z.infer<typeof alertConditionSchema>;

/**
 * What a rule shall watch. What says from where on it is well again may be left
 * out: five percent more, half of the age, two successes in a row.
 *
 * @public
 */
export const alertConditionRequestSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...componentDown, components: components.default(null) }),
    z.strictObject({
      ...successRate,
      per: successRate.per.default('pipeline'),
      test_type: successRate.test_type.default(null),
      components: components.default(null),
      provider_mode: successRate.provider_mode.default(null),
      tests: successRate.tests.default(50),
      resolve_above: rate.optional(),
    }),
    z.strictObject({
      ...queueAge,
      tests: queueAge.tests.default('all'),
      resolve_below_ms: age.optional(),
    }),
    z.strictObject({
      ...failuresInRow,
      per: failuresInRow.per.default('all'),
      components: components.default(null),
      provider_mode: failuresInRow.provider_mode.default(null),
      successes: inRow.optional(),
    }),
  ])
  .transform((condition, context): AlertCondition => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    switch (condition.kind) {
      case 'success_rate': {
        const { below } = condition;
        const resolve_above =
          condition.resolve_above ?? Math.min(100, below + 5);
        if (resolve_above < below) {
          refuse('resolve_above', 'must not be less than below');
        }
        if (condition.per === 'pipeline' && condition.components) {
          refuse('components', 'can only be chosen with per: component');
        }
        if (condition.per === 'component' && condition.test_type) {
          refuse('test_type', 'can only be chosen with per: pipeline');
        }
        return { ...condition, resolve_above };
      }
      case 'queue_age': {
        const { older_than_ms } = condition;
        const resolve_below_ms =
          condition.resolve_below_ms ??
          Math.max(1_000, Math.round(older_than_ms / 2));
        if (resolve_below_ms > older_than_ms) {
          refuse('resolve_below_ms', 'must not be more than older_than_ms');
        }
        return { ...condition, resolve_below_ms };
      }
      case 'failures_in_row':
        if (condition.per === 'all' && condition.components) {
          refuse('components', 'can only be chosen with per: component');
        }
        return { ...condition, successes: condition.successes ?? 2 };
      default:
        return condition;
    }
  })
  .meta({ id: 'AlertConditionRequest' });
/** What a rule shall watch. @public */
export type AlertConditionRequest = z.input<typeof alertConditionRequestSchema>;

const name = searchText(120);
const recipients = boundedList(
  entityRefSchema.regex(/^(user|group):/i, 'must be a user or a group'),
  50,
  0,
);
const holding = z.int().min(0).max(DAY_MS);

/** A rule. @public */
export const alertRuleSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    enabled: z.boolean(),
    severity: alertSeveritySchema,
    condition: alertConditionSchema,
    /** It must be so for this long before an alert is raised. */
    for_ms: count,
    /** It must be well for this long before the alert is resolved. */
    resolve_after_ms: count,
    /** Users and groups; none: the members of the role admin. */
    recipients: z.array(z.string()),
    /**
     * Where it comes from. Only those of `api` can be changed here; `default`
     * are there as long as app-config has none.
     */
    source: z.enum(['api', 'app-config', 'default']),
    /** Such as `leadshopTesting.alerts.rules[0]`; null for those of `api`. */
    source_path: z.string().nullable(),
    version: z.int().min(1),
    open_alerts: count,
    /** Null: not by a user. */
    created_by: z.string().nullable(),
    created_at: time,
    updated_by: z.string().nullable(),
    updated_at: time,
  })
  .meta({ id: 'AlertRule' });
/** A rule. @public */
export type AlertRule = z.infer<typeof alertRuleSchema>;

/** Answer of `GET /alert-rules`, by name. @public */
export const alertRuleListSchema = z
  .object({
    /** False: no rule is looked at, by `leadshopTesting.alerts.enabled`. */
    enabled: z.boolean(),
    /** Users and groups that are told when a rule names nobody. */
    default_recipients: z.array(z.string()),
    /** When the rules were looked at last; null: never. */
    evaluated_at: time.nullable(),
    rules: z.array(alertRuleSchema),
  })
  .meta({ id: 'AlertRuleList' });
/** Answer of `GET /alert-rules`. @public */
export type AlertRuleList = z.infer<typeof alertRuleListSchema>;

/** Body of `POST /alert-rules`. @public */
export const createAlertRuleRequestSchema = z
  .strictObject({
    name,
    enabled: z.boolean().default(true),
    severity: alertSeveritySchema.default('high'),
    condition: alertConditionRequestSchema,
    /** Left out: five minutes of a component that is down, else none. */
    for_ms: holding.optional(),
    /** Left out: two minutes of a component that was down, else none. */
    resolve_after_ms: holding.optional(),
    recipients: recipients.default([]),
  })
  .meta({ id: 'CreateAlertRuleRequest' });
/** Body of `POST /alert-rules`. @public */
export type CreateAlertRuleRequest = z.input<
  typeof createAlertRuleRequestSchema
>;

/**
 * Body of `PATCH /alert-rules/{id}`. Another condition, and a rule that is
 * switched off, resolve the rule's open alerts.
 *
 * @public
 */
export const updateAlertRuleRequestSchema = z
  .strictObject({
    name: name.optional(),
    enabled: z.boolean().optional(),
    severity: alertSeveritySchema.optional(),
    condition: alertConditionRequestSchema.optional(),
    for_ms: holding.optional(),
    resolve_after_ms: holding.optional(),
    recipients: recipients.optional(),
  })
  .refine(body => Object.values(body).some(value => value !== undefined), {
    message: 'Send at least one field to change',
  })
  .meta({ id: 'UpdateAlertRuleRequest' });
/** Body of `PATCH /alert-rules/{id}`. @public */
export type UpdateAlertRuleRequest = z.input<
  typeof updateAlertRuleRequestSchema
>;

/** What an alert is about. @public */
export const alertSubjectSchema = z
  .object({
    type: z.enum(['component', 'pipeline', 'tests', 'queue']),
    /** Slug of a component, name of a pipeline; null for the others. */
    name: z.string().nullable(),
    title: z.string(),
    /** Live and sandbox are subjects of their own; null: it calls no provider. */
    provider_mode: providerModeSchema.nullable(),
  })
  .meta({ id: 'AlertSubject' });
/** What an alert is about. @public */
export type AlertSubject = z.infer<typeof alertSubjectSchema>;

/** Why an alert is resolved. @public */
export const alertResolutionSchema = z.enum([
  'recovered',
  'rule_changed',
  'rule_disabled',
  'rule_deleted',
]);
/** Why an alert is resolved. @public */
export type AlertResolution = z.infer<typeof alertResolutionSchema>;

/** An alert: raised once, resolved once. @public */
export const alertSchema = z
  .object({
    id: z.uuid(),
    rule_id: z.uuid(),
    /** As the rule was called then. */
    rule_name: z.string(),
    kind: alertKindSchema,
    severity: alertSeveritySchema,
    subject: alertSubjectSchema,
    status: z.enum(['open', 'resolved']),
    /** What was seen when it was raised. */
    message: z.string(),
    /** Whose fault it was, as far as known. */
    fault: faultSchema.nullable(),
    raised_at: time,
    resolved_at: time.nullable(),
    resolution: alertResolutionSchema.nullable(),
    /** Who has taken it on. Until then nobody is told of it again. */
    acknowledged: z
      .object({
        by: z.string(),
        at: time,
        /** Null: until it is resolved. */
        until: time.nullable(),
        comment: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Alert' });
/** An alert: raised once, resolved once. @public */
export type Alert = z.infer<typeof alertSchema>;

/** Query of `GET /alerts`, the newest first. @public */
export const alertsQuerySchema = z.strictObject({
  ...cursorQuery,
  status: z.enum(['open', 'resolved']).optional(),
  severity: oneOrMany(alertSeveritySchema).optional(),
  kind: oneOrMany(alertKindSchema).optional(),
  rule_id: z.uuid('must be a UUID').optional(),
  component: component.optional(),
  /** Raised at this time or later. */
  from: time.optional(),
  /** Raised before this time. */
  to: time.optional(),
});
/** Query of `GET /alerts`, parsed. @public */
export type AlertsQuery = z.output<typeof alertsQuerySchema>;

/** Body of `POST /alerts/{id}/acknowledge`. @public */
export const acknowledgeAlertRequestSchema = z
  .strictObject({
    /**
     * When to tell of it again if it is still open. Should it be resolved and
     * raised again before, that is not told, either. Null: not before it is
     * resolved. At most 90 days from now.
     */
    until: time.nullable().default(null),
    /** Why; for those who read the list of alerts. */
    comment: searchText(500).nullable().default(null),
  })
  .meta({ id: 'AcknowledgeAlertRequest' });
/** Body of `POST /alerts/{id}/acknowledge`. @public */
export type AcknowledgeAlertRequest = z.input<
  typeof acknowledgeAlertRequestSchema
>;

/** What a rule sees in one subject, and what it would do. @public */
export const alertFindingSchema = z
  .object({
    subject: alertSubjectSchema,
    /**
     * `breach`: as bad as the rule says; `clear`: well enough to resolve;
     * `between`: neither; `unknown`: there is not enough to tell by.
     */
    state: z.enum(['breach', 'clear', 'between', 'unknown']),
    message: z.string(),
    fault: faultSchema.nullable(),
    /** `wait`: raise or resolve when it stays so for as long as the rule says. */
    would: z.enum(['raise', 'resolve', 'wait', 'nothing']),
    /** Since when it has been so, as far as the rule has looked. */
    since: time.nullable(),
    open_alert_id: z.uuid().nullable(),
  })
  .meta({ id: 'AlertFinding' });
/** What a rule sees in one subject, and what it would do. @public */
export type AlertFinding = z.infer<typeof alertFindingSchema>;

/** Answer of `POST /alert-rules/{id}/test`. Nothing is changed by it. @public */
export const alertRuleTestSchema = z
  .object({ evaluated_at: time, findings: z.array(alertFindingSchema) })
  .meta({ id: 'AlertRuleTest' });
/** Answer of `POST /alert-rules/{id}/test`. @public */
export type AlertRuleTest = z.infer<typeof alertRuleTestSchema>;
