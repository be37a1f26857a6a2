import { open } from 'node:fs/promises';
import { ImportLimits, LeadFile } from './LeadFile';
import { readAt } from './textEncoding';

const CHUNK_BYTES = 1024 * 1024;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Refuses a text file with too many rows before any work is done for it. Line
 * breaks are counted first, which takes a fraction of a second for a gigabyte;
 * only a file with more of them than rows are allowed is parsed, as some may
 * stand in cells. Rows of a workbook are only known when it is read.
 *
 * @param file - the opened file; it has been read afterwards
 * @throws RequestError 413
 */
export async function refuseTooManyRows(
  path: string,
  file: LeadFile,
  limits: ImportLimits,
): Promise<void> {
  if (file.format !== 'csv') return;
  // The last row need not end with a break, and one ends the header
  if ((await lineBreaks(path)) <= limits.maxRows) return;
  const { signal } = new AbortController();
  for await (const _ of file.rows(signal));
}

/** Line breaks of a text in any encoding, or a few more. */
async function lineBreaks(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    let count = 0;
    let offset = 0;
    for (;;) {
      const chunk = await readAt(file, offset, CHUNK_BYTES);
      if (chunk.length === 0) return count;
      offset += chunk.length;
      count += breaksIn(chunk);
    }
  } finally {
    await file.close();
  }
}

function breaksIn(chunk: Buffer): number {
  let count = 0;
  let at = chunk.indexOf(LINE_FEED);
  while (at >= 0) {
    count += 1;
    at = chunk.indexOf(LINE_FEED, at + 1);
  }
  at = chunk.indexOf(CARRIAGE_RETURN);
  while (at >= 0) {
    if (chunk[at + 1] !== LINE_FEED) count += 1;
    at = chunk.indexOf(CARRIAGE_RETURN, at + 1);
  }
  return count;
}
