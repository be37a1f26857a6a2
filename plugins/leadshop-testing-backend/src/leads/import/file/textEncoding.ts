/*
 * The encoding of a text file. A byte order mark decides, then the NULs that
 * UTF-16 puts beside ASCII. Everything else is read once from end to end (the
 * check of bytes takes a fraction of a second for a gigabyte): what is valid
 * UTF-8 all through is UTF-8, so that no broken character can turn up later and
 * be stored as a question mark; what is not is Windows-1252, the encoding that
 * Excel writes.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { FileHandle } from 'node:fs/promises';
import { ImportEncoding } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { unreadable, unsupportedFile } from './refusals';

const CHUNK_BYTES = 1024 * 1024;
const SAMPLE_BYTES = 4096;
// Text has none; some may have got into a few cells
const MAX_NUL_SHARE = 0.02;
const LINE_FEED = 10;

/** Finds out, or checks what was chosen. */
export async function textEncoding(
  file: FileHandle,
  chosen: ImportEncoding | undefined,
): Promise<ImportEncoding> {
  const sample = await readAt(file, 0, SAMPLE_BYTES);
  if (chosen !== undefined && chosen !== 'utf-8') return chosen;
  const marked = byteOrderMark(sample) ?? (chosen ? undefined : byNuls(sample));
  if (marked?.startsWith('utf-16') && chosen === undefined) return marked;
  return byBytes(file, chosen ?? marked);
}

function byteOrderMark(sample: Buffer): ImportEncoding | undefined {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) {
    return 'utf-8';
  }
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** UTF-16 without its mark: every other byte of ASCII is NUL. */
function byNuls(sample: Buffer): ImportEncoding | undefined {
  const nuls = [0, 0];
  sample.forEach((byte, place) => {
    if (byte === 0) nuls[place % 2] += 1;
  });
  const [even, odd] = nuls;
  const half = sample.length / 2;
  if (odd > half * 0.4 && even < half * 0.05) return 'utf-16le';
  if (even > half * 0.4 && odd < half * 0.05) return 'utf-16be';
  if (even + odd > sample.length * MAX_NUL_SHARE) {
    throw unsupportedFile(
      'The file is named as text, but it is not text; save the table as .csv or .xlsx',
    );
  }
  return undefined;
}

async function byBytes(
  file: FileHandle,
  claimed: ImportEncoding | undefined,
): Promise<ImportEncoding> {
  let offset = 0;
  let lines = 0;
  let hasOtherThanAscii = false;
  for (;;) {
    const chunk = await readAt(file, offset, CHUNK_BYTES);
    if (chunk.length === 0) return 'utf-8';
    const isEnd = chunk.length < CHUNK_BYTES;
    const whole = isEnd ? chunk : chunk.subarray(0, wholeCharacters(chunk));
    if (!isAscii(whole)) {
      if (!isUtf8(whole)) {
        return judge(whole, { lines, hasOtherThanAscii, claimed });
      }
      hasOtherThanAscii = true;
    }
    lines += lineFeeds(whole);
    offset += whole.length;
  }
}

function lineFeeds(chunk: Buffer): number {
  let count = 0;
  let at = chunk.indexOf(LINE_FEED);
  while (at >= 0) {
    count += 1;
    at = chunk.indexOf(LINE_FEED, at + 1);
  }
  return count;
}

/** Length without a character that the chunk cuts through. */
function wholeCharacters(chunk: Buffer): number {
  for (let back = 1; back <= 3; back++) {
    const byte = chunk[chunk.length - back];
    if (byte < 0x80) break;
    if (byte >= 0xc0) return chunk.length - back;
  }
  return chunk.length;
}

/** What to make of a chunk that is not UTF-8. */
function judge(
  chunk: Buffer,
  before: {
    lines: number;
    hasOtherThanAscii: boolean;
    claimed: ImportEncoding | undefined;
  },
): ImportEncoding {
  const text = chunk.toString('utf8');
  // Windows-1252 hardly ever looks like a character of UTF-8
  const isMixed = before.hasOtherThanAscii || /[^\0-\x7f\ufffd]/.test(text);
  if (before.claimed === undefined && !isMixed) return 'windows-1252';
  const until = text.slice(0, text.indexOf('\ufffd'));
  const line = before.lines + until.split('\n').length;
  throw unreadable(
    `The file is not all UTF-8: line ${line} holds a byte that is no character. Save it again as UTF-8, or choose the encoding Windows-1252`,
  );
}

/** Bytes of the file; fewer only at its end. */
export async function readAt(
  file: FileHandle,
  position: number,
  length: number,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(
      buffer,
      filled,
      length - filled,
      position + filled,
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
