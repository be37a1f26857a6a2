import { z } from 'zod';
import { isStorableText, LEAD_LIMITS, leadDataSchema } from './lead';
import { testStatusSchema } from './execution';
import { boundedList, cursorQuery, oneOrMany, searchText } from './queries';

const time = z.iso.datetime({ offset: true });

/** Where a lead stands, by its tests. @public */
export const leadStatusSchema = z.enum([
  'new',
  'processing',
  'completed',
  'failed',
]);
/** Where a lead stands, by its tests. @public */
export type LeadStatus = z.infer<typeof leadStatusSchema>;

/** The newest test of a lead, as the lead list shows it. @public */
export const lastTestSchema = z
  .object({
    id: z.uuid(),
    status: testStatusSchema,
    score: z.number().nullable(),
    tier: z.string().nullable(),
    created_at: time,
  })
  .meta({ id: 'LastTest' });
/** The newest test of a lead. @public */
export type LastTest = z.infer<typeof lastTestSchema>;

/**
 * A stored lead. After its erasure (`erased_at`) the personal fields are null.
 *
 * @public
 */
export const leadSchema = z
  .object({
    id: z.uuid(),
    business_name: z.string().nullable(),
    website_url: z.string(),
    email: z.string().nullable(),
    contact_name: z.string().nullable(),
    phone: z.string().nullable(),
    industry: z.string().nullable(),
    naics_code: z.string().nullable(),
    location: z.string().nullable(),
    annual_revenue: z.number().nullable(),
    employee_count: z.int().nullable(),
    notes: z.string().nullable(),
    status: leadStatusSchema,
    lifecycle_stage: z.string().nullable(),
    import_id: z.uuid().nullable(),
    /** Goes up with each change of a field; the ETag. */
    version: z.int().min(1),
    created_by: z.string().nullable(),
    created_at: time,
    updated_at: time,
    erased_at: time.nullable(),
    last_test: lastTestSchema.nullable(),
  })
  .meta({ id: 'Lead' });
/** A stored lead. @public */
export type Lead = z.infer<typeof leadSchema>;

/** Which leads: the filters of the lead list, of a batch and of an export. @public */
export const leadFilterSchema = z
  .strictObject({
    status: oneOrMany(leadStatusSchema).optional(),
    import_id: z.uuid('must be a UUID').optional(),
    industry: searchText(120).optional(),
    /** Substring of business name, site, e-mail, contact name, phone, industry or location. */
    q: searchText(200).optional(),
    from: time.optional(),
    to: time.optional(),
  })
  .meta({ id: 'LeadFilter' });
/** Which leads. @public */
export type LeadFilter = z.output<typeof leadFilterSchema>;

/** The orders in which leads can be read. @public */
export const leadSortSchema = z.enum([
  '-created_at',
  'created_at',
  'business_name',
  '-business_name',
]);
/** The orders in which leads can be read. @public */
export type LeadSort = z.infer<typeof leadSortSchema>;

/** Query of `GET /leads`. @public */
export const leadsQuerySchema = leadFilterSchema.extend({
  ...cursorQuery,
  sort: leadSortSchema.default('-created_at'),
});
/** Query of `GET /leads`, parsed. @public */
export type LeadsQuery = z.output<typeof leadsQuerySchema>;

/** What to do with a row or lead that is already stored. @public */
export const onDuplicateSchema = z.enum(['skip', 'update', 'create']);
/** What to do with a row or lead that is already stored. @public */
export type OnDuplicate = z.infer<typeof onDuplicateSchema>;

/**
 * A lead as people write it: an address may lack its scheme, as in a file. What
 * is wrong with its fields is told by the rules of the import, all at once.
 */
const writtenLeadSchema = leadDataSchema.extend({
  website_url: z
    .string('Website URL must be text')
    .refine(isStorableText, 'Website URL has characters that cannot be stored')
    .trim()
    .max(LEAD_LIMITS.website_url),
});

/**
 * Body of `POST /leads`. Checked and normalised by the rules of the import.
 * A duplicate is refused with 409 that names the stored lead, unless
 * `allow_duplicate`.
 *
 * @public
 */
export const createLeadRequestSchema = z
  .strictObject({
    lead: writtenLeadSchema,
    allow_duplicate: z.boolean().default(false),
  })
  .meta({ id: 'CreateLeadRequest' });
/** Body of `POST /leads`. @public */
export type CreateLeadRequest = z.input<typeof createLeadRequestSchema>;

/** Body of `PATCH /leads/{id}`: the fields to change; null empties one. @public */
export const updateLeadRequestSchema = writtenLeadSchema
  .partial()
  .meta({ id: 'UpdateLeadRequest' });
/** Body of `PATCH /leads/{id}`. @public */
export type UpdateLeadRequest = z.input<typeof updateLeadRequestSchema>;

/** Some leads: those named, or all that match. @public */
export const leadSelectionSchema = z
  .strictObject({
    lead_ids: boundedList(z.uuid('must be a UUID'), 100_000).optional(),
    filter: leadFilterSchema.optional(),
  })
  .refine(
    selection =>
      (selection.lead_ids === undefined) !== (selection.filter === undefined),
    { path: ['lead_ids'], message: 'Send either lead_ids or filter' },
  )
  .meta({ id: 'LeadSelection' });
/** Some leads. @public */
export type LeadSelection = z.output<typeof leadSelectionSchema>;

/** Fields that a bulk edit may set; those that many leads can share. @public */
export const bulkChangesSchema = leadDataSchema
  .pick({
    industry: true,
    naics_code: true,
    location: true,
    annual_revenue: true,
    employee_count: true,
    notes: true,
  })
  .partial()
  .refine(changes => Object.keys(changes).length > 0, 'Name a field to change')
  .meta({ id: 'BulkChanges' });

/** Body of `POST /leads/bulk`. @public */
export const bulkRequestSchema = z
  .discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('update'),
      selection: leadSelectionSchema,
      changes: bulkChangesSchema,
    }),
    z.strictObject({
      action: z.literal('erase'),
      selection: leadSelectionSchema,
    }),
  ])
  .meta({ id: 'BulkRequest' });
/** Body of `POST /leads/bulk`. @public */
export type BulkRequest = z.input<typeof bulkRequestSchema>;

/** Answer of `POST /leads/bulk`; `bulk_id` undoes an update. @public */
export const bulkResponseSchema = z
  .object({
    bulk_id: z.uuid(),
    matched: z.int().min(0),
    changed: z.int().min(0),
  })
  .meta({ id: 'BulkResponse' });
/** Answer of `POST /leads/bulk`. @public */
export type BulkResponse = z.infer<typeof bulkResponseSchema>;

/**
 * What an undo came to. `kept` counts leads that somebody changed since, or
 * that have been tested (created ones), or erased: they stay as they are.
 *
 * @public
 */
export const undoResultSchema = z
  .object({
    removed: z.int().min(0),
    restored: z.int().min(0),
    kept: z.int().min(0),
  })
  .meta({ id: 'UndoResult' });
/** What an undo came to. @public */
export type UndoResult = z.infer<typeof undoResultSchema>;

/** What can happen to a lead. @public */
export const journeyKindSchema = z.enum([
  'created',
  'imported',
  'updated',
  'import_updated',
  'bulk_updated',
  'undone',
  'erased',
  'test_started',
  'test_ended',
]);
/** What can happen to a lead. @public */
export type JourneyKind = z.infer<typeof journeyKindSchema>;

/** One thing that happened to a lead: who, when, what. Newest first in lists. @public */
export const journeyEntrySchema = z
  .object({
    kind: journeyKindSchema,
    at: time,
    /** Entity ref of who did it. */
    user_ref: z.string().nullable(),
    message: z.string(),
    /** Field by field, before and after; empty for what changed no field. */
    changes: z.array(
      z.object({
        field: z.string(),
        before: z.unknown(),
        after: z.unknown(),
      }),
    ),
    /** The lead's status from then on, where the entry changed it. */
    status: leadStatusSchema.nullable(),
    import_id: z.uuid().nullable(),
    bulk_id: z.uuid().nullable(),
    test_id: z.uuid().nullable(),
    score: z.number().nullable(),
    tier: z.string().nullable(),
  })
  .meta({ id: 'JourneyEntry' });
/** One thing that happened to a lead. @public */
export type JourneyEntry = z.infer<typeof journeyEntrySchema>;

/** Query of `GET /leads/export`. @public */
export const leadExportQuerySchema = leadFilterSchema.extend({
  format: z.enum(['csv', 'xlsx', 'json']).default('csv'),
  sort: leadSortSchema.default('-created_at'),
  /** Only these; up to 1,000 fit into an address. */
  lead_ids: z
    .preprocess(
      value => (typeof value === 'string' ? value.split(',') : value),
      boundedList(z.uuid('must be a UUID'), 1000),
    )
    .optional(),
});
/** Query of `GET /leads/export`, parsed. @public */
export type LeadExportQuery = z.output<typeof leadExportQuerySchema>;
