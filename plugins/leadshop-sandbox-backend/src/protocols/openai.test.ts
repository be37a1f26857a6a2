import Ajv from 'ajv/dist/2020';
import { z } from 'zod';
import { Sandbox, startSandbox } from '../sandbox';
import { PictureShop } from '../pictures';
import { FaultRule } from '../faults';

interface Completion {
  id: string;
  model: string;
  choices: {
    message: { role: string; content: string | null; refusal: string | null };
    finish_reason: string;
  }[];
  usage: Record<'prompt_tokens' | 'completion_tokens' | 'total_tokens', number>;
  error?: {
    message: string;
    type: string;
    param: string | null;
    code: string | null;
  };
}

const object = (properties: Record<string, unknown>) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
const text = { type: 'string' };
const SALES = object({
  subject: { type: 'string', maxLength: 70 },
  preview: { type: 'string', maxLength: 120 },
  body: text,
  language: { type: 'string', enum: ['en'] },
  facts: { type: 'array', items: object({ text, finding_id: text }) },
});
const FINDINGS = [
  { id: 'perf', label: 'Mobile performance score', value: 62, unit: 'points' },
  { id: 'lcp', label: 'Largest Contentful Paint', value: 4.21, unit: 's' },
  { id: 'reviews', label: 'Number of reviews', value: '137' },
  { id: 'hsts', label: 'HSTS header', value: 'missing' },
  { id: 'score', label: 'Score out of 100', value: 71 },
];
const PNG_URL = `data:image/png;base64,${new PictureShop()
  .picture({ subject: 'a', width: 64, height: 64, format: 'png' })
  .toString('base64')}`;

/** Words that a reason has when the score is clearly low or high. */
function toneOf(score: number): RegExp {
  if (score <= 3) return /harder|weak|dated/;
  return score >= 8 ? /care|clear|better/ : /./;
}

describe('OpenAI chat completions', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => sandbox.stop());

  const post = (body: unknown, authorization = 'Bearer k') =>
    fetch(`${sandbox.httpUrl}/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', authorization },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const format = (name: string, schema: object, strict = true) => ({
    type: 'json_schema',
    json_schema: { name, schema, strict },
  });
  const complete = async (
    schemaName: string,
    schema: object,
    user: unknown,
    more: object = {},
  ): Promise<Completion> => {
    const response = await post({
      model: 'gpt-4o-mini',
      messages: [
        { role: 'system', content: 'You review web sites.' },
        { role: 'user', content: user },
      ],
      response_format: format(schemaName, schema, false),
      ...more,
    });
    return response.json();
  };
  const answered = (completion: Completion) =>
    JSON.parse(completion.choices[0].message.content!);
  const salesMessage = (findings: unknown, business = 'Sunrise Dental') =>
    `Write a mail.\nBusiness: ${business}\nSite: https://a.example\n<findings>\n${JSON.stringify(
      findings,
      null,
      1,
    )}\n</findings>\nNo placeholders.`;
  const numbersIn = (body: string) => body.match(/\d+(?:\.\d+)?/g) ?? [];

  describe('any schema', () => {
    const every = object({
      integer: { type: 'integer', minimum: 3, maximum: 5 },
      above: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
      step: { type: 'number', minimum: 0, maximum: 1, multipleOf: 0.1 },
      negative: { type: 'integer', maximum: -5 },
      safe: {
        type: 'integer',
        minimum: -9007199254740991,
        maximum: 9007199254740991,
      },
      choice: { enum: ['a', 'b', 7] },
      fixed: { const: 'x' },
      flag: { type: 'boolean' },
      nothing: { type: 'null' },
      maybe: { type: ['string', 'null'] },
      either: { anyOf: [{ type: 'null' }, { type: 'integer' }] },
      both: {
        allOf: [
          object({ a: text }),
          { properties: { a: { type: 'string', minLength: 5 } } },
        ],
      },
      long: { type: 'string', minLength: 400 },
      short: { type: 'string', maxLength: 10 },
      mail: { type: 'string', format: 'email' },
      when: { type: 'string', format: 'date-time' },
      code: { type: 'string', pattern: '^#[0-9a-f]{6}$' },
      pair: {
        type: 'array',
        prefixItems: [text, { type: 'integer' }],
        items: false,
        minItems: 2,
        maxItems: 2,
      },
      many: {
        type: 'array',
        items: { type: 'integer', minimum: 1, maximum: 9 },
        minItems: 5,
        maxItems: 7,
        uniqueItems: true,
      },
      empty: { type: 'array', items: text, maxItems: 0 },
      referred: { $ref: '#/$defs/leaf' },
      tree: { $ref: '#/$defs/tree' },
    });
    const schema = {
      ...every,
      $defs: {
        leaf: object({ name: text }),
        tree: {
          type: 'object',
          required: ['children'],
          properties: {
            name: text,
            children: { type: 'array', items: { $ref: '#/$defs/tree' } },
          },
        },
      },
    };
    const validate = new Ajv({
      strict: false,
      validateFormats: false,
      multipleOfPrecision: 6,
    }).compile(schema);

    it('is met, whatever was said', async () => {
      for (let input = 0; input < 25; input += 1) {
        const answer = answered(
          await complete('anything', schema, `Input ${input}`),
        );
        validate(answer);
        expect(validate.errors).toBeNull();
      }
    });

    it('is answered the same for the same words and pictures only', async () => {
      const ask = async (said: unknown) =>
        answered(await complete('anything', schema, said));
      const picture = [
        { type: 'text', text: 'Look' },
        { type: 'image_url', image_url: { url: PNG_URL } },
      ];
      expect(await ask(picture)).toEqual(await ask(picture));
      expect(await ask(picture)).not.toEqual(await ask('Look'));
    });

    it.each([
      ['date', z.iso.date()],
      ['date-time', z.iso.datetime()],
      ['time', z.string().regex(/^\d\d:\d\d:\d\dZ$/)],
      ['duration', z.iso.duration()],
      ['email', z.email()],
      ['uri', z.url()],
      ['hostname', z.string().regex(/^[a-z]+\.[a-z]+$/)],
      ['ipv4', z.ipv4()],
      ['uuid', z.uuid()],
    ])('has texts of the format %s', async (name, expected) => {
      const formatted = object({ a: { type: 'string', format: name } });
      const { a } = answered(await complete('formats', formatted, 'Hi'));
      expect(expected.safeParse(a).success).toBe(true);
    });

    it.each([
      ['nowhere', object({ a: { $ref: '#/$defs/none' } }), "'#/$defs/none'"],
      ['itself', { $ref: '#' }, 'without end'],
      [
        'a rare pattern',
        object({ a: { type: 'string', pattern: '^zq{9}$' } }),
        'pattern',
      ],
      [
        'no end',
        {
          $defs: { a: object({ a: { $ref: '#/$defs/a' } }) },
          $ref: '#/$defs/a',
        },
        'nested deeper',
      ],
    ])('that leads to %s is refused', async (_, broken, message) => {
      const { error } = await complete('anything', broken, 'Hi');
      expect(error?.message).toContain(message);
      expect(error?.param).toBe('response_format');
    });
  });

  it('holds strict schemas to what the vendor demands', async () => {
    const ask = async (schema: object): Promise<Completion> =>
      (
        await post({
          model: 'm',
          messages: [{ role: 'user', content: 'Hi' }],
          response_format: format('strictly', schema),
        })
      ).json();
    expect((await ask(SALES)).error).toBeUndefined();
    expect(
      (await ask({ type: 'object', properties: { a: text }, required: ['a'] }))
        .error?.message,
    ).toContain("'additionalProperties'");
    const deep = object({
      list: {
        type: 'array',
        items: { ...object({ a: text, b: text }), required: ['a'] },
      },
    });
    expect((await ask(deep)).error?.message).toContain("Missing 'b'");
  });

  describe('visual_rubric', () => {
    const criteria = [
      'layout',
      'colour_contrast',
      'typography',
      'call_to_action',
    ];
    const schema = object({
      scores: {
        type: 'array',
        minItems: 4,
        maxItems: 4,
        items: object({
          reason: text,
          criterion: { type: 'string', enum: criteria },
          score: { type: 'integer', minimum: 0, maximum: 10 },
        }),
      },
      branding: object({
        score: { type: 'number', minimum: 0, maximum: 100 },
        reason: text,
      }),
      strengths: { type: 'array', items: text },
      summary: text,
    });
    const look = async (said: string) =>
      answered(
        await complete('visual_rubric', schema, [
          { type: 'text', text: said },
          { type: 'image_url', image_url: { url: PNG_URL } },
        ]),
      );

    it('scores each criterion once, with a reason that fits', async () => {
      for (let lead = 0; lead < 20; lead += 1) {
        const answer = await look(`Site ${lead}`);
        expect(
          answer.scores.map((item: { criterion: string }) => item.criterion),
        ).toEqual(criteria);
        for (const { criterion, score, reason } of answer.scores) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(10);
          expect(reason).toContain(criterion.replaceAll('_', ' '));
          expect(reason).toMatch(toneOf(score));
        }
        expect(answer.branding.reason).toContain('branding');
        expect(answer.strengths.length).toBeGreaterThan(0);
        expect(answer.summary).toContain('page as a whole');
      }
    });

    it('has something to praise, to blame and to do', async () => {
      const lists = ['strengths', 'weaknesses', 'recommendations'];
      const list = { type: 'array', items: text, minItems: 3, maxItems: 3 };
      const answer = answered(
        await complete(
          'visual_rubric',
          object(Object.fromEntries(lists.map(name => [name, list]))),
          'Hi',
        ),
      );
      const all = lists.flatMap(name => answer[name]);
      expect(new Set(all).size).toBe(9);
    });

    it('can be spoiled where it has no body', async () => {
      sandbox.addFault({ component: 'openai', kind: 'placeholder' });
      const { inner } = answered(
        await complete(
          'visual_rubric',
          object({ inner: object({ reason: text }) }),
          'Hi',
        ),
      );
      expect(inner.reason).toContain('[Name]');
    });

    it('differs between sites', async () => {
      const seen = new Set<string>();
      for (let lead = 0; lead < 10; lead += 1) {
        seen.add(JSON.stringify((await look(`Site ${lead}`)).scores));
      }
      expect(seen.size).toBeGreaterThan(7);
    });
  });

  describe('sales_content', () => {
    const write = async (findings: unknown, business?: string) =>
      answered(
        await complete(
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

    it('cites nothing when the findings cannot be read', async () => {
      const mail = answered(
        await complete(
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
      const first = await complete(
        'sales_content',
        SALES,
        salesMessage(FINDINGS),
      );
      expect(numbersIn(answered(first).body)).toHaveLength(4);
      const repaired = await complete('sales_content', SALES, '', {
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

  describe('faults in the content', () => {
    const spoiled = (rule: Omit<FaultRule, 'component'>) => {
      sandbox.addFault({ component: 'openai', ...rule });
      return complete('sales_content', SALES, salesMessage(FINDINGS));
    };

    it('false_number: a number that no finding gives', async () => {
      const { body } = answered(await spoiled({ kind: 'false_number' }));
      const invented = numbersIn(body).filter(
        number => !['62', '4.21', '137'].includes(number),
      );
      expect(invented).toHaveLength(1);
      expect(salesMessage(FINDINGS)).not.toContain(invented[0]);
    });

    it('false_number also in repairs, when every answer is meant', async () => {
      sandbox.addFault({ component: 'openai', kind: 'false_number' });
      const repaired = await complete('sales_content', SALES, '', {
        messages: [
          { role: 'user', content: salesMessage(FINDINGS) },
          { role: 'assistant', content: '{}' },
          { role: 'user', content: 'Again.' },
        ],
      });
      expect(numbersIn(answered(repaired).body)).toHaveLength(4);
    });

    it('placeholder: [Name] left in', async () => {
      expect(answered(await spoiled({ kind: 'placeholder' })).body).toContain(
        '[Name]',
      );
    });

    it('schema_violation: valid JSON that does not meet the schema', async () => {
      const answer = answered(await spoiled({ kind: 'schema_violation' }));
      expect(new Ajv().compile(SALES)(answer)).toBe(false);
    });

    it('bad_json: text that cannot be parsed', async () => {
      const completion = await spoiled({ kind: 'bad_json' });
      expect(() => answered(completion)).toThrow(SyntaxError);
    });

    it('refusal: no content', async () => {
      const { choices } = await spoiled({ kind: 'refusal' });
      expect(choices[0].message).toMatchObject({
        content: null,
        refusal: expect.stringContaining("can't help"),
      });
    });

    it('hit only the part of LeadShop that they name', async () => {
      sandbox.addFault({ component: 'llm-visual-analysis', kind: 'refusal' });
      const sales = await complete('sales_content', SALES, salesMessage([]));
      expect(sales.choices[0].message.refusal).toBeNull();
      const visual = await complete(
        'visual_rubric',
        object({ score: { type: 'integer' } }),
        'Hi',
      );
      expect(visual.choices[0].message.refusal).not.toBeNull();
    });
  });

  it('counts tokens from what was said and answered', async () => {
    const short = await complete('x', object({ a: text }), 'Hi');
    const long = await complete('x', object({ a: text }), 'Hi '.repeat(400));
    const withPicture = await complete('x', object({ a: text }), [
      { type: 'text', text: 'Hi' },
      { type: 'image_url', image_url: { url: PNG_URL } },
    ]);
    expect(
      long.usage.prompt_tokens - short.usage.prompt_tokens,
    ).toBeGreaterThan(250);
    expect(withPicture.usage.prompt_tokens - short.usage.prompt_tokens).toBe(
      765,
    );
    expect(short.usage.total_tokens).toBe(
      short.usage.prompt_tokens + short.usage.completion_tokens,
    );
    expect(short.choices[0].finish_reason).toBe('stop');
  });

  it('cuts an answer that is longer than allowed', async () => {
    const { choices, usage } = await complete(
      'x',
      object({ a: { type: 'string', minLength: 500 } }),
      'Hi',
      { max_tokens: 20 },
    );
    expect(choices[0].finish_reason).toBe('length');
    expect(usage.completion_tokens).toBe(20);
  });

  it('answers in plain words, or any JSON, when no schema is given', async () => {
    const ask = async (more: object): Promise<Completion> =>
      (
        await post({
          model: 'm',
          messages: [{ role: 'user', content: 'Hi' }],
          ...more,
        })
      ).json();
    expect((await ask({})).choices[0].message.content).toMatch(/^The page/);
    expect(
      answered(await ask({ response_format: { type: 'json_object' } })),
    ).toEqual({ answer: expect.any(String) });
  });

  it.each([
    ['no body', '', null],
    ['broken JSON', '{', null],
    ['no model', { messages: [{ role: 'user', content: 'Hi' }] }, 'model'],
    ['no messages', { model: 'm', messages: [] }, 'messages'],
    [
      'a stream',
      { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true },
      'stream',
    ],
    [
      'an unknown role',
      { model: 'm', messages: [{ role: 'boss', content: 'Hi' }] },
      'messages.0.role',
    ],
  ])('refuses %s', async (_, body, param) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({
      type: 'invalid_request_error',
      param,
    });
  });

  it('refuses a picture that is none', async () => {
    const { error } = await complete('x', object({ a: text }), [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ]);
    expect(error?.code).toBe('invalid_image_format');
  });

  it('wants a key', async () => {
    expect((await post({}, '')).status).toBe(401);
    const wrong = await post({}, 'Bearer invalid');
    expect(wrong.status).toBe(401);
    expect((await wrong.json()).error.code).toBe('invalid_api_key');
    const elsewhere = await fetch(`${sandbox.httpUrl}/openai/v1/other`);
    expect(elsewhere.status).toBe(404);
  });

  it('tells a rate limit from a used-up quota', async () => {
    sandbox.addFault({ component: 'openai', kind: 'rate_limit', count: 1 });
    sandbox.addFault({ component: 'openai', kind: 'quota' });
    const codes = [];
    for (const _ of [1, 2]) {
      const response = await post({});
      codes.push([
        response.status,
        (await response.json()).error.code,
        response.headers.get('retry-after'),
      ]);
    }
    expect(codes).toEqual([
      [429, 'rate_limit_exceeded', '1'],
      [429, 'insufficient_quota', null],
    ]);
  });
});
