import { z } from 'zod';
import { faultSchema, providerModeSchema } from './execution';
import { MAX_METRICS_DAYS } from './metrics';
import { componentHealthSchema, componentStatusSchema } from './status';

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);
const percent = z.number().min(0).max(100).nullable();
/** Milliseconds; null while nothing was measured. */
const duration = z.number().min(0).nullable();

/** `GET /components`. @public */
export const componentListSchema = z
  .object({
    /** False: components are not checked, and told from tests alone. */
    checks_enabled: z.boolean(),
    components: z.array(componentHealthSchema),
    timestamp: time,
  })
  .meta({ id: 'ComponentList' });
/** `GET /components`. @public */
export type ComponentList = z.infer<typeof componentListSchema>;

/** Query of `GET /components/{name}/checks`. @public */
export const componentChecksQuerySchema = z.strictObject({
  /** Default: a day before `to`; at most 400 days before it. */
  from: time.optional(),
  /** Default: now. */
  to: time.optional(),
});
/** Query of `GET /components/{name}/checks`, parsed. @public */
export type ComponentChecksQuery = z.output<typeof componentChecksQuerySchema>;

/** Longest period of checks that can be asked for, in days. @public */
export const MAX_CHECKS_DAYS = MAX_METRICS_DAYS;

/** A check that failed. @public */
export const failedCheckSchema = z
  .object({
    at: time,
    fault: faultSchema.nullable(),
    message: z.string().nullable(),
    response_time: z.number().min(0),
  })
  .meta({ id: 'FailedCheck' });
/** A check that failed. @public */
export type FailedCheck = z.infer<typeof failedCheckSchema>;

/** `GET /components/{name}/checks`: what checks say of one component. @public */
export const componentChecksSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    /** False: no more checks are made; there may be some from before. */
    enabled: z.boolean(),
    from: time,
    to: time,
    /** That of the newest check; checks in another are not in the figures. */
    provider_mode: providerModeSchema.nullable(),
    total: count,
    succeeded: count,
    failed: count,
    /** succeeded / total, in percent. */
    uptime: percent,
    /** The same without what is a vendor's fault, which is not LeadShop's. */
    success_rate: percent,
    faults: z.partialRecord(faultSchema, count),
    /** Of the checks that succeeded. */
    p50: duration,
    p95: duration,
    /** Slices without a check are left out. */
    slices: z.array(
      z.object({
        from: time,
        /** Its length. */
        seconds: z.int().min(1),
        succeeded: count,
        failed: count,
        p50: duration,
        p95: duration,
        /** The worst state in it. */
        status: componentStatusSchema,
      }),
    ),
    /** The newest ten. */
    last_failures: z.array(failedCheckSchema),
  })
  .meta({ id: 'ComponentChecks' });
/** `GET /components/{name}/checks`. @public */
export type ComponentChecks = z.infer<typeof componentChecksSchema>;
