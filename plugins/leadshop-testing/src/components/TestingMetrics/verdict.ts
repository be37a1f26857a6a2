import type { Metrics } from '@leadshop/backstage-plugin-leadshop-testing-common';

type Counts = Pick<
  Metrics['previous'],
  'successful_tests' | 'failed_tests' | 'success_rate'
>;

/** Differences that chance brings about in fewer than 5 of 100 cases count. */
const SIGNIFICANT_DEVIATIONS = 1.96;

/** Whether a period was better than the one before. */
export type Verdict =
  | { kind: 'none' }
  | { kind: 'first' | 'same'; rate: number }
  | { kind: 'better' | 'worse' | 'even'; rate: number; before: number };

const judged = ({ successful_tests, failed_tests }: Counts) =>
  successful_tests + failed_tests;

/**
 * Judges a period by its success rate. With few tests a rate moves a lot by
 * chance, so a difference has to pass the two-proportion z-test first.
 */
export function verdictOf(now: Counts, previous: Counts): Verdict {
  const { success_rate: rate } = now;
  const { success_rate: before } = previous;
  if (rate === null) {
    return { kind: 'none' };
  }
  if (before === null) {
    return { kind: 'first', rate };
  }
  if (rate === before) {
    return { kind: 'same', rate };
  }
  const tests = judged(now);
  const testsBefore = judged(previous);
  const together =
    (now.successful_tests + previous.successful_tests) / (tests + testsBefore);
  const deviation = Math.sqrt(
    together * (1 - together) * (1 / tests + 1 / testsBefore),
  );
  const difference = (rate - before) / 100;
  if (Math.abs(difference) < SIGNIFICANT_DEVIATIONS * deviation) {
    return { kind: 'even', rate, before };
  }
  return { kind: difference > 0 ? 'better' : 'worse', rate, before };
}
