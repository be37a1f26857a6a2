/*
 * The metrics, by name. docs/operator-guide.md lists them; a name that changes
 * breaks somebody's dashboards and alerts.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  MetricAttributes,
  MetricsService,
  MetricsServiceCounter,
  MetricsServiceHistogram,
  MetricsServiceObservableCallback,
} from '@backstage/backend-plugin-api/alpha';
import type { SystemProbe } from '../health/SystemProbe';
import type { SystemSample } from '../store/metrics/SystemMetrics';

/** Labels; `none` where there is nothing to say, so that series add up. */
type Labels = Record<string, string | null | undefined>;

const SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300,
  600,
];
/** Scrapes that come together share one look. */
const LOOK_KEPT_MS = 2_000;
/** So long the database is waited for. */
const LOOK_MS = 2_000;

/** What is told of how the system is; a factor makes base units of it. */
const GAUGES = [
  [
    'cpu_usage',
    'process.cpu.utilization',
    '1',
    0.01,
    'CPU of this process, of what it may use',
  ],
  [
    'memory_usage',
    'process.memory.utilization',
    '1',
    0.01,
    'Memory of this process, of what it may use',
  ],
  [
    'memory_bytes',
    'process.memory.usage',
    'By',
    1,
    'Resident memory of this process',
  ],
  [
    'container_cpu_usage',
    'container.cpu.utilization',
    '1',
    0.01,
    'CPU of the container, of its limit',
  ],
  [
    'container_memory_usage',
    'container.memory.utilization',
    '1',
    0.01,
    'Memory of the container, of its limit',
  ],
  [
    'event_loop_lag',
    'event_loop.lag.p99',
    's',
    0.001,
    'Lag of the event loop since the last scrape, p99',
  ],
  [
    'event_loop_lag_max',
    'event_loop.lag.max',
    's',
    0.001,
    'Highest lag of the event loop since the last scrape',
  ],
  [
    'database_connections',
    'database.connections',
    '{connection}',
    1,
    'Connections to the database, of all replicas',
  ],
  [
    'database_pool_used',
    'database.pool.used',
    '{connection}',
    1,
    'Connections of this pool at work',
  ],
  [
    'database_pool_free',
    'database.pool.free',
    '{connection}',
    1,
    'Idle connections of this pool',
  ],
  [
    'database_pool_pending',
    'database.pool.pending',
    '{request}',
    1,
    'Who waits for a connection of this pool',
  ],
  [
    'queue_depth',
    'queue.depth',
    '{test}',
    1,
    'Tests that wait, of all replicas',
  ],
  [
    'queue_oldest_age',
    'queue.oldest_age',
    's',
    0.001,
    'How long the oldest waiting test has been due',
  ],
  ['sockets', 'live.sockets', '{socket}', 1, 'Live sockets of this replica'],
] as const satisfies readonly (readonly [
  keyof SystemSample,
  string,
  string,
  number,
  string,
])[];

/** Counts and measures. */
export class Instruments {
  readonly #testsEnded: MetricsServiceCounter;
  readonly #testDuration: MetricsServiceHistogram;
  readonly #stepDuration: MetricsServiceHistogram;
  readonly #callDuration: MetricsServiceHistogram;
  readonly #deliveryDuration: MetricsServiceHistogram;
  readonly #feedLag: MetricsServiceHistogram;
  readonly #metrics: MetricsService;

  constructor(metrics: MetricsService) {
    this.#metrics = metrics;
    const seconds = (name: string, description: string) =>
      metrics.createHistogram(`leadshop_testing.${name}`, {
        unit: 's',
        description,
        advice: { explicitBucketBoundaries: SECONDS },
      });
    this.#testsEnded = metrics.createCounter('leadshop_testing.tests.ended', {
      unit: '{test}',
      description: 'Tests that this replica brought to their end',
    });
    this.#testDuration = seconds(
      'test.duration',
      'From start to end of a test',
    );
    this.#stepDuration = seconds('step.duration', 'A step with all its tries');
    this.#callDuration = seconds(
      'provider.call.duration',
      'A call of a provider',
    );
    this.#deliveryDuration = seconds(
      'webhook.delivery.duration',
      'An attempt to deliver an event to a webhook',
    );
    this.#feedLag = seconds('feed.lag', 'From an event to its being handed on');
  }

  testEnded(seconds: number, labels: Labels): void {
    this.#testsEnded.add(1, attributes(labels));
    this.#testDuration.record(seconds, attributes(labels));
  }

  stepEnded(seconds: number, labels: Labels): void {
    this.#stepDuration.record(seconds, attributes(labels));
  }

  providerCalled(seconds: number, labels: Labels): void {
    this.#callDuration.record(seconds, attributes(labels));
  }

  webhookSent(outcome: 'delivered' | 'retry' | 'dead', seconds: number): void {
    this.#deliveryDuration.record(seconds, { outcome });
  }

  feedHandedOn(seconds: number): void {
    this.#feedLag.record(seconds);
  }

  /**
   * Tells how the system is whenever somebody collects metrics. A database that
   * does not answer must not keep back what is known without it.
   *
   * @returns stops it
   */
  observe(probe: Pick<SystemProbe, 'lookHere' | 'lookAround'>): () => void {
    let kept: { until: number; sample: Promise<Seen> } | undefined;
    const seen = (): Promise<Seen> => {
      const now = Date.now();
      if (!kept || kept.until <= now) {
        kept = { until: now + LOOK_KEPT_MS, sample: look(probe) };
      }
      return kept.sample;
    };
    const stops = GAUGES.map(([key, name, unit, factor, description]) => {
      const gauge = this.#metrics.createObservableGauge(
        `leadshop_testing.${name}`,
        { unit, description },
      );
      const tell: MetricsServiceObservableCallback = async result => {
        const value = (await seen())[key] ?? null;
        if (value !== null) result.observe(value * factor);
      };
      gauge.addCallback(tell);
      return () => gauge.removeCallback(tell);
    });
    return () => stops.forEach(stop => stop());
  }
}

type Seen = Partial<SystemSample>;

async function look(
  probe: Pick<SystemProbe, 'lookHere' | 'lookAround'>,
): Promise<Seen> {
  const late = new AbortController();
  const shared: Seen = await Promise.race([
    probe.lookAround().catch(() => ({})),
    pause(LOOK_MS, {}, { signal: late.signal, ref: false }),
  ]);
  late.abort();
  return { ...probe.lookHere(), ...shared };
}

function attributes(labels: Labels): MetricAttributes {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name, value ?? 'none']),
  );
}
