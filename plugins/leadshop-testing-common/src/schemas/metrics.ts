import { z } from 'zod';
import { faultSchema, providerModeSchema, testStatusSchema } from './execution';

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);
const percent = z.number().min(0).max(100).nullable();
/** Milliseconds; null while nothing was measured. */
const duration = z.number().min(0).nullable();

/** Longest period that figures are kept for, in days. @public */
export const MAX_METRICS_DAYS = 400;

const period = {
  /** Days up to now. */
  days: z.coerce.number().int().min(1).max(MAX_METRICS_DAYS).default(7),
  /**
   * Live and sandbox are never mixed. Left out: live when the period has live
   * tests, else sandbox.
   */
  provider_mode: providerModeSchema.optional(),
};

/** Query of `GET /metrics`. @public */
export const metricsQuerySchema = z.strictObject(period);
/** Query of `GET /metrics`, parsed. @public */
export type MetricsQuery = z.output<typeof metricsQuerySchema>;

const percentiles = { p50: duration, p95: duration, p99: duration };

/** What one period came to. Rates and averages are null without a test. @public */
export const metricsFiguresSchema = z
  .object({
    total_tests: count,
    successful_tests: count,
    failed_tests: count,
    cancelled_tests: count,
    /** success / (success + failed), in percent. */
    success_rate: percent,
    average_execution_time_ms: duration,
    ...percentiles,
    average_spam_score: z.number().nullable(),
  })
  .meta({ id: 'MetricsFigures' });
/** What one period came to. @public */
export type MetricsFigures = z.infer<typeof metricsFiguresSchema>;

/** Estimated revenue that findings put at stake. @public */
export const revenueImpactSchema = z
  .object({
    total: z.number(),
    /** Each test's impact, shared out by what its parts lost of the score. */
    by_component: z.array(
      z.object({ name: z.string(), title: z.string(), amount: z.number() }),
    ),
    by_industry: z.array(
      z.object({
        industry: z.string().nullable(),
        amount: z.number(),
        tests: count,
      }),
    ),
    by_import: z.array(
      z.object({
        import_id: z.uuid().nullable(),
        file_name: z.string().nullable(),
        amount: z.number(),
        tests: count,
      }),
    ),
    currency: z.string().nullable(),
    /** Tests in other currencies; their amounts are in none of the figures. */
    other_currencies: count,
    formula: z.string(),
  })
  .meta({ id: 'RevenueImpact' });
/** Estimated revenue that findings put at stake. @public */
export type RevenueImpact = z.infer<typeof revenueImpactSchema>;

const stepCounts = {
  total: count,
  succeeded: count,
  failed: count,
  skipped: count,
  /** succeeded / (succeeded + failed), in percent. */
  success_rate: percent,
  ...percentiles,
  faults: z.partialRecord(faultSchema, count),
};

/** How one step did in the period. @public */
export const stepStatisticsSchema = z
  .object({
    step_name: z.string(),
    step_number: z.int().min(1),
    title: z.string(),
    component: z.string(),
    ...stepCounts,
  })
  .meta({ id: 'StepStatistics' });
/** How one step did in the period. @public */
export type StepStatistics = z.infer<typeof stepStatisticsSchema>;

const slice = {
  from: time,
  /** Length in hours: 1 up to seven days, more in longer periods. */
  hours: z.int().min(1),
};

/** Tests that ended in a slice of the period. @public */
export const metricsSliceSchema = z
  .object({
    ...slice,
    total: count,
    successful: count,
    failed: count,
    cancelled: count,
    p50: duration,
    p95: duration,
  })
  .meta({ id: 'MetricsSlice' });
/** Tests that ended in a slice of the period. @public */
export type MetricsSlice = z.infer<typeof metricsSliceSchema>;

/** How the system was at a moment, averaged over all replicas. @public */
export const performanceSampleSchema = z
  .object({
    at: time,
    /** Median duration of the tests that ended around then. */
    response_time: duration,
    cpu_usage: percent,
    memory_usage: percent,
    /** Milliseconds, p99 of the sampled interval. */
    event_loop_lag: duration,
    database_connections: z.number().min(0).nullable(),
    queue_depth: z.number().min(0).nullable(),
    sockets: z.number().min(0).nullable(),
  })
  .meta({ id: 'PerformanceSample' });
/** How the system was at a moment. @public */
export type PerformanceSample = z.infer<typeof performanceSampleSchema>;

/** Tests by provider mode in the period, so that a page can offer the other. */
const providerModes = z.object({ live: count, sandbox: count });

/** `GET /metrics`; `performance` only with view_system_metrics. @public */
export const metricsSchema = metricsFiguresSchema
  .extend({
    period_days: z.int().min(1),
    from: time,
    to: time,
    provider_mode: providerModeSchema,
    provider_modes: providerModes,
    revenue_impact: revenueImpactSchema,
    /** The same days before. */
    previous: metricsFiguresSchema.extend({ revenue_impact: z.number() }),
    step_statistics: z.array(stepStatisticsSchema),
    hourly_distribution: z.array(metricsSliceSchema),
    status_distribution: z.array(z.object({ status: testStatusSchema, count })),
    /** The last 24 hours; for longer periods the whole of it, in wider steps. */
    performance: z.array(performanceSampleSchema).optional(),
    /** False when sampling is switched off: `performance` stays empty then. */
    sampling: z.boolean(),
    /** Largest relative error of the percentiles, such as 0.01. */
    percentile_error: z.number(),
    generated_at: time,
  })
  .meta({ id: 'Metrics' });
/** `GET /metrics`. @public */
export type Metrics = z.infer<typeof metricsSchema>;

/** Query of `GET /components/{name}/results`. @public */
export const componentResultsQuerySchema = z.strictObject(period);
/** Query of `GET /components/{name}/results`, parsed. @public */
export type ComponentResultsQuery = z.output<
  typeof componentResultsQuerySchema
>;

/** A step of a component that failed. @public */
export const componentFailureSchema = z
  .object({
    test_id: z.uuid(),
    step_name: z.string(),
    business_name: z.string().nullable(),
    website_url: z.string().nullable(),
    error: z.string().nullable(),
    fault: faultSchema.nullable(),
    at: time,
  })
  .meta({ id: 'ComponentFailure' });
/** A step of a component that failed. @public */
export type ComponentFailure = z.infer<typeof componentFailureSchema>;

/** `GET /components/{name}/results`: what tests say of one component. @public */
export const componentResultsSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    period_days: z.int().min(1),
    from: time,
    to: time,
    provider_mode: providerModeSchema,
    provider_modes: providerModes,
    ...stepCounts,
    previous: z.object({
      total: count,
      success_rate: percent,
      p95: duration,
    }),
    timeline: z.array(
      z.object({
        ...slice,
        succeeded: count,
        failed: count,
        p50: duration,
        p95: duration,
      }),
    ),
    /** The newest ten. */
    last_failures: z.array(componentFailureSchema),
  })
  .meta({ id: 'ComponentResults' });
/** `GET /components/{name}/results`. @public */
export type ComponentResults = z.infer<typeof componentResultsSchema>;
