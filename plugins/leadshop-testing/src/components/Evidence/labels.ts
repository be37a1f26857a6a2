/* Turns the names and values of evidence into what a person reads. */
import { DateTime } from 'luxon';
import type { Formats } from '../../formats';
import { FULL_PIPELINE_STEPS } from '@leadshop/backstage-plugin-leadshop-testing-common';

const SPELLING: Record<string, string> = {
  adwords: 'AdWords',
  cls: 'CLS',
  cpu: 'CPU',
  csp: 'CSP',
  fcp: 'FCP',
  gbp: 'GBP',
  html: 'HTML',
  http: 'HTTP',
  id: 'ID',
  lcp: 'LCP',
  llm: 'LLM',
  naics: 'NAICS',
  pagespeed: 'PageSpeed',
  pdf: 'PDF',
  personal: 'personal data',
  s3: 'S3',
  semrush: 'SEMrush',
  seo: 'SEO',
  sha256: 'SHA-256',
  smtp: 'SMTP',
  sqlstate: 'SQLSTATE',
  tbt: 'TBT',
  tls: 'TLS',
  url: 'URL',
};

const STEP_TITLES = new Map<string, string>(
  FULL_PIPELINE_STEPS.map(({ step_name, title }) => [step_name, title]),
);

const MILLIS = /(^|_)ms$/;
const BYTES = /(^|_)(size|bytes)$/;

/** `lcp_ms` as "LCP", `website_url` as "Website URL", a step as its title. */
export function labelOf(name: string): string {
  const step = STEP_TITLES.get(name);
  if (step) {
    return step;
  }
  const words = name
    .replace(MILLIS, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[_.\s-]+/)
    .filter(Boolean)
    .map(word => SPELLING[word.toLowerCase()] ?? word);
  const text = words.join(' ') || name;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** True for names whose values, or whose members' values, are milliseconds. */
export function holdsMillis(name: string): boolean {
  return MILLIS.test(name) || name === 'duration';
}

/** A number as the name of its field asks for. */
export function formatNumber(
  { bytes, duration, number }: Formats,
  path: readonly string[],
  value: number,
): string {
  const name = path[path.length - 1] ?? '';
  if (path.some(holdsMillis)) {
    return duration(value);
  }
  if (BYTES.test(name)) {
    return bytes(value);
  }
  return number(value, { maximumFractionDigits: 4 });
}

const ISO_TIME =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** A moment in the reader's zone; undefined when the text is none. */
export function formatMoment(
  { moment }: Pick<Formats, 'moment'>,
  text: string,
): string | undefined {
  return ISO_TIME.test(text)
    ? moment(text, DateTime.DATETIME_MED_WITH_SECONDS)
    : undefined;
}

/** Fields that hold the name of something in the program. */
const PROGRAM_FIELDS =
  /^(annual_revenue_from|assessment|check|derivation|field|finding|id|missing|part|per|probe|rule|types)$/;

/** True for the names that programs give: `page_experience`. */
function isProgramName(path: readonly string[], text: string): boolean {
  return (
    /^[a-z]+(_[a-z0-9]+)+$/.test(text) ||
    (PROGRAM_FIELDS.test(path[path.length - 1] ?? '') &&
      /^[a-z]+([._][a-z0-9]+)*$/.test(text))
  );
}

/** A text of evidence as a person reads it. */
export function readable(
  formats: Formats,
  path: readonly string[],
  text: string,
): string {
  if (isProgramName(path, text)) {
    return labelOf(text);
  }
  return (
    formatMoment(formats, text) ??
    // What a sentence is about: "gbp_integration: It found no profile"
    text.replace(/^[a-z]+(_[a-z0-9]+)+(?=: )/, labelOf)
  );
}

/** The address when the text is one that may be opened. */
export function webAddress(text: string): string | undefined {
  return /^https?:\/\/[^\s]+$/i.test(text) ? text : undefined;
}
