import { z } from 'zod';
import { leadDataSchema } from './lead';
import { providerModeSchema, testStatusSchema } from './execution';
import { cursorQuery, oneOrMany, searchText, storable } from './queries';

/** A name that a company may give a pipeline or a step. @public */
export const identifierSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,49}$/, 'must be lower case letters, digits and _');

/** A reference to an entity of the catalog. @public */
export const entityRefSchema = z
  .string()
  .max(500)
  .regex(
    /^[a-z]+:[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/i,
    'must be an entity reference such as component:default/score-calculator',
  );

/** Body of `POST /run-pipeline`. @public */
export const runPipelineRequestSchema = z
  .strictObject({
    test_type: identifierSchema.default('full_pipeline'),
    lead_data: leadDataSchema.optional(),
    lead_id: z.uuid('must be a UUID').optional(),
    entity_ref: entityRefSchema.nullish(),
  })
  .superRefine((body, ctx) => {
    if (body.lead_data && body.lead_id) {
      ctx.addIssue({
        code: 'custom',
        path: ['lead_id'],
        message: 'Send either lead_data or lead_id, not both',
      });
    }
    if (!body.lead_data && !body.lead_id) {
      ctx.addIssue({
        code: 'custom',
        path: ['lead_data', 'website_url'],
        message: 'Website URL is required',
      });
    }
  })
  .meta({ id: 'RunPipelineRequest' });
/** Body of `POST /run-pipeline`. @public */
export type RunPipelineRequest = z.input<typeof runPipelineRequestSchema>;

/** Answer of `POST /run-pipeline` and of a rerun. @public */
export const runPipelineResponseSchema = z
  .object({
    test_id: z.uuid(),
    status: z.literal('started'),
    estimated_duration: z.string(),
    created_at: z.iso.datetime({ offset: true }),
  })
  .meta({ id: 'RunPipelineResponse' });
/** Answer of `POST /run-pipeline` and of a rerun. @public */
export type RunPipelineResponse = z.infer<typeof runPipelineResponseSchema>;

/** Body of `POST /tests/{id}/rerun`. @public */
export const rerunRequestSchema = z
  .strictObject({ from_step: identifierSchema.optional() })
  .meta({ id: 'RerunRequest' });
/** Body of `POST /tests/{id}/rerun`. @public */
export type RerunRequest = z.input<typeof rerunRequestSchema>;

/** The orders in which `/history` can be read. @public */
export const historySortSchema = z.enum([
  '-created_at',
  'created_at',
  '-execution_time',
  'execution_time',
  '-score',
  'score',
]);
/** The orders in which `/history` can be read. @public */
export type HistorySort = z.infer<typeof historySortSchema>;

/** What narrows the history, and a report of it. */
const historyFilters = {
  status: oneOrMany(testStatusSchema).optional(),
  test_type: identifierSchema.optional(),
  component: storable(63).optional(),
  entity_ref: entityRefSchema.optional(),
  lead_id: z.uuid('must be a UUID').optional(),
  batch_id: z.uuid('must be a UUID').optional(),
  /** Name of a step: failed tests that failed there before anywhere else. */
  failed_step: identifierSchema.optional(),
  provider_mode: providerModeSchema.optional(),
  user: storable(300).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  q: searchText(200).optional(),
};

/** Query of `GET /history`. @public */
export const historyQuerySchema = z
  .strictObject({
    ...cursorQuery,
    offset: z.coerce.number().int().min(0).max(10_000).optional(),
    ...historyFilters,
    sort: historySortSchema.default('-created_at'),
  })
  .refine(query => !(query.cursor && query.offset !== undefined), {
    path: ['offset'],
    message: 'Send either cursor or offset, not both',
  });
/** Query of `GET /history`, parsed. @public */
export type HistoryQuery = z.output<typeof historyQuerySchema>;

/** What a test report can be written as. @public */
export const reportFormatSchema = z.enum(['pdf', 'csv', 'json', 'junit']);
/** What a test report can be written as. @public */
export type ReportFormat = z.infer<typeof reportFormatSchema>;

/** Query of `GET /report`: a format, and what narrows the history. @public */
export const reportQuerySchema = z
  .strictObject({
    format: reportFormatSchema,
    ...historyFilters,
    /** The same as `from` so many days ago; not with `from` or `to`. */
    days: z.coerce.number().int().min(1).max(400).optional(),
  })
  .refine(query => !(query.days && (query.from || query.to)), {
    path: ['days'],
    message: 'Send either days or from and to, not both',
  });
/** Query of `GET /report`, parsed. @public */
export type ReportQuery = z.output<typeof reportQuerySchema>;

/** Query of `GET /tests/{id}/events`. @public */
export const eventsQuerySchema = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
});
