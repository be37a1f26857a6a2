import { Sandbox, startSandbox } from '../sandbox';
import {
  answered,
  Chat,
  FINDINGS,
  numbersIn,
  SALES,
  salesMessage,
} from './__testUtils__/chat';

describe('sales_content', () => {
  let sandbox: Sandbox;
  let chat: Chat;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
    chat = new Chat(sandbox);
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => sandbox.stop());

  const write = async (findings: unknown, business?: string) =>
    answered(
      await chat.complete(
        'sales_content',
        SALES,
        salesMessage(findings, business),
      ),
    );
  const words = (body: string) => body.split(/\s+/).length;

  it('cites only values of findings, as they stand, and lists them', async () => {
    const mail = await write(FINDINGS);
    expect(numbersIn(mail.body)).toEqual(['62', '4.21', '137']);
    expect(mail.body).toContain('mobile performance score');
    expect(mail.body).toContain('Largest Contentful Paint');
    expect(mail.facts).toEqual([
      { text: '62', finding_id: 'perf' },
      { text: '4.21', finding_id: 'lcp' },
      { text: '137', finding_id: 'reviews' },
    ]);
    expect(mail.language).toBe('en');
  });

  it.each([20, 40, 78, 200])(
    'keeps the subject of a business with a name of %i letters within a line',
    async length => {
      const { subject } = await write(FINDINGS, 'Bakery'.padEnd(length, 'x'));
      expect(subject.length).toBeLessThanOrEqual(78);
      expect(subject).toMatch(/web site|online/);
    },
  );

  it('cites nothing when the findings cannot be read', async () => {
    const mail = answered(
      await chat.complete(
        'sales_content',
        SALES,
        'Business: Sunrise Dental\n<findings>\n[{"id": 1,\n</findings>',
      ),
    );
    expect(numbersIn(mail.body)).toEqual([]);
    expect(mail.facts).toEqual([]);
  });

  const many = Array.from({ length: 40 }, (_, i) => ({
    id: `f${i}`,
    label: `A rather long label of one of the many findings ${
      'abcdefghij'[i % 10]
    }`,
    value: i * 37 + 0.5,
    unit: '%',
  }));
  it.each([
    ['no findings', []],
    ['one finding', FINDINGS.slice(0, 1)],
    ['some findings', FINDINGS],
    ['many findings', many],
    ['findings that are no list', { a: 1 }],
  ])(
    'is a mail of 120 to 220 words to the business with %s',
    async (_, findings) => {
      for (const business of [
        'Sunrise Dental',
        'The Very Long Named Family Bakery and Coffee House of Upper Market Street',
      ]) {
        const mail = await write(findings, business);
        expect(words(mail.body)).toBeGreaterThanOrEqual(120);
        expect(words(mail.body)).toBeLessThanOrEqual(220);
        expect(mail.body).toContain(business);
        expect(mail.body).not.toMatch(/\[|\]|\{|\}|<|>|undefined/);
        expect(mail.subject.length).toBeLessThanOrEqual(70);
        expect(mail.preview.length).toBeLessThanOrEqual(120);
        const given = Array.isArray(findings)
          ? findings.map(finding => String(finding.value))
          : [];
        for (const number of numbersIn(mail.body))
          expect(given).toContain(number);
        expect(mail.facts).toHaveLength(numbersIn(mail.body).length);
      }
    },
  );

  it('is answered rightly after a repair turn', async () => {
    sandbox.addFault({
      component: 'content-generator',
      kind: 'false_number',
      scope: 'first_answer',
    });
    const first = await chat.complete(
      'sales_content',
      SALES,
      salesMessage(FINDINGS),
    );
    expect(numbersIn(answered(first).body)).toHaveLength(4);
    const repaired = await chat.complete('sales_content', SALES, '', {
      messages: [
        { role: 'user', content: salesMessage(FINDINGS) },
        { role: 'assistant', content: first.choices[0].message.content },
        {
          role: 'user',
          content: 'The body has a number that is no finding.',
        },
      ],
    });
    expect(numbersIn(answered(repaired).body)).toEqual(['62', '4.21', '137']);
  });
});
