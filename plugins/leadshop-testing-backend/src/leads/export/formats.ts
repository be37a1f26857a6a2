/*
 * The formats of an export. Each turns batches of leads into the chunks of a
 * file, one after the other and only when the next one is asked for.
 */
import Papa from 'papaparse';
import {
  EXPORT_COLUMNS,
  ExportBatches,
  ExportRow,
  neutralised,
} from './columns';
import { xlsxChunks } from './xlsx';

/** A format. */
export interface ExportFormat {
  contentType: string;
  /** A spreadsheet opens it: formulas are neutralised. */
  neutralised: boolean;
  chunks(batches: ExportBatches): AsyncIterable<string | Uint8Array>;
}

/** Without it Excel reads a CSV in the code page of its country. */
const BYTE_ORDER_MARK = '\uFEFF';

const LINE_END = '\r\n';

function csvLines(rows: ExportRow[]): string {
  return Papa.unparse(rows, { newline: LINE_END }) + LINE_END;
}

/** A CSV file of any rows; what a spreadsheet would take for a formula is text. */
export async function* csvChunks(
  columns: readonly string[],
  batches: ExportBatches,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLines([[...columns]]);
  for await (const batch of batches) yield csvLines(batch.map(neutralised));
}

function jsonObject(row: ExportRow): string {
  return JSON.stringify(
    Object.fromEntries(EXPORT_COLUMNS.map((name, i) => [name, row[i]])),
  );
}

async function* jsonChunks(batches: ExportBatches) {
  let before = '[\n';
  for await (const batch of batches) {
    yield before + batch.map(jsonObject).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** The formats, by the name that is also the ending of their files. */
export const EXPORT_FORMATS: Record<'csv' | 'xlsx' | 'json', ExportFormat> = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    neutralised: true,
    chunks: batches => csvChunks(EXPORT_COLUMNS, batches),
  },
  xlsx: {
    contentType:
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    neutralised: true,
    chunks: batches => xlsxChunks(batches),
  },
  json: {
    contentType: 'application/json; charset=utf-8',
    neutralised: false,
    chunks: jsonChunks,
  },
};
