import { z } from 'zod';
import {
  auditEventSchema,
  auditEventsQuerySchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AuditStore } from '../../audit';
import { describePage, PAGE_HEADERS, readCursor } from '../paging';
import { Routes } from '../Routes';

/** Reading the audit trail. */
export function addAuditRoutes(
  routes: Routes,
  options: { events: AuditStore },
): void {
  const { events } = options;

  routes.add({
    method: 'get',
    path: '/audit-events',
    summary: 'Who did what, page by page, the newest first',
    description:
      'Every change, every file with data that left, and what was refused or failed. `action` and `outcome` may name several, separated by commas. Of the same refusals within a minute the first is told, and then how many there were.',
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
}
