import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  COMPONENT_SLUGS,
  componentChecksSchema,
  ComponentSlug,
  systemStatusSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { migrated } from '../__testUtils__/storedTests';
import { LeadshopTestingConfig } from '../config';
import { StatusReader } from '../health/StatusReader';
import {
  FaultKind,
  SandboxProviders,
} from '../pipeline/providers/__testUtils__/sandboxProviders';
import { createReportRenderer } from '../pipeline/steps';
import { createListenClient } from '../queue/databasePool';
import { PROBE_CHANNEL, QueueProbe } from '../queue/QueueProbe';
import { RunningTests } from '../queue/RunningTests';
import { TestQueue } from '../queue/TestQueue';
import { HealthCheckStore } from '../store/HealthCheckStore';
import { LeadStore } from '../store/LeadStore';
import { ChecksReader, createProbes, HealthChecks } from '.';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const logger = mockServices.logger.mock();
const renderer = createReportRenderer();
const running = new AbortController();
const stop: (() => Promise<unknown>)[] = [() => renderer.close()];
const MINUTE = 60_000;

let started: SandboxProviders;
let knex: Knex;
let probe: QueueProbe;
let clock: number;
let settings: LeadshopTestingConfig['health'];

beforeAll(async () => {
  started = await SandboxProviders.start();
  stop.push(() => started.stop());
  knex = await migrated(await databases.init('POSTGRES_18'));
  probe = new QueueProbe(knex);
  const queue = await TestQueue.create({
    knex,
    logger,
    concurrency: 1,
    gracePeriodMs: 0,
    running: new RunningTests(),
    probe,
    runTest: async () => {},
  });
  const client = await createListenClient(knex, logger);
  client.on('notification', ({ payload }) => probe.heard(payload ?? ''));
  await client.query(`LISTEN ${PROBE_CHANNEL}`);
  stop.push(() => client.end());
  await queue.start();
  stop.push(() => queue.stop());
});
afterAll(async () => {
  for (const each of stop.reverse()) await each();
});
beforeEach(async () => {
  clock = Date.now();
  settings = {
    enabled: true,
    intervalMs: MINUTE,
    timeoutMs: 20_000,
    slowMs: 10_000,
    site: {
      url: `${started.sandbox.httpUrl}/sites/good-health-check`,
      mode: 'sandbox',
    },
  };
  await knex('pipeline_health_checks').delete();
});
afterEach(() => started.reset());

/** All that probes read of it. */
const modes = Object.fromEntries(
  ['s3', 'pagespeed', 'places', 'screenshotone', 'semrush', 'llm'].map(name => [
    name,
    { mode: 'sandbox' },
  ]),
) as unknown as LeadshopTestingConfig['providers'];

type Made = Parameters<SandboxProviders['create']>[0];

function checksOf(made: Made = {}, only: readonly ComponentSlug[] = []) {
  const providers = started.create(made);
  const all = createProbes({
    providers,
    config: { providers: modes, health: settings },
    leads: new LeadStore(knex),
    roundTrip: options => probe.roundTrip(options),
    renderer,
  });
  const now = () => new Date(clock);
  const store = new HealthCheckStore(knex);
  const checks = new HealthChecks({
    store,
    probes: all.filter(
      ({ component }) => only.length === 0 || only.includes(component),
    ),
    settings,
    logger,
    now,
    jitterMs: () => 0,
  });
  const reader = new ChecksReader({ store, settings, now });
  const status = new StatusReader(knex, { checks: reader });
  return {
    reader,
    /** So many rounds, a minute apart. */
    async rounds(count: number) {
      for (let n = 0; n < count; n++) {
        clock += MINUTE;
        await checks.run(running.signal);
      }
    },
    read: async () =>
      systemStatusSchema.parse(await status.read({ fresh: true })),
    async of(component: ComponentSlug) {
      const { components } = await status.read({ fresh: true });
      return components?.find(({ name }) => name === component);
    },
  };
}

const OUTSIDE: [ComponentSlug, FaultKind][] = [
  ['s3-storage', 'outage'],
  ['pagespeed-integration', 'outage'],
  ['security-scraper', 'status'],
  ['gbp-integration', 'rate_limit'],
  ['screenshotone-integration', 'quota'],
  ['semrush-integration', 'rate_limit'],
  ['llm-visual-analysis', 'reset'],
  ['email-formatter', 'outage'],
];

it('sees that all thirteen work, each by a call of its own that makes nothing', async () => {
  const { rounds, read } = checksOf();
  await rounds(1);
  const { pipeline_health: health, components = [] } = await read();
  expect(components.filter(({ status }) => status !== 'healthy')).toEqual([]);
  expect(components.map(({ name }) => name)).toEqual(COMPONENT_SLUGS);
  expect(components.map(({ uptime }) => uptime)).toEqual(Array(13).fill(100));
  expect(new Set(components.map(c => c.last_check))).toEqual(
    new Set([new Date(clock).toISOString()]),
  );
  expect(health).toBe('healthy');
  expect(started.sandbox.inbox()).toEqual([]);
  const asked = started.sandbox
    .requests()
    .map(({ method, path }) => `${method} ${path}`);
  expect(asked.sort()).toEqual([
    'GET /openai/v1/models',
    'GET /pagespeed/runPagespeed',
    'GET /screenshotone/usage',
    'GET /semrush/users/countapiunits.html',
    'GET /sites/good-health-check',
    expect.stringMatching(/^HEAD \/s3\//),
    'POST /places/places:searchText',
  ]);
});

it.each(OUTSIDE)(
  '%s: a row of faults (%s) is an error, and it comes back',
  async (component, kind) => {
    const { rounds, of, read, reader } = checksOf({}, [component]);
    await rounds(2);
    started.sandbox.addFault({ component, kind });
    await rounds(1);
    expect(await of(component)).toMatchObject({ status: 'warning' });
    await rounds(2);
    const fault = component === 'security-scraper' ? 'config' : 'vendor';
    expect(await of(component)).toMatchObject({
      status: 'error',
      fault,
      message: expect.stringMatching(/\w+/),
      // No test ran
      success_rate: null,
      error_count: 0,
    });
    expect((await read()).pipeline_health).toBe(
      component === 's3-storage' ? 'down' : 'degraded',
    );
    started.sandbox.clearFaults();
    await rounds(1);
    expect(await of(component)).toMatchObject({ status: 'error', fault });
    await rounds(1);
    expect(await of(component)).toMatchObject({
      status: 'healthy',
      fault: null,
    });
    clock += 1;
    const checks = componentChecksSchema.parse(
      await reader.read(component, {}),
    );
    expect(checks).toMatchObject({
      total: 7,
      failed: 3,
      uptime: 57.14,
      success_rate: fault === 'vendor' ? 100 : 57.14,
      faults: { [fault]: 3 },
      provider_mode: 'sandbox',
    });
    expect(checks.last_failures).toHaveLength(3);
    expect(checks.slices.reduce((sum, s) => sum + s.failed, 0)).toBe(3);
  },
);

it('delays no other component when one hangs', async () => {
  settings.timeoutMs = 300;
  const { rounds, read } = checksOf({}, [
    'semrush-integration',
    'lead-data-model',
    'score-calculator',
  ]);
  started.sandbox.addFault({
    component: 'semrush-integration',
    kind: 'timeout',
  });
  await rounds(3);
  const { components = [] } = await read();
  expect(
    Object.fromEntries(components.map(c => [c.name, [c.status, c.fault]])),
  ).toMatchObject({
    'semrush-integration': ['error', 'vendor'],
    'lead-data-model': ['healthy', null],
    'score-calculator': ['healthy', null],
    'report-builder': ['unknown', null],
  });
});

it('warns of a vendor that is slow', async () => {
  settings.slowMs = 30;
  const { rounds, of } = checksOf({}, ['semrush-integration']);
  started.sandbox.addFault({
    component: 'semrush',
    kind: 'latency',
    delayMs: 60,
  });
  await rounds(3);
  expect(await of('semrush-integration')).toMatchObject({
    status: 'warning',
    message: expect.stringContaining('slowly'),
  });
});

it('knows nothing of a component whose checks stopped coming', async () => {
  const { rounds, of, read } = checksOf({}, ['score-calculator']);
  await rounds(1);
  clock += 3 * MINUTE;
  expect(await of('score-calculator')).toMatchObject({ status: 'healthy' });
  clock += MINUTE;
  expect(await of('score-calculator')).toMatchObject({
    status: 'unknown',
    response_time: null,
    message: expect.stringContaining('stopped coming'),
  });
  expect((await read()).pipeline_health).toBe('healthy');
});

it('asks the service that stands for a component', async () => {
  const url = `${started.sandbox.httpUrl}/components/score-calculator`;
  const { rounds, of } = checksOf(
    { components: { 'score-calculator': { url } } },
    ['score-calculator'],
  );
  // The sandbox has no answer for it: it is not there
  await rounds(3);
  expect(await of('score-calculator')).toMatchObject({
    status: 'error',
    fault: 'config',
    provider_mode: 'sandbox',
  });
});

it('leaves counted faults to real calls', async () => {
  const { rounds } = checksOf({}, ['semrush-integration']);
  const fault = started.sandbox.addFault({
    component: 'semrush',
    kind: 'outage',
    count: 1,
  });
  await rounds(1);
  expect(await knex('pipeline_health_checks').select('status')).toEqual([
    { status: 'healthy' },
  ]);
  expect(started.sandbox.removeFault(fault.id)).toBe(true);
});

it('stops without a word about what was under way', async () => {
  const { rounds } = checksOf({}, ['semrush-integration']);
  started.sandbox.addFault({ component: 'semrush', kind: 'timeout' });
  const round = rounds(1);
  running.abort();
  await round;
  expect(await knex('pipeline_health_checks')).toEqual([]);
});
