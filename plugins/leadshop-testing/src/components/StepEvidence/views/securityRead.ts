import type { Details } from '../Details';
import { SecurityFinding, SEVERITIES } from './SecurityFindings';

/** The headers that are looked for, as the protocol writes them. */
const HEADERS = [
  ['strict_transport_security', 'Strict-Transport-Security'],
  ['content_security_policy', 'Content-Security-Policy'],
  ['x_frame_options', 'X-Frame-Options'],
  ['frame_ancestors', 'CSP frame-ancestors'],
  ['referrer_policy', 'Referrer-Policy'],
  ['x_content_type_options', 'X-Content-Type-Options'],
] as const;

function readFindings(details: Details): SecurityFinding[] {
  return (details.list('findings') ?? []).map(one => {
    const severity = one.text('severity');
    return {
      severity: SEVERITIES.find(known => known === severity) ?? 'info',
      title: one.text('title') ?? one.text('id') ?? '–',
      advice: one.text('what_to_do'),
    };
  });
}

function readTls(details: Details) {
  const tls = details.part('tls');
  return (
    tls && {
      protocol: tls.text('protocol'),
      cipher: tls.text('cipher'),
      issuer: tls.text('issuer'),
      validTo: tls.text('valid_to'),
      expiry: tls.number('days_to_expiry'),
    }
  );
}

function readRobots(details: Details) {
  const robots = details.part('robots');
  return (
    robots && {
      present: robots.flag('present') ?? false,
      status: robots.number('status'),
      disallowsAll: robots.flag('disallows_all') ?? false,
      sitemaps: robots.texts('sitemaps') ?? [],
    }
  );
}

function readContacts(details: Details) {
  const counts = details.part('contacts_found');
  const contacts = details.part('personal')?.part('contacts');
  const found = {
    emails: counts?.number('emails'),
    phones: counts?.number('phones'),
    emailList: contacts?.texts('emails'),
    phoneList: contacts?.texts('phones'),
  };
  return counts || contacts ? found : undefined;
}

/** What step 5 stored. */
export function readSecurity(details: Details) {
  const headers = details.part('headers');
  const mixed = details.part('mixed_content');
  const counts = details.part('findings_by_severity');
  SEVERITIES.forEach(severity => counts?.number(severity));
  return {
    score: details.number('score'),
    formula: details.text('formula'),
    findings: readFindings(details),
    /** False while the step had not come so far. */
    examined: headers !== undefined,
    finalUrl: details.text('final_url') ?? details.text('url'),
    url: details.text('url'),
    hops: (details.list('hops') ?? []).map(hop => ({
      url: hop.text('url') ?? '–',
      status: hop.number('status'),
    })),
    took: details.number('duration_ms'),
    truncated: details.flag('truncated') ?? false,
    tls: readTls(details),
    headers: HEADERS.map(
      ([field, name]) => [name, headers?.text(field)] as const,
    ),
    cookies: (details.list('cookies') ?? []).map(cookie => ({
      name: cookie.text('name') ?? '–',
      secure: cookie.flag('secure') ?? false,
      httpOnly: cookie.flag('http_only') ?? false,
      sameSite: cookie.text('same_site'),
    })),
    mixed: mixed && {
      active: mixed.number('active') ?? 0,
      passive: mixed.number('passive') ?? 0,
      examples: mixed.texts('examples') ?? [],
    },
    robots: readRobots(details),
    technologies: (details.list('technologies') ?? []).map(one => ({
      name: one.text('name') ?? '–',
      version: one.text('version'),
      evidence: one.text('evidence'),
    })),
    contacts: readContacts(details),
  };
}

/** What step 5 stored. */
export type SecurityFound = ReturnType<typeof readSecurity>;
