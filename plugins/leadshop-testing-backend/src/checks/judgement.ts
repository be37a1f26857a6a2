/*
 * What checks and real tests say of a component together. The worse of the two
 * counts, with two exceptions: an old failure of a test is no error any more when
 * checks succeed since, and checks that stopped coming say nothing.
 */
import {
  ComponentHealth,
  ComponentStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { HealthCheck } from '../store/HealthCheckStore';

/** Rounds that may fail to come before a state is unknown. */
const STALE_ROUNDS = 3;
/** For so long a failed test outweighs checks that succeed. */
const TESTS_OUTWEIGH_MS = 15 * 60_000;

const RANK: Record<ComponentStatus, number> = {
  unknown: 0,
  healthy: 0,
  warning: 1,
  error: 2,
};

/** How old a check may be. */
export function staleAfterMs(settings: {
  intervalMs: number;
  timeoutMs: number;
}): number {
  return STALE_ROUNDS * settings.intervalMs + settings.timeoutMs;
}

/** What to judge by. */
export interface Judging {
  now: Date;
  staleMs: number;
}

const ageOf = (at: string | null, now: Date) =>
  at === null ? Infinity : now.getTime() - Date.parse(at);

/** A component's health by tests, with its newest check. */
export function withCheck(
  byTests: ComponentHealth,
  check: HealthCheck | undefined,
  { now, staleMs }: Judging,
): ComponentHealth {
  if (!check) return byTests;
  const tested = ageOf(byTests.last_check, now);
  const at = check.checked_at.toISOString();
  if (ageOf(at, now) > staleMs) {
    if (tested <= staleMs) return byTests;
    return {
      ...byTests,
      status: 'unknown',
      fault: null,
      last_check: at,
      response_time: null,
      message: 'Its checks stopped coming; see the logs of the backends',
    };
  }
  const checked: ComponentHealth = {
    ...byTests,
    provider_mode: check.provider_mode ?? byTests.provider_mode,
    last_check: at,
    response_time: Math.round(check.response_time),
  };
  const outdated = byTests.status === 'error' && tested > TESTS_OUTWEIGH_MS;
  const status =
    outdated && check.status === 'healthy' ? 'warning' : byTests.status;
  return RANK[check.status] >= RANK[status]
    ? {
        ...checked,
        status: check.status,
        fault: check.fault,
        message: check.message,
      }
    : { ...checked, status };
}
