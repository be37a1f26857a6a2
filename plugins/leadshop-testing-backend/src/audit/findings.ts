/* What a check of the audit trail finds, and how it says so. */
import {
  AuditProblem,
  AuditVerification,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { CheckpointRow } from './Checkpoints';

/** The first thing that is wrong. */
export type FirstBad = NonNullable<AuditVerification['first_bad']>;

/** Found while checking; ends it. */
export class BadTrail extends Error {
  constructor(readonly first: FirstBad) {
    super(first.message);
  }
}

/** Something that is wrong. */
export function bad(
  problem: AuditProblem,
  message: string,
  at: { id?: string | null; position?: number | null } = {},
): BadTrail {
  const { id = null, position = null } = at;
  return new BadTrail({ id, position, problem, message });
}

/** A checkpoint, in a message. */
export function named({ position, created_at: at }: CheckpointRow): string {
  return `the checkpoint of ${at.toISOString()} at position ${position}`;
}

/** An entry that did not come from here. */
export function notSigned(id: string, position: number | null): BadTrail {
  return bad(
    'inserted',
    'No key of the settings vouches for the entry, although one does for entries before it: it was put there past the backend, or by a replica without the setting audit.keys',
    { id, position },
  );
}
