import { DAY_MS, HOUR_MS, Span } from '../store/metrics/period';

/** Steps by the longest period that they are for, in days. */
const STEPS = [
  { days: 1, stepMs: 5 * 60_000 },
  { days: 7, stepMs: HOUR_MS },
  { days: 31, stepMs: 6 * HOUR_MS },
  { days: Infinity, stepMs: DAY_MS },
];

/** So many days up to a moment, in whole steps. */
export function sampledSpan(days: number, to: Date): Span & { stepMs: number } {
  const { stepMs } = STEPS.find(step => days <= step.days) ?? STEPS[0];
  const from = Math.ceil((to.getTime() - days * DAY_MS) / stepMs) * stepMs;
  return { from: new Date(from), to, stepMs };
}
