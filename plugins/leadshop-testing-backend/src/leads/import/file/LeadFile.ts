import {
  ImportEncoding,
  ImportFormat,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** A record of a file. */
export interface FileRow {
  /** As a spreadsheet counts rows: the header is 1 unless empty rows stand before it. */
  row: number;
  cells: string[];
}

/** A file of leads that is being read. Close it. */
export interface LeadFile {
  readonly format: ImportFormat;
  /** Of a text file. */
  readonly encoding: ImportEncoding | null;
  /** Of a text file. */
  readonly delimiter: string | null;
  /** Names of all sheets of a workbook. */
  readonly sheets: string[];
  /** The sheet that is read. */
  readonly sheet: string | null;
  /** Texts of the header; the second of two equal ones has `(2)` behind it. */
  readonly headers: string[];
  /**
   * The rows below the header, at most 1,000 at once. Nothing is read ahead of
   * who asks but a batch or two. Can be read once. Rows without any text are
   * left out, and counted.
   */
  rows(signal: AbortSignal): AsyncIterable<FileRow[]>;
  /** Share of the file that has been read, 0 to 1. */
  progress(): number;
  close(): Promise<void>;
}

/** What a file may take, from the settings. */
export interface ImportLimits {
  maxFileBytes: number;
  /** Rows below the header. */
  maxRows: number;
  /** Bytes of a workbook after unpacking. */
  maxUnpackedBytes: number;
  /** Unpacked to packed bytes of a workbook. */
  maxUnpackRatio: number;
}
