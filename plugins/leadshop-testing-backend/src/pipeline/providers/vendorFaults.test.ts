/*
 * Every fault of the sandbox on every provider over HTTP: what is thrown, whose
 * fault it is, whether a retry can mend it, and that no key is in it.
 */
import { inspect } from 'node:util';
import { request } from 'undici';
import { Providers } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { failureOf } from '../network/__testUtils__/failureOf';
import {
  SandboxComponent,
  SandboxProviders,
  signal,
} from './__testUtils__/sandboxProviders';

const KEY = 'key-that-must-not-be-seen';
const timeout = { milliseconds: 250 };

let started: SandboxProviders;
let providers: Providers;
beforeAll(async () => {
  started = await SandboxProviders.start();
  await request(
    `${started.sandbox.httpUrl}/control/components/score-calculator`,
    {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ score: 50 }),
    },
  );
});
const at = (path: string) => ({
  baseUrl: `${started.sandbox.httpUrl}${path}`,
  timeout,
});
beforeEach(() => {
  providers = started.create({
    providers: {
      pagespeed: { ...at('/pagespeed'), apiKey: KEY },
      places: { ...at('/places'), apiKey: KEY },
      screenshotone: {
        ...at('/screenshotone'),
        accessKey: KEY,
        secretKey: 'sandbox',
      },
      semrush: { ...at('/semrush'), apiKey: KEY },
      llm: { ...at('/openai/v1'), apiKey: KEY },
    },
    components: {
      'score-calculator': {
        url: `${started.sandbox.httpUrl}/components/score-calculator`,
        token: KEY,
        timeout,
      },
    },
  });
});
afterEach(() => started.reset());
afterAll(() => started.stop());

const URL = 'https://shop.example/';
interface Case {
  component: SandboxComponent;
  provider: string;
  blame: 'vendor' | 'leadshop';
  call(all: Providers, stop?: AbortSignal): Promise<unknown>;
}
const CASES: Case[] = [
  {
    component: 'pagespeed',
    provider: 'pagespeed',
    blame: 'vendor',
    call: (all, stop = signal) =>
      all.pagespeed.run(URL, 'mobile', { signal: stop }),
  },
  {
    component: 'places',
    provider: 'places',
    blame: 'vendor',
    call: (all, stop = signal) =>
      all.places.searchText('Sunrise Cafe', { signal: stop }),
  },
  {
    component: 'screenshotone',
    provider: 'screenshotone',
    blame: 'vendor',
    call: (all, stop = signal) =>
      all.screenshots.take(
        { url: URL, width: 40, height: 30, mobile: false, format: 'png' },
        { signal: stop },
      ),
  },
  {
    component: 'semrush',
    provider: 'semrush',
    blame: 'vendor',
    call: (all, stop = signal) =>
      all.semrush.domainRanks('shop.example', { signal: stop }),
  },
  {
    component: 'openai',
    provider: 'llm',
    blame: 'vendor',
    call: (all, stop = signal) =>
      all.llm.complete(
        {
          system: 'You judge.',
          user: 'Judge.',
          schema: {
            name: 'verdict',
            schema: {
              type: 'object',
              properties: { good: { type: 'boolean' } },
              required: ['good'],
              additionalProperties: false,
            },
          },
          maxTokens: 100,
        },
        { signal: stop },
      ),
  },
  {
    component: 'component',
    provider: 'score-calculator',
    blame: 'leadshop',
    call: async (all, stop = signal) =>
      all.component('score-calculator')?.call({ a: 1 }, { signal: stop }),
  },
];

describe.each(CASES)('$provider', ({ component, provider, blame, call }) => {
  const fail = async () => {
    const error = await failureOf(call(providers));
    expect(error).toMatchObject({ provider, mode: 'sandbox' });
    expect(error.message).toMatch(/\. .+\.$/);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(KEY);
    return error;
  };

  it.each([500, 502, 503])('status %i may pass', async status => {
    started.sandbox.addFault({ component, kind: 'status', status });
    const error = await fail();
    expect(error).toMatchObject({ fault: blame, retryable: true, status });
    expect(error.message).toContain(String(status));
  });

  it('an outage may pass', async () => {
    started.sandbox.addFault({ component, kind: 'outage' });
    expect(await fail()).toMatchObject({ fault: blame, retryable: true });
  });

  it('a rate limit says how long to wait', async () => {
    started.sandbox.addFault({
      component,
      kind: 'rate_limit',
      retryAfterSeconds: 7,
    });
    expect(await fail()).toMatchObject({
      fault: 'vendor',
      retryable: true,
      retryAfterMs: 7000,
      status: 429,
    });
  });

  it('a reset may pass', async () => {
    started.sandbox.addFault({ component, kind: 'reset' });
    const error = await fail();
    expect(error).toMatchObject({ fault: blame, retryable: true });
    expect(error.message).toContain('broke off');
  });

  it('no answer may come in time later', async () => {
    started.sandbox.addFault({ component, kind: 'timeout' });
    const error = await fail();
    expect(error).toMatchObject({ fault: blame, retryable: true });
    expect(error.message).toContain('within 250 ms');
  });

  it('a call ends at once when the caller gives up', async () => {
    started.sandbox.addFault({ component, kind: 'timeout' });
    const controller = new AbortController();
    const reason = new Error('cancelled by hand');
    const ended = call(providers, controller.signal);
    controller.abort(reason);
    await expect(ended).rejects.toBe(reason);
  });

  it('an answer that is cut off may come whole later', async () => {
    started.sandbox.addFault({ component, kind: 'truncate' });
    const error = await fail();
    expect(error).toMatchObject({ fault: blame, retryable: true });
  });
});

// What a picture is, and what a component answers, is the step's to judge
const READ = CASES.filter(({ component }) => component !== 'screenshotone');
it.each(READ)('garbage from $provider is not asked for again', async each => {
  started.sandbox.addFault({ component: each.component, kind: 'garbage' });
  const error = await failureOf(each.call(providers));
  expect(error).toMatchObject({ fault: each.blame, retryable: false });
  expect(error.message).toContain('cannot be used');
});

const VENDORS = CASES.filter(({ blame }) => blame === 'vendor');
it.each(VENDORS)('a used-up quota of $provider stays used up', async each => {
  started.sandbox.addFault({ component: each.component, kind: 'quota' });
  const error = await failureOf(each.call(providers));
  expect(error).toMatchObject({ fault: 'vendor', retryable: false });
  expect(error.message).toContain('quota');
});

it.each(VENDORS)(
  'a wrong key of $provider is a matter of config',
  async each => {
    const invalid = { apiKey: 'invalid' };
    const wrong = started.create({
      providers: {
        pagespeed: { ...at('/pagespeed'), ...invalid },
        places: { ...at('/places'), ...invalid },
        screenshotone: {
          ...at('/screenshotone'),
          accessKey: 'invalid',
          secretKey: 'sandbox',
        },
        semrush: { ...at('/semrush'), ...invalid },
        llm: { ...at('/openai/v1'), ...invalid },
      },
    });
    const error = await failureOf(each.call(wrong));
    expect(error).toMatchObject({ fault: 'config', retryable: false });
    expect(error.message).toContain(
      `leadshopTesting.providers.${each.provider}`,
    );
  },
);

it.each([401, 403])(
  'a component that answers %i needs its token',
  async status => {
    started.sandbox.addFault({
      component: 'component',
      kind: 'status',
      status,
    });
    const { call } = CASES[5];
    const error = await failureOf(call(providers));
    expect(error).toMatchObject({ fault: 'config', retryable: false, status });
    expect(error.message).toContain('components.score-calculator');
  },
);

describe('a status that is not the vendor failing', () => {
  it.each([
    [400, 'leadshop', 'did not understand', false],
    [402, 'vendor', 'quota', false],
    [404, 'config', 'not at the address', false],
    [408, 'network', 'gave up waiting', true],
    [422, 'leadshop', 'did not understand', false],
  ])('%i', async (status, fault, words, retryable) => {
    started.sandbox.addFault({
      component: 'component',
      kind: 'status',
      status,
    });
    const error = await failureOf(CASES[5].call(providers));
    expect(error).toMatchObject({ fault, retryable, status });
    expect(error.message).toContain(words);
  });
});
