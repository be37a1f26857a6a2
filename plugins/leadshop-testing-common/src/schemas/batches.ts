import { z } from 'zod';
import { leadSelectionSchema } from './leadRecords';
import { cursorQuery } from './queries';
import { entityRefSchema, identifierSchema } from './requests';

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);

/** Most tests that one batch can hold. @public */
export const MAX_BATCH_SIZE = 100_000;

/** Body of `POST /run-batch`: named leads, all that match, or a whole import. @public */
export const runBatchRequestSchema = z
  .strictObject({
    test_type: identifierSchema.default('full_pipeline'),
    lead_ids: leadSelectionSchema.shape.lead_ids,
    filter: leadSelectionSchema.shape.filter,
    import_id: z.uuid('must be a UUID').optional(),
    entity_ref: entityRefSchema.nullish(),
  })
  .refine(
    body =>
      [body.lead_ids, body.filter, body.import_id].filter(
        source => source !== undefined,
      ).length === 1,
    {
      path: ['lead_ids'],
      message: 'Send one of lead_ids, filter or import_id',
    },
  )
  .meta({ id: 'RunBatchRequest' });
/** Body of `POST /run-batch`. @public */
export type RunBatchRequest = z.input<typeof runBatchRequestSchema>;

/** Answer of `POST /run-batch` and of a rerun of what failed. @public */
export const runBatchResponseSchema = z
  .object({ batch_id: z.uuid(), total: count })
  .meta({ id: 'RunBatchResponse' });
/** Answer of `POST /run-batch`. @public */
export type RunBatchResponse = z.infer<typeof runBatchResponseSchema>;

/** Where a batch stands. @public */
export const batchStatusSchema = z.enum(['running', 'completed', 'cancelled']);
/** Where a batch stands. @public */
export type BatchStatus = z.infer<typeof batchStatusSchema>;

/** How many tests of a batch failed at a step. @public */
export const failingStepSchema = z
  .object({ step_name: z.string(), title: z.string(), count })
  .meta({ id: 'FailingStep' });
/** How many tests of a batch failed at a step. @public */
export type FailingStep = z.infer<typeof failingStepSchema>;

/** A batch of tests, as lists and the live channel show it. @public */
export const batchSchema = z
  .object({
    id: z.uuid(),
    test_type: z.string(),
    status: batchStatusSchema,
    user_ref: z.string(),
    entity_ref: z.string().nullable(),
    /** Where its leads come from. */
    source: z.enum(['leads', 'filter', 'import', 'rerun']),
    import_id: z.uuid().nullable(),
    rerun_of: z.uuid().nullable(),
    total: count,
    counts: z.object({
      pending: count,
      running: count,
      success: count,
      failed: count,
      cancelled: count,
    }),
    failing_steps: z.array(failingStepSchema),
    /** Percent of the tests that have ended. */
    progress: z.number().min(0).max(100),
    /** Tests ended in the last minute; null before the first. */
    rate_per_minute: z.number().min(0).nullable(),
    /** Seconds to the end at this rate; null when unknown or ended. */
    eta_seconds: count.nullable(),
    cancel_requested_at: time.nullable(),
    created_at: time,
    completed_at: time.nullable(),
  })
  .meta({ id: 'Batch' });
/** A batch of tests. @public */
export type Batch = z.infer<typeof batchSchema>;

/** Query of `GET /batches`. @public */
export const batchesQuerySchema = z.strictObject({
  ...cursorQuery,
  status: batchStatusSchema.optional(),
});
/** Query of `GET /batches`, parsed. @public */
export type BatchesQuery = z.output<typeof batchesQuerySchema>;
