/*
 * What the lookups ask of the sandbox, and what they make of its answers.
 */
import http, { RequestListener } from 'node:http';
import { AddressInfo } from 'node:net';
import { failureOf } from '../network/__testUtils__/failureOf';
import { SandboxProviders, signal } from './__testUtils__/sandboxProviders';

const options = { signal };
const URL = 'https://shop.example/';
let started: SandboxProviders;
beforeAll(async () => {
  started = await SandboxProviders.start();
});
afterEach(() => started.reset());
afterAll(() => started.stop());

/** Providers whose vendor answers what a test says. */
async function answering(listener: RequestListener, apiKey = 'k') {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = { baseUrl, apiKey };
  const providers = started.create({
    providers: { pagespeed: key, places: key, semrush: key, llm: key },
  });
  return {
    providers,
    stop: () => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(resolve));
    },
  };
}

async function failureWhenAnswered(
  body: unknown,
  call: (providers: ReturnType<SandboxProviders['create']>) => Promise<unknown>,
  status = 200,
  apiKey?: string,
) {
  const { providers, stop } = await answering((_, response) => {
    response.statusCode = status;
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }, apiKey);
  try {
    return await failureOf(call(providers));
  } finally {
    await stop();
  }
}

describe('PageSpeed Insights', () => {
  it.each(['mobile', 'desktop'] as const)('measures %s', async strategy => {
    const report = await started.create().pagespeed.run(URL, strategy, options);
    const percent = expect.any(Number);
    expect(report).toMatchObject({
      mode: 'sandbox',
      cached: false,
      stale: false,
      strategy,
      final_url: URL,
      scores: {
        performance: percent,
        accessibility: percent,
        best_practices: percent,
        seo: percent,
      },
      lighthouse_version: '12.6.0',
    });
    for (const score of Object.values(report.scores)) {
      expect(Number.isInteger(score)).toBe(true);
      expect(score).toBeGreaterThan(1);
      expect(score).toBeLessThanOrEqual(100);
    }
    expect(report.lcp_ms).toBeGreaterThan(0);
    expect(report.cls).toBeLessThan(5);
    expect(report.fcp_ms).toBeGreaterThan(0);
    expect(report.speed_index_ms).toBeGreaterThan(0);
    const savings = report.opportunities.map(each => each.savings_ms);
    expect(savings).toEqual([...savings].sort((a, b) => b - a));
    expect(savings.every(ms => ms > 0)).toBe(true);
    const [request] = started.sandbox.requests({ component: 'pagespeed' });
    expect(request.query).toMatchObject({
      url: URL,
      strategy,
      category: ['performance', 'accessibility', 'best-practices', 'seo'],
    });
  });

  const lighthouse = (more: object) => ({
    lighthouseResult: {
      categories: Object.fromEntries(
        ['performance', 'accessibility', 'best-practices', 'seo'].map(id => [
          id,
          { score: 0.5 },
        ]),
      ),
      audits: Object.fromEntries(
        [
          'largest-contentful-paint',
          'cumulative-layout-shift',
          'total-blocking-time',
        ].map(id => [id, { id, title: id, numericValue: 1 }]),
      ),
      ...more,
    },
  });

  it('takes savings as older and newer Lighthouse name them', async () => {
    const whole = lighthouse({});
    Object.assign(whole.lighthouseResult.audits, {
      old: { id: 'old', title: 'Old', details: { overallSavingsMs: 120.4 } },
      new: { id: 'new', title: 'New', metricSavings: { LCP: 300, FCP: 80 } },
      none: { id: 'none', title: 'None', metricSavings: { LCP: 0 } },
    });
    const { providers, stop } = await answering((_, response) =>
      response.end(JSON.stringify(whole)),
    );
    const report = await providers.pagespeed.run(URL, 'mobile', options);
    await stop();
    expect(report.opportunities).toEqual([
      { id: 'new', title: 'New', savings_ms: 300 },
      { id: 'old', title: 'Old', savings_ms: 120 },
    ]);
    expect(report).toMatchObject({
      final_url: URL,
      fcp_ms: null,
      speed_index_ms: null,
      lighthouse_version: null,
    });
  });

  it.each([
    ['of another shape', { hello: 1 }, 'lighthouseResult', 'vendor'],
    [
      'without a metric',
      lighthouse({ audits: {} }),
      'no largest-contentful-paint',
      'vendor',
    ],
    [
      'without a score',
      lighthouse({
        categories: {
          performance: { score: null },
          accessibility: { score: 1 },
          'best-practices': { score: 1 },
          seo: { score: 1 },
        },
      }),
      'no performance',
      'vendor',
    ],
    [
      'about a page that does not load',
      lighthouse({ runtimeError: { code: 'ERRORED_DOCUMENT_REQUEST' } }),
      'ERRORED_DOCUMENT_REQUEST',
      'lead',
    ],
  ])('refuses an answer %s', async (_, body, words, fault) => {
    const error = await failureWhenAnswered(body, all =>
      all.pagespeed.run(URL, 'mobile', options),
    );
    expect(error).toMatchObject({ fault, retryable: false });
    expect(error.message).toContain(words);
  });

  it('blames the page when Google says that it did not load', async () => {
    const error = await failureWhenAnswered(
      {
        error: {
          code: 500,
          message:
            'Lighthouse returned error: FAILED_DOCUMENT_REQUEST. Lighthouse was unable to reliably load the page.',
          errors: [{ reason: 'lighthouseError' }],
        },
      },
      all => all.pagespeed.run(URL, 'mobile', options),
      500,
    );
    expect(error).toMatchObject({ fault: 'lead', retryable: false });
  });

  it('tells a wrong key that comes as a bad request', async () => {
    const error = await failureWhenAnswered(
      {
        error: {
          message: 'API key not valid. Please pass a valid API key.',
          status: 'INVALID_ARGUMENT',
          details: [{ reason: 'API_KEY_INVALID' }],
        },
      },
      all => all.pagespeed.run(URL, 'mobile', options),
      400,
    );
    expect(error.fault).toBe('config');
  });
});

describe('Google Places', () => {
  it('finds places with all that is asked for', async () => {
    const found = await started
      .create()
      .places.searchText('Sunrise Cafe, 1 Main St, Austin', options);
    expect(found.mode).toBe('sandbox');
    expect(found.places[0]).toMatchObject({
      id: expect.stringMatching(/^ChIJ/),
      name: 'Sunrise Cafe',
      address: expect.stringContaining('Main St'),
      rating: expect.any(Number),
      review_count: expect.any(Number),
      types: expect.arrayContaining(['establishment']),
      has_photos: expect.any(Boolean),
    });
    const [request] = started.sandbox.requests({ component: 'places' });
    expect(request.headers['x-goog-fieldmask']).toContain('places.rating');
  });

  it('finds nothing where there is nothing', async () => {
    const found = await started
      .create()
      .places.searchText('Unlisted Bakery', options);
    expect(found.places).toEqual([]);
  });

  it('refuses a place of another shape', async () => {
    const error = await failureWhenAnswered(
      { places: [{ id: 'x', displayName: { text: 'X' }, rating: 9 }] },
      all => all.places.searchText('X', options),
    );
    expect(error).toMatchObject({ fault: 'vendor', retryable: false });
    expect(error.message).toContain('places.0.rating');
  });

  it('leaves out what a place does not have', async () => {
    const { providers, stop } = await answering((_, response) =>
      response.end('{"places":[{"id":"x","displayName":{"text":"X"}}]}'),
    );
    const { places } = await providers.places.searchText('X', options);
    await stop();
    expect(places).toEqual([
      {
        id: 'x',
        name: 'X',
        address: null,
        website: null,
        phone: null,
        rating: null,
        review_count: 0,
        business_status: null,
        types: [],
        opening_hours: [],
        has_photos: false,
      },
    ]);
  });
});

describe('SEMrush', () => {
  it('knows the figures of a domain', async () => {
    const known = await started
      .create()
      .semrush.domainRanks('shop.example', options);
    expect(known).toMatchObject({
      mode: 'sandbox',
      found: true,
      database: 'us',
      ranks: {
        domain: 'shop.example',
        rank: expect.any(Number),
        date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      },
    });
    expect(known.ranks.organic_keywords).toBeGreaterThan(0);
    const [request] = started.sandbox.requests({ component: 'semrush' });
    expect(request.query).toMatchObject({
      type: 'domain_ranks',
      domain: 'shop.example',
      database: 'us',
      export_columns: 'Dn,Rk,Or,Ot,Oc,Ad,Dt',
    });
  });

  it('says so when it knows nothing', async () => {
    expect(
      await started.create().semrush.domainRanks('unlisted.example', options),
    ).toMatchObject({
      found: false,
      ranks: { domain: 'unlisted.example', rank: 0, date: null },
    });
  });

  it.each([
    ['ERROR 40 :: MANDATORY PARAMETER "x" NOT SET', 'leadshop', false],
    ['ERROR 120 :: WRONG KEY - ID PAIR', 'config', false],
    ['ERROR 130 :: API DISABLED', 'config', false],
    ['ERROR 131 :: LIMIT EXCEEDED', 'vendor', true],
    ['ERROR 132 :: API UNITS BALANCE IS ZERO', 'vendor', false],
    ['ERROR 134 :: TOTAL LIMIT EXCEEDED', 'vendor', false],
    ['ERROR 500 :: INTERNAL', 'vendor', true],
  ])('understands "%s"', async (body, fault, retryable) => {
    const error = await failureWhenAnswered(body, all =>
      all.semrush.domainRanks('shop.example', options),
    );
    expect(error).toMatchObject({ fault, retryable });
  });

  const header = 'Domain;Rank;Keywords;Traffic;Cost;Ads;Date';
  it.each([
    ['', 'CSV of 7 columns'],
    [header, 'CSV of 7 columns'],
    ['Domain;Rank\r\nx;1', 'CSV of 7 columns'],
    [`${header}\r\nx;1;2;3;4;five;20260101`, 'Ads: not a number'],
    [`${header}\r\nx;1;2;3;4;5;soon`, 'Date: not a date'],
    [`${header}\r\nx;1;2`, 'CSV with a wrong value'],
  ])('refuses a table like %j', async (body, words) => {
    const error = await failureWhenAnswered(body, all =>
      all.semrush.domainRanks('shop.example', options),
    );
    expect(error).toMatchObject({ fault: 'vendor', retryable: false });
    expect(error.message).toContain(words);
  });

  it('takes a table without a date', async () => {
    const { providers, stop } = await answering((_, response) =>
      response.end(`${header}\nx;1;2;3;4.5;5;\n`),
    );
    const known = await providers.semrush.domainRanks('x', options);
    await stop();
    expect(known.ranks).toMatchObject({ organic_cost: 4.5, date: null });
  });
});

it('refuses an answer of more than 5 MiB', async () => {
  const error = await failureWhenAnswered('x'.repeat(5_300_000), all =>
    all.semrush.domainRanks('shop.example', options),
  );
  expect(error).toMatchObject({ fault: 'vendor', retryable: false });
  expect(error.message).toContain('more than 5 MiB');
});

it('hides the key when a vendor repeats it in its error', async () => {
  const key = 'a+secret%key';
  const error = await failureWhenAnswered(
    `ERROR 500 :: KEY ${key} IN ${encodeURIComponent(key)} IS BAD`,
    all => all.semrush.domainRanks('shop.example', options),
    500,
    key,
  );
  expect(error.message).toContain('KEY *** IN *** IS BAD');
});

it('says that a vendor cannot be reached', async () => {
  const { providers, stop } = await answering(() => {});
  await stop();
  const error = await failureOf(
    providers.semrush.domainRanks('shop.example', options),
  );
  expect(error).toMatchObject({ fault: 'network', retryable: true });
  expect(error.message).toContain('ECONNREFUSED');
});
