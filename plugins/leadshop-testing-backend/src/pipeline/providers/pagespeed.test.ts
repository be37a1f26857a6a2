import { SandboxProviders, signal } from './__testUtils__/sandboxProviders';
import { failureWhenAnswered, withVendor } from './__testUtils__/vendor';

const URL = 'https://shop.example/';
const options = { signal };
let started: SandboxProviders;
beforeAll(async () => {
  started = await SandboxProviders.start();
});
afterEach(() => started.reset());
afterAll(() => started.stop());

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
    const report = await withVendor(
      started,
      (_, response) => response.end(JSON.stringify(whole)),
      providers => providers.pagespeed.run(URL, 'mobile', options),
    );
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
    const error = await failureWhenAnswered(started, { body }, all =>
      all.pagespeed.run(URL, 'mobile', options),
    );
    expect(error).toMatchObject({ fault, retryable: false });
    expect(error.message).toContain(words);
  });

  it('blames the page when Google says that it did not load', async () => {
    const error = await failureWhenAnswered(
      started,
      {
        body: {
          error: {
            code: 500,
            message:
              'Lighthouse returned error: FAILED_DOCUMENT_REQUEST. Lighthouse was unable to reliably load the page.',
            errors: [{ reason: 'lighthouseError' }],
          },
        },
        status: 500,
      },
      all => all.pagespeed.run(URL, 'mobile', options),
    );
    expect(error).toMatchObject({ fault: 'lead', retryable: false });
  });

  it('tells a wrong key that comes as a bad request', async () => {
    const error = await failureWhenAnswered(
      started,
      {
        body: {
          error: {
            message: 'API key not valid. Please pass a valid API key.',
            status: 'INVALID_ARGUMENT',
            details: [{ reason: 'API_KEY_INVALID' }],
          },
        },
        status: 400,
      },
      all => all.pagespeed.run(URL, 'mobile', options),
    );
    expect(error.fault).toBe('config');
  });
});
