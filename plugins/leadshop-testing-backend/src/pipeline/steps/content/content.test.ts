import fc from 'fast-check';
import { checkContent, ContentBasis, SalesContent } from './checks';
import { linkClaims } from './claims';
import { Finding } from './findings';
import { statedNumbers } from './numbers';

const findings: Finding[] = [
  { id: 'score.total', label: 'Score', value: 61.9, unit: 'points of 100' },
  { id: 'score.impact', label: 'Impact', value: 14_288, unit: 'USD per year' },
  {
    id: 'pagespeed.mobile.lcp',
    label: 'Phone',
    value: 4210,
    unit: 'ms',
  },
  {
    id: 'pagespeed.desktop.lcp',
    label: 'Desktop',
    value: 1700,
    unit: 'ms',
  },
  { id: 'gbp.rating', label: 'Rating', value: 4.2, unit: 'stars of 5' },
  { id: 'gbp.reviews', label: 'Reviews', value: 120, unit: 'reviews' },
  { id: 'security.high', label: 'Severe', value: 2, unit: 'findings' },
  { id: 'search.date', label: 'Date', value: '2026-11-15', unit: 'date' },
  { id: 'score.tier', label: 'Tier', value: 'B', unit: 'tier' },
];
const claimsOf = (text: string, known: string[] = []) =>
  linkClaims(text, findings, known);

describe('linkClaims', () => {
  it.each([
    ['a score of 61.9', 'score.total', 'exact'],
    ['a score of 62', 'score.total', 'rounding'],
    ['62 points', 'score.total', 'rounding'],
    ['62% of what is possible', 'score.total', 'rounding'],
    ['4.2 seconds', 'pagespeed.mobile.lcp', 'unit'],
    ['4.21s', 'pagespeed.mobile.lcp', 'unit'],
    ['4,210 ms', 'pagespeed.mobile.lcp', 'exact'],
    ['4210 milliseconds', 'pagespeed.mobile.lcp', 'exact'],
    ['$14,288', 'score.impact', 'exact'],
    ['$14k a year', 'score.impact', 'rounding'],
    ['14,300 US dollars', 'score.impact', 'rounding'],
    ['$1,191 a month', 'score.impact', 'unit'],
    [
      '2.5 seconds slower',
      'pagespeed.mobile.lcp, pagespeed.desktop.lcp',
      'difference',
    ],
    [
      '2.5 times as long',
      'pagespeed.mobile.lcp, pagespeed.desktop.lcp',
      'ratio',
    ],
    [
      '60 percent faster',
      'pagespeed.mobile.lcp, pagespeed.desktop.lcp',
      'ratio',
    ],
    ['38.1 points short', 'score.total', 'difference'],
    ['84% of the stars', 'gbp.rating', 'ratio'],
    ['4.2 stars', 'gbp.rating', 'exact'],
    ['from 120 Google reviews', 'gbp.reviews', 'exact'],
    ['two severe issues', 'security.high', 'exact'],
    ['one hundred and twenty reviews', 'gbp.reviews', 'exact'],
    ['on November 15, 2026', 'search.date', 'date'],
    ['on 15 November 2026', 'search.date', 'date'],
    ['on 2026-11-15', 'search.date', 'date'],
    ['in November 2026', 'search.date', 'date'],
  ])('%s comes from %s by %s', (text, finding, derivation) => {
    expect(claimsOf(text)).toEqual([
      expect.objectContaining({ finding, derivation }),
    ]);
  });

  it.each([
    'a score of 60',
    'a score of 63',
    '37% more customers',
    '61.9 seconds',
    '4.2 times as much',
    '4.3 seconds',
    '$10,000',
    '$15k',
    '$14 million',
    '500 businesses like yours',
    'twice as many calls',
    'half of your visitors',
    'fifty percent',
    'a dozen customers',
    'two weeks ahead of 3 competitors',
    '#1 in Austin',
    'on November 16, 2026',
    '2025',
    '59.8 seconds',
  ])('%s is invented', text => {
    expect(claimsOf(text).some(claim => claim.finding === null)).toBe(true);
  });

  it('takes the scale of a score for what it is', () => {
    expect(claimsOf('61.9 out of 100 and 4.2 of 5')).toEqual([
      expect.objectContaining({ value: 61.9, derivation: 'exact' }),
      expect.objectContaining({ value: 100, derivation: 'scale' }),
      expect.objectContaining({ value: 4.2, derivation: 'exact' }),
      expect.objectContaining({ value: 5, derivation: 'scale' }),
    ]);
    expect(claimsOf('100 customers')[0].finding).toBeNull();
  });

  it('leaves names that hold digits alone', () => {
    expect(claimsOf('Studio 54 in 78701', ['Studio 54', '78701'])).toEqual([]);
    expect(claimsOf('Our B2B offer')).toEqual([]);
  });

  it('does not compare findings that measure different things', () => {
    // 120 - 61.9 = 58.1; 61.9 / 4.2 = 14.7
    expect(claimsOf('58.1')[0].finding).toBeNull();
    expect(claimsOf('14.7 times')[0].finding).toBeNull();
    const kinds: Finding[] = [
      { id: 'security.high', label: '', value: 2, unit: 'findings' },
      { id: 'security.medium', label: '', value: 9, unit: 'findings' },
    ];
    const [claim] = linkClaims('7 issues', kinds, []);
    expect(claim.finding).toBeNull();
  });

  it('proves every finding as it is, in any order', () => {
    const numeric = findings.filter(f => typeof f.value === 'number');
    fc.assert(
      fc.property(fc.shuffledSubarray(numeric), some => {
        const text = some.map(f => `We saw ${f.value}.`).join(' ');
        const claims = claimsOf(text);
        expect(claims).toHaveLength(some.length);
        expect(claims.every(claim => claim.finding !== null)).toBe(true);
      }),
    );
  });

  it('lets no number through without a finding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 100_000 }), number => {
        const [claim] = linkClaims(`We helped ${number} shops.`, [], []);
        expect(claim).toMatchObject({ value: number, finding: null });
      }),
    );
  });
});

describe('statedNumbers', () => {
  it('finds each number once, with its unit and size', () => {
    expect(
      statedNumbers('From $1.2k, or 3-5 days, to twenty-five stars').map(
        ({ text, value, unit, step }) => ({ text, value, unit, step }),
      ),
    ).toEqual([
      { text: '$1.2k', value: 1200, unit: 'usd', step: 100 },
      { text: '3', value: 3, unit: null, step: 1 },
      { text: '5 days', value: 5, unit: 'days', step: 1 },
      { text: 'twenty-five stars', value: 25, unit: 'stars', step: 1 },
    ]);
  });

  it('reads any number back that is written with digits', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), number => {
        const [found] = statedNumbers(number.toLocaleString('en-US'));
        expect(found.value).toBe(number);
      }),
    );
  });
});

describe('checkContent', () => {
  const basis: ContentBasis = {
    findings,
    business: 'Sunrise Dental Care',
    host: 'sunrise.example',
    location: 'Austin, TX 78701',
  };
  const sentence =
    'We looked at your site and it is clear that there is more in it for you and your patients. ';
  const good: SalesContent = {
    subject: 'What visitors of Sunrise Dental Care see',
    preview: 'A short look at your site.',
    body: `Hello Sunrise Dental Care team,\n\n${sentence.repeat(
      6,
    )}Your score is 61.9 of 100.`,
  };
  const rulesBroken = (changes: Partial<SalesContent>) =>
    checkContent({ ...good, ...changes }, basis)
      .checks.filter(check => !check.passed)
      .map(check => check.rule);

  it('passes a true text', () => {
    expect(checkContent(good, basis)).toMatchObject({
      passed: true,
      problem: '',
    });
  });

  it.each<[string, Partial<SalesContent>]>([
    ['length', { subject: 'x'.repeat(79) }],
    ['length', { body: 'The site is good and you are in it. '.repeat(5) }],
    ['length', { body: sentence.repeat(30) }],
    ['length', { preview: 'Short' }],
    ['single_line_subject', { subject: 'A site\r\nBcc: a@example.com' }],
    ['placeholders', { body: `Dear [Name], ${good.body}` }],
    ['placeholders', { body: `Dear {{first_name}}, ${good.body}` }],
    ['placeholders', { subject: 'Ideas for your Company Name' }],
    ['plain_text', { body: `<script>alert()</script> ${good.body}` }],
    ['plain_text', { body: `<img src=x onerror=alert()> ${good.body}` }],
    ['links', { body: `${good.body} See https://evil.example/login` }],
    ['links', { body: `${good.body} See www.evil.example` }],
    ['invented_facts', { body: `${good.body} We doubled sales by 340%.` }],
    ['invented_facts', { subject: 'Win 77 customers for your practice' }],
  ])('refuses a text that breaks %s', (rule, changes) => {
    expect(rulesBroken(changes)).toEqual([rule]);
  });

  it('refuses a text that is not English', () => {
    const german =
      'Wir haben uns Ihre Seite angesehen und möchten Ihnen gern sagen, was Ihren Besuchern helfen würde. ';
    expect(rulesBroken({ body: german.repeat(7) })).toEqual(['language']);
  });

  it('lets the business’s own site be named', () => {
    expect(
      rulesBroken({ body: `${good.body} See https://www.sunrise.example/a` }),
    ).toEqual([]);
  });

  it('says all that is wrong in one line for the repair', () => {
    const { problem } = checkContent(
      { ...good, body: `Dear [Name], ${good.body} 999 others agree.` },
      basis,
    );
    expect(problem).toContain('[Name]');
    expect(problem).toContain('"999"');
  });
});
