import { createHash } from 'node:crypto';
import { JsonObject } from '@backstage/types';
import {
  AuditAction,
  AuditEvent,
  AuditOutcome,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What is recorded of something that was done, refused or failed. */
export interface NewAuditEvent {
  /** A user's entity ref or `service:<subject>`; null: nobody known. */
  actor: string | null;
  action: AuditAction;
  /** Default: it succeeded. */
  outcome?: AuditOutcome;
  target?: { type: string; id?: string | null; name?: string | null };
  request_id?: string | null;
  reason?: string;
  /** Ids, counts and names of settings; never personal data. */
  details?: JsonObject;
}

/** What is written when it is recorded, in the order in which it is signed. */
export interface RecordedEvent {
  id: string;
  actor: string | null;
  action: AuditAction;
  outcome: AuditOutcome;
  target_type: string | null;
  target_id: string | null;
  target_name: string | null;
  request_id: string | null;
  reason: string | null;
  /** JSON as it is stored. */
  details: string;
}

/** A row of `audit_events`. */
export interface AuditRow extends RecordedEvent {
  occurred_at: Date;
  key_id: string | null;
  signature: Buffer | null;
}

const SIGNED = [
  'id',
  'actor',
  'action',
  'outcome',
  'target_type',
  'target_id',
  'target_name',
  'request_id',
  'reason',
  'details',
] as const satisfies readonly (keyof RecordedEvent)[];

/** Columns of a row, of a table `e`. */
export const AUDIT_COLUMNS = `${SIGNED.slice(0, -1)
  .map(name => `e.${name}`)
  .join(
    ', ',
  )}, e.details::text AS details, e.occurred_at, e.key_id, e.signature`;

/**
 * What the signature of an event is made of. The time is not in it, because the
 * database sets it; the id is, and begins with the time (UUID version 7).
 */
export function signedText(event: RecordedEvent): string {
  return JSON.stringify(['audit event', ...SIGNED.map(name => event[name])]);
}

/** What the chain keeps of an event: all of it. */
export function digestOf(row: AuditRow): Buffer {
  const { occurred_at: occurredAt, key_id: keyId, signature } = row;
  return createHash('sha256')
    .update(
      JSON.stringify([
        signedText(row),
        occurredAt.toISOString(),
        keyId,
        signature?.toString('hex') ?? null,
      ]),
    )
    .digest();
}

/** A row as the wire has it. */
export function toAuditEvent(row: AuditRow): AuditEvent {
  return {
    id: row.id,
    occurred_at: row.occurred_at.toISOString(),
    actor: row.actor,
    action: row.action,
    outcome: row.outcome,
    target:
      row.target_type === null
        ? null
        : {
            type: row.target_type,
            id: row.target_id,
            name: row.target_name,
          },
    request_id: row.request_id,
    reason: row.reason,
    details: JSON.parse(row.details),
  };
}
