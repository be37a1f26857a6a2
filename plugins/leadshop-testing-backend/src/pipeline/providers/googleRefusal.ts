import { z } from 'zod';
import {
  Callee,
  keyRefused,
  quoted,
  QUOTA_USED_UP,
  RATE_LIMITED,
} from './failures';
import { ReadRefusal, tryJson } from './vendorClient';

/** Errors of all Google APIs: google.rpc.Status in JSON. */
const errorSchema = z.object({
  error: z.object({
    message: z.string().default(''),
    status: z.string().default(''),
    errors: z.array(z.object({ reason: z.string().optional() })).default([]),
    details: z.array(z.object({ reason: z.string().optional() })).default([]),
  }),
});

const KEY_REASONS: ReadonlySet<string> = new Set([
  'API_KEY_INVALID',
  'API_KEY_SERVICE_BLOCKED',
  'API_KEY_HTTP_REFERRER_BLOCKED',
  'API_KEY_IP_ADDRESS_BLOCKED',
  'SERVICE_DISABLED',
  'BILLING_DISABLED',
  'keyInvalid',
  'keyExpired',
  'accessNotConfigured',
  'PERMISSION_DENIED',
  'UNAUTHENTICATED',
]);
const QUOTA_REASONS: ReadonlySet<string> = new Set([
  'dailyLimitExceeded',
  'quotaExceeded',
  'billingNotEnabled',
]);

/** Lighthouse ran, and the page of the lead did not work. */
const PAGE_PROBLEM =
  /\b(FAILED_DOCUMENT_REQUEST|ERRORED_DOCUMENT_REQUEST|DNS_FAILURE|NO_FCP|NOT_HTML|INSECURE_DOCUMENT_REQUEST|CHROME_INTERSTITIAL_ERROR|INVALID_URL|PAGE_HUNG|NO_DOCUMENT_REQUEST)\b/;

/** Says whether Lighthouse blames the page, and with which code. */
export function pageProblem(text: string): string | undefined {
  return PAGE_PROBLEM.exec(text)?.[1];
}

/** The refusal that a page problem amounts to. */
export function pageRefusal(code: string) {
  return {
    fault: 'lead' as const,
    why: `could not load the page (${code})`,
    advice: "Check the lead's website address and whether the site is up",
  };
}

/** Reads the errors of Google's APIs. */
export function readGoogleRefusal(callee: Callee): ReadRefusal {
  return response => {
    const error = tryJson(response.body, errorSchema)?.error;
    if (!error) return undefined;
    const said = quoted(callee, error.message);
    const page = pageProblem(error.message);
    if (page) return pageRefusal(page);
    const reasons = [...error.errors, ...error.details].map(
      ({ reason }) => reason ?? '',
    );
    reasons.push(error.status);
    if (
      reasons.some(reason => QUOTA_REASONS.has(reason)) ||
      (response.status === 429 && /per day/i.test(error.message))
    ) {
      return QUOTA_USED_UP;
    }
    if (response.status === 429 || reasons.includes('RATE_LIMIT_EXCEEDED')) {
      return RATE_LIMITED;
    }
    if (reasons.some(reason => KEY_REASONS.has(reason))) {
      return keyRefused(callee, said);
    }
    return { said };
  };
}
