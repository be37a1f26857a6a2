import { z } from 'zod';
import {
  PipelineStep,
  Providers,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { defineStep } from './definition';
import { leadOfTest } from './lead/ofTest';
import { cookieFindings, cookieSchema, readCookies } from './security/cookies';
import {
  bySeverity,
  SECURITY_FORMULA,
  securityFindingSchema,
  securityScore,
  SEVERITIES,
} from './security/findings';
import {
  headerFindings,
  readSecurityHeaders,
  securityHeadersSchema,
} from './security/headers';
import {
  contactsSchema,
  detectTechnologies,
  findContacts,
  mixedContent,
  mixedContentFindings,
  mixedContentSchema,
  technologyFindings,
  technologySchema,
} from './security/page';
import { scanPage } from './security/pageScan';
import { fetchRobots, robotsFindings, robotsSchema } from './security/robots';
import {
  examineTransport,
  requireReachable,
  transportSchema,
} from './security/transport';

/** Evidence of step 5. */
export const securityScraperDetailsSchema = z.object({
  url: z.string(),
  final_url: z.string(),
  hops: z.array(
    z.object({
      url: z.string(),
      status: z.int(),
      /** What the stored credential is called that was sent. */
      credential: z.string().optional(),
    }),
  ),
  duration_ms: z.number(),
  truncated: z.boolean(),
  tls: transportSchema,
  headers: securityHeadersSchema,
  cookies: z.array(cookieSchema),
  mixed_content: mixedContentSchema,
  robots: robotsSchema,
  technologies: z.array(technologySchema),
  contacts_found: z.object({ emails: z.int(), phones: z.int() }),
  /** Worst first. */
  findings: z.array(securityFindingSchema),
  findings_by_severity: z.record(z.enum(SEVERITIES), z.int()),
  score: z.number().min(0).max(100),
  formula: z.string(),
});
/** Evidence of step 5. */
export type SecurityScraperDetails = z.infer<
  typeof securityScraperDetailsSchema
>;

/** The part of step 5's evidence that is personal data. */
export const securityScraperPersonalSchema = z.object({
  contacts: contactsSchema,
});

/** Step 5: what the site tells and what it leaves open. */
export function securityScraperStep({
  site: provider,
}: Pick<Providers, 'site'>): PipelineStep {
  return defineStep('security_scraper', {
    dependsOn: ['assessment_orchestrator'],
    timeoutMs: 60_000,
    attempts: 3,
    async run(context, learnt) {
      const { signal } = context;
      const { website_url: url } = leadOfTest(context);
      learnt.details.url = url;
      const [site, robots] = await Promise.all([
        provider.fetch(url, { signal }),
        fetchRobots(provider, url, { signal }),
      ]);
      const hops = site.hops.map(({ url: at, status, credential }) => ({
        url: at,
        status,
        ...(credential !== undefined && { credential }),
      }));
      learnt.details.hops = hops;
      requireReachable(site);

      const https = site.final_url.startsWith('https:');
      const { transport, findings: transportFindings } = examineTransport(site);
      const headers = readSecurityHeaders(site.hops[hops.length - 1].headers);
      const cookies = readCookies(site.hops);
      const scan = await scanPage(site, { signal });
      const mixed = mixedContent(scan, site.final_url);
      const technologies = detectTechnologies(scan, site);
      const contacts = findContacts(scan);
      const findings = bySeverity([
        ...transportFindings,
        ...headerFindings(headers, { https }),
        ...cookieFindings(cookies, { https }),
        ...mixedContentFindings(mixed),
        ...technologyFindings(technologies),
        ...robotsFindings(robots),
      ]);
      if (robots.status === null) {
        context.warn('robots.txt could not be fetched');
      }
      if (site.truncated || scan.gaveUp) {
        context.warn(
          'The page is very large or very deep; only its beginning was examined',
        );
      }
      const count = (severity: (typeof SEVERITIES)[number]) =>
        findings.filter(f => f.severity === severity).length;
      const details: SecurityScraperDetails = {
        url,
        final_url: site.final_url,
        hops,
        duration_ms: site.duration_ms,
        truncated: site.truncated,
        tls: transport,
        headers,
        cookies,
        mixed_content: mixed,
        robots,
        technologies,
        contacts_found: {
          emails: contacts.emails.length,
          phones: contacts.phones.length,
        },
        findings,
        findings_by_severity: {
          high: count('high'),
          medium: count('medium'),
          low: count('low'),
          info: count('info'),
        },
        score: securityScore(findings),
        formula: SECURITY_FORMULA,
      };
      return { details, personal: { contacts }, provider_mode: site.mode };
    },
  });
}
