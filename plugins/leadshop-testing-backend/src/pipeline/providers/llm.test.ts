import { LlmRequest } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { failureOf } from '../network/__testUtils__/failureOf';
import { SandboxProviders, signal } from './__testUtils__/sandboxProviders';
import { failureWhenAnswered } from './__testUtils__/vendor';

const options = { signal };
/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const request: LlmRequest = {
  system: 'You judge web sites.',
  user: 'Judge this one.',
  schema: {
    name: 'verdict',
    schema: {
      type: 'object',
      properties: { good: { type: 'boolean' }, why: { type: 'string' } },
      required: ['good', 'why'],
      additionalProperties: false,
    },
  },
  maxTokens: 500,
};

let started: SandboxProviders;
beforeAll(async () => {
  started = await SandboxProviders.start();
});
afterEach(() => started.reset());
afterAll(() => started.stop());

const sent = () =>
  JSON.parse(
    started.sandbox.requests({ component: 'openai' }).at(-1)?.body ?? '',
  );

it('answers by the schema, with its tokens and without a price', async () => {
  const answer = await started.create().llm.complete(request, options);
  expect(JSON.parse(answer.text)).toEqual({
    good: expect.any(Boolean),
    why: expect.any(String),
  });
  expect(answer).toMatchObject({
    mode: 'sandbox',
    cached: false,
    stale: false,
    refusal: null,
    model: 'gpt-4o-mini',
    cost: null,
    finish_reason: 'stop',
  });
  expect(answer.usage.prompt_tokens).toBeGreaterThan(0);
  expect(answer.usage.completion_tokens).toBeGreaterThan(0);
  expect(sent()).toEqual({
    model: 'gpt-4o-mini',
    max_completion_tokens: 500,
    messages: [
      { role: 'system', content: 'You judge web sites.' },
      { role: 'user', content: 'Judge this one.' },
    ],
    response_format: {
      type: 'json_schema',
      json_schema: { ...request.schema, strict: true },
    },
  });
});

it('counts what it costs by the prices that are set', async () => {
  const { llm } = started.create({
    providers: {
      llm: { pricing: { input: 150_000, output: 600_000, currency: 'EUR' } },
    },
  });
  const { usage, cost } = await llm.complete(request, options);
  expect(cost?.currency).toBe('EUR');
  expect(cost?.amount).toBeCloseTo(
    usage.prompt_tokens * 0.15 + usage.completion_tokens * 0.6,
  );
});

it('sends pictures as they are', async () => {
  const { llm } = started.create();
  const without = await llm.complete(request, options);
  const answer = await llm.complete(
    { ...request, images: [{ bytes: PNG, content_type: 'image/png' }] },
    options,
  );
  expect(answer.usage.prompt_tokens).toBe(without.usage.prompt_tokens + 765);
  expect(sent().messages[1].content).toEqual([
    { type: 'text', text: 'Judge this one.' },
    {
      type: 'image_url',
      image_url: { url: `data:image/png;base64,${PNG.toString('base64')}` },
    },
  ]);
});

it('asks for a repair with the answer that was wrong', async () => {
  started.sandbox.addFault({
    component: 'openai',
    kind: 'bad_json',
    scope: 'first_answer',
  });
  const { llm } = started.create();
  const { text } = await llm.complete(request, options);
  expect(() => JSON.parse(text)).toThrow();
  const repaired = await llm.complete(
    { ...request, repair: { answer: text, problem: 'It is not JSON.' } },
    options,
  );
  expect(JSON.parse(repaired.text)).toHaveProperty('good');
  expect(sent().messages.slice(2)).toEqual([
    { role: 'assistant', content: text },
    { role: 'user', content: expect.stringContaining('It is not JSON.') },
  ]);
});

it('tells a refusal of the model apart from an answer', async () => {
  started.sandbox.addFault({ component: 'openai', kind: 'refusal' });
  const answer = await started.create().llm.complete(request, options);
  expect(answer.refusal).toContain("can't help");
  expect(answer.text).toBe('');
});

it('says when the answer was cut at the limit of tokens', async () => {
  const answer = await started
    .create()
    .llm.complete({ ...request, maxTokens: 1 }, options);
  expect(answer.finish_reason).toBe('length');
});

it('blames LeadShop for a schema that the vendor does not take', async () => {
  const error = await failureOf(
    started
      .create()
      .llm.complete(
        { ...request, schema: { name: 'x', schema: { type: 'object' } } },
        options,
      ),
  );
  expect(error).toMatchObject({
    fault: 'leadshop',
    retryable: false,
    status: 400,
  });
  expect(error.message).toContain('Invalid schema');
});

it.each([
  [404, { code: 'model_not_found' }, 'config', 'llm.model'],
  [400, { code: 'invalid_api_key' }, 'config', 'refused the key'],
  [429, { type: 'insufficient_quota' }, 'vendor', 'quota'],
  [429, {}, 'vendor', 'too many calls'],
  [200, {}, 'vendor', 'cannot be used'],
])('understands %i %j', async (status, more, fault, words) => {
  const error = await failureWhenAnswered(
    started,
    { status, body: { error: { message: 'no', ...more } } },
    ({ llm }) => llm.complete(request, options),
  );
  expect(error).toMatchObject({ fault, mode: 'live' });
  expect(error.message).toContain(words);
});
