import { z } from 'zod';
import {
  auditEventSchema,
  auditEventsQuerySchema,
  auditExportQuerySchema,
  auditVerificationSchema,
  auditVerifyQuerySchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AUDIT_FORMATS, AuditStore, AuditVerifier } from '../../audit';
import {
  describeDownload,
  DOWNLOAD_HEADERS,
  DownloadSlots,
  leaving,
  send,
  STALLED_MS,
} from '../downloads';
import { describePage, PAGE_HEADERS, readCursor } from '../paging';
import { Routes } from '../Routes';

const MAX_AT_ONCE = 2;

/** Reading the audit trail, and checking it. */
export function addAuditRoutes(
  routes: Routes,
  options: { events: AuditStore; verifier: AuditVerifier },
): void {
  const { events, verifier } = options;
  const slots = new DownloadSlots(MAX_AT_ONCE, 'exports of the audit trail');

  routes.add({
    method: 'get',
    path: '/audit-events',
    summary: 'Who did what, page by page, the newest first',
    description:
      'Every change, every file with data that left, and what was refused or failed. `action` and `outcome` may name several, separated by commas. Of the same refusals within a minute the first is told, and then how many more there were.',
    permission: 'view_audit_logs',
    query: auditEventsQuerySchema,
    answers: z.array(auditEventSchema),
    responseHeaders: PAGE_HEADERS,
    async handle({ query, request, response }) {
      const { limit, cursor, ...filter } = query;
      const page = await events.page(filter, {
        limit,
        cursor: readCursor(cursor, '-occurred_at', z.iso.datetime()),
      });
      describePage({ request, response }, page);
      return page.events;
    },
  });

  routes.add({
    method: 'get',
    path: '/audit-events/verify',
    costly: true,
    summary: 'Whether the audit trail is whole',
    description:
      'Reads all of it: a second for some 20,000 entries. `first_bad` is the first entry that was altered, deleted, put in, moved, or from which on the trail was cut off. A cut-off end that took its traces in the database along is found with the last checkpoint of the log: send its `position` and `hash`.',
    permission: 'view_audit_logs',
    query: auditVerifyQuerySchema,
    answers: auditVerificationSchema,
    handle({ query: { position, hash } }) {
      return verifier.verify(
        position !== undefined && hash !== undefined
          ? { position, hash }
          : undefined,
      );
    },
  });

  routes.add({
    method: 'get',
    path: '/audit-events/export',
    costly: true,
    audit: 'audit.export',
    summary: 'The audit trail as a file: CSV or JSON',
    description:
      'What matches, the newest first, with the filters of GET /audit-events. In CSV an apostrophe stands before a text that a spreadsheet would take for a formula.',
    permission: 'view_audit_logs',
    query: auditExportQuerySchema,
    answers: { mediaType: '*/*' },
    responseHeaders: DOWNLOAD_HEADERS,
    problems: [429],
    async handle({ query, record, request, response }) {
      const { format, ...filter } = query;
      const file = AUDIT_FORMATS[format];
      await slots.use(response, async () => {
        const describe = () =>
          describeDownload(response, {
            ...file,
            name: 'leadshop-audit',
            extension: format,
          });
        if (request.method === 'HEAD') {
          describe();
          response.end();
          return;
        }
        await record(undefined, { details: { format } });
        const left = leaving(response, STALLED_MS);
        describe();
        await send(file.chunks(events.all(filter)), response, left);
      });
    },
  });
}
