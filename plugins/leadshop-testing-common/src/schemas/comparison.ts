import { z } from 'zod';
import { executionSummarySchema, stepStatusSchema } from './execution';

const scalar = z.union([z.string(), z.number(), z.boolean()]).nullable();

/** Query of `GET /tests/compare`. @public */
export const compareQuerySchema = z
  .strictObject({ a: z.uuid('must be a UUID'), b: z.uuid('must be a UUID') })
  .refine(({ a, b }) => a.toLowerCase() !== b.toLowerCase(), {
    path: ['b'],
    message: 'is the same test as a; name two different ones',
  });

/**
 * One thing that is not the same in both tests. `field` is a path such as
 * `details.mobile.performance`; `change` is b - a of numbers.
 *
 * @public
 */
export const differenceSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.enum(['status', 'text', 'flag']),
      field: z.string(),
      a: scalar,
      b: scalar,
    }),
    z.object({
      kind: z.enum(['duration', 'number', 'score', 'money']),
      field: z.string(),
      a: z.number().nullable(),
      b: z.number().nullable(),
      change: z.number().nullable(),
      /** Whether b is the better one; null where neither is. */
      better: z.boolean().nullable(),
    }),
    z.object({
      kind: z.literal('list'),
      field: z.string(),
      added: z.array(z.string()),
      removed: z.array(z.string()),
    }),
  ])
  .meta({ id: 'Difference' });
/** One thing that is not the same in both tests. @public */
export type Difference = z.infer<typeof differenceSchema>;

const side = z
  .object({
    status: stepStatusSchema,
    duration: z.int().min(0).nullable(),
    error: z.string().nullable(),
    kept_from: z.uuid().nullable(),
  })
  .nullable();

/** A step in both tests; null where a pipeline does not have it. @public */
export const stepComparisonSchema = z
  .object({
    step_name: z.string(),
    step_number: z.int().min(1),
    title: z.string(),
    component: z.string(),
    a: side,
    b: side,
    differences: z.array(differenceSchema),
  })
  .meta({ id: 'StepComparison' });
/** A step in both tests. @public */
export type StepComparison = z.infer<typeof stepComparisonSchema>;

/** `GET /tests/compare`: what changed from test a to test b. @public */
export const comparisonSchema = z
  .object({
    a: executionSummarySchema,
    b: executionSummarySchema,
    differences: z.array(differenceSchema),
    steps: z.array(stepComparisonSchema),
    /** Personal data was left out of what was compared. */
    personal_data_hidden: z.boolean(),
  })
  .meta({ id: 'Comparison' });
/** `GET /tests/compare`. @public */
export type Comparison = z.infer<typeof comparisonSchema>;
