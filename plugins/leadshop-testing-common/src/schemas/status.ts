import { z } from 'zod';
import { faultSchema, providerModeSchema } from './execution';
import { queuePauseSchema } from './queue';

/** How a component is. @public */
export const componentStatusSchema = z.enum([
  'healthy',
  'warning',
  'error',
  'unknown',
]);
/** How a component is. @public */
export type ComponentStatus = z.infer<typeof componentStatusSchema>;

/** A component's health as far as real tests and checks tell. @public */
export const componentHealthSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    status: componentStatusSchema,
    fault: faultSchema.nullable(),
    provider_mode: providerModeSchema.nullable(),
    last_check: z.iso.datetime({ offset: true }).nullable(),
    response_time: z.number().min(0).nullable(),
    success_rate: z.number().min(0).max(100).nullable(),
    error_count: z.int().min(0),
    message: z.string().nullable(),
    /**
     * Checks of the last 24 hours that succeeded, in percent. Left out when
     * components are not checked, null when this one was not.
     */
    uptime: z.number().min(0).max(100).nullable().optional(),
  })
  .meta({ id: 'ComponentHealth' });
/** A component's health. @public */
export type ComponentHealth = z.infer<typeof componentHealthSchema>;

/** The state of the whole pipeline. @public */
export const pipelineHealthSchema = z.enum(['healthy', 'degraded', 'down']);
/** The state of the whole pipeline. @public */
export type PipelineHealth = z.infer<typeof pipelineHealthSchema>;

/** `GET /status`; the last two only with view_system_metrics. @public */
export const systemStatusSchema = z
  .object({
    pipeline_health: pipelineHealthSchema,
    active_tests: z.int().min(0),
    completed_tests: z.int().min(0),
    failed_tests: z.int().min(0),
    timestamp: z.iso.datetime({ offset: true }),
    /** Why no test starts; null: tests start. An older backend leaves it out. */
    queue_paused: queuePauseSchema.nullable().optional(),
    /** Backends that run tests; with none, tests wait. An older one leaves it out. */
    workers: z.int().min(0).optional(),
    system_metrics: z
      .object({
        cpu_usage: z.number().min(0).max(100),
        memory_usage: z.number().min(0).max(100),
        database_connections: z.int().min(0),
        queue_depth: z.int().min(0),
      })
      .optional(),
    components: z.array(componentHealthSchema).optional(),
  })
  .meta({ id: 'SystemStatus' });
/** `GET /status`. @public */
export type SystemStatus = z.infer<typeof systemStatusSchema>;

/** Backstage's error body. @public */
export const errorBodySchema = z
  .object({
    error: z
      .object({
        name: z.string(),
        message: z.string(),
        fields: z
          .array(z.object({ field: z.string(), message: z.string() }))
          .optional(),
      })
      .loose(),
    request: z.object({ method: z.string(), url: z.string() }).optional(),
    response: z.object({ statusCode: z.int() }),
  })
  .meta({ id: 'ErrorBody' });
/** Backstage's error body. @public */
export type ErrorBody = z.infer<typeof errorBodySchema>;
