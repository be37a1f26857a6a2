import { TestDatabases } from '@backstage/backend-test-utils';
import { StepError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { Bench, FaultRule, startBench } from './__testUtils__/bench';
import { scoreCalculatorDetailsSchema } from './scoreCalculator';

jest.setTimeout(120_000);

describe('what makes each step fail', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let bench: Bench;

  beforeAll(async () => {
    bench = await startBench({ databases });
  });
  afterEach(() => bench.sandbox.clearFaults());
  afterAll(() => bench.stop());

  async function failure(
    step: string,
    fault: FaultRule,
    lead = {},
  ): Promise<StepError> {
    const test = bench.begin(lead);
    await test.runBefore(step);
    bench.sandbox.addFault(fault);
    return test.fail(step);
  }

  it.each<[string, FaultRule, Partial<StepError>]>([
    [
      's3_setup',
      { component: 's3', kind: 'outage' },
      { fault: 'vendor', retryable: true },
    ],
    [
      'pagespeed_integration',
      { component: 'pagespeed', kind: 'rate_limit', retryAfterSeconds: 7 },
      { fault: 'vendor', retryable: true, retryAfterMs: 7000 },
    ],
    [
      'pagespeed_integration',
      { component: 'pagespeed', kind: 'quota' },
      { fault: 'vendor', retryable: false },
    ],
    [
      'pagespeed_integration',
      { component: 'pagespeed', kind: 'garbage' },
      { fault: 'vendor' },
    ],
    [
      'security_scraper',
      { component: 'site', kind: 'status', status: 503 },
      { fault: 'lead', retryable: true },
    ],
    [
      'security_scraper',
      { component: 'site', kind: 'status', status: 404 },
      { fault: 'lead', retryable: false },
    ],
    [
      'gbp_integration',
      { component: 'places', kind: 'outage' },
      { fault: 'vendor', retryable: true },
    ],
    [
      'screenshot_integration',
      { component: 'screenshotone', kind: 'garbage' },
      { fault: 'vendor' },
    ],
    [
      'screenshot_integration',
      { component: 'screenshotone', kind: 'quota' },
      { fault: 'vendor', retryable: false },
    ],
    [
      'semrush_integration',
      { component: 'semrush', kind: 'quota' },
      { fault: 'vendor', retryable: false },
    ],
    [
      'llm_visual_analysis',
      { component: 'openai', kind: 'schema_violation' },
      { fault: 'vendor', retryable: false },
    ],
    [
      'llm_visual_analysis',
      { component: 'openai', kind: 'bad_json' },
      { fault: 'vendor' },
    ],
    [
      'llm_visual_analysis',
      { component: 'openai', kind: 'refusal' },
      { fault: 'vendor', retryable: false },
    ],
    [
      'content_generator',
      { component: 'openai', kind: 'false_number' },
      { fault: 'vendor', retryable: false },
    ],
    [
      'content_generator',
      { component: 'openai', kind: 'placeholder' },
      { fault: 'vendor' },
    ],
    [
      'report_and_email',
      { component: 'smtp', kind: 'greylist' },
      { fault: 'vendor', retryable: true },
    ],
    [
      'report_and_email',
      { component: 's3', kind: 'outage' },
      { fault: 'vendor', retryable: true },
    ],
  ])('%s on %j', async (step, fault, expected) => {
    const error = await failure(step, fault);
    expect(error).toMatchObject({ ...expected, provider_mode: 'sandbox' });
    expect(error.message).not.toMatch(/office@|Maria|555-0142/);
  });

  it('says that a mail was refused and keeps what was made', async () => {
    const error = await failure('report_and_email', {
      component: 'smtp',
      kind: 'reject',
    });
    expect(error.retryable).toBe(false);
    expect(error.details).toMatchObject({
      report: { pages: expect.any(Number) },
      mail: { checks: expect.any(Array) },
      spam: { score: expect.any(Number) },
    });
  });

  it('names everything that is wrong with a lead at once', async () => {
    const test = bench.begin({ business_name: ' ', email: 'nobody' });
    const error = await test.fail('lead_data_model');
    expect(error).toMatchObject({
      fault: 'lead',
      retryable: false,
      details: {
        problems: [
          expect.objectContaining({ field: 'email' }),
          expect.objectContaining({ field: 'business_name' }),
        ],
      },
    });
    expect(error.message).toContain('Business name is required');
    expect(error.message).not.toContain('nobody');
  });

  it('warns about a phone number that is kept as it came', async () => {
    const test = bench.begin({ phone: '555-0142' });
    const { warnings } = await test.succeed('lead_data_model');
    expect(warnings).toEqual([expect.stringContaining('Phone')]);
  });

  it('goes all the way with a name that the font of the report lacks', async () => {
    const test = bench.begin({ business_name: 'Sushi 東京 <b>&' });
    await test.runBefore('report_and_email');
    const { warnings } = await test.succeed('report_and_email');
    expect(warnings).toEqual([expect.stringContaining('font')]);
  });

  it('refuses a site at a private address', async () => {
    const test = bench.begin({ website_url: 'http://127.0.0.1:1/' });
    await test.runBefore('security_scraper');
    const error = await test.fail('security_scraper');
    expect(error).toMatchObject({ fault: 'lead', retryable: false });
  });

  it('finds no profile and no search figures, and succeeds', async () => {
    const test = bench.begin({ business_name: 'Unlisted Bakery' });
    await test.runBefore('gbp_integration');
    const { details } = await test.succeed('gbp_integration');
    expect(details).toMatchObject({
      matched: false,
      place: null,
      completeness: null,
    });
  });

  it('asks for no search figures of an IP address', async () => {
    const { port } = new URL(bench.sandbox.httpsUrl);
    const test = bench.begin({
      website_url: `https://127.0.0.1:${port}/sites/good-dental`,
    });
    await test.runBefore('content_generator');
    expect(test.results.semrush_integration.details).toMatchObject({
      applies: false,
      found: false,
      organic_traffic: 0,
    });
    expect(test.results.score_calculator.details).toMatchObject({
      missing: ['search_visibility'],
    });
  });

  describe('language model', () => {
    it.each<[string, FaultRule['kind']]>([
      ['llm_visual_analysis', 'bad_json'],
      ['llm_visual_analysis', 'schema_violation'],
      ['content_generator', 'false_number'],
      ['content_generator', 'placeholder'],
    ])('%s repairs %s once', async (step, kind) => {
      const test = bench.begin();
      await test.runBefore(step);
      bench.sandbox.addFault({
        component: 'openai',
        kind,
        scope: 'first_answer',
      });
      const { details } = await test.succeed(step);
      expect(details.llm).toMatchObject({ calls: 2, repaired: true });
    });

    it('is asked twice and no more', async () => {
      const error = await failure('llm_visual_analysis', {
        component: 'openai',
        kind: 'bad_json',
      });
      expect(error.details.llm).toMatchObject({ calls: 2 });
      expect(error.message).toContain('not JSON');
    });

    it('is caught inventing a number, which is named', async () => {
      const error = await failure('content_generator', {
        component: 'openai',
        kind: 'false_number',
      });
      const claims = error.details.claims as {
        text: string;
        finding: string | null;
      }[];
      const invented = claims.filter(claim => claim.finding === null);
      expect(invented).toHaveLength(1);
      expect(error.message).toContain(`"${invented[0].text}"`);
      expect(claims.length).toBeGreaterThan(1);
    });
  });

  describe('missing assessments', () => {
    const breakDown = (...components: FaultRule['component'][]) =>
      components.forEach(component =>
        bench.sandbox.addFault({ component, kind: 'quota' }),
      );

    it('are left out of the score, named, and their weight shared', async () => {
      breakDown('screenshotone', 'semrush');
      const test = bench.begin();
      await test.runBefore('score_calculator');
      const { details, warnings } = await test.succeed('score_calculator');
      const score = scoreCalculatorDetailsSchema.parse(details);
      expect(score.missing).toEqual(['search_visibility', 'visual_quality']);
      expect(score.missing_reasons).toEqual([
        {
          part: 'search_visibility',
          reason: 'semrush_integration: it failed',
        },
        {
          part: 'visual_quality',
          reason: 'llm_visual_analysis: it was skipped',
        },
      ]);
      expect(warnings).toHaveLength(2);
      const [page] = score.contributions;
      expect(page.effective_weight).toBeCloseTo(0.25 / 0.65, 4);

      await test.succeed('content_generator');
      const mailed = await test.succeed('report_and_email');
      expect(mailed.warnings).toEqual([
        expect.stringContaining('no screenshot'),
      ]);
    });

    it('fail the score when fewer than three are left', async () => {
      breakDown('pagespeed', 'places', 'semrush');
      const test = bench.begin();
      await test.runBefore('score_calculator');
      const error = await test.fail('score_calculator');
      expect(error.message).toContain('only 2 gave a result');
      expect(error.details.missing_reasons).toHaveLength(3);
    });
  });

  it.each([
    ['pagespeed_integration', 'pagespeed'],
    ['security_scraper', 'site'],
    ['gbp_integration', 'places'],
    ['screenshot_integration', 'screenshotone'],
    ['semrush_integration', 'semrush'],
    ['llm_visual_analysis', 'openai'],
    ['content_generator', 'openai'],
    ['report_and_email', 'smtp'],
    ['s3_setup', 's3'],
  ] as const)('%s stops at once when it is cancelled', async (step, vendor) => {
    const test = bench.begin();
    await test.runBefore(step);
    bench.sandbox.addFault({
      component: vendor,
      kind: 'latency',
      delayMs: 600_000,
    });
    const cancelling = new AbortController();
    const reason = new Error('cancelled by the test');
    setImmediate(() => cancelling.abort(reason));
    await expect(test.run(step, { signal: cancelling.signal })).rejects.toBe(
      reason,
    );
  });
});

describe('a strict spam limit', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

  it('keeps the mail from being sent', async () => {
    const bench = await startBench({ databases, deps: { spamLimit: -1 } });
    const test = bench.begin();
    await test.runBefore('report_and_email');
    const error = await test.fail('report_and_email');
    expect(error).toMatchObject({
      fault: 'leadshop',
      retryable: false,
      details: { spam: { limit: -1 } },
    });
    expect(bench.sandbox.inbox()).toEqual([]);
    await bench.stop();
  });
});

describe('a round trip that does not come back', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

  it('fails step 3 and keeps the plan', async () => {
    const lost = new StepError('The probe did not come back', {
      fault: 'leadshop',
    });
    const bench = await startBench({
      databases,
      deps: { roundTrip: () => Promise.reject(lost) },
    });
    const test = bench.begin();
    await test.runBefore('assessment_orchestrator');
    const error = await test.fail('assessment_orchestrator');
    expect(error).toMatchObject({ fault: 'leadshop', message: lost.message });
    expect(error.details.plan).toHaveLength(6);
    await bench.stop();
  });
});
