import { z } from 'zod';

/** Longest value of each text field of a lead, in characters. @public */
export const LEAD_LIMITS = {
  business_name: 200,
  website_url: 2048,
  email: 254,
  contact_name: 200,
  phone: 40,
  industry: 120,
  naics_code: 6,
  location: 300,
  notes: 5000,
} as const;

/** The fields that are personal data; see "Words" in `contract.md`. @public */
export const PERSONAL_LEAD_FIELDS = [
  'contact_name',
  'email',
  'phone',
  'notes',
] as const;

/**
 * PostgreSQL stores neither NUL nor half of a surrogate pair, and both can
 * stand in JSON.
 *
 * @public
 */
export function isStorableText(value: string): boolean {
  // eslint-disable-next-line no-control-regex -- NUL is what is looked for
  return !/\u0000|\p{Surrogate}/u.test(value);
}

function text(field: keyof typeof LEAD_LIMITS, says: string) {
  return z
    .string({
      error: ({ input }) =>
        input === undefined || input === null
          ? `${says} is required`
          : `${says} must be text`,
    })
    .refine(isStorableText, `${says} has characters that cannot be stored`)
    .trim()
    .max(
      LEAD_LIMITS[field],
      `${says} is longer than ${LEAD_LIMITS[field]} characters`,
    );
}

const optional = (field: keyof typeof LEAD_LIMITS, says: string) =>
  text(field, says).nullish();

function isWebUrl(value: string): boolean {
  try {
    const url = new URL(value);
    return (
      (url.protocol === 'http:' || url.protocol === 'https:') &&
      url.hostname !== '' &&
      url.username === '' &&
      url.password === ''
    );
  } catch {
    return false;
  }
}

/**
 * A lead as a caller sends it: PRP-013's eleven fields. Only the site is
 * required here, because proving that the lead data model refuses a bad lead
 * is the work of step 2; what could never be stored or called is refused.
 *
 * @public
 */
export const leadDataSchema = z
  .strictObject({
    business_name: optional('business_name', 'Business name'),
    website_url: text('website_url', 'Website URL')
      .min(1, 'Website URL is required')
      .refine(
        isWebUrl,
        'Website URL must be an http or https address without user name or password',
      ),
    email: optional('email', 'Email'),
    contact_name: optional('contact_name', 'Contact name'),
    phone: optional('phone', 'Phone'),
    industry: optional('industry', 'Industry'),
    naics_code: optional('naics_code', 'NAICS code'),
    location: optional('location', 'Location'),
    annual_revenue: z
      .number('Annual revenue must be a number')
      .min(0, 'Annual revenue must not be negative')
      .max(1e15, 'Annual revenue is too large')
      .nullish(),
    employee_count: z
      .int('Employee count must be a whole number')
      .min(0, 'Employee count must not be negative')
      .max(100_000_000, 'Employee count is too large')
      .nullish(),
    notes: optional('notes', 'Notes'),
  })
  .meta({ id: 'LeadData' });

/** A lead as a caller sends it. @public */
export type LeadData = z.infer<typeof leadDataSchema>;
