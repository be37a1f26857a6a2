import { z } from 'zod';
import { onDuplicateSchema, undoResultSchema } from './leadRecords';
import { boundedList, cursorQuery } from './queries';

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);

/** A field of a lead. @public */
export const leadFieldSchema = z.enum([
  'business_name',
  'website_url',
  'email',
  'contact_name',
  'phone',
  'industry',
  'naics_code',
  'location',
  'annual_revenue',
  'employee_count',
  'notes',
]);
/** A field of a lead. @public */
export type LeadField = z.infer<typeof leadFieldSchema>;

/** Fields that an imported lead must have. @public */
export const REQUIRED_LEAD_FIELDS = [
  'business_name',
  'website_url',
  'email',
] as const satisfies readonly LeadField[];

/** For each column of the file the field that it holds; null: leave it out. @public */
export const columnMappingSchema = boundedList(
  leadFieldSchema.nullable(),
  500,
).refine(
  columns => {
    const mapped = columns.filter(field => field !== null);
    return new Set(mapped).size === mapped.length;
  },
  { message: 'Two columns are mapped to the same field; keep one' },
);
/** For each column of the file the field that it holds. @public */
export type ColumnMapping = z.infer<typeof columnMappingSchema>;

/** Formats of lead files. @public */
export const importFormatSchema = z.enum(['csv', 'xlsx', 'xls']);
/** Formats of lead files. @public */
export type ImportFormat = z.infer<typeof importFormatSchema>;

/** Encodings of CSV files that are read. @public */
export const importEncodingSchema = z.enum([
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
]);
/** Encodings of CSV files that are read. @public */
export type ImportEncoding = z.infer<typeof importEncodingSchema>;

/** A cell that was put right in the wizard; `row` as in the file, header is 1. @public */
export const correctionSchema = z.strictObject({
  row: z.int().min(2),
  field: leadFieldSchema,
  value: z.string().max(10_000),
});
/** A cell that was put right in the wizard. @public */
export type Correction = z.infer<typeof correctionSchema>;

/** How to read a file; the multipart field `mapping`, as JSON. @public */
export const importOptionsSchema = z
  .strictObject({
    /** Left out: guessed, or as this user mapped the same headers before. */
    columns: columnMappingSchema.optional(),
    on_duplicate: onDuplicateSchema.default('skip'),
    /** Left out: the first sheet. */
    sheet: z.string().max(200).optional(),
    /** Left out: detected. */
    delimiter: z.enum([',', ';', '\t', '|']).optional(),
    /** Left out: detected. */
    encoding: importEncodingSchema.optional(),
    /** Country of telephone numbers without one, ISO 3166. */
    default_country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be two capital letters such as US')
      .default('US'),
    corrections: boundedList(correctionSchema, 1000, 0).default([]),
  })
  .meta({ id: 'ImportOptions' });
/** How to read a file. @public */
export type ImportOptions = z.output<typeof importOptionsSchema>;

/** What can be wrong with a cell. @public */
export const importProblemCodeSchema = z.enum([
  'required',
  'invalid_email',
  'invalid_url',
  'invalid_phone',
  'invalid_naics',
  'invalid_number',
  'too_long',
  'unstorable',
  'ragged_row',
  'duplicate_in_file',
  'duplicate_stored',
]);
/** What can be wrong with a cell. @public */
export type ImportProblemCode = z.infer<typeof importProblemCodeSchema>;

/**
 * One thing wrong with a row. An error keeps the row out; a warning does not,
 * and its message says what was done about it.
 *
 * @public
 */
export const importProblemSchema = z
  .object({
    /** Null: the row as a whole. */
    field: leadFieldSchema.nullable(),
    code: importProblemCodeSchema,
    severity: z.enum(['error', 'warning']),
    message: z.string(),
    /** The offending value, cut after 200 characters. */
    value: z.string().nullable(),
  })
  .meta({ id: 'ImportProblem' });
/** One thing wrong with a row. @public */
export type ImportProblem = z.infer<typeof importProblemSchema>;

/** A row of the file with its problems. @public */
export const importErrorRowSchema = z
  .object({
    /** As in the file; the header is 1. */
    row: z.int().min(1),
    outcome: z.enum(['rejected', 'duplicate', 'imported']),
    /** Values of the mapped fields as they stand in the file. */
    values: z.partialRecord(leadFieldSchema, z.string()),
    problems: z.array(importProblemSchema).min(1),
    /** The row of the file that this one repeats. */
    duplicate_row: z.int().nullable(),
    /** The stored lead that this row repeats. */
    duplicate_lead_id: z.uuid().nullable(),
  })
  .meta({ id: 'ImportErrorRow' });
/** A row of the file with its problems. @public */
export type ImportErrorRow = z.infer<typeof importErrorRowSchema>;

/** Where an import stands; the last four are final. @public */
export const importStatusSchema = z.enum([
  'pending',
  'running',
  'completed',
  'failed',
  'cancelled',
  'undone',
]);
/** Where an import stands. @public */
export type ImportStatus = z.infer<typeof importStatusSchema>;

/**
 * An import as the list and the live channel show it. `processed` counts rows
 * read; of these `successful` (`created` + `updated`), `duplicates` (skipped) and
 * `failed` (rejected) are known when the import has completed; of a dry run they
 * say what an import would do.
 *
 * @public
 */
export const importSummarySchema = z
  .object({
    id: z.uuid(),
    file_name: z.string(),
    file_size: count,
    format: importFormatSchema,
    dry_run: z.boolean(),
    status: importStatusSchema,
    /** What a running one is at. */
    phase: z.enum(['reading', 'checking', 'storing']).nullable(),
    on_duplicate: onDuplicateSchema,
    /** Rows of the file; an estimate while `phase` is reading. */
    total: count.nullable(),
    processed: count,
    successful: count,
    created: count,
    updated: count,
    duplicates: count,
    failed: count,
    /** Rows that have a warning and were imported. */
    warnings: count,
    user_ref: z.string(),
    error_message: z.string().nullable(),
    /** What the undo came to. */
    undo: undoResultSchema.nullable(),
    created_at: time,
    completed_at: time.nullable(),
  })
  .meta({ id: 'ImportSummary' });
/** An import as the list and the live channel show it. @public */
export type ImportSummary = z.infer<typeof importSummarySchema>;

/** How many rows have a problem. @public */
export const problemCountSchema = z
  .object({
    field: leadFieldSchema.nullable(),
    code: importProblemCodeSchema,
    severity: z.enum(['error', 'warning']),
    count,
  })
  .meta({ id: 'ProblemCount' });
/** How many rows have a problem. @public */
export type ProblemCount = z.infer<typeof problemCountSchema>;

/** An import with the first hundred rows that have problems. @public */
export const leadImportSchema = importSummarySchema
  .extend({
    headers: z.array(z.string()),
    columns: columnMappingSchema,
    errors: z.array(importErrorRowSchema).max(100),
    problem_counts: z.array(problemCountSchema),
  })
  .meta({ id: 'LeadImport' });
/** An import with the first hundred rows that have problems. @public */
export type LeadImport = z.infer<typeof leadImportSchema>;

/** Answer of `POST /leads/imports`. @public */
export const startImportResponseSchema = z
  .object({ import_id: z.uuid() })
  .meta({ id: 'StartImportResponse' });
/** Answer of `POST /leads/imports`. @public */
export type StartImportResponse = z.infer<typeof startImportResponseSchema>;

/** Answer of `POST /leads/imports/preview`: how a file would be read. @public */
export const importPreviewSchema = z
  .object({
    format: importFormatSchema,
    encoding: importEncodingSchema.nullable(),
    delimiter: z.string().nullable(),
    sheets: z.array(z.string()),
    sheet: z.string().nullable(),
    headers: z.array(z.string()),
    columns: columnMappingSchema,
    /** Whether `columns` is what this user chose for the same headers before. */
    remembered: z.boolean(),
    /** The first rows, cell by cell. */
    rows: z.array(z.array(z.string())).max(50),
  })
  .meta({ id: 'ImportPreview' });
/** Answer of `POST /leads/imports/preview`. @public */
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** Query of `GET /leads/imports`. @public */
export const importsQuerySchema = z.strictObject({
  ...cursorQuery,
  dry_run: z.stringbool().default(false),
});

/** Query of `GET /leads/imports/{id}/errors`: rows with problems, in the file's order. @public */
export const importErrorsQuerySchema = z.strictObject({
  after_row: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  outcome: importErrorRowSchema.shape.outcome.optional(),
  /** Only rows with a problem of this kind… */
  code: importProblemCodeSchema.optional(),
  /** …in this field. */
  field: leadFieldSchema.optional(),
});
