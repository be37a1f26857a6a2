import {
  COMPONENTS,
  FULL_PIPELINE_STEPS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ComponentChecks,
  ComponentResults,
  ComponentResultsQuery,
  ComponentSlug,
  Metrics,
  MetricsFigures,
  MetricsQuery,
  PerformanceSample,
  StepStatistics,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** When the figures are from. */
const NOW = '2026-03-08T10:00:00.000Z';
const HOUR_MS = 3_600_000;

/** The moment that many hours ago. */
export function hoursAgo(hours: number): string {
  return new Date(Date.parse(NOW) - hours * HOUR_MS).toISOString();
}

/** The figures of a period without a test. */
export const NO_FIGURES: MetricsFigures = {
  total_tests: 0,
  successful_tests: 0,
  failed_tests: 0,
  cancelled_tests: 0,
  success_rate: null,
  average_execution_time_ms: null,
  p50: null,
  p95: null,
  p99: null,
  average_spam_score: null,
};

/** The figures of a week: 460 succeeded, 40 failed, 10 were cancelled. */
export const A_WEEK: MetricsFigures = {
  total_tests: 510,
  successful_tests: 460,
  failed_tests: 40,
  cancelled_tests: 10,
  success_rate: 92,
  average_execution_time_ms: 1840,
  p50: 1700,
  p95: 2900,
  p99: 4100,
  average_spam_score: 1.4,
};

/** The week before, which was worse. */
export const A_WORSE_WEEK: Metrics['previous'] = {
  total_tests: 400,
  successful_tests: 300,
  failed_tests: 100,
  cancelled_tests: 0,
  success_rate: 75,
  average_execution_time_ms: 2340,
  p50: 2000,
  p95: 3500,
  p99: 5000,
  average_spam_score: 1.9,
  revenue_impact: 900_000,
};

/** How the step with that number did. */
export function stepStatistics(
  number: number,
  change: Partial<StepStatistics> = {},
): StepStatistics {
  return {
    ...FULL_PIPELINE_STEPS[number - 1],
    total: 500,
    succeeded: 490,
    failed: 10,
    skipped: 0,
    success_rate: 98,
    p50: 100,
    p95: 240,
    p99: 400,
    faults: { vendor: 8, network: 2 },
    ...change,
  };
}

/** How the system was that many hours ago. */
export function sample(
  hours: number,
  change: Partial<PerformanceSample> = {},
): PerformanceSample {
  return {
    at: hoursAgo(hours),
    response_time: 1800,
    cpu_usage: 25,
    memory_usage: 60,
    event_loop_lag: 12,
    database_connections: 14,
    queue_depth: 3,
    sockets: 20,
    ...change,
  };
}

/** A week with all that a week can have. */
export const FULL_WEEK: Partial<Metrics> = {
  ...A_WEEK,
  provider_modes: { live: 510, sandbox: 0 },
  previous: A_WORSE_WEEK,
  revenue_impact: {
    total: 1_240_000,
    by_component: [
      { name: 'security-scraper', title: 'Security Scraper', amount: 800_000 },
      { name: 'gbp-integration', title: 'GBP Integration', amount: 440_000 },
    ],
    by_industry: [
      { industry: 'Bakery', amount: 1_000_000, tests: 300 },
      { industry: null, amount: 240_000, tests: 160 },
    ],
    by_import: [
      {
        import_id: '00000000-0000-4000-8000-000000000007',
        file_name: 'spring.csv',
        amount: 900_000,
        tests: 250,
      },
      { import_id: null, file_name: null, amount: 340_000, tests: 210 },
    ],
    currency: 'USD',
    other_currencies: 0,
    formula: 'annual revenue x share of visitors lost',
  },
  step_statistics: FULL_PIPELINE_STEPS.map(({ step_number }) =>
    stepStatistics(step_number),
  ),
  hourly_distribution: [
    {
      from: hoursAgo(1),
      hours: 1,
      total: 12,
      successful: 10,
      failed: 2,
      cancelled: 0,
      p50: 1700,
      p95: 2900,
    },
  ],
  status_distribution: [
    { status: 'success', count: 460 },
    { status: 'failed', count: 40 },
    { status: 'cancelled', count: 10 },
  ],
  performance: [sample(2), sample(1, { cpu_usage: 75 }), sample(0)],
};

/** The server's answer; without a change, that of a portal without tests. */
export function metricsOf(
  query: MetricsQuery,
  change: Partial<Metrics> = {},
): Metrics {
  return {
    ...NO_FIGURES,
    period_days: query.days,
    from: hoursAgo(query.days * 24),
    to: NOW,
    provider_mode: query.provider_mode ?? 'live',
    provider_modes: { live: 0, sandbox: 0 },
    revenue_impact: {
      total: 0,
      by_component: [],
      by_industry: [],
      by_import: [],
      currency: null,
      other_currencies: 0,
      formula: 'annual revenue x share of visitors lost',
    },
    previous: { ...NO_FIGURES, revenue_impact: 0 },
    step_statistics: [],
    hourly_distribution: [],
    status_distribution: [],
    performance: [],
    sampling: true,
    percentile_error: 0.01,
    generated_at: NOW,
    ...change,
  };
}

/** What the server says of a component; without a change, of an unused one. */
export function componentResults(
  name: string,
  query: ComponentResultsQuery,
  change: Partial<ComponentResults> = {},
): ComponentResults {
  return {
    name,
    title: COMPONENTS[name as ComponentSlug],
    period_days: query.days,
    from: hoursAgo(query.days * 24),
    to: NOW,
    provider_mode: query.provider_mode ?? 'live',
    provider_modes: { live: 0, sandbox: 0 },
    total: 0,
    succeeded: 0,
    failed: 0,
    skipped: 0,
    success_rate: null,
    p50: null,
    p95: null,
    p99: null,
    faults: {},
    previous: { total: 0, success_rate: null, p95: null },
    timeline: [],
    last_failures: [],
    ...change,
  };
}

/** What checks say of a component; without a change, of one that is not checked. */
export function componentChecks(
  name: string,
  change: Partial<ComponentChecks> = {},
): ComponentChecks {
  return {
    name,
    title: COMPONENTS[name as ComponentSlug],
    enabled: true,
    from: hoursAgo(24),
    to: NOW,
    provider_mode: null,
    total: 0,
    succeeded: 0,
    failed: 0,
    uptime: null,
    success_rate: null,
    faults: {},
    p50: null,
    p95: null,
    slices: [],
    last_failures: [],
    ...change,
  };
}
