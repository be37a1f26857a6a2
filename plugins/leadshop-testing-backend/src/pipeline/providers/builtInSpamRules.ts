import { SpamRule } from '@leadshop/backstage-plugin-leadshop-testing-node';

/** A mail as the rules look at it. */
export interface MailView {
  /** Unfolded value of the first header of that lower-case name. */
  header(name: string): string | undefined;
  subject: string;
  /** The plain text part. */
  text: string | undefined;
  html: string | undefined;
  /** What a reader sees: of the HTML part, or else of the text part. */
  visible: string;
  images: number;
  links: readonly { href: string; shown: string }[];
  /** Share of the text part's words that the HTML part has too; 1 without one. */
  sharedWords: number;
}

/** A rule and how it is recognised. */
export interface BuiltInRule extends SpamRule {
  matches(mail: MailView): boolean;
}

function missing(name: string) {
  return (mail: MailView) => !mail.header(name)?.trim();
}

function says(pattern: RegExp) {
  return (mail: MailView) => pattern.test(mail.visible);
}

/** HTML with pictures and between so many bytes of words. */
function imagesWith(from: number, to: number) {
  return (mail: MailView) => {
    const bytes = Buffer.byteLength(mail.visible);
    return mail.images > 0 && bytes >= from && bytes < to;
  };
}

function hostOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).hostname : undefined;
}

/** The text of the link names a host, and the link leads to another. */
function isSpoofed({ href, shown }: { href: string; shown: string }): boolean {
  const named = /^(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/?#]|$)/i
    .exec(shown.trim())?.[1]
    ?.toLowerCase();
  const target = hostOf(href);
  if (!named || !target) return false;
  const bare = (host: string) => host.replace(/^www\./, '');
  return bare(named) !== bare(target);
}

/**
 * A choice of SpamAssassin's rules that need nothing but the mail itself, with
 * its names and, rounded, its default scores. Rules that it does not have are
 * named as a site's own rules are, with the prefix `LOCAL_`.
 */
export const BUILT_IN_RULES: readonly BuiltInRule[] = [
  {
    name: 'MISSING_DATE',
    score: 1.4,
    description: 'Missing Date: header',
    matches: missing('date'),
  },
  {
    name: 'INVALID_DATE',
    score: 1.1,
    description: 'Invalid Date: header (not RFC 2822)',
    matches: mail => {
      const date = mail.header('date')?.trim();
      return Boolean(date) && Number.isNaN(Date.parse(date as string));
    },
  },
  {
    name: 'MISSING_MID',
    score: 0.5,
    description: 'Missing Message-Id: header',
    matches: missing('message-id'),
  },
  {
    name: 'MISSING_FROM',
    score: 1.0,
    description: 'Missing From: header',
    matches: missing('from'),
  },
  {
    name: 'MISSING_HEADERS',
    score: 1.2,
    description: 'Missing To: header',
    matches: missing('to'),
  },
  {
    name: 'MISSING_SUBJECT',
    score: 1.8,
    description: 'Missing Subject: header',
    matches: mail => mail.subject.trim() === '',
  },
  {
    name: 'SUBJ_ALL_CAPS',
    score: 1.5,
    description: 'Subject is all capitals',
    matches: ({ subject }) =>
      /\p{Lu}.*\s.*\p{Lu}/u.test(subject) &&
      subject.length >= 10 &&
      !/\p{Ll}/u.test(subject),
  },
  {
    name: 'SUBJ_DOLLARS',
    score: 0.5,
    description: 'Subject starts with dollar amount',
    matches: ({ subject }) => /^\s*\$[\d.,]/.test(subject),
  },
  {
    name: 'PLING_QUERY',
    score: 0.1,
    description: 'Subject has exclamation mark and question mark',
    matches: ({ subject }) => /!/.test(subject) && /\?/.test(subject),
  },
  {
    name: 'LOCAL_MANY_EXCLAMATIONS',
    score: 1.0,
    description: 'Several exclamation marks in a row, or more than five in all',
    matches: ({ subject, visible }) => {
      const all = `${subject}\n${visible}`;
      return /!{2,}/.test(all) || (all.match(/!/g) ?? []).length > 5;
    },
  },
  {
    name: 'LOCAL_SHOUTING',
    score: 0.8,
    description: 'More than a third of the words are in capitals',
    matches: ({ visible }) => {
      const words = visible.match(/\p{L}{4,}/gu) ?? [];
      const loud = words.filter(word => word === word.toUpperCase());
      return words.length >= 20 && loud.length > words.length / 3;
    },
  },
  {
    name: 'MIME_HTML_ONLY',
    score: 0.7,
    description: 'Message only has text/html MIME parts',
    matches: mail => mail.html !== undefined && !mail.text?.trim(),
  },
  {
    name: 'MPART_ALT_DIFF',
    score: 0.8,
    description: 'HTML and text parts are different',
    matches: mail => mail.sharedWords < 0.5,
  },
  {
    name: 'EMPTY_MESSAGE',
    score: 2.3,
    description: 'Message appears to have no textual parts',
    matches: mail => mail.visible.trim() === '' && mail.images === 0,
  },
  {
    name: 'HTML_IMAGE_ONLY_04',
    score: 1.7,
    description: 'HTML: images with 0-400 bytes of words',
    matches: imagesWith(0, 400),
  },
  {
    name: 'HTML_IMAGE_ONLY_08',
    score: 1.2,
    description: 'HTML: images with 400-800 bytes of words',
    matches: imagesWith(400, 800),
  },
  {
    name: 'HTML_IFRAME_SRC',
    score: 1.2,
    description: 'Message has HTML IFRAME tag with SRC URI',
    matches: ({ html }) => /<iframe\s[^>]{0,500}\bsrc\s*=/i.test(html ?? ''),
  },
  {
    name: 'LOCAL_HTML_SCRIPT',
    score: 2.0,
    description: 'Message has HTML SCRIPT tag',
    matches: ({ html }) => /<script[\s>]/i.test(html ?? ''),
  },
  {
    name: 'NUMERIC_HTTP_ADDR',
    score: 1.2,
    description: 'Uses a numeric IP address in URL',
    matches: ({ links }) =>
      links.some(({ href }) =>
        /^(\d{1,3}(\.\d{1,3}){3}|\[.*\])$/.test(hostOf(href) ?? ''),
      ),
  },
  {
    name: 'LOCAL_URI_SHORTENER',
    score: 1.0,
    description: 'Links hide behind a URL shortener',
    matches: ({ links }) =>
      links.some(({ href }) =>
        /^(bit\.ly|tinyurl\.com|goo\.gl|t\.co|is\.gd|ow\.ly)$/.test(
          hostOf(href) ?? '',
        ),
      ),
  },
  {
    name: 'SPOOFED_URL',
    score: 1.5,
    description: 'Has a link whose text is a different URL',
    matches: ({ links }) => links.some(isSpoofed),
  },
  {
    name: 'MONEY_BACK',
    score: 1.0,
    description: 'Money back guarantee',
    matches: says(/\bmoney[- ]back\b/i),
  },
  {
    name: 'GUARANTEED_100_PERCENT',
    score: 2.7,
    description: 'One hundred percent guaranteed',
    matches: says(/\b100\s?(%|percent)\s+guaranteed\b/i),
  },
  {
    name: 'LOCAL_ACT_NOW',
    score: 0.9,
    description: 'Presses the reader: act now, limited time, last chance',
    matches: says(
      /\b(act now|limited[- ]time|last chance|offer expires|urgent)\b/i,
    ),
  },
  {
    name: 'LOCAL_FREE_MONEY',
    score: 1.4,
    description: 'Promises free money, cash or riches',
    matches: says(
      /\b(free money|extra cash|cash bonus|earn \$|risk[- ]free|get rich|double your)\b/i,
    ),
  },
  {
    name: 'DEAR_FRIEND',
    score: 2.6,
    description: "Dear Friend? That's not very dear!",
    matches: says(/^\s*dear (friend|sir|madam|winner|customer)\b/im),
  },
];
