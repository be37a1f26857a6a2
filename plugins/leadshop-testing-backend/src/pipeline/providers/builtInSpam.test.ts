import { BuiltInSpamRules } from './builtInSpam';
import { BUILT_IN_RULES } from './builtInSpamRules';

const { signal } = new AbortController();
const WORDS =
  'We looked at your site and found that the first page takes long to load on a phone. Visitors leave before they see your offer, and the search engines notice as well. A few changes would help a lot, and we can show you which ones matter most for a shop of your size in your town.';

interface Parts {
  headers?: Record<string, string | undefined>;
  text?: string;
  html?: string;
}

/** A mail that no rule objects to, with what a test changes. */
function mail({ headers = {}, text, html }: Parts = {}): Buffer {
  const all: Record<string, string | undefined> = {
    From: 'LeadShop <testing@leadshop.example>',
    To: 'tests@leadshop.example',
    Subject: 'Your site takes long to load',
    Date: 'Fri, 20 Nov 2026 10:00:00 +0000',
    'Message-ID': '<1@leadshop.example>',
    ...headers,
  };
  const both = html !== undefined && text !== undefined;
  const part = (type: string, body: string) =>
    `Content-Type: ${type}; charset=utf-8\r\n\r\n${body}\r\n`;
  const body = both
    ? [
        'Content-Type: multipart/alternative; boundary=b\r\n\r\n',
        `--b\r\n${part('text/plain', text)}`,
        `--b\r\n${part('text/html', html)}`,
        '--b--\r\n',
      ].join('')
    : part(
        html === undefined ? 'text/plain' : 'text/html',
        html ?? text ?? WORDS,
      );
  const head = Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return Buffer.from(head + body);
}

const check = (parts?: Parts) =>
  new BuiltInSpamRules().check(mail(parts), { signal });
const namesOf = async (parts?: Parts) =>
  (await check(parts)).rules.map(({ name }) => name);
const link = (href: string, shown: string) =>
  `<p>${WORDS}</p><a href="${href}">${shown}</a>`;
const linked = (href: string, shown = 'here') => ({
  html: link(href, shown),
  text: `${WORDS} here`,
});

it('has nothing to say about a decent mail, in text and in HTML', async () => {
  expect(await check()).toEqual({ score: 0, rules: [], engine: 'built-in' });
  expect(
    await check({
      text: WORDS,
      html: `<html><head><title>x</title></head><body><p>${WORDS}</p><p>${WORDS}</p><p>${WORDS}</p><img src="cid:a"><a href="https://leadshop.example/x">leadshop.example</a></body></html>`,
    }),
  ).toEqual({ score: 0, rules: [], engine: 'built-in' });
});

const CASES: [string, Parts][] = [
  ['MISSING_DATE', { headers: { Date: undefined } }],
  ['INVALID_DATE', { headers: { Date: 'the day before yesterday' } }],
  ['MISSING_MID', { headers: { 'Message-ID': undefined } }],
  ['MISSING_FROM', { headers: { From: undefined } }],
  ['MISSING_HEADERS', { headers: { To: undefined } }],
  ['MISSING_SUBJECT', { headers: { Subject: undefined } }],
  ['SUBJ_ALL_CAPS', { headers: { Subject: 'YOUR SITE IS TOO SLOW' } }],
  ['SUBJ_DOLLARS', { headers: { Subject: '$500 for your site' } }],
  ['PLING_QUERY', { headers: { Subject: 'Slow? We help!' } }],
  ['LOCAL_MANY_EXCLAMATIONS', { headers: { Subject: 'Too slow!!' } }],
  ['LOCAL_MANY_EXCLAMATIONS', { text: `${WORDS} a! b! c! d! e! f!` }],
  ['LOCAL_SHOUTING', { text: WORDS.toUpperCase() }],
  ['MIME_HTML_ONLY', { html: `<p>${WORDS}</p>` }],
  [
    'MPART_ALT_DIFF',
    { html: `<p>${WORDS}</p>`, text: 'completely different story about cats' },
  ],
  ['EMPTY_MESSAGE', { text: ' ' }],
  ['HTML_IMAGE_ONLY_04', { html: '<img src="cid:a">Look', text: 'Look' }],
  [
    'HTML_IMAGE_ONLY_08',
    { html: `<img src="cid:a"><p>${WORDS} ${WORDS}</p>`, text: WORDS },
  ],
  [
    'HTML_IFRAME_SRC',
    { html: `<p>${WORDS}</p><iframe width=1 src="x">`, text: WORDS },
  ],
  [
    'LOCAL_HTML_SCRIPT',
    { html: `<p>${WORDS}</p><script>x()</script>`, text: WORDS },
  ],
  ['NUMERIC_HTTP_ADDR', linked('http://192.0.2.7/offer')],
  ['NUMERIC_HTTP_ADDR', linked('http://3221225991/offer')],
  ['LOCAL_URI_SHORTENER', linked('https://bit.ly/x')],
  ['SPOOFED_URL', linked('https://evil.example/', 'www.bank.example/login')],
  ['MONEY_BACK', { text: `${WORDS} Money-back guarantee.` }],
  ['GUARANTEED_100_PERCENT', { text: `${WORDS} 100% guaranteed.` }],
  ['LOCAL_ACT_NOW', { text: `${WORDS} Act now.` }],
  ['LOCAL_FREE_MONEY', { text: `${WORDS} Risk-free.` }],
  ['DEAR_FRIEND', { text: `Dear Friend,\n${WORDS}` }],
];

it.each(CASES)('recognises %s', async (name, parts) => {
  expect(await namesOf(parts)).toEqual([name]);
});

it('tries every rule there is', () => {
  expect(new Set(CASES.map(([name]) => name))).toEqual(
    new Set(BUILT_IN_RULES.map(({ name }) => name)),
  );
  expect(BUILT_IN_RULES.length).toBeGreaterThanOrEqual(15);
});

it.each([
  [
    'a link to the host it names',
    linked('https://www.shop.example/a', 'shop.example'),
  ],
  ['a link without an address', linked('not an address', 'shop.example/x')],
  ['a short subject in capitals', { headers: { Subject: 'SEO A' } }],
])('lets %s pass', async (_, parts) => {
  expect(await namesOf(parts)).toEqual([]);
});

it('adds up the scores, the same for the same mail', async () => {
  const parts = {
    headers: { Date: undefined, 'Message-ID': undefined },
    text: `${WORDS} Act now.`,
  };
  const first = await check(parts);
  expect(first.score).toBe(2.8);
  expect(first.rules).toEqual([
    { name: 'MISSING_DATE', score: 1.4, description: 'Missing Date: header' },
    {
      name: 'MISSING_MID',
      score: 0.5,
      description: 'Missing Message-Id: header',
    },
    { name: 'LOCAL_ACT_NOW', score: 0.9, description: expect.any(String) },
  ]);
  expect(await check(parts)).toEqual(first);
});

it('does not begin for a caller who has given up', async () => {
  await expect(
    new BuiltInSpamRules().check(mail(), { signal: AbortSignal.abort('no') }),
  ).rejects.toBe('no');
});

it('takes bytes that are no mail', async () => {
  const { rules } = await new BuiltInSpamRules().check(
    Buffer.from([0, 255, 13, 10, 200]),
    { signal },
  );
  expect(rules.map(({ name }) => name)).toContain('MISSING_FROM');
});
