import {
  LEAD_LIMITS,
  leadDataSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LeadData } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The name of one of the eleven fields of a lead. */
export type LeadField = keyof LeadData;

/** What is typed into the form, as text. */
export type LeadForm = Record<LeadField, string>;

/** How a field is asked for. */
export interface LeadFieldOutline {
  field: LeadField;
  label: string;
  help?: string;
  type?: 'url' | 'email' | 'tel' | 'number';
  required?: boolean;
  multiline?: boolean;
}

// The form lets such a lead pass: to see step 2 refuse it is a test, too
const STEP_2_NEEDS_IT = 'The Lead Data Model step fails without it';

/** The eleven fields in the order of the form. */
export const LEAD_FIELDS: readonly LeadFieldOutline[] = [
  { field: 'business_name', label: 'Business name', help: STEP_2_NEEDS_IT },
  {
    field: 'website_url',
    label: 'Website URL',
    type: 'url',
    required: true,
    help: 'With http:// or https://',
  },
  { field: 'contact_name', label: 'Contact name' },
  { field: 'email', label: 'Email', type: 'email', help: STEP_2_NEEDS_IT },
  { field: 'phone', label: 'Phone', type: 'tel' },
  { field: 'location', label: 'Location', help: 'Town and region' },
  { field: 'industry', label: 'Industry' },
  { field: 'naics_code', label: 'NAICS code', help: '2 to 6 digits' },
  {
    field: 'annual_revenue',
    label: 'Annual revenue',
    type: 'number',
    help: 'Per year, without separators',
  },
  { field: 'employee_count', label: 'Employees', type: 'number' },
  { field: 'notes', label: 'Notes', multiline: true },
];

const NUMBER_FIELDS: readonly LeadField[] = [
  'annual_revenue',
  'employee_count',
];

/** The longest text that a field takes; undefined for numbers. */
export function longest(field: LeadField): number | undefined {
  return field in LEAD_LIMITS
    ? LEAD_LIMITS[field as keyof typeof LEAD_LIMITS]
    : undefined;
}

/** The form that shows the lead. */
export function formOf(lead: Partial<LeadData>): LeadForm {
  return Object.fromEntries(
    LEAD_FIELDS.map(({ field }) => [field, String(lead[field] ?? '')]),
  ) as LeadForm;
}

/** The lead that the form describes; empty fields are left out. */
export function leadOf(form: LeadForm): Record<string, string | number> {
  return Object.fromEntries(
    LEAD_FIELDS.map(({ field }) => [field, form[field].trim()] as const)
      .filter(([, text]) => text !== '')
      .map(([field, text]) => [
        field,
        NUMBER_FIELDS.includes(field) && Number.isFinite(Number(text))
          ? Number(text)
          : text,
      ]),
  );
}

/**
 * What is wrong with the form, by field, by the schema that the server uses
 * too; empty when nothing is.
 */
export function problemsOf(form: LeadForm): Partial<Record<LeadField, string>> {
  const parsed = leadDataSchema.safeParse({ website_url: '', ...leadOf(form) });
  const problems: Partial<Record<LeadField, string>> = {};
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path[0] as LeadField;
    problems[field] ??= issue.message;
  }
  return problems;
}
