import { z } from 'zod';
import { FetchedSite } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { SecurityFinding } from './findings';
import { headerValue } from './headers';
import { PageScan } from './pageScan';
import { lastHop } from './transport';

/** What a page is made with, and where that shows. */
export const technologySchema = z.object({
  name: z.string(),
  version: z.string().nullable(),
  evidence: z.string(),
});
/** What a page is made with. */
export type Technology = z.infer<typeof technologySchema>;

/** Addresses that the site publishes; personal data. */
export const contactsSchema = z.object({
  emails: z.array(z.string()),
  phones: z.array(z.string()),
});
/** Addresses that the site publishes. */
export type Contacts = z.infer<typeof contactsSchema>;

/** Parts of an https page that are fetched without TLS. */
export const mixedContentSchema = z.object({
  /** Scripts, styles, frames and forms: they can take over the page. */
  active: z.int(),
  /** Pictures, sound and video. */
  passive: z.int(),
  /** The first few addresses. */
  examples: z.array(z.string()),
});
/** Parts of an https page that are fetched without TLS. */
export type MixedContent = z.infer<typeof mixedContentSchema>;

const EXAMINED_CONTACTS = 1000;
const KEPT_CONTACTS = 20;
const KEPT_EXAMPLES = 5;
const KEPT_TECHNOLOGIES = 20;

/** Counts what an https page fetches or sends without TLS. */
export function mixedContent(scan: PageScan, finalUrl: string): MixedContent {
  if (!finalUrl.startsWith('https:')) {
    return { active: 0, passive: 0, examples: [] };
  }
  const insecure = (address: string) => /^http:\/\//i.test(address);
  const active = scan.active.filter(insecure);
  const passive = scan.passive.filter(insecure);
  return {
    active: active.length,
    passive: passive.length,
    examples: [...active, ...passive].slice(0, KEPT_EXAMPLES),
  };
}

/** What mixed content means for the visitors. */
export function mixedContentFindings(mixed: MixedContent): SecurityFinding[] {
  const findings: SecurityFinding[] = [];
  if (mixed.active > 0) {
    findings.push({
      id: 'mixed_content_active',
      severity: 'high',
      title: `${mixed.active} scripts, styles, frames or forms without TLS on a TLS page`,
      what_to_do: 'Load them over https',
    });
  }
  if (mixed.passive > 0) {
    findings.push({
      id: 'mixed_content_passive',
      severity: 'medium',
      title: `${mixed.passive} pictures, sounds or videos without TLS on a TLS page`,
      what_to_do: 'Load them over https',
    });
  }
  return findings;
}

const SIGNATURES: readonly { name: string; pattern: RegExp }[] = [
  { name: 'WordPress', pattern: /\/wp-(content|includes)\// },
  { name: 'Shopify', pattern: /cdn\.shopify\.com/ },
  { name: 'Squarespace', pattern: /static\d*\.squarespace\.com/ },
  { name: 'Wix', pattern: /static\.(wixstatic|parastorage)\.com/ },
  { name: 'jQuery', pattern: /jquery[.-]?(\d+(?:\.\d+)*)?[^/]*\.js/i },
  {
    name: 'Bootstrap',
    pattern: /bootstrap(?:@|[.-])?(\d+(?:\.\d+)*)?[^/]*\.(?:js|css)/i,
  },
  { name: 'React', pattern: /\breact(?:-dom)?[@.](\d+(?:\.\d+)*)?[^/]*\.js/i },
  { name: 'Next.js', pattern: /\/_next\/static\// },
  {
    name: 'Google Analytics',
    pattern: /googletagmanager\.com|google-analytics\.com/,
  },
];

function nameAndVersion(text: string): {
  name: string;
  version: string | null;
} {
  const match = /^(.*?)(?:[/ ]v?(\d[\w.-]*))?$/.exec(text.trim());
  return {
    name: (match?.[1] || text).trim().slice(0, 80),
    version: match?.[2] ?? null,
  };
}

/** Finds out what the site is made with, as far as it tells. */
export function detectTechnologies(
  scan: PageScan,
  site: FetchedSite,
): Technology[] {
  const found = new Map<string, Technology>();
  const add = (technology: Technology) => {
    const known = found.get(technology.name.toLowerCase());
    if (known && (known.version || !technology.version)) return;
    found.set(technology.name.toLowerCase(), technology);
  };
  const { headers } = lastHop(site);
  for (const header of ['server', 'x-powered-by', 'x-generator']) {
    const value = headerValue(headers, header);
    if (!value) continue;
    const [first] = value.split(/[,(]/);
    add({ ...nameAndVersion(first), evidence: `header ${header}` });
  }
  if (scan.generator) {
    add({ ...nameAndVersion(scan.generator), evidence: 'meta generator' });
  }
  for (const address of scan.assets) {
    for (const { name, pattern } of SIGNATURES) {
      const match = pattern.exec(address);
      if (!match) continue;
      const version = /^\d/.test(match[1] ?? '') ? match[1] : null;
      add({ name, version, evidence: 'address of a script or style' });
    }
  }
  return [...found.values()].slice(0, KEPT_TECHNOLOGIES);
}

/** Version numbers help an attacker to choose an attack. */
export function technologyFindings(
  technologies: readonly Technology[],
): SecurityFinding[] {
  const told = technologies.filter(
    t => t.version && /^(header|meta)/.test(t.evidence),
  );
  if (told.length === 0) return [];
  return [
    {
      id: 'version_disclosed',
      severity: 'low',
      title: `The site tells the versions of its software: ${told
        .map(t => t.name)
        .join(', ')}`,
      what_to_do: 'Leave version numbers out of headers and of the page',
    },
  ];
}

const EMAIL = /[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/gi;
// "logo@2x.png" looks like an address
const FILE_ENDING = /\.(png|jpe?g|gif|svg|webp|css|js)$/i;

/** Finds e-mail addresses and telephone numbers that the page publishes. */
export function findContacts(scan: PageScan): Contacts {
  const written = scan.text.match(EMAIL) ?? [];
  const emails = [...scan.mailto, ...written]
    .slice(0, EXAMINED_CONTACTS)
    .map(email => email.toLowerCase())
    .filter(email => z.email().safeParse(email).success)
    .filter(email => !FILE_ENDING.test(email));
  return {
    emails: [...new Set(emails)].slice(0, KEPT_CONTACTS),
    phones: [...new Set(scan.tel)].slice(0, KEPT_CONTACTS),
  };
}
