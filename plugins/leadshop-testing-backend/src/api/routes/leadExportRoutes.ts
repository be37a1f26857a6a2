import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isError } from '@backstage/errors';
import { Response } from 'express';
import { leadExportQuerySchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { EXPORT_FORMATS } from '../../leads/export/formats';
import { LeadExport } from '../../leads/export/LeadExport';
import { RequestError } from '../problems';
import { Routes } from '../Routes';

/** Each has a connection to the database, and a thread if it makes XLSX. */
const MAX_AT_ONCE = 4;
const RETRY_AFTER_S = 15;

/** A reader who takes nothing for so long is gone. */
const STALLED_MS = 120_000;

/** How an exported file says that formulas in it are text. */
const NEUTRALISED = ['X-Formula-Neutralised', 'leading-apostrophe'] as const;

/**
 * Exporting leads. To be added before the routes of single leads:
 * `/leads/export` would be a lead with the id `export` to them.
 */
export function addLeadExportRoutes(
  routes: Routes,
  options: { leadExport: LeadExport; stalledMs?: number },
): void {
  const { leadExport, stalledMs = STALLED_MS } = options;
  let underWay = 0;

  routes.add({
    method: 'get',
    path: '/leads/export',
    summary: 'Leads as a file: CSV, XLSX or JSON',
    description:
      'The leads that match, as in the list, with the status and score of their last test. In CSV and XLSX an apostrophe stands before a text that a spreadsheet would take for a formula (it begins with = + - @, tab or carriage return); an import takes it off again. JSON has every text as it is stored.',
    permission: 'manage_leads',
    query: leadExportQuerySchema,
    answers: { mediaType: '*/*' },
    responseHeaders: [
      { name: 'Content-Disposition', description: 'The name of the file' },
      {
        name: NEUTRALISED[0],
        description: `Of CSV and XLSX: ${NEUTRALISED[1]}`,
      },
    ],
    problems: [429],
    async handle({ query, request, response }) {
      const format = EXPORT_FORMATS[query.format];
      if (underWay >= MAX_AT_ONCE) {
        response.setHeader('Retry-After', RETRY_AFTER_S);
        throw new RequestError(
          429,
          'TooManyRequestsError',
          `${MAX_AT_ONCE} exports are under way already; try again in ${RETRY_AFTER_S} seconds`,
        );
      }
      underWay += 1;
      try {
        const left = leaving(response, stalledMs);
        const batches =
          request.method === 'HEAD'
            ? undefined
            : await leadExport.open(query, left);
        describe(response, query.format);
        if (batches) await send(format.chunks(batches), response, left);
        else response.end();
      } finally {
        underWay -= 1;
      }
    },
  });
}

function describe(
  response: Response,
  format: keyof typeof EXPORT_FORMATS,
): void {
  const day = new Date().toISOString().slice(0, 10);
  const { contentType, neutralised } = EXPORT_FORMATS[format];
  response.setHeader('Content-Type', contentType);
  response.setHeader(
    'Content-Disposition',
    `attachment; filename="leads-${day}.${format}"`,
  );
  response.setHeader('Cache-Control', 'private, no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (neutralised) response.setHeader(...NEUTRALISED);
}

/** Aborts when the reader is gone, or takes nothing any more. */
function leaving(response: Response, stalledMs: number): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => controller.abort(new Error('The reader left')));
  response.setTimeout(stalledMs, () => response.destroy());
  return controller.signal;
}

/** Sends the chunks as fast as they are taken. */
async function send(
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
