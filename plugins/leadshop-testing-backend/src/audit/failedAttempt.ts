/*
 * What the trail says of an attempt that came to nothing. Messages of errors may
 * quote what was sent, so they are not taken over: the reason is a sentence of
 * ours for each kind of refusal.
 */
import { isError } from '@backstage/errors';
import { AuditAction } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { NewAuditEvent } from './auditEvent';

/** Statuses of Backstage's errors. */
const STATUSES: Record<string, number> = {
  InputError: 400,
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  ServiceUnavailableError: 503,
};

const REASONS: Record<number, string> = {
  400: 'The request was malformed: a field, a parameter or the body was not as the API describes it',
  401: 'Not signed in',
  403: 'Permission required',
  404: 'What it was to be done to does not exist',
  409: 'It did not fit the state of things, such as a duplicate, something erased, or something that has ended',
  412: 'It had been changed by somebody since it was read',
  413: 'What was sent is larger than this route takes',
  415: 'What was sent is of a type that this route does not take',
  428: 'The request did not say which version it is to change',
  429: 'More calls were made than the limit allows',
  503: 'Something that is needed for it did not answer',
};

const INTERNAL =
  'Something went wrong inside; the log of the backend says what, at this time';

/** Those who were not let; the others failed for what they sent, or inside. */
const REFUSALS = [401, 403, 429];

/** How an attempt ended that was answered with this status. */
export function failureOf(
  status: number,
): Required<Pick<NewAuditEvent, 'outcome' | 'reason'>> {
  return {
    outcome: REFUSALS.includes(status) ? 'refused' : 'failed',
    reason: REASONS[status] ?? INTERNAL,
  };
}

/** The status that an error is answered with. */
export function statusOf(error: unknown): number {
  if (!isError(error)) return 500;
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number'
    ? statusCode
    : STATUSES[error.name] ?? 500;
}

/**
 * What is recorded of an attempt; undefined when the trail does not tell of it:
 * reading may go wrong, but who may not read is worth knowing.
 */
export function failedAttempt(
  asked: { action: AuditAction | undefined; method: string; path: string },
  error: unknown,
): Omit<NewAuditEvent, 'actor' | 'request_id'> | undefined {
  const { action, method, path } = asked;
  const status = statusOf(error);
  if (!action && status !== 403) return undefined;
  const { outcome, reason } = failureOf(status);
  return {
    action: action ?? 'api.read',
    outcome,
    // Which permission: of ours, and nothing of what was sent
    reason: status === 403 && isError(error) ? error.message : reason,
    details: { route: `${method.toUpperCase()} ${path}`, status },
  };
}
