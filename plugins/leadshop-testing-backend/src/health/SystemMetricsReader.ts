/* `GET /system-metrics`: how the system was, and how calls of providers went. */
import {
  Fault,
  ProviderFigures,
  ProviderMode,
  SystemMetrics as Answer,
  SystemMetricsQuery,
  SystemSample,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Durations, PERCENTILE_ERROR } from '../store/metrics/durations';
import {
  ProviderMetrics,
  ProviderStep,
} from '../store/metrics/ProviderMetrics';
import {
  SYSTEM_METRICS,
  SystemMetric,
  SystemMetrics,
  SystemStep,
} from '../store/metrics/SystemMetrics';
import { defaultMode, rounded } from './figures';
import { sampledSpan } from './sampleSteps';
import { SharedAnswers } from './SharedAnswers';

/** Whether samples are added, and how often. */
interface Sampling {
  enabled: boolean;
  intervalMs: number;
}

/** A sample that is late by less than this is still what is now. */
const INTERVALS = 2;

/** Reads how the system was. */
export class SystemMetricsReader {
  readonly #options: {
    system: SystemMetrics;
    providers: ProviderMetrics;
    sampling: Sampling;
  };
  readonly #shared = new SharedAnswers<Answer>();

  constructor(options: {
    system: SystemMetrics;
    providers: ProviderMetrics;
    sampling: Sampling;
  }) {
    this.#options = options;
  }

  /** Everything about a period up to now. */
  read(query: SystemMetricsQuery): Promise<Answer> {
    const { days, provider_mode } = query;
    return this.#shared.ask(`${days} ${provider_mode}`, () =>
      this.readUpTo(new Date(), query),
    );
  }

  /** The same of a period up to a moment. */
  async readUpTo(now: Date, query: SystemMetricsQuery): Promise<Answer> {
    const { system, providers, sampling } = this.#options;
    const { stepMs, ...span } = sampledSpan(query.days, now);
    const [newest, steps, calls] = await Promise.all([
      system.newest(INTERVALS * sampling.intervalMs),
      system.read(span, stepMs),
      providers.read(span, stepMs),
    ]);
    const modes = { live: 0, sandbox: 0 };
    for (const step of calls) modes[step.provider_mode] += step.calls;
    const mode = query.provider_mode ?? defaultMode(modes);
    return {
      period_days: query.days,
      from: span.from.toISOString(),
      to: now.toISOString(),
      step_ms: stepMs,
      sampling: sampling.enabled,
      now: newest ? sampleOf(newest) : null,
      samples: steps.map(sampleOf),
      provider_mode: mode,
      provider_modes: modes,
      providers: byProvider(calls, mode),
      percentile_error: PERCENTILE_ERROR,
      generated_at: now.toISOString(),
    };
  }
}

function sampleOf(step: SystemStep): SystemSample {
  return { at: step.at.toISOString(), ...roundedStep(step, SYSTEM_METRICS) };
}

/** What is named of a step, to two digits after the point. */
export function roundedStep<K extends SystemMetric>(
  step: Record<K, number | null>,
  names: readonly K[],
): Record<K, number | null> {
  const shown = names.map(name => {
    const value = step[name];
    return [name, value === null ? null : rounded(value)] as const;
  });
  return Object.fromEntries(shown) as Record<K, number | null>;
}

const FAULTS: readonly Fault[] = [
  'lead',
  'leadshop',
  'vendor',
  'config',
  'network',
];

function byProvider(
  steps: readonly ProviderStep[],
  mode: ProviderMode,
): ProviderFigures[] {
  const shown = steps.filter(step => step.provider_mode === mode);
  const names = [...new Set(shown.map(step => step.provider))].sort();
  return names.map(provider => {
    const own = shown.filter(step => step.provider === provider);
    const faults: Partial<Record<Fault, number>> = {};
    for (const fault of FAULTS) {
      const count = own.reduce((sum, step) => sum + step[`fault_${fault}`], 0);
      if (count > 0) faults[fault] = count;
    }
    return {
      provider,
      ...callsOf(own),
      faults,
      timeline: own.map(step => ({
        at: step.at.toISOString(),
        ...callsOf([step]),
      })),
    };
  });
}

function callsOf(steps: readonly ProviderStep[]) {
  const durations = new Durations();
  const sum = { calls: 0, errors: 0 };
  for (const step of steps) {
    sum.calls += step.calls;
    for (const fault of FAULTS) sum.errors += step[`fault_${fault}`];
    durations.add(step.durations);
  }
  return { ...sum, ...durations.summary() };
}
