import { leadDataSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LeadField } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from '../../translation';
import {
  FIELD_ORDER,
  FieldProblems,
  issueText,
  LeadFieldOutline,
  LeadForm,
  outlineOf,
} from '../LeadForm';

/*
 * The lead of a test, which need not be as complete as a stored one: only its
 * site is required, and a test with a bad lead shows that step 2 refuses it.
 */

function helpOf(t: Translate, field: LeadField): string | undefined {
  switch (field) {
    case 'business_name':
    case 'email':
      return t('run.help.step2');
    case 'website_url':
      return t('run.help.website_url');
    default:
      return outlineOf(t, field).help;
  }
}

/** How the fields of a test's lead are asked for. */
export function outlinesOf(t: Translate): LeadFieldOutline[] {
  return FIELD_ORDER.map(field => ({
    ...outlineOf(t, field),
    help: helpOf(t, field),
    required: field === 'website_url',
    ...(field === 'employee_count' && { label: t('run.field.employee_count') }),
  }));
}

const NUMBER_FIELDS: readonly LeadField[] = [
  'annual_revenue',
  'employee_count',
];

/** The lead that the form describes; empty fields are left out. */
export function leadOf(form: LeadForm): Record<string, string | number> {
  return Object.fromEntries(
    FIELD_ORDER.map(field => [field, form[field].trim()] as const)
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
export function problemsOf(t: Translate, form: LeadForm): FieldProblems {
  const parsed = leadDataSchema.safeParse({ website_url: '', ...leadOf(form) });
  const problems: FieldProblems = {};
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path[0] as LeadField;
    problems[field] ??= issueText(t, field, issue);
  }
  return problems;
}
