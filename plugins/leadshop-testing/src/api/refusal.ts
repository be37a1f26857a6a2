import { isError, ResponseError } from '@backstage/errors';
import { errorBodySchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from '../translation';

/** What a person needs to know of a failed request. */
export interface Refusal {
  /** HTTP status; undefined when there was no answer at all. */
  status?: number;
  message: string;
  /** What is wrong with single fields of the request, by field. */
  fields: Record<string, string>;
  /** The stored lead that a new one repeats. */
  leadId?: string;
  /** How long to wait before another try, in milliseconds. */
  retryAfter?: number;
}

/** Reads what the server said out of whatever a request rejected with. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ResponseError) {
    const body = errorBodySchema.safeParse(error.body);
    const leadId = body.data?.error.lead_id;
    const retryAfter = waitOf(error.response.headers.get('Retry-After'));
    return {
      status: error.statusCode,
      message: body.success ? body.data.error.message : error.message,
      fields: Object.fromEntries(
        (body.success ? body.data.error.fields ?? [] : []).map(problem => [
          problem.field,
          problem.message,
        ]),
      ),
      ...(typeof leadId === 'string' && { leadId }),
      ...(retryAfter !== undefined && { retryAfter }),
    };
  }
  return {
    message: isError(error) ? error.message : String(error),
    fields: {},
  };
}

/**
 * True when there was no answer at all. What fetch rejects with differs by
 * browser and says little ("Failed to fetch", "Load failed", "NetworkError
 * when …").
 */
export function isUnanswered(error: unknown): boolean {
  return isError(error) && error.name === 'TypeError';
}

/** What was found wrong in the browser, told in the language of the reader. */
export class LocalProblem extends Error {
  readonly tell: (t: Translate) => string;

  constructor(tell: (t: Translate) => string) {
    super('Found in the browser');
    this.name = 'LocalProblem';
    this.tell = tell;
  }
}

/** `Retry-After` has seconds or a date. */
function waitOf(header: string | null): number | undefined {
  if (!header) {
    return undefined;
  }
  const wait = /^\d+$/.test(header)
    ? Number(header) * 1000
    : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

const TOO_MANY = 429;
const MINUTE_MS = 60_000;

/** Says why there were too many requests, and when the next may be sent. */
function tooManyText(t: Translate, { message, retryAfter }: Refusal): string {
  if (retryAfter === undefined) {
    return message;
  }
  const wait =
    retryAfter < MINUTE_MS
      ? t('shared.problem.inSeconds', {
          count: Math.max(1, Math.ceil(retryAfter / 1000)),
        })
      : t('shared.problem.inMinutes', {
          count: Math.ceil(retryAfter / MINUTE_MS),
        });
  // The server says when as well, in its own language
  const [reason] = message.split(/; try again/i);
  return t('shared.problem.tooMany', { reason, wait });
}

/** What went wrong, for a person to read; the server's words as it said them. */
export function problemText(t: Translate, error: unknown): string {
  if (error instanceof LocalProblem) {
    return error.tell(t);
  }
  if (isUnanswered(error)) {
    return t('shared.problem.noAnswer');
  }
  const refusal = refusalOf(error);
  return refusal.status === TOO_MANY
    ? tooManyText(t, refusal)
    : refusal.message;
}
