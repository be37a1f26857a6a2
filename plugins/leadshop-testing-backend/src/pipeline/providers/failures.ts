/*
 * What can go wrong with an outside service, in words that say what happened,
 * why, and what to do, and with the fault that health and retries go by.
 * Nothing here quotes an address, since some vendors take their key in it.
 */
import { isError } from '@backstage/errors';
import {
  Fault,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  ProviderError,
  ProviderErrorOptions,
} from '@leadshop/backstage-plugin-leadshop-testing-node';

/** Who is being called, for messages and blame. */
export interface Callee {
  /** Slug, such as `pagespeed`. */
  provider: string;
  /** As people call it, such as "PageSpeed Insights". */
  title: string;
  mode: ProviderMode;
  /** Whose fault it is when it does not work. */
  blame: Extract<Fault, 'vendor' | 'leadshop'>;
  /** The part of the settings that it is set up by. */
  setting: string;
  /** Never to be seen in a message. */
  secrets: readonly string[];
}

/** A failure that says that the service is down; circuit breakers count these. */
export class OutageError extends ProviderError {}

/** What a service said when it did not do what it was asked. */
export interface Refusal {
  fault: Fault;
  /** Why, as the middle of a sentence: "<title> <why>". */
  why: string;
  advice: string;
  retryable?: boolean;
}

const QUOTED_CHARACTERS = 200;

/** A vendor's own words, short, on one line, without our keys. */
export function quoted(callee: Callee, text: string): string {
  let clean = text.replace(/\s+/g, ' ').trim();
  for (const secret of callee.secrets) {
    clean = clean
      .replaceAll(secret, '***')
      .replaceAll(encodeURIComponent(secret), '***');
  }
  return clean.length > QUOTED_CHARACTERS
    ? `${clean.slice(0, QUOTED_CHARACTERS)}…`
    : clean;
}

type Details = Omit<ProviderErrorOptions, 'provider' | 'mode' | 'fault'> & {
  fault?: Fault;
};

/** A failure that tells nothing about the service's health. */
export function refused(
  callee: Callee,
  refusal: Refusal,
  details: Omit<Details, 'fault' | 'retryable'> = {},
): ProviderError {
  const { fault, why, advice, retryable } = refusal;
  return new ProviderError(`${callee.title} ${why}. ${advice}.`, {
    ...details,
    provider: callee.provider,
    mode: callee.mode,
    fault,
    retryable,
  });
}

/** A failure that counts against the service's health. */
export function outage(
  callee: Callee,
  why: string,
  advice: string,
  details: Details,
): OutageError {
  return new OutageError(`${callee.title} ${why}. ${advice}.`, {
    ...details,
    provider: callee.provider,
    mode: callee.mode,
    fault: details.fault ?? callee.blame,
  });
}

const TRY_LATER = "Try again later; see the vendor's status page";

/** The answer did not come in time. */
export function timedOut(callee: Callee, timeoutMs: number): OutageError {
  return outage(
    callee,
    `did not answer within ${timeoutMs} ms`,
    `Try again later, or raise ${callee.setting}.timeout`,
    { retryable: true },
  );
}

/** An answer came, but not one that can be used. */
export function malformed(
  callee: Callee,
  problem: string,
  details: { retryable?: boolean; status?: number; cause?: unknown } = {},
): OutageError {
  return outage(
    callee,
    `answered something that cannot be used: ${problem}`,
    `Check that ${callee.setting} points at the right service; if it does, report this to the vendor`,
    details,
  );
}

/** The quota that was paid for is used up; waiting a moment will not help. */
export const QUOTA_USED_UP: Refusal = {
  fault: 'vendor',
  why: 'refused the call: the quota of the account is used up',
  advice: 'Wait for the quota to renew, or buy more',
};

/** The vendor does not accept our key. */
export function keyRefused(callee: Callee, said: string): Refusal {
  return {
    fault: 'config',
    why: `refused the key${said && ` ("${said}")`}`,
    advice: `Check the key and its rights at ${callee.setting}`,
  };
}

/** Too many calls in a short time. */
export const RATE_LIMITED: Refusal = {
  fault: 'vendor',
  why: 'refused the call: too many calls in a short time',
  advice: 'Wait as long as it asks, or lower maxConcurrent',
  retryable: true,
};

/** What an HTTP status means when the vendor says nothing more exact. */
export function statusFailure(
  callee: Callee,
  status: number,
  said: string,
  retryAfterMs: number | undefined,
): ProviderError {
  const details = { status, retryAfterMs };
  if (status >= 500) {
    const why = `failed with status ${status}${said && ` ("${said}")`}`;
    return outage(callee, why, TRY_LATER, { ...details, retryable: true });
  }
  if (status === 429) return refused(callee, RATE_LIMITED, details);
  if (status === 408) {
    return refused(
      callee,
      {
        fault: 'network',
        why: 'gave up waiting for the call to arrive (status 408)',
        advice: 'Check the network of this backend',
        retryable: true,
      },
      details,
    );
  }
  if (status === 401 || status === 403) {
    return refused(callee, keyRefused(callee, said), details);
  }
  if (status === 402) return refused(callee, QUOTA_USED_UP, details);
  if (status === 404 || status < 400) {
    return refused(
      callee,
      {
        fault: 'config',
        why: `is not at the address that is set (status ${status})`,
        advice: `Correct the address at ${callee.setting}`,
      },
      details,
    );
  }
  return refused(
    callee,
    {
      fault: 'leadshop',
      why: `did not understand the call (status ${status}${
        said && `, "${said}"`
      })`,
      advice: 'Report this to the developers of LeadShop Testing',
    },
    details,
  );
}

const UNREACHABLE: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The code of an error, or of what lies beneath it. */
function codeOf(error: unknown): string {
  let at = error;
  while (isError(at)) {
    if (typeof at.code === 'string') return at.code;
    at = at.cause;
  }
  return 'unknown error';
}

/** The connection failed before an answer was complete. */
export function transportFailure(
  callee: Callee,
  error: unknown,
  code: string = codeOf(error),
): OutageError {
  if (UNREACHABLE.has(code)) {
    return outage(
      callee,
      `cannot be reached (${code})`,
      `Check the network of this backend and the address at ${callee.setting}`,
      { fault: 'network', retryable: true, cause: error },
    );
  }
  if (/CERT|SIGNATURE|ALTNAME|SSL|^EPROTO$/.test(code)) {
    return outage(
      callee,
      `could not be called safely: its certificate was not accepted (${code})`,
      'Check the network of this backend for something that breaks open TLS, and NODE_EXTRA_CA_CERTS',
      { fault: 'network', cause: error },
    );
  }
  if (code.startsWith('HPE_')) {
    return malformed(callee, `not HTTP (${code})`, { cause: error });
  }
  return outage(
    callee,
    `broke off the connection before its answer was complete (${code})`,
    TRY_LATER,
    { retryable: true, cause: error },
  );
}
