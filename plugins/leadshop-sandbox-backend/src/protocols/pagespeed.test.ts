import { Sandbox, startSandbox } from '../sandbox';

interface Report {
  lighthouseResult: {
    finalUrl: string;
    lighthouseVersion: string;
    categories: Record<string, { score: number }>;
    audits: Record<
      string,
      {
        score: number;
        numericValue: number;
        details?: { type: string; overallSavingsMs: number };
      }
    >;
  };
}

describe('PageSpeed Insights', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => sandbox.stop());

  const run = (query: string) =>
    fetch(`${sandbox.httpUrl}/pagespeed/runPagespeed?${query}`);
  const report = async (url: string, more = ''): Promise<Report> =>
    (await run(`url=${encodeURIComponent(url)}&key=k${more}`)).json();

  it('scores the categories that were asked', async () => {
    const { lighthouseResult: result } = await report(
      'https://a.example/',
      '&strategy=mobile&category=performance&category=accessibility&category=best-practices&category=seo',
    );
    expect(Object.keys(result.categories)).toEqual([
      'performance',
      'accessibility',
      'best-practices',
      'seo',
    ]);
    for (const { score } of Object.values(result.categories)) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }
    expect(result.finalUrl).toBe('https://a.example/');
    expect(result.lighthouseVersion).toMatch(/^\d+\.\d+\.\d+$/);
    expect(
      Object.keys(
        (await report('https://a.example/')).lighthouseResult.categories,
      ),
    ).toEqual(['performance']);
    const upper = await report(
      'https://a.example/',
      '&category=BEST_PRACTICES',
    );
    expect(Object.keys(upper.lighthouseResult.categories)).toEqual([
      'best-practices',
    ]);
  });

  it('measures what Lighthouse measures, and scores agree with it', async () => {
    const scores: number[] = [];
    const paints: number[] = [];
    for (let site = 0; site < 40; site += 1) {
      const { lighthouseResult } = await report(
        `https://site-${site}.example/`,
      );
      const { audits, categories } = lighthouseResult;
      for (const id of [
        'largest-contentful-paint',
        'total-blocking-time',
        'first-contentful-paint',
        'speed-index',
        'cumulative-layout-shift',
      ]) {
        expect(audits[id].numericValue).toBeGreaterThan(0);
      }
      expect(audits['cumulative-layout-shift'].numericValue).toBeLessThan(1);
      const opportunities = Object.values(audits).filter(
        audit => audit.details?.type === 'opportunity',
      );
      expect(opportunities.length).toBeGreaterThanOrEqual(5);
      scores.push(categories.performance.score);
      paints.push(audits['largest-contentful-paint'].numericValue);
    }
    expect(new Set(scores).size).toBeGreaterThan(15);
    const fastest = paints.indexOf(Math.min(...paints));
    const slowest = paints.indexOf(Math.max(...paints));
    expect(scores[fastest]).toBeGreaterThan(scores[slowest] + 0.3);
  });

  it('answers a site the same on every machine, and per strategy', async () => {
    const audits = async (url: string, more?: string) =>
      (await report(url, more)).lighthouseResult.audits;
    const once = await audits('http://127.0.0.1:7010/sites/sunrise-dental');
    expect(
      await audits('https://localhost:40001/sites/sunrise-dental/'),
    ).toEqual(once);
    expect(
      await audits(
        'http://127.0.0.1:7010/sites/sunrise-dental',
        '&strategy=mobile',
      ),
    ).not.toEqual(once);
    expect(await audits('http://127.0.0.1:7010/sites/other')).not.toEqual(once);
  });

  it.each([
    ['', 400, 'Required parameter: url'],
    ['url=ftp://a.example', 400, 'Invalid value'],
    ['url=https://a.example&strategy=watch', 400, "'strategy'"],
    ['url=https://a.example&category=beauty', 400, "'category'"],
    ['url=https://a.example&key=invalid', 403, 'API key not valid'],
  ])('refuses %p with %d', async (query, status, message) => {
    const response = await run(query);
    expect(response.status).toBe(status);
    const { error } = await response.json();
    expect(error.code).toBe(status);
    expect(error.message).toContain(message);
  });

  it('tells a rate limit from a used-up quota', async () => {
    sandbox.addFault({ component: 'pagespeed', kind: 'rate_limit', count: 1 });
    const limited = await run('url=https://a.example');
    expect(limited.headers.get('retry-after')).toBe('1');
    sandbox.addFault({ component: 'pagespeed', kind: 'quota' });
    const used = await run('url=https://a.example');
    expect([limited.status, used.status]).toEqual([429, 429]);
    expect(used.headers.get('retry-after')).toBeNull();
    expect((await used.json()).error.message).toContain('per day');
  });
});
