import type { ImportEncoding } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { bytesOf } from '../../../uploads';

/**
 * How much of a file the browser reads for its preview. A file of a million
 * rows costs as much as one of a thousand.
 */
const HEAD_BYTES = 256 * 1024;

const LINE_FEED = 0x0a;

/** The first lines of a CSV file. */
export interface CsvHead {
  encoding: ImportEncoding;
  text: string;
  /** A file of just these lines, for the server to look at. */
  file: File;
  /** True when there is nothing after these lines. */
  whole: boolean;
}

/** Reads the first lines of a CSV file, whole ones only. */
export async function readCsvHead(
  file: File,
  encoding?: ImportEncoding,
): Promise<CsvHead> {
  const bytes = await bytesOf(file.slice(0, HEAD_BYTES));
  const whole = bytes.length === file.size;
  const used = encoding ?? guessEncoding(bytes, whole);
  const end = whole ? bytes.length : endOfLastLine(bytes, used);
  return {
    encoding: used,
    text: new TextDecoder(used).decode(bytes.slice(0, end)),
    file: new File([file.slice(0, end)], file.name, { type: file.type }),
    whole,
  };
}

function endOfLastLine(bytes: Uint8Array, encoding: ImportEncoding): number {
  const last = bytes.lastIndexOf(LINE_FEED);
  if (last < 0) {
    return bytes.length;
  }
  // In little endian the other half of the character follows
  return encoding === 'utf-16le' ? last + 2 : last + 1;
}

/** By byte order mark, else by what the bytes can be. */
function guessEncoding(bytes: Uint8Array, whole: boolean): ImportEncoding {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) {
    return 'utf-16le';
  }
  if (first === 0xfe && second === 0xff) {
    return 'utf-16be';
  }
  // Headers are mostly ASCII, of which UTF-16 makes every other byte zero
  if (first === 0 && second !== 0) {
    return 'utf-16be';
  }
  if (first !== 0 && second === 0) {
    return 'utf-16le';
  }
  try {
    // The last character of a head may have been cut
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
