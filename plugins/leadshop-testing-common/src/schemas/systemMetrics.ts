import { z } from 'zod';
import { faultSchema, providerModeSchema } from './execution';
import { MAX_METRICS_DAYS } from './metrics';

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);
const percent = z.number().min(0).max(100).nullable();
/** Null while nothing was measured. */
const measured = z.number().min(0).nullable();
const percentiles = { p50: measured, p95: measured, p99: measured };

/** Query of `GET /system-metrics`. @public */
export const systemMetricsQuerySchema = z.strictObject({
  /** Days up to now. */
  days: z.coerce.number().int().min(1).max(MAX_METRICS_DAYS).default(1),
  /**
   * Of providers' calls: live and sandbox are never mixed. Left out: live when
   * the period has live calls, else sandbox.
   */
  provider_mode: providerModeSchema.optional(),
});
/** Query of `GET /system-metrics`, parsed. @public */
export type SystemMetricsQuery = z.output<typeof systemMetricsQuerySchema>;

/**
 * How the system was at a moment: means over all replicas, the highest where it
 * says so. Null: not measured then, or not to be had on that machine.
 *
 * @public
 */
export const systemSampleSchema = z
  .object({
    at: time,
    /** Of the process, in percent of the CPUs that it may use. */
    cpu_usage: percent,
    /** Of the process, in percent of the memory that it may use. */
    memory_usage: percent,
    /** Resident memory of the process, in bytes. */
    memory_bytes: measured,
    /** Of everything in the container, in percent of its limits. */
    container_cpu_usage: percent,
    container_memory_usage: percent,
    /** Milliseconds: p99 of the sampled interval, and the highest. */
    event_loop_lag: measured,
    event_loop_lag_max: measured,
    /** Connections to the database, of all replicas and all others. */
    database_connections: measured,
    /** The plugin's own pool: at work, idle, and who waits for one. */
    database_pool_used: measured,
    database_pool_free: measured,
    database_pool_pending: measured,
    queue_depth: measured,
    /** How long the oldest waiting test has been due, in milliseconds. */
    queue_oldest_age: measured,
    sockets: measured,
  })
  .meta({ id: 'SystemSample' });
/** How the system was at a moment. @public */
export type SystemSample = z.infer<typeof systemSampleSchema>;

const calls = {
  calls: count,
  /** Those that failed, whatever the fault. */
  errors: count,
  /** Milliseconds, of calls that succeeded and of those that failed. */
  ...percentiles,
};

/** How the calls of one provider went. @public */
export const providerFiguresSchema = z
  .object({
    /** Such as `pagespeed`, or the slug of one of LeadShop's components. */
    provider: z.string(),
    ...calls,
    faults: z.partialRecord(faultSchema, count),
    timeline: z.array(z.object({ at: time, ...calls })),
  })
  .meta({ id: 'ProviderFigures' });
/** How the calls of one provider went. @public */
export type ProviderFigures = z.infer<typeof providerFiguresSchema>;

/** `GET /system-metrics`. @public */
export const systemMetricsSchema = z
  .object({
    period_days: z.int().min(1),
    from: time,
    to: time,
    /** Distance of two samples, in milliseconds. */
    step_ms: z.int().min(1),
    /** False when sampling is switched off: no samples are added then. */
    sampling: z.boolean(),
    /**
     * The newest samples, not a mean over a step. Null: none has come for two
     * intervals of sampling.
     */
    now: systemSampleSchema.nullable(),
    samples: z.array(systemSampleSchema),
    provider_mode: providerModeSchema,
    /** Calls by provider mode in the period. */
    provider_modes: z.object({ live: count, sandbox: count }),
    providers: z.array(providerFiguresSchema),
    /** Largest relative error of the percentiles, such as 0.01. */
    percentile_error: z.number(),
    generated_at: time,
  })
  .meta({ id: 'SystemMetrics' });
/** `GET /system-metrics`. @public */
export type SystemMetrics = z.infer<typeof systemMetricsSchema>;
