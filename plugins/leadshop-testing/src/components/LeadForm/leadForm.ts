import {
  LEAD_LIMITS,
  leadDataSchema,
  leadFieldSchema,
  REQUIRED_LEAD_FIELDS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  LeadData,
  LeadField,
  UpdateLeadRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from '../../translation';

import { issueText } from './issueText';

/** What is typed into the form, as text. */
export type LeadForm = Record<LeadField, string>;

/** What is wrong, by field. */
export type FieldProblems = Partial<Record<LeadField, string>>;

/** How a field is asked for. */
export interface LeadFieldOutline {
  field: LeadField;
  label: string;
  help?: string;
  type?: 'url' | 'email' | 'tel' | 'number';
  required?: boolean;
  multiline?: boolean;
}

/** The eleven fields of a lead in the order of the form. */
export const FIELD_ORDER: readonly LeadField[] = [
  'business_name',
  'website_url',
  'contact_name',
  'email',
  'phone',
  'location',
  'industry',
  'naics_code',
  'annual_revenue',
  'employee_count',
  'notes',
];

const TYPES: Partial<Record<LeadField, LeadFieldOutline['type']>> = {
  website_url: 'url',
  email: 'email',
  phone: 'tel',
  annual_revenue: 'number',
  employee_count: 'number',
};

const REQUIRED: readonly LeadField[] = REQUIRED_LEAD_FIELDS;

function helpOf(t: Translate, field: LeadField): string | undefined {
  switch (field) {
    case 'location':
    case 'naics_code':
    case 'annual_revenue':
      return t(`lead.help.${field}`);
    default:
      return undefined;
  }
}

/** How one field of a stored lead is asked for. */
export function outlineOf(t: Translate, field: LeadField): LeadFieldOutline {
  return {
    field,
    label: t(`words.leadField.${field}`),
    help: helpOf(t, field),
    type: TYPES[field],
    required: REQUIRED.includes(field),
    multiline: field === 'notes',
  };
}

/** How all fields of a stored lead are asked for, in the order of the form. */
export function recordOutlines(t: Translate): LeadFieldOutline[] {
  return FIELD_ORDER.map(field => outlineOf(t, field));
}

/** The longest text that a field takes; undefined for numbers. */
export function longest(field: LeadField): number | undefined {
  return field in LEAD_LIMITS
    ? LEAD_LIMITS[field as keyof typeof LEAD_LIMITS]
    : undefined;
}

/** The form that shows the lead. */
export function formOf(
  lead: Partial<Record<LeadField, string | number | null>>,
): LeadForm {
  return Object.fromEntries(
    leadFieldSchema.options.map(field => [field, String(lead[field] ?? '')]),
  ) as LeadForm;
}

/** `acme.example` as a browser would call it: `https://acme.example`. */
function withScheme(site: string): string {
  return site === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(site)
    ? site
    : `https://${site}`;
}

function valueOf(field: LeadField, text: string): string | number | null {
  const trimmed = text.trim();
  if (trimmed === '') {
    return null;
  }
  if (TYPES[field] === 'number') {
    return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
  }
  return field === 'website_url' ? withScheme(trimmed) : trimmed;
}

/** The lead that the form describes; empty fields are left out. */
export function leadOf(form: LeadForm): LeadData {
  return Object.fromEntries(
    FIELD_ORDER.map(
      field => [field, valueOf(field, form[field])] as const,
    ).filter(([, value]) => value !== null),
  ) as LeadData;
}

/** The named fields; an empty one is null. */
export function valuesOf(
  form: LeadForm,
  fields: readonly LeadField[],
): UpdateLeadRequest {
  return Object.fromEntries(
    fields.map(field => [field, valueOf(field, form[field])]),
  );
}

/** The fields that differ; an emptied one is null. */
export function changesOf(
  before: LeadForm,
  after: LeadForm,
): UpdateLeadRequest {
  return valuesOf(
    after,
    FIELD_ORDER.filter(field => before[field].trim() !== after[field].trim()),
  );
}

/**
 * What is wrong with the form, by field, by the schema that the server uses
 * too; empty when nothing is.
 */
export function problemsOf(
  t: Translate,
  form: LeadForm,
  fields: readonly LeadField[] = FIELD_ORDER,
): FieldProblems {
  const problems: FieldProblems = {};
  for (const field of fields) {
    const value = valueOf(field, form[field]);
    if (value === null && REQUIRED.includes(field)) {
      problems[field] = t('lead.problem.required', {
        field: t(`words.leadField.${field}`),
      });
    } else if (value !== null) {
      const { error } = leadDataSchema.shape[field].safeParse(value);
      if (error) {
        problems[field] = issueText(t, field, error.issues[0]);
      }
    }
  }
  return problems;
}
