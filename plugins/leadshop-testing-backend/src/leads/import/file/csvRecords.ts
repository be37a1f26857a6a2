import { FileHandle } from 'node:fs/promises';
import iconv from 'iconv-lite';
import Papa from 'papaparse';
import { ImportEncoding } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { unreadable } from './refusals';
import { readAt } from './textEncoding';

// Small files are read beside requests (ImportRun.ts), which wait for a piece of
// them in each turn of the event loop: a few milliseconds
const PIECE_BYTES = 64 * 1024;
// Far more than a lead fills; a quotation mark that is never closed fills it
const MAX_RECORD_LENGTH = 1_000_000;

/** Where and how a text file is read. */
export interface CsvSource {
  file: FileHandle;
  encoding: ImportEncoding;
  delimiter: string;
  /** Is told how many bytes have been read. */
  onRead(bytes: number): void;
}

/**
 * The text of a file, piece by piece, with every kind of line break as `\n`:
 * files glued together from several have more than one kind.
 */
export async function* textPieces(
  source: Omit<CsvSource, 'delimiter'>,
): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(source.encoding);
  let offset = 0;
  let held = '';
  for (;;) {
    const bytes = await readAt(source.file, offset, PIECE_BYTES);
    const isEnd = bytes.length < PIECE_BYTES;
    offset += bytes.length;
    let text = held + decoder.write(bytes) + (isEnd ? decoder.end() ?? '' : '');
    // A line feed may follow in the next piece
    held = !isEnd && text.endsWith('\r') ? '\r' : '';
    if (held) text = text.slice(0, -1);
    source.onRead(offset);
    yield text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    if (isEnd) return;
  }
}

/** The records of a CSV file, as many as a piece of it holds at once. */
export async function* csvRecords(
  source: CsvSource,
): AsyncGenerator<string[][]> {
  const parser = new Papa.Parser({
    delimiter: source.delimiter,
    newline: '\n',
  });
  let rest = '';
  let records = 0;
  for await (const piece of textPieces(source)) {
    const text = rest + piece;
    const { data, meta } = parser.parse(text, 0, true) as Parsed;
    rest = text.slice(meta.cursor);
    records += data.length;
    if (rest.length > MAX_RECORD_LENGTH) throw endless(records + 1);
    if (data.length > 0) yield data;
  }
  if (rest === '') return;
  const { data, errors } = parser.parse(rest, 0, false) as Parsed;
  const isOpen = errors.some(({ code }) => code === 'MissingQuotes');
  if (isOpen) throw endless(records + data.length);
  yield data;
}

// What Parser.parse gives; its types leave it open
interface Parsed {
  data: string[][];
  errors: Papa.ParseError[];
  meta: { cursor: number };
}

function endless(row: number) {
  return unreadable(
    `Row ${row} does not end: a cell in it begins with a quotation mark that is not closed. Close it, or write it twice if it belongs to the text`,
  );
}
