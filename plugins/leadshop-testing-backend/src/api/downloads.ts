/*
 * Files that are made while they are sent: their headers, how many are made at
 * once, and what happens when the reader goes away or takes nothing any more.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isError } from '@backstage/errors';
import { Response } from 'express';
import { RequestError } from './problems';
import { HeaderSpec } from './Routes';

const RETRY_AFTER_S = 15;

/** A reader who takes nothing for so long is gone. */
export const STALLED_MS = 120_000;

/** How a file says that formulas in it are text. */
const NEUTRALISED = ['X-Formula-Neutralised', 'leading-apostrophe'] as const;

/** What such routes answer beside the file. */
export const DOWNLOAD_HEADERS: HeaderSpec[] = [
  { name: 'Content-Disposition', description: 'The name of the file' },
  {
    name: NEUTRALISED[0],
    description: `Of files for spreadsheets: ${NEUTRALISED[1]}`,
  },
];

/** Lets so many files be made at once in this process. */
export class DownloadSlots {
  readonly #max: number;
  readonly #what: string;
  #taken = 0;

  /** @param what - such as `exports`, for the refusal */
  constructor(max: number, what: string) {
    this.#max = max;
    this.#what = what;
  }

  /** @throws RequestError with 429 when all are taken. */
  async use(response: Response, work: () => Promise<void>): Promise<void> {
    if (this.#taken >= this.#max) {
      response.setHeader('Retry-After', RETRY_AFTER_S);
      throw new RequestError(
        429,
        'TooManyRequestsError',
        `${this.#max} ${
          this.#what
        } are under way already; try again in ${RETRY_AFTER_S} seconds`,
      );
    }
    this.#taken += 1;
    try {
      await work();
    } finally {
      this.#taken -= 1;
    }
  }
}

/** Says what file this is; its name gets the day. */
export function describeDownload(
  response: Response,
  file: {
    name: string;
    extension: string;
    contentType: string;
    neutralised: boolean;
  },
): void {
  const day = new Date().toISOString().slice(0, 10);
  response.setHeader('Content-Type', file.contentType);
  response.setHeader(
    'Content-Disposition',
    `attachment; filename="${file.name}-${day}.${file.extension}"`,
  );
  response.setHeader('Cache-Control', 'private, no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (file.neutralised) response.setHeader(...NEUTRALISED);
}

/** Aborts when the reader is gone, or takes nothing any more. */
export function leaving(response: Response, stalledMs: number): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => controller.abort(new Error('The reader left')));
  response.setTimeout(stalledMs, () => response.destroy());
  return controller.signal;
}

/** Sends the chunks as fast as they are taken. */
export async function send(
  chunks: AsyncIterable<string | Uint8Array>,
  response: Response,
  left: AbortSignal,
): Promise<void> {
  try {
    await pipeline(Readable.from(chunks), response);
  } catch (error) {
    // Nobody is there to be told, and nothing is wrong here
    if (error !== left.reason && !isCutOff(error)) throw error;
  }
}

function isCutOff(error: unknown): boolean {
  return isError(error) && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
