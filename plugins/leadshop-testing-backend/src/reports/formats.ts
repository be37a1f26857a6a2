/*
 * The formats of a report that are written while tests are read. Each turns
 * pages of tests into the chunks of a file, when the next one is asked for.
 */
import { csvChunks } from '../leads/export/formats';
import { REPORT_COLUMNS, reportRow } from './columns';
import { junitChunks } from './junit';
import { ReportedTest, ReportFilter } from './ReportTests';

/** Pages of tests. */
export type ReportPages = AsyncIterable<ReportedTest[]>;

/** A format. */
export interface StreamedFormat {
  extension: string;
  contentType: string;
  /** A spreadsheet opens it: formulas are neutralised. */
  neutralised: boolean;
  chunks(pages: ReportPages, filter: ReportFilter): AsyncIterable<string>;
}

async function* rowsOf(pages: ReportPages) {
  for await (const tests of pages) yield tests.map(reportRow);
}

async function* jsonChunks(pages: ReportPages, filter: ReportFilter) {
  const head = { generated_at: new Date().toISOString(), filter };
  yield `${JSON.stringify(head).slice(0, -1)},"tests":[`;
  let before = '\n';
  for await (const tests of pages) {
    yield before + tests.map(test => JSON.stringify(test)).join(',\n');
    before = ',\n';
  }
  yield '\n]}\n';
}

/** The formats by the name that the query has. */
export const STREAMED_FORMATS: Record<
  'csv' | 'json' | 'junit',
  StreamedFormat
> = {
  csv: {
    extension: 'csv',
    contentType: 'text/csv; charset=utf-8',
    neutralised: true,
    chunks: pages => csvChunks(REPORT_COLUMNS, rowsOf(pages)),
  },
  json: {
    extension: 'json',
    contentType: 'application/json; charset=utf-8',
    neutralised: false,
    chunks: jsonChunks,
  },
  junit: {
    extension: 'xml',
    contentType: 'application/xml; charset=utf-8',
    neutralised: false,
    chunks: junitChunks,
  },
};
