/*
 * How tests and runs of components ended, and what rules make of that. Of one
 * list each rule takes what it counts: of one provider mode, and without
 * failures that say nothing about LeadShop.
 */
import {
  Fault,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The end of a test, or of a component's run in one. */
export interface Outcome {
  /** Name of the pipeline, or slug of the component. */
  of: string;
  provider_mode: ProviderMode | null;
  succeeded: boolean;
  /** Of each step that failed; a test may fail without one. */
  faults: (Fault | null)[];
}

/** Whether it failed, and each of its failures was one of these. */
export function failedBy(
  { succeeded, faults }: Outcome,
  excused: readonly Fault[],
): boolean {
  return (
    !succeeded &&
    faults.length > 0 &&
    faults.every(fault => fault !== null && excused.includes(fault))
  );
}

/** Groups the outcomes of one provider mode and, unless `together`, one name. */
export function grouped(
  outcomes: readonly Outcome[],
  together: boolean,
): { of: string | null; provider_mode: ProviderMode | null; all: Outcome[] }[] {
  const groups = new Map<
    string,
    { of: string | null; provider_mode: ProviderMode | null; all: Outcome[] }
  >();
  for (const outcome of outcomes) {
    const of = together ? null : outcome.of;
    const { provider_mode } = outcome;
    const key = `${of} ${provider_mode}`;
    const group = groups.get(key) ?? { of, provider_mode, all: [] };
    group.all.push(outcome);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The fault that most of the failures had; null: none that is known. */
export function commonFault(outcomes: readonly Outcome[]): Fault | null {
  const counts = new Map<Fault, number>();
  for (const { faults } of outcomes) {
    for (const fault of new Set(faults)) {
      if (fault) counts.set(fault, (counts.get(fault) ?? 0) + 1);
    }
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? null;
}

/** How a share of successes stands to its limits. */
export function judgeRate(
  outcomes: readonly Outcome[],
  limits: { tests: number; below: number; resolve_above: number },
): {
  state: 'breach' | 'clear' | 'between' | 'unknown';
  rate: number | null;
  counted: number;
} {
  const counted = outcomes
    .filter(outcome => !failedBy(outcome, ['vendor', 'lead']))
    .slice(0, limits.tests);
  if (counted.length < limits.tests) {
    return { state: 'unknown', rate: null, counted: counted.length };
  }
  const successes = counted.filter(({ succeeded }) => succeeded).length;
  const rate = (successes / counted.length) * 100;
  const known = { rate, counted: counted.length };
  if (rate < limits.below) return { state: 'breach', ...known };
  return {
    state: rate >= limits.resolve_above ? 'clear' : 'between',
    ...known,
  };
}

/** How many of the newest failed one after the other, and what that means. */
export function judgeRow(
  outcomes: readonly Outcome[],
  limits: { failures: number; successes: number },
): { state: 'breach' | 'clear' | 'between' | 'unknown'; failed: Outcome[] } {
  const counted = outcomes.filter(outcome => !failedBy(outcome, ['lead']));
  const firstSuccess = counted.findIndex(({ succeeded }) => succeeded);
  const firstFailure = counted.findIndex(({ succeeded }) => !succeeded);
  const failed = counted.slice(
    0,
    firstSuccess < 0 ? counted.length : firstSuccess,
  );
  if (failed.length >= limits.failures) return { state: 'breach', failed };
  const successes = firstFailure < 0 ? counted.length : firstFailure;
  if (successes >= limits.successes) return { state: 'clear', failed };
  return { state: counted.length === 0 ? 'unknown' : 'between', failed };
}
