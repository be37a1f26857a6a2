/*
 * The lead data model: one form for every field of a lead, and what is wrong
 * with it. Pure, so that every step can ask for the same lead again instead of
 * carrying it along.
 *
 * An `error` makes step 2 fail: the lead cannot be used as it is. A `warning`
 * leaves the field as well as it can be and lets the test go on.
 */
import { z } from 'zod';
import {
  LEAD_LIMITS,
  LeadData,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { manyLines, oneLine } from '../../../leads/plainText';
import { parseWebsite } from './website';
import { naicsSector } from './naics';
import { normalisePhone } from './phone';

/** A lead after normalisation; every field is there, empty ones are null. */
export const normalisedLeadSchema = z.object({
  business_name: z.string().nullable(),
  website_url: z.string().nullable(),
  email: z.string().nullable(),
  contact_name: z.string().nullable(),
  phone: z.string().nullable(),
  industry: z.string().nullable(),
  naics_code: z.string().nullable(),
  location: z.string().nullable(),
  annual_revenue: z.number().nullable(),
  employee_count: z.number().nullable(),
  notes: z.string().nullable(),
});
/** A lead after normalisation. */
export type NormalisedLead = z.infer<typeof normalisedLeadSchema>;
/** The name of a lead's field. */
export type LeadField = keyof NormalisedLead;

/** Something wrong with a field. The message never holds the value. */
export const leadProblemSchema = z.object({
  field: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
});
/** Something wrong with a field. */
export type LeadProblem = z.infer<typeof leadProblemSchema>;

/** What the lead data model makes of a lead. */
export interface LeadNormalisation {
  lead: NormalisedLead;
  problems: LeadProblem[];
}

const REQUIRED = {
  business_name: 'Business name',
  website_url: 'Website URL',
  email: 'Email',
} as const satisfies Partial<Record<LeadField, string>>;

/** A text in its form; null: nothing is left of it. */
function filled(
  form: (text: string) => string,
  value: string | null | undefined,
): string | null {
  return form(value ?? '') || null;
}

/** Brings a lead into its one form and says what is wrong with it. */
export function normaliseLead(given: Readonly<LeadData>): LeadNormalisation {
  const problems: LeadProblem[] = [];
  const say = (
    field: LeadField,
    severity: LeadProblem['severity'],
    message: string,
  ) => problems.push({ field, severity, message });

  const websiteUrl = () => {
    const text = filled(oneLine, given.website_url);
    if (!text) return null;
    try {
      const site = parseWebsite(text);
      if (/^https?:/.test(site.url)) return site.url;
      say('website_url', 'error', 'Website URL must begin with http or https');
    } catch {
      say('website_url', 'error', 'Website URL is not an address');
    }
    return null;
  };

  const email = () => {
    const text = filled(oneLine, given.email)?.toLowerCase() ?? null;
    if (!text || z.email().safeParse(text).success) return text;
    say('email', 'error', 'Email is not an e-mail address');
    return null;
  };

  const phone = () => {
    const text = filled(oneLine, given.phone);
    if (!text) return null;
    const result = normalisePhone(text, given.location);
    if (result.problem) say('phone', result.severity, result.problem);
    return result.phone;
  };

  const naicsCode = () => {
    const text = filled(oneLine, given.naics_code);
    if (!text) return null;
    if (!/^\d{2,6}$/.test(text)) {
      say('naics_code', 'error', 'NAICS code must have two to six digits');
      return null;
    }
    if (!naicsSector(text)) {
      say('naics_code', 'error', 'NAICS code is of no sector that exists');
      return null;
    }
    return text;
  };

  const lead: NormalisedLead = {
    business_name: filled(oneLine, given.business_name),
    website_url: websiteUrl(),
    email: email(),
    contact_name: filled(oneLine, given.contact_name),
    phone: phone(),
    industry: filled(oneLine, given.industry),
    naics_code: naicsCode(),
    location: filled(oneLine, given.location),
    annual_revenue: given.annual_revenue ?? null,
    employee_count: given.employee_count ?? null,
    notes: filled(manyLines, given.notes),
  };

  for (const [field, limit] of Object.entries(LEAD_LIMITS)) {
    const value = lead[field as LeadField];
    if (typeof value === 'string' && value.length > limit) {
      say(
        field as LeadField,
        'error',
        `The value is longer than ${limit} characters`,
      );
    }
  }
  for (const [field, title] of Object.entries(REQUIRED)) {
    const name = field as keyof typeof REQUIRED;
    if (lead[name] === null && !problems.some(p => p.field === name)) {
      say(name, 'error', `${title} is required`);
    }
  }
  return { lead, problems };
}

/**
 * A lead that has gone through step 2, so that name and site are there.
 */
export interface AssessableLead extends NormalisedLead {
  business_name: string;
  website_url: string;
}

/** The lead as the assessments see it; undefined when step 2 would refuse it. */
export function assessableLead(
  given: Readonly<LeadData>,
): AssessableLead | undefined {
  const { lead } = normaliseLead(given);
  const { business_name, website_url } = lead;
  if (business_name === null || website_url === null) return undefined;
  return { ...lead, business_name, website_url };
}
