import type {
  Comparison,
  Difference,
  StepComparison,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Durations always differ a little: less than this says nothing. */
const USUAL_SHARE = 0.1;
const USUAL_MS = 50;

/** True for what differs from test to test without anything having changed. */
export function isUsual(difference: Difference): boolean {
  if (difference.kind !== 'duration') {
    return false;
  }
  const { a, b, change } = difference;
  return (
    a !== null &&
    b !== null &&
    change !== null &&
    Math.abs(change) <= Math.max(USUAL_MS, USUAL_SHARE * Math.max(a, b))
  );
}

/** Whether b is the better one; null where neither is. */
export function judgementOf(difference: Difference): boolean | null {
  switch (difference.kind) {
    case 'duration':
    case 'number':
    case 'score':
    case 'money':
      return isUsual(difference) ? null : difference.better;
    default:
      return null;
  }
}

/** What is worth to be told, unless all of it is asked for. */
export function shownDifferences(
  differences: readonly Difference[],
  all: boolean,
): Difference[] {
  return differences.filter(difference => all || !isUsual(difference));
}

/** True for a step that is not the same in both tests. */
export function stepChanged({ a, b, differences }: StepComparison): boolean {
  return (
    (a === null) !== (b === null) ||
    differences.some(difference => !isUsual(difference))
  );
}

/** True for tests of which something is not the same. */
export function anythingChanged({ differences, steps }: Comparison): boolean {
  return (
    differences.some(difference => !isUsual(difference)) ||
    steps.some(stepChanged)
  );
}
