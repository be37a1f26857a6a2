import { Sandbox, startSandbox } from '../sandbox';
import {
  answered,
  Chat,
  Completion,
  format,
  object,
  PNG_URL,
  SALES,
  text,
} from '../openai/__testUtils__/chat';

describe('OpenAI chat completions', () => {
  let sandbox: Sandbox;
  let chat: Chat;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
    chat = new Chat(sandbox);
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => sandbox.stop());

  it('holds strict schemas to what the vendor demands', async () => {
    const ask = async (schema: object): Promise<Completion> =>
      (
        await chat.post({
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

  it('counts tokens from what was said and answered', async () => {
    const short = await chat.complete('x', object({ a: text }), 'Hi');
    const long = await chat.complete(
      'x',
      object({ a: text }),
      'Hi '.repeat(400),
    );
    const withPicture = await chat.complete('x', object({ a: text }), [
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
    const { choices, usage } = await chat.complete(
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
        await chat.post({
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
    const response = await chat.post(body);
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({
      type: 'invalid_request_error',
      param,
    });
  });

  it('refuses a picture that is none', async () => {
    const { error } = await chat.complete('x', object({ a: text }), [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ]);
    expect(error?.code).toBe('invalid_image_format');
  });

  it('wants a key', async () => {
    expect((await chat.post({}, '')).status).toBe(401);
    const wrong = await chat.post({}, 'Bearer invalid');
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
      const response = await chat.post({});
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
