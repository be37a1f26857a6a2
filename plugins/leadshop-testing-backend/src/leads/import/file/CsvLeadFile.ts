import { FileHandle } from 'node:fs/promises';
import {
  ImportEncoding,
  ImportOptions,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { csvDialect, CsvDialect } from './csvDialect';
import { csvRecords, textPieces } from './csvRecords';
import { hasText, headerNames } from './header';
import { FileRow, ImportLimits, LeadFile } from './LeadFile';
import { noRows, tooManyRows, unreadable } from './refusals';
import { textEncoding } from './textEncoding';

const BATCH_ROWS = 1000;

/** A CSV file. Its beginning is read when it is opened, and again with the rows. */
export class CsvLeadFile implements LeadFile {
  readonly format = 'csv';
  readonly sheets: string[] = [];
  readonly sheet = null;
  readonly headers: string[];
  readonly encoding: ImportEncoding;
  readonly delimiter: string;
  readonly #file: FileHandle;
  readonly #size: number;
  readonly #headerRow: number;
  readonly #isDeclared: boolean;
  readonly #limits: ImportLimits;
  #bytesRead = 0;
  #isRead = false;

  private constructor(opened: {
    file: FileHandle;
    size: number;
    encoding: ImportEncoding;
    dialect: CsvDialect;
    header: FileRow;
    limits: ImportLimits;
  }) {
    this.#file = opened.file;
    this.#size = opened.size;
    this.encoding = opened.encoding;
    this.delimiter = opened.dialect.delimiter;
    this.headers = headerNames(opened.header.cells);
    this.#headerRow = opened.header.row;
    this.#isDeclared = opened.dialect.isDeclared;
    this.#limits = opened.limits;
  }

  /** Takes the handle over when it succeeds. */
  static async open(
    file: FileHandle,
    size: number,
    options: Pick<ImportOptions, 'delimiter' | 'encoding'>,
    limits: ImportLimits,
  ): Promise<CsvLeadFile> {
    const encoding = await textEncoding(file, options.encoding);
    const source = { file, encoding, onRead: () => {} };
    const { value: head = '' } = await textPieces(source).next();
    const detected = csvDialect(head);
    const dialect = {
      ...detected,
      delimiter: options.delimiter ?? detected.delimiter,
    };
    for await (const rows of numbered(
      csvRecords({ ...source, delimiter: dialect.delimiter }),
      dialect.isDeclared,
    )) {
      const header = rows.find(({ row, cells }) => row > 0 && hasText(cells));
      if (header) {
        return new CsvLeadFile({
          file,
          size,
          encoding,
          dialect,
          header,
          limits,
        });
      }
    }
    throw unreadable('The file is empty; its first row must name the columns');
  }

  async *rows(signal: AbortSignal): AsyncGenerator<FileRow[]> {
    if (this.#isRead) throw new Error('The file has been read already');
    this.#isRead = true;
    const records = csvRecords({
      file: this.#file,
      encoding: this.encoding,
      delimiter: this.delimiter,
      onRead: bytes => {
        this.#bytesRead = bytes;
      },
    });
    let count = 0;
    for await (const all of numbered(records, this.#isDeclared)) {
      const rows = all.filter(
        ({ row, cells }) => row > this.#headerRow && hasText(cells),
      );
      count += rows.length;
      if (count > this.#limits.maxRows) throw tooManyRows(this.#limits);
      for (let from = 0; from < rows.length; from += BATCH_ROWS) {
        signal.throwIfAborted();
        yield rows.slice(from, from + BATCH_ROWS);
      }
    }
    signal.throwIfAborted();
    if (count === 0) throw noRows();
  }

  progress(): number {
    return this.#bytesRead / this.#size;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Gives records their numbers; a line that only names the delimiter has none. */
async function* numbered(
  records: AsyncIterable<string[][]>,
  isDeclared: boolean,
): AsyncGenerator<FileRow[]> {
  let first = isDeclared ? 0 : 1;
  for await (const batch of records) {
    const from = first;
    first += batch.length;
    yield batch.map((cells, index) => ({ row: from + index, cells }));
  }
}
