/*
 * The door of the room: what all providers share.
 */
import { createHmac } from 'node:crypto';
import { createServer, IncomingMessage } from 'node:http';
import { request } from 'undici';
import { failureOf } from '../network/__testUtils__/failureOf';
import { SandboxProviders, signal } from './__testUtils__/sandboxProviders';
import { listening } from './__testUtils__/vendor';

const options = { signal };
const URL = 'https://shop.example/';
let started: SandboxProviders;
beforeAll(async () => {
  started = await SandboxProviders.start();
});
afterEach(() => started.reset());
afterAll(() => started.stop());

describe('a circuit', () => {
  it('is of one provider alone, opens, and closes when it is back', async () => {
    const { sandbox } = started;
    const providers = started.create(
      {},
      { circuit: { failures: 2, halfOpenAfterMs: 60_000 } },
    );
    sandbox.addFault({ component: 'semrush', kind: 'outage', count: 2 });
    const ranks = () => providers.semrush.domainRanks('shop.example', options);
    await failureOf(ranks());
    await failureOf(ranks());
    const error = await failureOf(ranks());
    expect(error).toMatchObject({ provider: 'semrush', retryable: true });
    expect(error.message).toContain('SEMrush is not called since');
    expect(sandbox.requests({ component: 'semrush' })).toHaveLength(2);
    const found = await providers.places.searchText('Sunrise Cafe', options);
    expect(found.places).not.toHaveLength(0);

    const patient = started.create(
      {},
      { circuit: { failures: 1, halfOpenAfterMs: 0 } },
    );
    sandbox.addFault({ component: 'semrush', kind: 'outage', count: 1 });
    await failureOf(patient.semrush.domainRanks('shop.example', options));
    expect(
      await patient.semrush.domainRanks('shop.example', options),
    ).toMatchObject({ found: true });
  });
});

it('lets no more calls of a provider out than is set', async () => {
  let now = 0;
  let most = 0;
  const waiting: (() => void)[] = [];
  const server = createServer((_, response) => {
    now += 1;
    most = Math.max(most, now);
    waiting.push(() => {
      now -= 1;
      response.end('ERROR 50 :: NOTHING FOUND');
    });
    // The third can come only when one of the first two has ended
    if (waiting.length >= 2) waiting.splice(0).forEach(end => end());
  });
  const { url, stop } = await listening(server);
  const { semrush } = started.create({
    providers: {
      semrush: {
        apiKey: 'k',
        baseUrl: url,
        maxConcurrent: 2,
      },
    },
  });
  const asked = Array.from({ length: 6 }, (_, i) =>
    semrush.domainRanks(`${i}.example`, options),
  );
  expect(await Promise.all(asked)).toHaveLength(6);
  expect(most).toBe(2);
  await stop();
});

it('keeps connections for the calls that follow', async () => {
  const sockets = new Set<unknown>();
  const server = createServer((received: IncomingMessage, response) => {
    sockets.add(received.socket);
    response.end('ERROR 50 :: NOTHING FOUND');
  });
  const { url, stop } = await listening(server);
  const { semrush } = started.create({
    providers: {
      semrush: { apiKey: 'k', baseUrl: url },
    },
  });
  for (let i = 0; i < 10; i += 1) {
    await semrush.domainRanks(`${i}.example`, options);
  }
  // An answer may end a moment before its connection is free again
  expect(sockets.size).toBeLessThanOrEqual(2);
  await stop();
});

describe('screenshots', () => {
  it('are signed over the whole query, and come as they are', async () => {
    let asked = '';
    const server = createServer((received, response) => {
      asked = received.url ?? '';
      response.setHeader('Content-Type', 'image/png; x=y');
      response.end(Buffer.from([1, 2, 3]));
    });
    const { url, stop } = await listening(server);
    const { screenshots } = started.create({
      providers: {
        screenshotone: {
          accessKey: 'access',
          secretKey: 'secret',
          baseUrl: url,
        },
      },
    });
    const taken = await screenshots.take(
      { url: URL, width: 390, height: 844, mobile: true, format: 'png' },
      options,
    );
    await stop();
    expect(taken).toMatchObject({
      mode: 'live',
      content_type: 'image/png',
      bytes: Buffer.from([1, 2, 3]),
    });
    const [query, signature] = asked.split('?')[1].split('&signature=');
    expect(signature).toBe(
      createHmac('sha256', 'secret').update(query).digest('hex'),
    );
    expect(Object.fromEntries(new URLSearchParams(query))).toMatchObject({
      access_key: 'access',
      url: URL,
      viewport_width: '390',
      viewport_height: '844',
      viewport_mobile: 'true',
      device_scale_factor: '1',
      format: 'png',
    });
  });

  it.each(['png', 'jpeg'] as const)('of the sandbox are %s', async format => {
    const taken = await started
      .create()
      .screenshots.take(
        { url: URL, width: 80, height: 60, mobile: false, format },
        options,
      );
    expect(taken.content_type).toBe(`image/${format}`);
    expect(taken.bytes.byteLength).toBeGreaterThan(100);
  });

  it.each([
    ['name_not_resolved', 'lead', false],
    ['timeout_error', 'lead', true],
    ['concurrency_limit_reached', 'vendor', true],
    ['request_not_valid', 'leadshop', false],
  ])('that fail with %s', async (code, fault, retryable) => {
    const server = createServer((_, response) => {
      response.statusCode = 400;
      response.end(JSON.stringify({ error_code: code, error_message: 'no' }));
    });
    const { url, stop } = await listening(server);
    const { screenshots } = started.create({
      providers: {
        screenshotone: {
          accessKey: 'access',
          secretKey: 'secret',
          baseUrl: url,
        },
      },
    });
    const error = await failureOf(
      screenshots.take(
        { url: URL, width: 1, height: 1, mobile: false, format: 'png' },
        options,
      ),
    );
    await stop();
    expect(error).toMatchObject({ fault, retryable });
  });
});

describe('a component of LeadShop', () => {
  it('is there only when its address is set', () => {
    expect(started.create().component('score-calculator')).toBeUndefined();
  });

  it('is called with its token and answers JSON', async () => {
    const { httpUrl } = started.sandbox;
    const put = await request(
      `${httpUrl}/control/components/score-calculator`,
      {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ score: 71 }),
      },
    );
    await put.body.dump();
    const component = started
      .create({
        components: {
          'score-calculator': {
            url: `${httpUrl}/components/score-calculator`,
            token: 'a-token',
          },
        },
      })
      .component('score-calculator');
    expect(component).toMatchObject({
      slug: 'score-calculator',
      mode: 'sandbox',
    });
    expect(await component?.call({ inputs: [1] }, options)).toEqual({
      score: 71,
    });
    const [received] = started.sandbox.requests({ component: 'component' });
    expect(received).toMatchObject({
      method: 'POST',
      body: '{"inputs":[1]}',
      headers: { 'content-type': 'application/json', authorization: '***' },
    });
  });
});

it('fetches sites of the sandbox through the guarded client', async () => {
  const { site } = started.create();
  for (const base of [started.sandbox.httpUrl, started.sandbox.httpsUrl]) {
    const fetched = await site.fetch(`${base}/sites/good-shop`, options);
    expect(fetched.mode).toBe('sandbox');
    expect(fetched.hops.at(-1)?.status).toBe(200);
    expect(fetched.hops[0].tls?.authorized ?? true).toBe(true);
  }
});
