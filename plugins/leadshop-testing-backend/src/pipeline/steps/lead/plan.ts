import { z } from 'zod';
import { AssessableLead } from './normalise';
import { parseWebsite, Website } from './website';

/** The assessments of a lead, by the step that makes them. */
export const ASSESSMENTS = [
  'pagespeed_integration',
  'security_scraper',
  'gbp_integration',
  'screenshot_integration',
  'semrush_integration',
  'llm_visual_analysis',
] as const;
/** The name of an assessment. */
export type Assessment = (typeof ASSESSMENTS)[number];

/** Whether an assessment applies to a lead, why, and what it is given. */
export const plannedAssessmentSchema = z.object({
  assessment: z.enum(ASSESSMENTS),
  applies: z.boolean(),
  reason: z.string(),
  /** The address, domain or query that the assessment works on. */
  input: z.string().nullable(),
});
/** Whether an assessment applies to a lead. */
export type PlannedAssessment = z.infer<typeof plannedAssessmentSchema>;

/** Says for every assessment whether it applies to this lead, and why. */
export function planAssessments(lead: AssessableLead): PlannedAssessment[] {
  const site = parseWebsite(lead.website_url);
  const https = site.url.startsWith('https:');
  const plan: Record<Assessment, Omit<PlannedAssessment, 'assessment'>> = {
    pagespeed_integration: {
      applies: true,
      reason: 'The lead has a site; its speed is measured on phone and desktop',
      input: site.url,
    },
    security_scraper: {
      applies: true,
      reason: https
        ? 'The lead has a site; certificate and headers are examined'
        : 'The lead has a site without TLS; only its headers are examined',
      input: site.url,
    },
    gbp_integration: {
      applies: true,
      reason: lead.location
        ? 'Name and location are known, so a business profile can be told apart'
        : 'The name is known; without a location a match needs the site as proof',
      input: placeQuery(lead),
    },
    screenshot_integration: {
      applies: true,
      reason:
        'The lead has a site; visual analysis and report need its picture',
      input: site.url,
    },
    semrush_integration: site.is_ip
      ? {
          applies: false,
          reason: 'The site is an IP address, and search figures are by domain',
          input: null,
        }
      : {
          applies: true,
          reason: site.registrable_domain
            ? 'The site has a domain, by which search figures are kept'
            : 'The site has no public domain; its own name is looked up instead',
          input: site.registrable_domain ?? localName(site),
        },
    llm_visual_analysis: {
      applies: true,
      reason: 'Screenshots are planned, and they are what is judged',
      input: 'screenshot-desktop.png, screenshot-mobile.png',
    },
  };
  return ASSESSMENTS.map(assessment => ({ assessment, ...plan[assessment] }));
}

/** A machine's name without a domain may hold many sites, told apart by path. */
function localName({ host, url }: Website): string {
  const { pathname } = new URL(url);
  return host.includes('.') || pathname === '/' ? host : `${host}${pathname}`;
}

/** What a map is asked for a lead. */
export function placeQuery(lead: AssessableLead): string {
  return [lead.business_name, lead.location].filter(Boolean).join(', ');
}
