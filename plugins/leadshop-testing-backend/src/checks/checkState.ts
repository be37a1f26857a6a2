/*
 * The state of a component after a check. Alarm and recovery have different
 * levels, so that what sways around one of them does not flicker: three failures
 * in a row are an error, and one success does not end it.
 */
import { ComponentStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Checks in a row that raise an alarm. */
export const ALARM_CHECKS = 3;
/** Checks in a row that end one. */
export const RECOVER_CHECKS = 2;
/** A component is quick again below this share of what is slow. */
export const QUICK_SHARE = 0.7;

/** What a check can leave a component in. */
export type CheckedStatus = Exclude<ComponentStatus, 'unknown'>;

/** What a check measured. */
export interface Measured {
  succeeded: boolean;
  /** In milliseconds. */
  response_time: number;
}

/** A check of before. */
export interface EarlierCheck extends Measured {
  status: CheckedStatus;
}

/**
 * The state after a check.
 *
 * @param before - the checks before it, the newest first, as far as they count
 */
export function stateAfter(
  check: Measured,
  before: readonly EarlierCheck[],
  slowMs: number,
): CheckedStatus {
  const all = [check, ...before];
  const inARow = (times: number, holds: (one: Measured) => boolean) =>
    all.length >= times && all.slice(0, times).every(holds);
  const was = before.at(0)?.status;
  if (!check.succeeded) {
    const failing = inARow(ALARM_CHECKS, one => !one.succeeded);
    return failing || was === 'error' ? 'error' : 'warning';
  }
  const recovered = inARow(RECOVER_CHECKS, one => one.succeeded);
  if (was === 'error' && !recovered) return 'error';
  if (was === undefined || was === 'healthy') {
    const slow = inARow(
      ALARM_CHECKS,
      one => one.succeeded && one.response_time > slowMs,
    );
    return slow ? 'warning' : 'healthy';
  }
  const quick = inARow(
    RECOVER_CHECKS,
    one => one.succeeded && one.response_time <= slowMs * QUICK_SHARE,
  );
  return quick ? 'healthy' : 'warning';
}
