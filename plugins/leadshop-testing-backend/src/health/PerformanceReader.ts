/* `performance` of `GET /metrics`: how the system was in a period. */
import {
  Metrics,
  PerformanceSample,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { DAY_MS, HOUR_MS } from '../store/metrics/period';
import {
  SYSTEM_METRICS,
  SystemMetrics,
  SystemStep,
} from '../store/metrics/SystemMetrics';
import { rounded } from './figures';

/** Steps by the longest period that they are for, in days. */
const STEPS = [
  { days: 1, stepMs: 5 * 60_000 },
  { days: 7, stepMs: HOUR_MS },
  { days: 31, stepMs: 6 * HOUR_MS },
  { days: Infinity, stepMs: DAY_MS },
];
/** Samples come once a minute; those who ask at once share one answer. */
const KEEP_MS = 5_000;

interface Kept {
  until: number;
  steps: Promise<SystemStep[]>;
}

/** Reads how the system was. */
export class PerformanceReader {
  readonly #system: SystemMetrics;
  readonly #kept = new Map<number, Kept>();

  constructor(system: SystemMetrics) {
    this.#system = system;
  }

  /** The period of these metrics, with the response times that they have. */
  async read(metrics: Metrics): Promise<PerformanceSample[]> {
    const steps = await this.#steps(metrics.period_days, metrics.to);
    const slices = metrics.hourly_distribution.map(slice => ({
      from: Date.parse(slice.from),
      p50: slice.p50,
    }));
    return steps.map(({ at, ...step }) => ({
      at: at.toISOString(),
      response_time:
        slices.filter(({ from }) => from <= at.getTime()).at(-1)?.p50 ?? null,
      ...means(step),
    }));
  }

  #steps(days: number, to: string): Promise<SystemStep[]> {
    const now = Date.now();
    const known = this.#kept.get(days);
    if (known && known.until > now) return known.steps;
    const { stepMs } = STEPS.find(step => days <= step.days) ?? STEPS[0];
    const end = Date.parse(to);
    const from = Math.ceil((end - days * DAY_MS) / stepMs) * stepMs;
    const steps = this.#system.read(
      { from: new Date(from), to: new Date(end) },
      stepMs,
    );
    for (const [kept, { until }] of this.#kept) {
      if (until <= now) this.#kept.delete(kept);
    }
    this.#kept.set(days, { until: now + KEEP_MS, steps });
    steps.catch(() => this.#kept.delete(days));
    return steps;
  }
}

function means(step: Omit<SystemStep, 'at'>): Omit<SystemStep, 'at'> {
  const shown = { ...step };
  for (const name of SYSTEM_METRICS) {
    const value = step[name];
    shown[name] = value === null ? null : rounded(value);
  }
  return shown;
}
