import type { AuditOutcome } from '@leadshop/backstage-plugin-leadshop-testing-common';

const LOOKS = {
  succeeded: 'success',
  refused: 'cancelled',
  failed: 'failed',
} as const satisfies Record<AuditOutcome, string>;

/** The status whose icon and colour an outcome wears. */
export type OutcomeLook = (typeof LOOKS)[AuditOutcome];

/** {@link OutcomeLook} */
export const lookOfOutcome = (outcome: AuditOutcome): OutcomeLook =>
  LOOKS[outcome];

/** The outcome that wears a look. */
export const OUTCOME_LOOKS: Record<OutcomeLook, AuditOutcome> = {
  success: 'succeeded',
  cancelled: 'refused',
  failed: 'failed',
};
