import {
  Answer,
  json,
  RefusalKind,
  REFUSAL_STATUS,
  retryAfter,
} from './exchange';
import { FaultRule } from './faults';

/**
 * Errors in the shape that all Google APIs share (google.rpc.Status in JSON).
 */
export function googleError(
  code: number,
  status: string,
  message: string,
  reason: string,
): Answer {
  return json(code, {
    error: {
      code,
      message,
      status,
      errors: [{ message, domain: 'global', reason }],
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason,
          domain: 'googleapis.com',
        },
      ],
    },
  });
}

export function googleRefusal(kind: RefusalKind, rule: FaultRule): Answer {
  const code = rule.status ?? REFUSAL_STATUS[kind];
  const answer = {
    status: () =>
      googleError(
        code,
        'INTERNAL',
        'Internal error encountered.',
        'backendError',
      ),
    rate_limit: () =>
      googleError(
        code,
        'RESOURCE_EXHAUSTED',
        "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute'.",
        'RATE_LIMIT_EXCEEDED',
      ),
    quota: () =>
      googleError(
        code,
        'RESOURCE_EXHAUSTED',
        "Quota exceeded for quota metric 'Queries' and limit 'Queries per day'.",
        'dailyLimitExceeded',
      ),
  }[kind]();
  return {
    ...answer,
    headers: { ...answer.headers, ...retryAfter(kind, rule) },
  };
}

export function keyNotAllowed(): Answer {
  return googleError(
    403,
    'PERMISSION_DENIED',
    'API key not valid. Please pass a valid API key.',
    'API_KEY_INVALID',
  );
}
