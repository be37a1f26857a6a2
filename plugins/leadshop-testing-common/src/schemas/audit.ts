import { z } from 'zod';
import { cursorQuery, oneOrMany, storable } from './queries';

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);

/**
 * What the audit trail tells of: every change, every file with data that leaves,
 * and what somebody was refused. `api.read` and `live.*` are only ever refused.
 *
 * @public
 */
export const auditActionSchema = z.enum([
  'test.start',
  'test.rerun',
  'test.cancel',
  'batch.start',
  'batch.cancel',
  'batch.rerun',
  'lead.create',
  'lead.update',
  'lead.erase',
  'lead.export',
  'leads.update',
  'leads.erase',
  'leads.undo',
  'leads.export',
  'import.start',
  'import.preview',
  'import.cancel',
  'import.undo',
  'import.export',
  'report.export',
  'audit.export',
  'audit.retention',
  'credential.store',
  'credential.update',
  'credential.rotate',
  'credential.delete',
  'retention.run',
  'erasure.overdue',
  'queue.pause',
  'queue.resume',
  'webhook.create',
  'webhook.update',
  'webhook.delete',
  'webhook.rotate_secret',
  'webhook.test',
  'webhook.disable',
  'dead_letter.resend',
  'dead_letters.resend',
  'alert.acknowledge',
  'alert_rule.create',
  'alert_rule.update',
  'alert_rule.delete',
  'alert_rule.test',
  'api.read',
  'api.write',
  'live.connect',
  'live.subscribe',
]);
/** What the audit trail tells of. @public */
export type AuditAction = z.infer<typeof auditActionSchema>;

/**
 * How it went: done; refused because a permission or the sign-in was missing; or
 * failed for another reason, with nothing changed.
 *
 * @public
 */
export const auditOutcomeSchema = z.enum(['succeeded', 'refused', 'failed']);
/** How it went. @public */
export type AuditOutcome = z.infer<typeof auditOutcomeSchema>;

/** What it was done to. @public */
export const auditTargetSchema = z
  .object({
    /** Such as `test`, `lead` or `batch`. */
    type: z.string(),
    /** Null: many, or not known. */
    id: z.string().nullable(),
    /** Of a lead its business; never the name of a person. */
    name: z.string().nullable(),
  })
  .meta({ id: 'AuditTarget' });
/** What it was done to. @public */
export type AuditTarget = z.infer<typeof auditTargetSchema>;

/** An entry of the audit trail. It holds no personal data of leads. @public */
export const auditEventSchema = z
  .object({
    id: z.uuid(),
    occurred_at: time,
    /** A user's entity ref, or `service:<subject>`; null: nobody known. */
    actor: z.string().nullable(),
    action: auditActionSchema,
    outcome: auditOutcomeSchema,
    target: auditTargetSchema.nullable(),
    /** As the answer's `X-Request-Id` had it; null: not by a request. */
    request_id: z.string().nullable(),
    /** Why it was refused or failed. */
    reason: z.string().nullable(),
    /**
     * What else there is to say. `count`: so many such attempts within a minute,
     * this being the last of them.
     */
    details: z.record(z.string(), z.json()),
  })
  .meta({ id: 'AuditEvent' });
/** An entry of the audit trail. @public */
export type AuditEvent = z.infer<typeof auditEventSchema>;

/** What narrows the audit trail. */
const auditFilters = {
  actor: storable(300).optional(),
  action: oneOrMany(auditActionSchema).optional(),
  outcome: oneOrMany(auditOutcomeSchema).optional(),
  target_type: storable(50).optional(),
  target_id: storable(300).optional(),
  request_id: storable(100).optional(),
  from: time.optional(),
  to: time.optional(),
};

/** Query of `GET /audit-events`, the newest first. @public */
export const auditEventsQuerySchema = z.strictObject({
  ...cursorQuery,
  ...auditFilters,
});
/** Query of `GET /audit-events`, parsed. @public */
export type AuditEventsQuery = z.output<typeof auditEventsQuerySchema>;

/** Query of `GET /audit-events/export`. @public */
export const auditExportQuerySchema = z.strictObject({
  format: z.enum(['csv', 'json']),
  ...auditFilters,
});
/** Query of `GET /audit-events/export`, parsed. @public */
export type AuditExportQuery = z.output<typeof auditExportQuerySchema>;

/** Query of `GET /audit-events/verify`: a checkpoint that the log kept. @public */
export const auditVerifyQuerySchema = z
  .strictObject({
    position: z.coerce.number().int().min(1).optional(),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
      .optional(),
  })
  .refine(
    query => (query.position === undefined) === (query.hash === undefined),
    {
      path: ['hash'],
      message: 'Send position and hash of a checkpoint, or neither',
    },
  );
/** Query of `GET /audit-events/verify`, parsed. @public */
export type AuditVerifyQuery = z.output<typeof auditVerifyQuerySchema>;

/** What can be wrong with the audit trail. @public */
export const auditProblemSchema = z.enum([
  'altered',
  'missing',
  'inserted',
  'reordered',
  'truncated',
]);
/** What can be wrong with the audit trail. @public */
export type AuditProblem = z.infer<typeof auditProblemSchema>;

/** Answer of `GET /audit-events/verify`. @public */
export const auditVerificationSchema = z
  .object({
    /** Nothing was altered, deleted, added, moved or cut off. */
    whole: z.boolean(),
    /** Entries that were compared with the chain. */
    checked: count,
    /** The newest entry of the chain; null while there is none. */
    head: z
      .object({ position: count, hash: z.string(), chained_at: time })
      .nullable(),
    /** The newest checkpoint; `signed`: its signature is right. */
    checkpoint: z
      .object({
        position: count,
        hash: z.string(),
        created_at: time,
        signed: z.boolean(),
      })
      .nullable(),
    first_bad: z
      .object({
        /** Of the entry; null when it is not there any more. */
        id: z.uuid().nullable(),
        position: count.nullable(),
        problem: auditProblemSchema,
        message: z.string(),
      })
      .nullable(),
    /** Entries that wait to be chained, which takes a second or two. */
    unchained: count,
    /** Entries that no key of the settings vouches for. */
    unsigned: count,
    verified_at: time,
  })
  .meta({ id: 'AuditVerification' });
/** Answer of `GET /audit-events/verify`. @public */
export type AuditVerification = z.infer<typeof auditVerificationSchema>;
