import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isError, NotAllowedError } from '@backstage/errors';
import { z } from 'zod';
import {
  importErrorRowSchema,
  importErrorsQuerySchema,
  importOptionsSchema,
  importPreviewSchema,
  importsQuerySchema,
  importSummarySchema,
  leadImportSchema,
  startImportResponseSchema,
  undoResultSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ImportDesk, unknownImport } from '../../leads/import/ImportDesk';
import { rejectedRows } from '../../leads/import/rejects';
import { ImportList } from '../../store/ImportList';
import { describePage, PAGE_HEADERS, readCursor } from '../paging';
import { Audited, idParams, Routes, RouteSpec } from '../Routes';

/** The parts of an upload. */
const uploadParts = z.object({
  file: z.string().meta({ format: 'binary' }),
  mapping: importOptionsSchema.optional(),
});

/** By then some of the imports that wait may have had their turn. */
const RETRY_AFTER_S = 15;

const noBody = {
  body: z.strictObject({}),
  bodyOptional: true,
} as const;

/**
 * Importing leads from files. To be added before the routes of single leads:
 * `/leads/imports` would be a lead with the id `imports` to them.
 */
export function addImportRoutes(
  routes: Routes,
  options: { imports: ImportDesk; importList: ImportList; enabled: boolean },
): void {
  const { imports, importList, enabled } = options;

  /** A route for who may import, as long as imports are enabled. */
  function add<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
    spec: Omit<RouteSpec<P, Q, B>, 'permission' | 'unknown'> & Audited,
  ) {
    routes.add({
      ...spec,
      permission: 'bulk_import_leads',
      unknown: unknownImport,
      async handle(call) {
        if (!enabled) throw disabled();
        try {
          return await spec.handle(call);
        } catch (error) {
          if (isError(error) && error.statusCode === 429) {
            call.response.setHeader('Retry-After', RETRY_AFTER_S);
          }
          throw error;
        }
      },
    });
  }

  add({
    method: 'post',
    path: '/leads/imports',
    costly: true,
    audit: 'import.start',
    summary: 'Import leads from a CSV, XLSX or XLS file',
    description:
      'Answers when the file has arrived and its columns are known. Without `columns` they are taken as this user mapped the same headers before, or guessed. A dry run changes nothing and tells exactly what the import would do.',
    query: z.strictObject({ dry_run: z.stringbool().default(false) }),
    body: uploadParts,
    upload: true,
    answers: startImportResponseSchema,
    status: 202,
    problems: [429],
    async handle({ query, principal, record, request }) {
      const order = { user_ref: principal, dry_run: query.dry_run };
      return { import_id: await imports.order(request, order, record) };
    },
  });

  add({
    method: 'post',
    path: '/leads/imports/preview',
    costly: true,
    audit: 'import.preview',
    summary: 'How a file would be read: its columns and first rows',
    description: 'Nothing of the file is kept.',
    body: uploadParts,
    upload: true,
    answers: importPreviewSchema,
    problems: [429],
    handle: ({ principal, request }) => imports.preview(request, principal),
  });

  add({
    method: 'get',
    path: '/leads/imports',
    summary: 'Imports, page by page, the newest first',
    query: importsQuerySchema,
    answers: z.array(importSummarySchema),
    responseHeaders: PAGE_HEADERS,
    async handle({ query, request, response }) {
      const page = await importList.page({
        ...query,
        cursor: readCursor(query.cursor, '-created_at', z.iso.datetime()),
      });
      describePage({ request, response }, page);
      return page.imports;
    },
  });

  add({
    method: 'get',
    path: '/leads/imports/:id',
    summary: 'An import with the first hundred rows that have problems',
    params: idParams,
    answers: leadImportSchema,
    problems: [404],
    async handle({ params }) {
      const found = await importList.find(params.id);
      if (!found) throw unknownImport(params.id);
      return found;
    },
  });

  add({
    method: 'get',
    path: '/leads/imports/:id/errors',
    summary: "Rows with problems, in the file's order",
    description:
      'The next page begins after the last row of the one before: `after_row`.',
    params: idParams,
    query: importErrorsQuerySchema,
    answers: z.array(importErrorRowSchema),
    problems: [404],
    async handle({ params, query }) {
      const errors = await importList.errors(params.id, query);
      if (!errors) throw unknownImport(params.id);
      return errors;
    },
  });

  add({
    method: 'get',
    path: '/leads/imports/:id/errors.csv',
    costly: true,
    audit: 'import.export',
    summary:
      'The rejected rows with their problems, to be put right and imported',
    description:
      "The file's own columns, then `row` and `problems`, which an import leaves out. An apostrophe stands before what a spreadsheet would take for a formula; an import takes it off again.",
    params: idParams,
    answers: { mediaType: 'text/csv' },
    problems: [404],
    async handle({ params, record, request, response }) {
      const rejects = await rejectedRows(importList, params.id);
      if (!rejects) throw unknownImport(params.id);
      if (request.method !== 'HEAD') {
        await record(undefined, { target: { type: 'import', id: params.id } });
      }
      response.attachment(rejects.name);
      response.setHeader('Content-Type', 'text/csv; charset=utf-8');
      response.setHeader('Cache-Control', 'private, no-store');
      response.setHeader('X-Content-Type-Options', 'nosniff');
      await pipeline(Readable.from(rejects.text), response);
    },
  });

  add({
    method: 'post',
    path: '/leads/imports/:id/cancel',
    audit: 'import.cancel',
    summary: 'Cancel an import; none of its leads is stored',
    params: idParams,
    ...noBody,
    answers: z.object({
      import_id: z.uuid(),
      status: z.enum(['cancelled', 'cancelling']),
    }),
    problems: [404, 409],
    async handle({ params, record }) {
      const status = await imports.cancel(params.id, record);
      return { import_id: params.id, status };
    },
  });

  add({
    method: 'post',
    path: '/leads/imports/:id/undo',
    costly: true,
    audit: 'import.undo',
    summary: 'Take a completed import back',
    description:
      'Leads that it created go, unless somebody changed or tested them since; leads that it updated get their fields back, unless somebody changed them since.',
    params: idParams,
    ...noBody,
    answers: undoResultSchema,
    problems: [404, 409],
    handle: ({ params, principal, record }) =>
      imports.undo(params.id, principal, record),
  });
}

function disabled() {
  return new NotAllowedError(
    'Importing leads is switched off here; whoever runs this portal can switch it on with leadshopTesting.import.enabled',
  );
}
