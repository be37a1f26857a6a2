import { CacheService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { ProviderError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import {
  memoryCache,
  SandboxProviders,
  signal,
} from './__testUtils__/sandboxProviders';
import { AnswerCache } from './answerCache';

const codec = {
  encode: (answer: { n: number }) => answer as JsonObject,
  decode: (stored: JsonObject) => stored as { n: number },
};
const options = { signal };
const failing = (retryable: boolean) => () =>
  Promise.reject(
    new ProviderError('down', { provider: 'p', fault: 'vendor', retryable }),
  );

function cacheWith(more: { ttlMs?: number; cache?: CacheService } = {}) {
  const logger = mockServices.logger.mock();
  const answers = new AnswerCache({
    provider: 'p',
    mode: 'live',
    baseUrl: 'https://vendor.example',
    ttlMs: 60_000,
    cache: memoryCache(),
    logger,
    ...more,
  });
  return { answers, logger };
}

it('answers the same question from the cache, with when it was answered', async () => {
  const { answers } = cacheWith();
  const ask = jest.fn(async () => ({ n: 1 }));
  const first = await answers.answer(['a'], codec, ask, options);
  const again = await answers.answer(['a'], codec, ask, options);
  const other = await answers.answer(['b'], codec, ask, options);
  expect(first).toEqual({
    n: 1,
    mode: 'live',
    cached: false,
    stale: false,
    answered_at: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(again).toEqual({ ...first, cached: true });
  expect(other.cached).toBe(false);
  expect(ask).toHaveBeenCalledTimes(2);
});

it('does not mix up questions that run together', async () => {
  const { answers } = cacheWith();
  await answers.answer(['a', 'bc'], codec, async () => ({ n: 1 }), options);
  const other = await answers.answer(
    ['ab', 'c'],
    codec,
    async () => ({ n: 2 }),
    options,
  );
  expect(other).toMatchObject({ n: 2, cached: false });
});

describe('an answer past its time', () => {
  /** A cache whose answers are kept, but past their time at once. */
  async function withStale() {
    const cache = memoryCache();
    const { answers } = cacheWith({ cache, ttlMs: 1_000 });
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    const first = await answers.answer(
      ['a'],
      codec,
      async () => ({ n: 1 }),
      options,
    );
    return { answers, first };
  }
  afterEach(() => jest.useRealTimers());

  it('is asked for anew', async () => {
    const { answers } = await withStale();
    jest.advanceTimersByTime(1_001);
    expect(
      await answers.answer(['a'], codec, async () => ({ n: 2 }), options),
    ).toMatchObject({ n: 2, cached: false });
  });

  it('is used when the vendor is down, and says so', async () => {
    const { answers, first } = await withStale();
    jest.advanceTimersByTime(6_900);
    expect(await answers.answer(['a'], codec, failing(true), options)).toEqual({
      ...first,
      cached: true,
      stale: true,
    });
  });

  it('is not used when the vendor is up and refuses', async () => {
    const { answers } = await withStale();
    jest.advanceTimersByTime(1_001);
    await expect(
      answers.answer(['a'], codec, failing(false), options),
    ).rejects.toThrow('down');
  });

  it('is forgotten after seven times its time', async () => {
    const { answers } = await withStale();
    jest.advanceTimersByTime(7_001);
    await expect(
      answers.answer(['a'], codec, failing(true), options),
    ).rejects.toThrow('down');
  });

  it('is not used for a caller who has given up', async () => {
    const { answers } = await withStale();
    jest.advanceTimersByTime(1_001);
    const controller = new AbortController();
    await expect(
      answers.answer(
        ['a'],
        codec,
        async () => {
          controller.abort('enough');
          throw controller.signal.reason;
        },
        { signal: controller.signal },
      ),
    ).rejects.toBe('enough');
  });
});

it('keeps nothing when the time is 0 or there is no cache', async () => {
  for (const more of [{ ttlMs: 0 }, { cache: undefined }]) {
    const { answers } = cacheWith(more);
    const ask = jest.fn(async () => ({ n: 1 }));
    await answers.answer(['a'], codec, ask, options);
    await answers.answer(['a'], codec, ask, options);
    expect(ask).toHaveBeenCalledTimes(2);
  }
});

it('does without a cache that fails', async () => {
  const cache = memoryCache();
  cache.get = () => Promise.reject(new Error('cache is down'));
  cache.set = () => Promise.reject(new Error('cache is down'));
  const { answers, logger } = cacheWith({ cache });
  expect(
    await answers.answer(['a'], codec, async () => ({ n: 1 }), options),
  ).toMatchObject({ n: 1, cached: false });
  expect(logger.warn).toHaveBeenCalledTimes(2);
});

describe('with the sandbox', () => {
  let started: SandboxProviders;
  beforeAll(async () => {
    started = await SandboxProviders.start();
  });
  afterEach(() => started.reset());
  afterAll(() => started.stop());

  it.each([
    ['pagespeed', 'pagespeed'],
    ['places', 'places'],
    ['screenshotone', 'screenshotone'],
    ['semrush', 'semrush'],
  ] as const)(
    'keeps answers of %s and uses them stale in an outage',
    async (name, component) => {
      const providers = started.create(
        { providers: { [name]: { cacheTtl: { milliseconds: 200 } } } },
        { cache: memoryCache() },
      );
      const call = () =>
        ({
          pagespeed: () =>
            providers.pagespeed.run('https://a.example/', 'mobile', options),
          places: () => providers.places.searchText('Sunrise Cafe', options),
          screenshotone: () =>
            providers.screenshots.take(
              {
                url: 'https://a.example/',
                width: 60,
                height: 40,
                mobile: true,
                format: 'png',
              },
              options,
            ),
          semrush: () => providers.semrush.domainRanks('a.example', options),
        }[name]());
      const first = await call();
      expect(first).toMatchObject({ cached: false, mode: 'sandbox' });
      started.sandbox.addFault({ component, kind: 'outage' });
      let again = await call();
      expect(again).toEqual({ ...first, cached: true, stale: again.stale });
      while (!again.stale) again = await call();
      expect(again).toEqual({ ...first, cached: true, stale: true });
    },
  );
});
