/*
 * Makes a lead of what stands in a row, and says everything that is wrong with
 * it at once. The rules are those of the lead data model (pipeline/steps/lead),
 * so that what an import takes can be tested: a test's step 2 refuses nothing
 * that was stored from here.
 *
 * An error keeps the row out: a required field is missing, wrong or too long. A
 * warning tells what was left out or changed; a lead is worth more than its
 * phone number. Written for speed, a million rows go through here: each reader
 * has a quick way for usual values and a thorough one for the rest.
 */
import {
  LEAD_LIMITS,
  LeadField,
  REQUIRED_LEAD_FIELDS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { naicsSector } from '../../../pipeline/steps/lead/naics';
import { LeadKeys, leadKeys } from '../../keys';
import { manyLines, oneLine } from '../../plainText';
import { NumberMarks, readAmount } from './amount';
import { readEmail } from './email';
import { Findings } from './findings';
import { readPhone } from './phone';
import { cellText, isClean } from './text';
import { readWebsiteAddress } from './websiteAddress';

/** A lead as it will be stored; empty fields are null. */
export interface LeadFields {
  business_name: string | null;
  website_url: string | null;
  email: string | null;
  contact_name: string | null;
  phone: string | null;
  industry: string | null;
  naics_code: string | null;
  location: string | null;
  annual_revenue: number | null;
  employee_count: number | null;
  notes: string | null;
}

/** What a row or a caller gives for the fields. */
export type GivenFields = Partial<Record<LeadField, unknown>>;

/** How to read what a country can write in its own way. */
export interface ReadingRules {
  /** ISO 3166; of phone numbers without a country code. */
  country: string;
  marks: NumberMarks;
}

const REQUIRED: ReadonlySet<LeadField> = new Set(REQUIRED_LEAD_FIELDS);
// What other modules export is looked up at each use, and this one often is
const LIMITS = LEAD_LIMITS;
const MAX_REVENUE = 1e15;
const MAX_EMPLOYEES = 100_000_000;

/** Reads the fields; what has an error is null in the lead. */
export function readLead(
  given: GivenFields,
  rules: ReadingRules,
  findings: Findings,
): { lead: LeadFields; keys: LeadKeys } {
  const lead: LeadFields = {
    business_name: readText(given, 'business_name', findings),
    website_url: readWebsite(given, findings),
    email: readEmailField(given, findings),
    contact_name: readText(given, 'contact_name', findings),
    phone: readPhoneField(given, rules, findings),
    industry: readText(given, 'industry', findings),
    naics_code: readNaics(given, findings),
    location: readText(given, 'location', findings),
    annual_revenue: readNumber(given, 'annual_revenue', rules, findings),
    employee_count: readNumber(given, 'employee_count', rules, findings),
    notes: readText(given, 'notes', findings),
  };
  return { lead, keys: leadKeys(lead) };
}

/** The field's text in its one form; null when nothing is left of it. */
function formed(
  given: GivenFields,
  field: LeadField,
  findings: Findings,
): string | null {
  const value = given[field];
  const cell = value === undefined || value === null ? '' : String(value);
  if (isClean(cell)) return cell;
  const { text, stripped } = cellText(cell);
  if (stripped) {
    findings.warning(
      field,
      'unstorable',
      'has characters that cannot be stored (NUL or half a surrogate pair); they are removed',
      cell,
    );
  }
  const form = field === 'notes' ? manyLines(text) : oneLine(text);
  if (form) return form;
  if (REQUIRED.has(field)) {
    findings.error(field, 'required', 'is required', cell || null);
  }
  return null;
}

/** Null, and an error, when a text is longer than its field takes. */
function fitting(
  text: string,
  field: keyof typeof LEAD_LIMITS,
  findings: Findings,
): string | null {
  const limit = LIMITS[field];
  if (text.length <= limit) return text;
  findings.error(
    field,
    'too_long',
    `is longer than ${limit} characters; shorten it`,
    text,
  );
  return null;
}

function readText(
  given: GivenFields,
  field: keyof typeof LEAD_LIMITS,
  findings: Findings,
): string | null {
  const text = formed(given, field, findings);
  return text === null ? null : fitting(text, field, findings);
}

function readWebsite(given: GivenFields, findings: Findings): string | null {
  const text = readText(given, 'website_url', findings);
  if (text === null) return null;
  const address = readWebsiteAddress(text);
  if ('url' in address) return fitting(address.url, 'website_url', findings);
  findings.error('website_url', 'invalid_url', address.problem, text);
  return null;
}

function readEmailField(given: GivenFields, findings: Findings): string | null {
  const text = readText(given, 'email', findings);
  if (text === null) return null;
  const email = readEmail(text);
  if (email !== undefined) return fitting(email, 'email', findings);
  findings.error(
    'email',
    'invalid_email',
    'is not an e-mail address such as name@example.com',
    text,
  );
  return null;
}

function readPhoneField(
  given: GivenFields,
  rules: ReadingRules,
  findings: Findings,
): string | null {
  const text = formed(given, 'phone', findings);
  if (text === null) return null;
  const { phone, doubt } = readPhone(text, rules.country);
  if (doubt) findings.warning('phone', 'invalid_phone', doubt, text);
  return phone === null ? null : fitting(phone, 'phone', findings);
}

const NAICS = /^\d{2,6}$/;
// What spreadsheets make of a code that they take for a number
const NUMERIC_NAICS = /^(\d{2,6})\.0+$/;

function readNaics(given: GivenFields, findings: Findings): string | null {
  const text = formed(given, 'naics_code', findings);
  if (text === null) return null;
  const code = NUMERIC_NAICS.exec(text)?.[1] ?? text;
  if (NAICS.test(code) && naicsSector(code)) return code;
  const problem = NAICS.test(code)
    ? 'is of no sector that exists'
    : 'must have two to six digits';
  findings.warning(
    'naics_code',
    'invalid_naics',
    `${problem}; it is left out`,
    text,
  );
  return null;
}

function readNumber(
  given: GivenFields,
  field: 'annual_revenue' | 'employee_count',
  rules: ReadingRules,
  findings: Findings,
): number | null {
  const text = formed(given, field, findings);
  if (text === null) return null;
  const whole = field === 'employee_count';
  const leaveOut = (problem: string) => {
    findings.warning(field, 'invalid_number', problem, text);
    return null;
  };
  const read = readAmount(text, { marks: rules.marks, whole });
  if ('problem' in read) return leaveOut(read.problem);
  if (whole && !Number.isInteger(read.value)) {
    return leaveOut('must be a whole number; it is left out');
  }
  if (read.value > (whole ? MAX_EMPLOYEES : MAX_REVENUE)) {
    return leaveOut('is too large; it is left out');
  }
  if (read.doubt) findings.warning(field, 'invalid_number', read.doubt, text);
  return read.value;
}
