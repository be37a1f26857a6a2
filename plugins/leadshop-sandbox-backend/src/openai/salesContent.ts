import { z } from 'zod';
import { Seed } from '../seed';
import { Author } from './schemaFiller';

/**
 * The author of `sales_content`: a mail to a business about its own web site.
 * Every number in it is the value of a finding, written as the finding has it;
 * no other text here may hold a digit.
 */

const findingSchema = z.looseObject({
  id: z.coerce.string(),
  label: z.string(),
  value: z.union([z.string(), z.number()]).transform(String),
  unit: z.string().nullish(),
});
type Finding = z.infer<typeof findingSchema>;

const MAX_CITED = 5;
const MAX_LABEL_WORDS = 10;
const MIN_WORDS = 135;
const MAX_WORDS = 205;
/** A line of a mail should be no longer (RFC 5322, 2.1.1), and who asks says so. */
const MAX_SUBJECT = 78;

const CITATIONS = [
  (label: string, value: string) =>
    `Our check of ${label} came back at ${value}.`,
  (label: string, value: string) => `For ${label}, we measured ${value}.`,
  (label: string, value: string) =>
    `At the moment, ${label} stands at ${value}.`,
  (label: string, value: string) =>
    `We also looked at ${label} and found ${value}.`,
  (label: string, value: string) => `The figure for ${label} is ${value}.`,
] as const;

const FILLERS = [
  'None of these points needs a new web site, and most of them can be put right without changing how it looks.',
  'Visitors rarely say why they leave, so small delays and unclear pages tend to go unnoticed for a long time.',
  'A page that loads quickly and states clearly what you offer also tends to be found more often in local search.',
  'We would start with the change that your visitors notice first and measure again once it is in place.',
  'You would see the figures before and after, so you can judge for yourself whether the work was worth it.',
  'If you already work with somebody on your web site, we are glad to pass our notes on to them instead.',
] as const;

interface SalesMail {
  subject: string;
  preview: string;
  body: string;
  cited: Finding[];
}

/** Writes from the user's message, where the findings stand as JSON. */
export function salesContentAuthor(userText: string): Author {
  const business =
    /^Business:[ \t]*(.+)$/m.exec(userText)?.[1].trim() ?? 'your business';
  const mail = writeMail(business, readFindings(userText));
  return {
    value({ schema, path }) {
      if (path.length === 1 && schema.type === 'string') {
        if (path[0] === 'subject') return mail.subject;
        if (path[0] === 'preview') return mail.preview;
        if (path[0] === 'body') return mail.body;
      }
      if (path.length === 3 && path[0] === 'facts') {
        const fact = mail.cited[Number(path[1]) % mail.cited.length];
        if (path[2] === 'text') return fact?.value;
        if (path[2] === 'finding_id') return fact?.id;
      }
      return undefined;
    },
    length({ path }) {
      return path.length === 1 && path[0] === 'facts'
        ? mail.cited.length
        : undefined;
    },
  };
}

function readFindings(userText: string): Finding[] {
  const [, block] = /<findings>([\s\S]*?)<\/findings>/.exec(userText) ?? [];
  try {
    return z.array(findingSchema).parse(JSON.parse(block ?? '[]'));
  } catch {
    return [];
  }
}

function writeMail(business: string, findings: readonly Finding[]): SalesMail {
  const seed = Seed.of('mail', business, JSON.stringify(findings));
  const cited = spread(
    findings.filter(isCitable),
    Math.min(MAX_CITED, findings.length),
  );
  const sentences = cited.map((finding, index) =>
    CITATIONS[index](labelOf(finding), valueOf(finding)),
  );
  const opening = [
    `Hello ${business} team,`,
    seed.pick([
      `we took a close look at how ${business} appears to people who search for you online, and some of what we saw may be useful to you.`,
      `before a customer calls ${business}, they usually visit your web site first, so we checked what that visit is like today.`,
    ]),
  ];
  const closing = [
    'Would a short call next week suit you? We would go through the findings together and answer your questions, with no obligation on your side.',
    'Kind regards,\nThe LeadShop team',
  ];
  const middle = [
    sentences.length > 0
      ? 'Here is what stood out in our review.'
      : 'Your site does many things well, and a few changes would make it easier for visitors to choose you.',
    ...sentences,
  ];
  const advice: string[] = [
    'Each of these points has a known remedy, and we can tell you which one is likely to matter most for your customers.',
  ];
  const compose = () =>
    [...opening, middle.join(' '), advice.join(' '), ...closing].join('\n\n');
  while (countWords(compose()) > MAX_WORDS && middle.length > 2) {
    middle.pop();
    cited.pop();
  }
  for (const filler of FILLERS) {
    if (countWords(compose()) >= MIN_WORDS) break;
    advice.push(filler);
  }
  return {
    subject: subjectFor(business, seed),
    preview:
      'We reviewed your site and noted what would help your visitors most.',
    body: compose(),
    cited,
  };
}

/** A long name is left out rather than cut. */
function subjectFor(business: string, seed: Seed): string {
  const subject = seed.pick([
    `A few observations on the web site of ${business}`,
    `What visitors of ${business} see online`,
    `Ideas for the web site of ${business}`,
  ]);
  return subject.length <= MAX_SUBJECT
    ? subject
    : 'A few observations on your web site';
}

/** A label with a digit of its own would look like an invented number. */
function isCitable({ label, value }: Finding): boolean {
  return (
    /\d/.test(value) &&
    value.length <= 24 &&
    !/\d/.test(label) &&
    countWords(label) <= MAX_LABEL_WORDS
  );
}

/** So many of the list, evenly from all over it. */
function spread<T>(list: readonly T[], count: number): T[] {
  const taken = Math.min(count, list.length);
  return Array.from(
    { length: taken },
    (_, index) => list[Math.floor((index * list.length) / taken)],
  );
}

function labelOf({ label }: Finding): string {
  const text = label.trim();
  // "Largest Contentful Paint" and "LCP" keep their capitals in a sentence
  return /^[A-Z][a-z]+( [a-z]|$)/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}

function valueOf({ value, unit }: Finding): string {
  const suffix = unit?.trim() ?? '';
  if (suffix === '' || /\d/.test(suffix)) return value;
  return suffix === '%' ? `${value}%` : `${value} ${suffix}`;
}

function countWords(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}
