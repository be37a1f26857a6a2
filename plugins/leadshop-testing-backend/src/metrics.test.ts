import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  ComponentResults,
  componentResultsSchema,
  Metrics,
  metricsSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  Caller,
  databases,
  LiveReader,
  sandboxLead,
  startBackend,
  TestBackend,
} from './__testUtils__/backend';
import { chain, failing, Gate, step } from './__testUtils__/waitingPipeline';
import { MetricsReader } from './health/MetricsReader';
import { MetricsFold } from './store/metrics/MetricsFold';
import { MetricsStore } from './store/metrics/MetricsStore';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let backend: TestBackend;
let qa: Caller;
let gate: Gate;
let live: LiveReader;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
});
afterAll(() => sandbox?.stop());

beforeEach(async () => {
  gate = new Gate();
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    config: { execution: { maxConcurrentTests: 1 } },
    pipelines: [
      chain('waits', [step('wait', 1, { run: gate.run })]),
      chain('fails', [
        step('site', 1, {
          component: 'security-scraper',
          run: failing('The site is broken.', { fault: 'lead' }),
        }),
      ]),
    ],
  });
  qa = backend.as('qa_manager');
  live = await qa.connect();
});
afterEach(async () => {
  gate.open();
  await live.close();
  await backend.stop();
});

const metrics = async (query = '') =>
  (await qa.get<Metrics>(`/metrics${query}`)).body;

const lead = () => ({
  business_name: 'Shop',
  website_url: 'https://shop.example',
  email: 'office@shop.example',
});

async function newLead(name: string): Promise<string> {
  const { status, body } = await qa.post('/leads', {
    lead: {
      business_name: name,
      website_url: `https://${name}.example`,
      email: `office@${name}.example`,
      phone: '+1 512 555 0142',
    },
  });
  expect(status).toBe(201);
  return body.id;
}

async function start(body: object): Promise<string> {
  const answer = await qa.post('/run-pipeline', body);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.test_id;
}

const ended = (id: string) =>
  live.until(m => m.type === 'test_completed' && m.payload.id === id);

it('counts every way in which a test ends, once, at once', async () => {
  await ended(await start({ test_type: 'fails', lead_data: lead() }));
  expect(await metrics()).toMatchObject({ total_tests: 1, failed_tests: 1 });

  const atWork = await start({ test_type: 'waits', lead_data: lead() });
  await gate.arrived();
  // Behind it: one that is cancelled, one whose lead is erased, a batch
  const waiting = await start({ test_type: 'waits', lead_data: lead() });
  const erased = await newLead('erased');
  await start({ test_type: 'waits', lead_id: erased });
  const leads = [await newLead('one'), await newLead('two')];
  const { body: batch } = await qa.post('/run-batch', {
    test_type: 'waits',
    lead_ids: leads,
  });
  expect((await qa.post(`/tests/${waiting}/cancel`)).status).toBe(200);
  expect(await metrics()).toMatchObject({ cancelled_tests: 1 });
  await qa.request(`/leads/${erased}`, { method: 'DELETE' });
  expect(await metrics()).toMatchObject({ cancelled_tests: 2 });
  expect((await qa.post(`/batches/${batch.batch_id}/cancel`)).status).toBe(200);
  expect(await metrics()).toMatchObject({ cancelled_tests: 4 });
  await qa.post(`/tests/${atWork}/cancel`);
  await ended(atWork);

  const expected = {
    total_tests: 6,
    successful_tests: 0,
    failed_tests: 1,
    cancelled_tests: 5,
    success_rate: 0,
  };
  expect(await metrics()).toMatchObject(expected);
  await new MetricsFold(backend.knex).fold();
  const whole = await metrics();
  expect(whole).toMatchObject(expected);
  expect(whole.status_distribution).toEqual([
    { status: 'success', count: 0 },
    { status: 'failed', count: 1 },
    { status: 'cancelled', count: 5 },
  ]);
  const slices = whole.hourly_distribution;
  expect(slices).toHaveLength(7 * 24);
  expect(slices.reduce((sum, slice) => sum + slice.total, 0)).toBe(6);
  expect(whole.step_statistics).toContainEqual(
    expect.objectContaining({
      step_name: 'site',
      component: 'security-scraper',
      failed: 1,
      success_rate: 0,
      faults: { lead: 1 },
    }),
  );
});

it('says what the full pipeline came to, with its revenue shared out', async () => {
  const test = await qa.runToEnd({ lead_data: sandboxLead(sandbox) });
  expect(test.status).toBe('success');
  const answer = await metrics('?days=30');
  expect(metricsSchema.parse(answer)).toBeDefined();
  expect(answer).toMatchObject({
    provider_mode: 'sandbox',
    provider_modes: { live: 0, sandbox: 1 },
    total_tests: 1,
    success_rate: 100,
    average_spam_score: test.spam_score,
    average_execution_time_ms: test.execution_time,
    previous: { total_tests: 0, success_rate: null, revenue_impact: 0 },
  });
  expect(answer.hourly_distribution.length).toBeGreaterThanOrEqual(30);
  const p50 = answer.p50 ?? NaN;
  const took = test.execution_time ?? NaN;
  expect(Math.abs(p50 - took)).toBeLessThanOrEqual(
    took * answer.percentile_error,
  );
  const revenue = answer.revenue_impact;
  expect(revenue).toMatchObject({
    total: test.revenue_impact,
    currency: 'USD',
    other_currencies: 0,
    by_industry: [
      { industry: 'Bakery', amount: test.revenue_impact, tests: 1 },
    ],
    by_import: [{ import_id: null, file_name: null, tests: 1 }],
  });
  const shared = revenue.by_component.reduce((sum, c) => sum + c.amount, 0);
  expect(shared).toBeCloseTo(test.revenue_impact ?? NaN, 0);
  expect(revenue.by_component.length).toBeGreaterThan(2);
  expect(answer.step_statistics).toHaveLength(12);
});

it('gives the answer before again only while it is right', async () => {
  const reader = new MetricsReader({
    store: new MetricsStore(backend.knex),
    sampling: true,
  });
  const queries: string[] = [];
  const asked = async (now: Date) => {
    const listen = ({ sql }: { sql: string }) => queries.push(sql);
    queries.length = 0;
    backend.knex.on('query', listen);
    const answer = await reader.readUpTo(now, { days: 1 });
    backend.knex.off('query', listen);
    return { answer, read: queries.some(sql => sql.includes('metrics_steps')) };
  };
  const now = new Date();
  now.setUTCMinutes(20, 0, 0);
  const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const first = await asked(now);
  expect(first.read).toBe(true);
  const again = await asked(later(1));
  expect(again.read).toBe(false);
  expect(again.answer).toEqual({
    ...first.answer,
    to: later(1).toISOString(),
    generated_at: later(1).toISOString(),
  });
  const nextHour = await asked(later(60));
  expect(nextHour.read).toBe(true);
  expect(nextHour.answer.from).not.toBe(first.answer.from);

  await ended(await start({ test_type: 'fails', lead_data: lead() }));
  const after = await asked(later(61));
  expect(after.answer).toMatchObject({ total_tests: 1 });
  await new MetricsFold(backend.knex).fold();
  expect((await asked(later(62))).answer).toMatchObject({ total_tests: 1 });
});

it('never mixes live and sandbox', async () => {
  const store = async (mode: string | null, spam: number) => {
    const [{ id }] = await backend
      .knex('pipeline_versions')
      .select('id')
      .limit(1);
    await backend.knex('test_executions').insert({
      id: crypto.randomUUID(),
      test_type: 'full_pipeline',
      pipeline_version: id,
      status: 'success',
      user_ref: 'user:default/ann',
      lead_data: { website_url: 'https://shop.example' },
      total_steps: 1,
      provider_mode: mode,
      spam_score: spam,
      execution_time: 10,
      completed_at: backend.knex.fn.now(),
    });
  };
  await store('sandbox', 2);
  await new MetricsFold(backend.knex).build({ again: true });
  expect(await metrics()).toMatchObject({
    provider_mode: 'sandbox',
    total_tests: 1,
    average_spam_score: 2,
  });
  await store('live', 4);
  await store(null, 6);
  await new MetricsFold(backend.knex).build({ again: true });
  expect(await metrics()).toMatchObject({
    provider_mode: 'live',
    provider_modes: { live: 1, sandbox: 1 },
    total_tests: 2,
    average_spam_score: 5,
  });
  expect(await metrics('?provider_mode=sandbox')).toMatchObject({
    provider_mode: 'sandbox',
    total_tests: 2,
    average_spam_score: 4,
  });
});

it('says of a component what its step came to, and of the email formatter what the report builder did', async () => {
  await qa.runToEnd({ lead_data: sandboxLead(sandbox) });
  const failed = await qa.runToEnd({ test_type: 'fails', lead_data: lead() });
  const results = async (name: string, query = '') =>
    (await qa.get<ComponentResults>(`/components/${name}/results${query}`))
      .body;

  const scraper = await results('security-scraper', '?provider_mode=sandbox');
  expect(componentResultsSchema.parse(scraper)).toBeDefined();
  expect(scraper).toMatchObject({
    title: 'Security Scraper',
    total: 2,
    succeeded: 1,
    failed: 1,
    success_rate: 50,
    faults: { lead: 1 },
    provider_modes: { live: 0, sandbox: 1 },
    previous: { total: 0, success_rate: null, p95: null },
    last_failures: [
      {
        test_id: failed.id,
        step_name: 'site',
        error: 'The site is broken.',
        fault: 'lead',
        business_name: 'Shop',
      },
    ],
  });
  const counted = scraper.timeline.filter(
    slice => slice.succeeded + slice.failed > 0,
  );
  expect(counted.reduce((sum, { failed: n }) => sum + n, 0)).toBe(1);
  expect(scraper.timeline).toHaveLength(7 * 24);

  const { name, title, ...formatter } = await results('email-formatter');
  expect([name, title]).toEqual(['email-formatter', 'Email Formatter']);
  expect(formatter).toMatchObject({ total: 1, succeeded: 1 });
  const builder = await results('report-builder');
  expect(builder).toMatchObject({ total: 1, p50: formatter.p50 });

  expect(await qa.get('/components/mail-merge/results')).toMatchObject({
    status: 404,
    body: { error: { message: expect.stringContaining('email-formatter') } },
  });
});

it('shows how the system was to those alone who may see it', async () => {
  const asked = async (role: 'qa_tester' | 'developer' | 'admin') =>
    (await backend.as(role).get<Metrics>('/metrics?days=1')).body;
  expect(await asked('qa_tester')).not.toHaveProperty('performance');
  expect(await asked('developer')).toMatchObject({
    sampling: true,
    performance: [],
  });
  await backend.knex('system_metrics').insert({
    metric_name: 'queue_depth',
    metric_value: 3,
    replica: 'a',
  });
  expect((await asked('admin')).sampling).toBe(true);
});

it('refuses periods that are not kept', async () => {
  for (const days of ['0', '401', 'all', '1.5']) {
    expect((await qa.get(`/metrics?days=${days}`)).status).toBe(400);
  }
  expect((await backend.as('viewer').get('/metrics')).status).toBe(200);
  expect((await backend.as('no_role').get('/metrics')).status).toBe(403);
});
