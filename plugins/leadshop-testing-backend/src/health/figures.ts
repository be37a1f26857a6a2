/* Rows of the rollup as the figures that the wire has. */
import {
  Fault,
  MetricsFigures,
  MetricsSlice,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Durations } from '../store/metrics/durations';
import { StepCounts, TestsRow } from '../store/metrics/MetricsStore';

/** To two digits after the point. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Part of a whole in percent; null when there is no whole. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : rounded((part / whole) * 100);
}

/** Tests by provider mode; those that called no provider are in neither. */
export function countModes(
  rows: readonly TestsRow[],
): Record<ProviderMode, number> {
  const counts = { live: 0, sandbox: 0 };
  for (const { provider_mode: mode, ...row } of rows) {
    if (mode === 'none') continue;
    counts[mode] += row.successful + row.failed + row.cancelled;
  }
  return counts;
}

/** Live when there are live tests, else sandbox. */
export function defaultMode(modes: Record<ProviderMode, number>): ProviderMode {
  return modes.live > 0 ? 'live' : 'sandbox';
}

/** Rows of a mode, and of tests that called no provider: they are no other's. */
export function ofMode<R extends Pick<TestsRow, 'provider_mode'>>(
  rows: readonly R[],
  mode: ProviderMode,
): R[] {
  return rows.filter(row => [mode, 'none'].includes(row.provider_mode));
}

function total(rows: readonly TestsRow[]) {
  const sum = {
    successful: 0,
    failed: 0,
    cancelled: 0,
    duration_sum: 0,
    spam_tests: 0,
    spam_sum: 0,
  };
  const durations = new Durations();
  for (const row of rows) {
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) {
      sum[name] += row[name];
    }
    durations.add(row.durations);
  }
  return { ...sum, durations };
}

/** What tests came to. */
export function figuresOf(rows: readonly TestsRow[]): MetricsFigures {
  const sum = total(rows);
  const ran = sum.successful + sum.failed;
  return {
    total_tests: ran + sum.cancelled,
    successful_tests: sum.successful,
    failed_tests: sum.failed,
    cancelled_tests: sum.cancelled,
    success_rate: percentOf(sum.successful, ran),
    average_execution_time_ms:
      ran === 0 ? null : rounded(sum.duration_sum / ran),
    ...sum.durations.summary(),
    average_spam_score:
      sum.spam_tests === 0 ? null : rounded(sum.spam_sum / sum.spam_tests),
  };
}

/** The same of a slice. */
export function sliceOf(
  rows: readonly TestsRow[],
): Omit<MetricsSlice, 'from' | 'hours'> {
  const { successful, failed, cancelled, durations } = total(rows);
  const [p50, p95] = durations.percentiles([0.5, 0.95]);
  const all = successful + failed + cancelled;
  return { total: all, successful, failed, cancelled, p50, p95 };
}

const FAULTS: readonly Fault[] = [
  'lead',
  'leadshop',
  'vendor',
  'config',
  'network',
];

/** How a step or a component did. */
export function stepFigures(rows: readonly StepCounts[]) {
  const durations = new Durations();
  const sum = { total: 0, succeeded: 0, failed: 0, skipped: 0 };
  const faults: Partial<Record<Fault, number>> = {};
  for (const row of rows) {
    sum.succeeded += row.succeeded;
    sum.failed += row.failed;
    sum.skipped += row.skipped;
    sum.total += row.succeeded + row.failed + row.skipped;
    for (const fault of FAULTS) {
      const count = row[`fault_${fault}`];
      if (count > 0) faults[fault] = (faults[fault] ?? 0) + count;
    }
    durations.add(row.durations);
  }
  return {
    ...sum,
    success_rate: percentOf(sum.succeeded, sum.succeeded + sum.failed),
    ...durations.summary(),
    faults,
  };
}
