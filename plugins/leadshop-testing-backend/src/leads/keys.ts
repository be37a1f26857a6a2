/*
 * Keys by which two leads are the same: the e-mail address, or the registrable
 * domain of the site together with the business name. Kept beside the lead in
 * the table, so that a million rows are compared by an index.
 */
import { getDomain } from 'tldts';

/** What identifies a lead; null: cannot be compared by it. */
export interface LeadKeys {
  email_key: string | null;
  domain_key: string | null;
  name_key: string | null;
}

/** The domain and name of a lead as one; null when it has not both. */
export function pairKey({ domain_key, name_key }: LeadKeys): string | null {
  return domain_key === null || name_key === null
    ? null
    : `${domain_key} ${name_key}`;
}

/**
 * SQL of {@link pairKey}, as the index on it has it. No domain holds a space.
 *
 * @param alias - what the statement calls the table
 */
export function pairKeySql(alias?: string): string {
  const of = alias === undefined ? '' : `${alias}.`;
  return `${of}domain_key || ' ' || ${of}name_key`;
}

// Words at the end of a name that say what kind of company it is
const LEGAL_FORM =
  /(?: (?:inc|incorporated|corp|corporation|co|company|llc|llp|lp|pllc|pc|ltd|limited|plc|gmbh|mbh|ag|kg|ohg|ug|sa|sas|sarl|srl|spa|bv|nv|ab|as|oy|pty))+$/;
const MARKS = /\p{M}/gu;
const NO_WORD = /[^\p{L}\p{N}]+/gu;
const ASCII = /^[\x20-\x7e]*$/;
const NO_ASCII_WORD = /[^a-z0-9]+/g;

/** The words of a name, without accents, signs and legal forms. */
export function nameKey(name: string): string {
  const lower = name.toLowerCase();
  const words = ASCII.test(lower)
    ? lower.replace(NO_ASCII_WORD, ' ')
    : lower.normalize('NFKD').replace(MARKS, '').replace(NO_WORD, ' ');
  const key = words.trim();
  // A name of punctuation or of a legal form alone is still a name
  return key.replace(LEGAL_FORM, '') || key || lower;
}

const HOST = /^https?:\/\/([^/?#:[\]]+)/i;

/** `example.co.uk` of `https://www.example.co.uk/a`; null for local names and IPs. */
export function domainKey(websiteUrl: string): string | null {
  const host = HOST.exec(websiteUrl)?.[1].toLowerCase();
  if (!host) return null;
  return getDomain(host, {
    allowPrivateDomains: false,
    extractHostname: false,
    validateHostname: false,
  });
}

/** Makes the keys of a lead whose fields are normalised. */
export function leadKeys(lead: {
  business_name: string | null;
  website_url: string | null;
  email: string | null;
}): LeadKeys {
  return {
    email_key: lead.email ? lead.email.toLowerCase() : null,
    domain_key: lead.website_url ? domainKey(lead.website_url) : null,
    name_key: lead.business_name ? nameKey(lead.business_name) : null,
  };
}
