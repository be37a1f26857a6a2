import { z } from 'zod';
import { executionSchema } from './execution';
import { importProblemSchema } from './imports';
import { journeyEntrySchema, leadSchema } from './leadRecords';
import { cursorQuery } from './queries';

/** Query of `GET /leads/{id}/journey`. @public */
export const journeyQuerySchema = z.strictObject(cursorQuery);

/**
 * Query of `GET /leads/{id}/export`: JSON alone, or a ZIP archive with it and the
 * files that tests left.
 *
 * @public
 */
export const leadDossierQuerySchema = z.strictObject({
  format: z.enum(['json', 'zip']).default('json'),
});

/** Answer of `GET /leads/{id}/export`: all that is stored of one lead. @public */
export const leadDossierSchema = z
  .object({
    lead: leadSchema,
    journey: z.array(journeyEntrySchema),
    tests: z.array(executionSchema),
    /** Rows of imported files that name it: duplicates of it, and rejected rows that hold its person's data. */
    import_rows: z.array(
      z.object({
        import_id: z.uuid(),
        row: z.int().min(1),
        cells: z.array(z.string()),
        problems: z.array(importProblemSchema),
      }),
    ),
  })
  .meta({ id: 'LeadDossier' });
/** All that is stored of one lead. @public */
export type LeadDossier = z.infer<typeof leadDossierSchema>;
