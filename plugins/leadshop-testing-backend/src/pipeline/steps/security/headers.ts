import { z } from 'zod';
import { SiteHop } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { SecurityFinding } from './findings';

type Headers = SiteHop['headers'];

/** The security headers of a page as they came; null: not sent. */
export const securityHeadersSchema = z.object({
  strict_transport_security: z.string().nullable(),
  content_security_policy: z.string().nullable(),
  x_frame_options: z.string().nullable(),
  frame_ancestors: z.string().nullable(),
  referrer_policy: z.string().nullable(),
  x_content_type_options: z.string().nullable(),
});
/** The security headers of a page. */
export type SecurityHeaders = z.infer<typeof securityHeadersSchema>;

// A header can be megabytes; what is kept as evidence is not
const KEPT_CHARACTERS = 1000;
const HALF_A_YEAR_SECONDS = 15_552_000;

/** A header as one line, or null. */
export function headerValue(headers: Headers, name: string): string | null {
  const value = headers[name];
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text?.trim().slice(0, KEPT_CHARACTERS) || null;
}

function directive(policy: string | null, name: string): string | null {
  const found = policy
    ?.split(/[;,]/)
    .map(part => part.trim())
    .find(part => part.toLowerCase().startsWith(`${name} `));
  return found ? found.slice(name.length).trim() : null;
}

/** Picks the headers that protect a site's visitors. */
export function readSecurityHeaders(headers: Headers): SecurityHeaders {
  const policy = headerValue(headers, 'content-security-policy');
  return {
    strict_transport_security: headerValue(
      headers,
      'strict-transport-security',
    ),
    content_security_policy: policy,
    x_frame_options: headerValue(headers, 'x-frame-options'),
    frame_ancestors: directive(policy, 'frame-ancestors'),
    referrer_policy: headerValue(headers, 'referrer-policy'),
    x_content_type_options: headerValue(headers, 'x-content-type-options'),
  };
}

function hstsFinding(value: string | null): SecurityFinding | undefined {
  if (value === null) {
    return {
      id: 'hsts_missing',
      severity: 'medium',
      title: 'Browsers are not told to use TLS only (HSTS)',
      what_to_do:
        'Send Strict-Transport-Security: max-age=31536000; includeSubDomains',
    };
  }
  const seconds = Number(/max-age\s*=\s*"?(\d+)/i.exec(value)?.[1] ?? 0);
  if (seconds >= HALF_A_YEAR_SECONDS) return undefined;
  return {
    id: 'hsts_short',
    severity: 'low',
    title: 'HSTS lasts less than half a year',
    what_to_do: 'Raise max-age of Strict-Transport-Security to 31536000',
  };
}

function cspFinding(policy: string | null): SecurityFinding | undefined {
  if (policy === null) {
    return {
      id: 'csp_missing',
      severity: 'medium',
      title: 'No content security policy',
      what_to_do:
        "Send Content-Security-Policy, beginning with default-src 'self', and add the sources that the site needs",
    };
  }
  const scripts =
    directive(policy, 'script-src') ?? directive(policy, 'default-src');
  if (scripts !== null && !/'unsafe-(inline|eval)'/i.test(scripts)) {
    return undefined;
  }
  return {
    id: 'csp_weak',
    severity: 'low',
    title: 'The content security policy lets any inline script run',
    what_to_do:
      "Set script-src without 'unsafe-inline' and 'unsafe-eval'; use nonces or hashes",
  };
}

const UNSAFE_REFERRER = /^(unsafe-url|no-referrer-when-downgrade)$/i;

/** What the headers of a page leave open. */
export function headerFindings(
  headers: SecurityHeaders,
  options: { https: boolean },
): SecurityFinding[] {
  const findings: (SecurityFinding | undefined)[] = [
    // A browser ignores HSTS that comes without TLS
    options.https ? hstsFinding(headers.strict_transport_security) : undefined,
    cspFinding(headers.content_security_policy),
  ];
  const framed =
    headers.frame_ancestors !== null ||
    /^(deny|sameorigin)$/i.test(headers.x_frame_options ?? '');
  if (!framed) {
    findings.push({
      id: 'framing_open',
      severity: 'medium',
      title: 'Any site may show this one in a frame (clickjacking)',
      what_to_do:
        "Send Content-Security-Policy: frame-ancestors 'self' or X-Frame-Options: SAMEORIGIN",
    });
  }
  if (headers.x_content_type_options?.toLowerCase() !== 'nosniff') {
    findings.push({
      id: 'content_type_sniffing',
      severity: 'low',
      title: 'Browsers may guess the type of files',
      what_to_do: 'Send X-Content-Type-Options: nosniff',
    });
  }
  const referrer = headers.referrer_policy?.split(',').at(-1)?.trim() ?? null;
  if (referrer === null || UNSAFE_REFERRER.test(referrer)) {
    findings.push({
      id: 'referrer_leak',
      severity: 'low',
      title: 'Addresses of pages may be passed on to other sites',
      what_to_do: 'Send Referrer-Policy: strict-origin-when-cross-origin',
    });
  }
  return findings.filter(f => f !== undefined);
}
