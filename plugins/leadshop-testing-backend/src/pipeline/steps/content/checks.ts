import { z } from 'zod';
import { Claim, linkClaims, withoutNames } from './claims';
import { Finding } from './findings';

/** A sales mail as a model or a service writes it: plain text, never markup. */
export const salesContentSchema = z.strictObject({
  subject: z.string().min(1).max(500),
  preview: z.string().min(1).max(1000),
  body: z.string().min(1).max(20_000),
});
/** A sales mail as a model or a service writes it. */
export type SalesContent = z.infer<typeof salesContentSchema>;

/** The rules that a mail's text must keep. */
export const CONTENT_RULES = [
  'length',
  'single_line_subject',
  'placeholders',
  'plain_text',
  'links',
  'language',
  'invented_facts',
] as const;
/** How a rule came out. */
export const contentCheckSchema = z.object({
  rule: z.enum(CONTENT_RULES),
  passed: z.boolean(),
  /** What is wrong; empty when it passed. */
  problem: z.string(),
});
/** How a rule came out. */
export type ContentCheck = z.infer<typeof contentCheckSchema>;

/** Longest and shortest texts, in characters and words. */
export const CONTENT_LIMITS = {
  subject: { min: 5, max: 78 },
  preview: { min: 10, max: 200 },
  body_words: { min: 80, max: 350 },
} as const;

const wordsOf = (text: string) => text.match(/[\p{L}\p{N}'’-]+/gu) ?? [];

function lengthProblem({ subject, preview, body }: SalesContent): string {
  const problems: string[] = [];
  const within = (
    what: string,
    size: number,
    limit: { min: number; max: number },
    unit: string,
  ) => {
    if (size >= limit.min && size <= limit.max) return;
    problems.push(
      `${what} has ${size} ${unit}, allowed are ${limit.min} to ${limit.max}`,
    );
  };
  within('subject', subject.length, CONTENT_LIMITS.subject, 'characters');
  within('preview', preview.length, CONTENT_LIMITS.preview, 'characters');
  within('body', wordsOf(body).length, CONTENT_LIMITS.body_words, 'words');
  return problems.join('; ');
}

const PLACEHOLDERS = [
  /\[[^\]\n]{1,60}\]/,
  /\{\{?[^}\n]{1,60}\}?\}/,
  /%[A-Z_]{3,30}%/,
  /<\s*(?:your|first|last|company|business|insert|name)[^>]*>/i,
  /\blorem ipsum\b/i,
  /\b(?:TODO|TBD|XXX+)\b/,
  /\b(?:your name|company name|insert \w+ here)\b/i,
  /\b(?:undefined|NaN|null|\[object Object\])\b/,
];
const MARKUP = /<\/?[a-z!][^>]*>|&[a-z]+;|&#\d+;/i;
const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"')]+/gi;

function placeholderProblem(text: string): string {
  const found = PLACEHOLDERS.map(p => p.exec(text)?.[0]).find(Boolean);
  return found ? `unfilled placeholder: ${found}` : '';
}

function linkProblem(text: string, host: string): string {
  const foreign = (text.match(LINK) ?? []).find(link => {
    try {
      const url = new URL(link.startsWith('www.') ? `https://${link}` : link);
      return url.hostname.replace(/^www\./, '') !== host.replace(/^www\./, '');
    } catch {
      return true;
    }
  });
  return foreign ? 'a link to another site than the business’s own' : '';
}

const COMMON_ENGLISH = new Set(
  'the a an and or but if of to in on at by for from with as is are was were be been it its this that these those you your we our they their he she i can could will would may should have has had not no do does so than then there here what which who how when where all more most some any each one also up out about into over'.split(
    ' ',
  ),
);
/** Running English text is about 40 percent such words; other languages few. */
const LEAST_COMMON_SHARE = 0.2;

function languageProblem(text: string): string {
  const words = wordsOf(text).map(word => word.toLowerCase());
  if (words.length === 0) return 'no words at all';
  const common = words.filter(word => COMMON_ENGLISH.has(word)).length;
  return common / words.length >= LEAST_COMMON_SHARE
    ? ''
    : 'the text is not English';
}

function inventedProblem(claims: readonly Claim[]): string {
  const invented = claims.filter(claim => claim.finding === null);
  return invented.length === 0
    ? ''
    : `numbers that no finding gives: ${invented
        .map(claim => `"${claim.text}"`)
        .join(', ')}`;
}

/** What a mail is checked against. */
export interface ContentBasis {
  findings: readonly Finding[];
  business: string;
  host: string;
  location: string | null;
}

/** A mail's text after all checks. */
export interface CheckedContent {
  checks: ContentCheck[];
  claims: Claim[];
  passed: boolean;
  /** All that is wrong, in one line; empty when nothing is. */
  problem: string;
}

/** Checks a mail's text against every rule. */
export function checkContent(
  content: SalesContent,
  basis: ContentBasis,
): CheckedContent {
  const known = [basis.business, basis.host, basis.location ?? ''];
  const text = [content.subject, content.preview, content.body].join('\n\n');
  const claims = linkClaims(text, basis.findings, known);
  // A business may be called "<Null> & Co"; its name breaks no rule
  const named = withoutNames(text, known);
  const problems: Record<(typeof CONTENT_RULES)[number], string> = {
    length: lengthProblem(content),
    single_line_subject: /[\r\n]/.test(content.subject + content.preview)
      ? 'subject and preview must be one line'
      : '',
    placeholders: placeholderProblem(named),
    plain_text: MARKUP.test(named) ? 'markup in what must be plain text' : '',
    links: linkProblem(text, basis.host),
    language: languageProblem(named),
    invented_facts: inventedProblem(claims),
  };
  const checks = CONTENT_RULES.map(rule => ({
    rule,
    passed: problems[rule] === '',
    problem: problems[rule],
  }));
  const wrong = checks.filter(check => !check.passed);
  return {
    checks,
    claims,
    passed: wrong.length === 0,
    problem: wrong.map(check => `${check.rule}: ${check.problem}`).join('; '),
  };
}
