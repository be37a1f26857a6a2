import { QueuePause } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Why a test that is ordered now does not start. */
export interface Hindrance {
  paused: QueuePause | null;
  /** Backends that run tests. */
  workers: number;
}

/** The estimate, with what has to happen before the test starts. */
export function estimateWith(
  duration: string,
  { paused, workers }: Hindrance,
): string {
  if (paused) {
    const why = paused.reason ? `: ${paused.reason}` : '';
    return `${duration}, once the queue is resumed (paused by ${paused.by}${why})`;
  }
  if (workers === 0) {
    return `${duration}, once a backend is there that runs tests`;
  }
  return duration;
}

/**
 * How long a test will probably take, in words: the span from p50 to p95 of the
 * last ones.
 */
export function estimate(
  durations: { p50: number; p95: number } | undefined,
): string {
  if (!durations) return 'unknown until the first test of its kind has ended';
  const [from, unit] = inUnit(durations.p50);
  const [to, toUnit] = inUnit(durations.p95);
  if (unit !== toUnit) return `${from} ${unit} to ${to} ${toUnit}`;
  return from === to ? `${from} ${unit}` : `${from}-${to} ${unit}`;
}

function inUnit(ms: number): [number, string] {
  if (ms < 1_000) return [Math.max(1, Math.round(ms)), 'ms'];
  if (ms < 120_000) return [Math.round(ms / 100) / 10, 'seconds'];
  return [Math.round(ms / 6_000) / 10, 'minutes'];
}
