import Ajv from 'ajv/dist/2020';
import { z } from 'zod';
import { Sandbox, startSandbox } from '../sandbox';
import { answered, Chat, object, PNG_URL, text } from './__testUtils__/chat';

describe('A language model given any schema', () => {
  let sandbox: Sandbox;
  let chat: Chat;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
    chat = new Chat(sandbox);
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => sandbox.stop());

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
        await chat.complete('anything', schema, `Input ${input}`),
      );
      validate(answer);
      expect(validate.errors).toBeNull();
    }
  });

  it('is answered the same for the same words and pictures only', async () => {
    const ask = async (said: unknown) =>
      answered(await chat.complete('anything', schema, said));
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
    const { a } = answered(await chat.complete('formats', formatted, 'Hi'));
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
    const { error } = await chat.complete('anything', broken, 'Hi');
    expect(error?.message).toContain(message);
    expect(error?.param).toBe('response_format');
  });
});
