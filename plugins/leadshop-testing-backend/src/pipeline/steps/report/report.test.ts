import fc from 'fast-check';
import { load } from 'cheerio';
import PostalMime from 'postal-mime';
import { markup, Markup } from './markup';
import { MailInput, renderMail } from './mailTemplate';
import { addressOf, composeMail, readMail } from './mime';
import { reportDocument } from './pdfDocument';
import { hasUnshownCharacters, reportProblem } from './readBack';
import { createReportRenderer, ReportRenderer } from './renderer';
import { inWords, ReportData } from './reportData';

jest.setTimeout(60_000);

const data: ReportData = {
  test_id: '63047d32-3dce-4805-9cd8-216d69e9de53',
  business_name: 'Żółw & Søn <Café>',
  website_url: 'https://www.example.com/',
  location: 'Kraków, Poland',
  created_at: '2026-11-21T09:00:00.000Z',
  score: 61.9,
  tier: 'B',
  tier_meaning: 'good presence with gaps',
  contributions: [
    {
      part: 'security',
      value: 68,
      weight: 0.2,
      effective_weight: 0.2,
      contribution: 13.6,
      formula: '',
    },
  ],
  missing: [{ part: 'visual_quality', reason: 'it failed' }],
  revenue_impact: {
    amount: 14_288,
    currency: 'USD',
    per: 'year',
    formula: '',
    annual_revenue: 750_000,
    annual_revenue_from: 'assumption',
    online_share: 0.25,
    full_uplift: 0.2,
    assumptions: ['An assumption'],
  },
  speed: [{ label: 'Speed, mobile', value: 50, maximum: 100 }],
  vitals: [{ view: 'mobile', lcp_ms: 4210, cls: 0.1, tbt_ms: 300 }],
  opportunities: ['Serve smaller images (saves about 300 ms)'],
  security: {
    score: 68,
    findings: [
      {
        id: 'csp_missing',
        severity: 'medium',
        title: 'No content security policy',
        what_to_do: 'Send one',
      },
    ],
  },
  profile: {
    name: 'Żółw',
    rating: null,
    review_count: 0,
    completeness: 50,
    missing: ['opening_hours'],
  },
  search: null,
  visual: [{ label: 'Layout', value: 7, maximum: 10, reason: 'Tidy' }],
};
const mailInput: MailInput = {
  content: {
    subject: 'A look at your site',
    preview: 'What we saw.',
    body: 'First paragraph.\n\nSecond paragraph.',
  },
  report: data,
  reply_to: 'testing@leadshop.example',
};

describe('markup', () => {
  it('escapes every value except markup', () => {
    expect(
      markup`<p title="${`"><script>'&`}">${[
        markup`<b>${'<'}</b>`,
      ]}</p>`.toString(),
    ).toBe('<p title="&quot;&gt;&lt;script&gt;&#39;&amp;"><b>&lt;</b></p>');
  });

  it('shows any text as it is and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const $ = load(markup`<p title="${text}">${text}</p>`.toString());
        expect($('p').text()).toBe(text.replace(/\r\n?/g, '\n'));
        expect($('p').attr('title')).toBe(text.replace(/\r\n?/g, '\n'));
        expect($('body').children()).toHaveLength(1);
      }),
    );
  });

  it('is no markup when it is only text', () => {
    expect(markup`${String(new Markup('<b>'))}`.toString()).toBe('&lt;b&gt;');
  });
});

describe('renderMail', () => {
  it('adds no element, whatever the model or the lead wrote', () => {
    const hostile = `</p><script>alert(1)</script><img src=x onerror=alert(1)>"'`;
    const shape = (input: MailInput) => {
      const $ = load(renderMail(input).html);
      return $('*')
        .toArray()
        .map(element => {
          const names = Object.keys($(element).attr() ?? {});
          return `${$(element).prop('tagName')} ${names}`;
        });
    };
    const plain = { subject: 'a', preview: 'b', body: 'c' };
    const report = { ...data, business_name: 'A business', test_id: 'x' };
    expect(
      shape({
        content: { subject: hostile, preview: hostile, body: hostile },
        report: { ...report, business_name: hostile, tier: hostile },
        reply_to: hostile,
      }),
    ).toEqual(shape({ content: plain, report, reply_to: 'r' }));
  });

  it('shows the same in both forms', () => {
    const { html, text } = renderMail(mailInput);
    const $ = load(html);
    for (const words of [
      'First paragraph.',
      'Second paragraph.',
      'Żółw & Søn <Café>: 61.9 of 100, tier B',
      'unsubscribe',
    ]) {
      expect($('body').text()).toContain(words);
      expect(text).toContain(words);
    }
    expect($('meta[name=viewport]').attr('content')).toContain('device-width');
    expect($('html').attr('lang')).toBe('en');
  });
});

describe('MIME', () => {
  const outgoing = {
    ...renderMail(mailInput),
    from: 'LeadShop Testing <testing@leadshop.example>',
    to: 'pipeline-tests@leadshop.example',
    subject:
      'Grüße aus Łódź: ein Blick auf die Seite, der länger ist als eine Zeile',
    message_id: '<x.report_and_email@leadshop-testing>',
    test_id: 'x',
    report: Buffer.from('%PDF-1.7 pretend'),
  };

  it('comes back as it went in', async () => {
    const raw = await composeMail(outgoing);
    const { checks } = await readMail(raw, {
      ...outgoing,
      shows: mailInput.content.body,
    });
    expect(checks.filter(check => !check.passed)).toEqual([]);
    const mail = await PostalMime.parse(raw);
    const header = (key: string) =>
      mail.headers.find(h => h.key === key)?.value;
    expect(header('list-unsubscribe')).toBe(
      '<mailto:testing@leadshop.example?subject=unsubscribe>',
    );
    expect(header('x-leadshop-test')).toBe('x');
  });

  it('lets no line break add a header', async () => {
    const raw = await composeMail({
      ...outgoing,
      subject: 'Hello\r\nBcc: victim@example.com',
    });
    const mail = await PostalMime.parse(raw);
    expect(mail.bcc ?? []).toEqual([]);
    expect(mail.headers.map(h => h.key)).not.toContain('bcc');
  });

  it.each([
    ['LeadShop <A@B.example>', 'a@b.example'],
    ['a@b.example', 'a@b.example'],
  ])('the address of %s is %s', (mailbox, address) => {
    expect(addressOf(mailbox)).toBe(address);
  });
});

describe('report renderer', () => {
  // As each test of the pipeline has its own
  const own = () => ({ signal: new AbortController().signal });
  let renderer: ReportRenderer;

  beforeEach(() => {
    renderer = createReportRenderer();
  });
  afterEach(() => renderer.close());

  it('makes a PDF that can be read back, accents and all', async () => {
    const pdf = await renderer.render(reportDocument(data, undefined), own());
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-');
    const { pages, text } = await renderer.inspect(pdf, own());
    expect(pages).toBeGreaterThanOrEqual(1);
    for (const words of [
      'Żółw & Søn <Café>',
      '61.9',
      '$14,288',
      'No content security policy',
      'Left out: Visual quality, it failed',
      'Tidy',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('rejects what is no PDF and goes on', async () => {
    await expect(
      renderer.inspect(Buffer.from('no pdf'), own()),
    ).rejects.toThrow();
    const pdf = await renderer.render({ content: [{ text: 'x' }] }, own());
    expect((await renderer.inspect(pdf, own())).pages).toBe(1);
  });

  it.each([
    ['a file', '/etc/passwd'],
    ['an address', 'http://127.0.0.1:9/x.png'],
  ])('lets a document reach %s never', async (_, image) => {
    await expect(
      renderer.render({ content: [{ image }] }, own()),
    ).rejects.toThrow(/denied/);
  });

  it('does many at once, each its own', async () => {
    const texts = Array.from({ length: 12 }, (_, i) => `Report number ${i}`);
    const read = await Promise.all(
      texts.map(async text => {
        const pdf = await renderer.render({ content: [{ text }] }, own());
        return (await renderer.inspect(pdf, own())).text;
      }),
    );
    expect(read.map(text => text.trim())).toEqual(texts);
  });

  it('refuses more than it can hold', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 120 }, () =>
        renderer.render({ content: [{ text: 'x' }] }, own()),
      ),
    );
    const refused = results.filter(r => r.status === 'rejected');
    expect(refused).toHaveLength(19);
    expect(refused[0].reason.message).toContain('already waiting');
  });

  it('lets go of a report that nobody wants any more', async () => {
    const cancelling = new AbortController();
    const first = renderer.render({ content: [{ text: 'a' }] }, own());
    const second = renderer.render(
      { content: [{ text: 'b' }] },
      { signal: cancelling.signal },
    );
    const reason = new Error('cancelled');
    cancelling.abort(reason);
    await expect(second).rejects.toBe(reason);
    await expect(first).resolves.toBeInstanceOf(Uint8Array);
    await expect(
      renderer.render({ content: [] }, { signal: cancelling.signal }),
    ).rejects.toBe(reason);
  });

  it('fails alone when a document breaks the thread', async () => {
    // A function cannot be sent to a thread
    const broken = renderer.render({ content: [{ text: () => 'x' }] }, own());
    const after = renderer.render({ content: [{ text: 'x' }] }, own());
    await expect(broken).rejects.toThrow();
    await expect(after).resolves.toBeInstanceOf(Uint8Array);
  });

  it('rejects what waits when it is closed', async () => {
    const [waiting] = await Promise.allSettled([
      renderer.render({ content: [{ text: 'x' }] }, own()),
      renderer.close(),
    ]);
    expect(waiting).toMatchObject({
      status: 'rejected',
      reason: { message: 'The report renderer is closed' },
    });
    await expect(
      renderer.render({ content: [{ text: 'x' }] }, own()),
    ).rejects.toThrow('closed');
  });
});

describe('reportProblem', () => {
  const read = (text: string) => ({ pages: 1, text });
  const named = (business_name: string) => ({
    business_name,
    website_url: 'https://shop.example/',
  });

  it.each([
    ['Sunrise Dental', 'Sunrise\nDental'],
    ['Oﬃce & Søn', 'Office & Søn'],
    ['Sushi 東京', 'Sushi \u0000\u0000'],
    ['東京', '\u0000\u0000 https://shop.example/'],
  ])('finds %s in %j', (name, text) => {
    expect(reportProblem(read(text), named(name))).toBeUndefined();
  });

  it.each([
    ['Sunrise Dental', 'Sunrise Bakery'],
    ['東京', '\u0000\u0000'],
  ])('misses %s in %j', (name, text) => {
    expect(reportProblem(read(text), named(name))).toContain('name');
  });

  it('expects a page', () => {
    const empty = { pages: 0, text: 'A' };
    expect(reportProblem(empty, named('A'))).toBe('it has no pages');
  });

  it('knows what the font cannot show', () => {
    expect(hasUnshownCharacters('Żółw & Κρήτη – Клиника №1')).toBe(false);
    expect(hasUnshownCharacters('東京')).toBe(true);
    expect(hasUnshownCharacters('Pizza 🍕')).toBe(true);
  });
});

describe('inWords', () => {
  it('writes a name as a person would', () => {
    expect(inWords('calls_to_action')).toBe('Calls to action');
  });
});
