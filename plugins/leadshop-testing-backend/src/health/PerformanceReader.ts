/* `performance` of `GET /metrics`: how the system was in a period, in brief. */
import {
  Metrics,
  PerformanceSample,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { SystemMetrics, SystemStep } from '../store/metrics/SystemMetrics';
import { sampledSpan } from './sampleSteps';
import { roundedStep } from './SystemMetricsReader';

/** Samples come once a minute; those who ask at once share one answer. */
const KEEP_MS = 5_000;
/** The rest is told by `GET /system-metrics`. */
const SHOWN = [
  'cpu_usage',
  'memory_usage',
  'event_loop_lag',
  'database_connections',
  'queue_depth',
  'sockets',
] as const;

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
    return steps.map(step => ({
      at: step.at.toISOString(),
      response_time:
        slices.filter(({ from }) => from <= step.at.getTime()).at(-1)?.p50 ??
        null,
      ...roundedStep(step, SHOWN),
    }));
  }

  #steps(days: number, to: string): Promise<SystemStep[]> {
    const now = Date.now();
    const known = this.#kept.get(days);
    if (known && known.until > now) return known.steps;
    const { stepMs, ...span } = sampledSpan(days, new Date(to));
    const steps = this.#system.read(span, stepMs);
    for (const [kept, { until }] of this.#kept) {
      if (until <= now) this.#kept.delete(kept);
    }
    this.#kept.set(days, { until: now + KEEP_MS, steps });
    steps.catch(() => this.#kept.delete(days));
    return steps;
  }
}
