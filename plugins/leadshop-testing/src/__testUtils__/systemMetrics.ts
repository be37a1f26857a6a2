import type {
  ProviderFigures,
  SystemMetrics,
  SystemMetricsQuery,
  SystemSample,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { hoursAgo } from './metrics';

/** How the system was that many hours ago. */
export function systemSample(
  hours: number,
  change: Partial<SystemSample> = {},
): SystemSample {
  return {
    at: hoursAgo(hours),
    cpu_usage: 25,
    memory_usage: 60,
    memory_bytes: 600_000_000,
    container_cpu_usage: 30,
    container_memory_usage: 65,
    event_loop_lag: 12,
    event_loop_lag_max: 48,
    database_connections: 14,
    database_pool_used: 2,
    database_pool_free: 8,
    database_pool_pending: 0,
    queue_depth: 3,
    queue_oldest_age: 1_500,
    sockets: 20,
    ...change,
  };
}

/** A provider that a few calls of went wrong. */
export const PAGESPEED: ProviderFigures = {
  provider: 'pagespeed',
  calls: 1_000,
  errors: 12,
  p50: 900,
  p95: 2_400,
  p99: 4_000,
  faults: { vendor: 10, network: 2 },
  timeline: [2, 1].map(hours => ({
    at: hoursAgo(hours),
    calls: 500,
    errors: 6,
    p50: 900,
    p95: 2_400,
    p99: 4_000,
  })),
};

/** The server's answer; without a change, that of a system without samples. */
export function systemMetricsOf(
  query: SystemMetricsQuery,
  change: Partial<SystemMetrics> = {},
): SystemMetrics {
  return {
    period_days: query.days,
    from: hoursAgo(query.days * 24),
    to: hoursAgo(0),
    step_ms: 300_000,
    sampling: true,
    now: change.samples?.at(-1) ?? null,
    samples: [],
    provider_mode: query.provider_mode ?? 'live',
    provider_modes: { live: 0, sandbox: 0 },
    providers: [],
    percentile_error: 0.01,
    generated_at: hoursAgo(0),
    ...change,
  };
}
