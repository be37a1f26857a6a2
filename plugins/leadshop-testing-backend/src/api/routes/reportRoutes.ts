import {
  ReportQuery,
  reportQuerySchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ReportRenderer } from '../../pipeline/steps/report/renderer';
import { STREAMED_FORMATS } from '../../reports/formats';
import { MAX_FAILURES, reportPdf } from '../../reports/pdf';
import { ReportFigureReader } from '../../reports/ReportFigures';
import { ReportFilter, ReportTests } from '../../reports/ReportTests';
import {
  describeDownload,
  DOWNLOAD_HEADERS,
  DownloadSlots,
  leaving,
  send,
  STALLED_MS,
} from '../downloads';
import { Routes } from '../Routes';

const MAX_AT_ONCE = 4;
/** Each keeps a core of the database busy for seconds. */
const MAX_PDFS_AT_ONCE = 2;
const DAY_MS = 24 * 3_600_000;

const PDF = {
  name: 'leadshop-tests',
  extension: 'pdf',
  contentType: 'application/pdf',
  neutralised: false,
};

/** `GET /report`. */
export function addReportRoutes(
  routes: Routes,
  options: {
    reportTests: ReportTests;
    reportFigures: ReportFigureReader;
    renderer: ReportRenderer;
    stalledMs?: number;
  },
): void {
  const { reportTests, reportFigures, renderer } = options;
  const { stalledMs = STALLED_MS } = options;
  const files = new DownloadSlots(MAX_AT_ONCE, 'reports');
  const pdfs = new DownloadSlots(MAX_PDFS_AT_ONCE, 'PDF reports');

  async function pdf(
    filter: ReportFilter,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const figures = await reportFigures.read(filter, signal);
    const failed = filter.status?.includes('failed') ?? true;
    const document = reportPdf({
      filter,
      figures,
      failures:
        failed && figures.tests.failed > 0
          ? await reportTests.newest(
              { ...filter, status: ['failed'] },
              MAX_FAILURES,
            )
          : [],
      generated_at: new Date().toISOString(),
    });
    return renderer.render(document, { signal });
  }

  routes.add({
    method: 'get',
    path: '/report',
    costly: true,
    audit: 'report.export',
    summary: 'A report of the tests that match: PDF, CSV, JSON or JUnit XML',
    description:
      'With the filters of GET /history, the newest test first. CSV, JSON and JUnit have every test, however many. In CSV an apostrophe stands before a text that a spreadsheet would take for a formula. JUnit has a suite for each test that has ended and a case for each of its steps: `failure` for a fault of the lead or of LeadShop, `error` for one of a vendor, the settings or the network. PDF has figures over all tests that match and the newest failures. No format has personal data.',
    permission: 'view_test_results',
    query: reportQuerySchema,
    answers: { mediaType: '*/*' },
    responseHeaders: DOWNLOAD_HEADERS,
    problems: [422, 429],
    async handle({ query, record, request, response }) {
      const filter = filterOf(query, new Date());
      const head = request.method === 'HEAD';
      const { format } = query;
      const leaves = () => record(undefined, { details: { format } });
      if (format === 'pdf') {
        await pdfs.use(response, async () => {
          const left = leaving(response, stalledMs);
          const bytes = head
            ? undefined
            : await pdf(filter, left).catch(error => {
                // Nobody is there to be told, and nothing is wrong here
                if (!left.aborted) throw error;
              });
          if (bytes) await leaves();
          describeDownload(response, PDF);
          response.end(bytes);
        });
        return;
      }
      await files.use(response, async () => {
        const left = leaving(response, stalledMs);
        const streamed = STREAMED_FORMATS[format];
        const pages = head ? undefined : await reportTests.open(filter);
        if (pages) await leaves();
        describeDownload(response, { ...streamed, name: PDF.name });
        if (pages) await send(streamed.chunks(pages, filter), response, left);
        else response.end();
      });
    },
  });
}

/** The filters alone; a number of days becomes a beginning. */
export function filterOf(query: ReportQuery, now: Date): ReportFilter {
  const { format: _, days, ...filter } = query;
  return days === undefined
    ? filter
    : {
        ...filter,
        from: new Date(now.getTime() - days * DAY_MS).toISOString(),
      };
}
