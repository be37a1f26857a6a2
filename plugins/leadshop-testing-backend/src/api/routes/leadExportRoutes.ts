import { leadExportQuerySchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { EXPORT_FORMATS } from '../../leads/export/formats';
import { LeadExport } from '../../leads/export/LeadExport';
import {
  describeDownload,
  DOWNLOAD_HEADERS,
  DownloadSlots,
  leaving,
  send,
  STALLED_MS,
} from '../downloads';
import { Routes } from '../Routes';

/** Each has a connection to the database, and a thread if it makes XLSX. */
const MAX_AT_ONCE = 4;

/**
 * Exporting leads. To be added before the routes of single leads:
 * `/leads/export` would be a lead with the id `export` to them.
 */
export function addLeadExportRoutes(
  routes: Routes,
  options: { leadExport: LeadExport; stalledMs?: number },
): void {
  const { leadExport, stalledMs = STALLED_MS } = options;
  const slots = new DownloadSlots(MAX_AT_ONCE, 'exports');

  routes.add({
    method: 'get',
    path: '/leads/export',
    costly: true,
    audit: 'leads.export',
    summary: 'Leads as a file: CSV, XLSX or JSON',
    description:
      'The leads that match, as in the list, with the status and score of their last test. In CSV and XLSX an apostrophe stands before a text that a spreadsheet would take for a formula (it begins with = + - @, tab or carriage return); an import takes it off again. JSON has every text as it is stored.',
    permission: 'manage_leads',
    query: leadExportQuerySchema,
    answers: { mediaType: '*/*' },
    responseHeaders: DOWNLOAD_HEADERS,
    problems: [429],
    async handle({ query, record, request, response }) {
      const format = EXPORT_FORMATS[query.format];
      await slots.use(response, async () => {
        const left = leaving(response, stalledMs);
        const batches =
          request.method === 'HEAD'
            ? undefined
            : await leadExport.open(query, left);
        if (batches) {
          await record(undefined, { details: { format: query.format } });
        }
        describeDownload(response, {
          ...format,
          name: 'leads',
          extension: query.format,
        });
        if (batches) await send(format.chunks(batches), response, left);
        else response.end();
      });
    },
  });
}
