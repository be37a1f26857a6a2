/*
 * When to tell of a component. A state counts when several checks in a row have
 * seen it, and after a notice there is quiet for a while: a component that
 * flickers is told of a few times an hour at most, and its last state for sure.
 */
import { ComponentHealth } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Checks in a row that must agree. */
export const CHECKS = 3;

/** Between two notices of the same component. */
export const QUIET_MS = 15 * 60_000;

/** What a check sees; a warning or a component without tests is neither. */
export type Seen = 'up' | 'down' | 'unclear';

/** What is stored of a component. */
export interface ComponentTurn {
  told: 'up' | 'down';
  told_at: Date | null;
  seen: Seen;
  times: number;
}

/** Of a component that was never looked at. */
export const NEVER_SEEN: ComponentTurn = {
  told: 'up',
  told_at: null,
  seen: 'unclear',
  times: 0,
};

/** What the state of a component says. */
export function seenOf({ status }: Pick<ComponentHealth, 'status'>): Seen {
  if (status === 'error') return 'down';
  return status === 'healthy' ? 'up' : 'unclear';
}

/** What is stored after a check; `told_at` is `now` when it is to be told. */
export function afterCheck(
  before: ComponentTurn,
  seen: Seen,
  now: Date,
): ComponentTurn {
  const times = seen === before.seen ? Math.min(before.times + 1, CHECKS) : 1;
  const quiet =
    before.told_at !== null &&
    now.getTime() - before.told_at.getTime() < QUIET_MS;
  const turned =
    seen !== 'unclear' && seen !== before.told && times >= CHECKS && !quiet;
  return turned
    ? { told: seen, told_at: now, seen, times }
    : { ...before, seen, times };
}
