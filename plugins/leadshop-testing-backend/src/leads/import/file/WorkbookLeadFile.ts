import { headerNames } from './header';
import { FileRow, ImportLimits, LeadFile } from './LeadFile';
import { noRows, tooManyRows, unreadable } from './refusals';
import { OpenedSheet, SheetReader, WorkbookFile } from './SheetReader';

/** A sheet of an Excel workbook, which a worker thread reads. */
export class WorkbookLeadFile implements LeadFile {
  readonly format: WorkbookFile['format'];
  readonly encoding = null;
  readonly delimiter = null;
  readonly sheets: string[];
  readonly sheet: string;
  readonly headers: string[];
  readonly #reader: SheetReader;
  readonly #limits: ImportLimits;
  #share = 0;
  #isRead = false;

  private constructor(
    reader: SheetReader,
    opened: OpenedSheet,
    format: WorkbookFile['format'],
    limits: ImportLimits,
  ) {
    if (!opened.header) {
      throw unreadable(
        `The sheet '${opened.sheet}' is empty; its first row must name the columns`,
      );
    }
    this.format = format;
    this.headers = headerNames(opened.header.cells);
    this.sheets = opened.sheets;
    this.sheet = opened.sheet;
    this.#reader = reader;
    this.#limits = limits;
  }

  static async open(
    file: WorkbookFile,
    sheet: string | undefined,
    limits: ImportLimits,
  ): Promise<WorkbookLeadFile> {
    const { reader, opened } = await SheetReader.open(file, sheet, limits);
    try {
      return new WorkbookLeadFile(reader, opened, file.format, limits);
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  async *rows(signal: AbortSignal): AsyncGenerator<FileRow[]> {
    if (this.#isRead) throw new Error('The file has been read already');
    this.#isRead = true;
    const stop = () => this.#reader.stop(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      let count = 0;
      for (;;) {
        signal.throwIfAborted();
        const read = await this.#reader.next();
        if (!read) break;
        count += read.rows.length;
        if (count > this.#limits.maxRows) throw tooManyRows(this.#limits);
        this.#share = read.share;
        yield read.rows.map(row => this.#widened(row));
      }
      this.#share = 1;
      if (count === 0) throw noRows();
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  progress(): number {
    return this.#share;
  }

  async close(): Promise<void> {
    await this.#reader.close();
  }

  /** A sheet keeps no empty cells at the end of a row: that is not ragged. */
  #widened({ row, cells }: FileRow): FileRow {
    const missing = this.headers.length - cells.length;
    return missing > 0
      ? { row, cells: cells.concat(Array<string>(missing).fill('')) }
      : { row, cells };
  }
}
