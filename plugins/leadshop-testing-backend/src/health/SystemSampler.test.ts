import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  metricsSchema,
  systemMetricsSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { migrated } from '../__testUtils__/storedTests';
import { QueueProbe } from '../queue/QueueProbe';
import { RunningTests } from '../queue/RunningTests';
import { TestQueue } from '../queue/TestQueue';
import { MetricsStore } from '../store/metrics/MetricsStore';
import { ProviderCalls } from '../store/metrics/ProviderCalls';
import { ProviderMetrics } from '../store/metrics/ProviderMetrics';
import { SYSTEM_METRICS, SystemMetrics } from '../store/metrics/SystemMetrics';
import { MetricsReader } from './MetricsReader';
import { PerformanceReader } from './PerformanceReader';
import { SystemMetricsReader } from './SystemMetricsReader';
import { SystemSampler } from './SystemSampler';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const HOUR_MS = 3_600_000;
const SAMPLING = { enabled: true, intervalMs: 60_000 };
const DAY_MS = 24 * HOUR_MS;
let knex: Knex;
let system: SystemMetrics;
let providers: ProviderMetrics;
let calls: ProviderCalls;

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  system = new SystemMetrics(knex);
  providers = new ProviderMetrics(knex);
  calls = new ProviderCalls();
  // Only for its tables: it is not started
  const queue = await TestQueue.create({
    knex,
    logger: mockServices.logger.mock(),
    concurrency: 1,
    gracePeriodMs: 0,
    running: new RunningTests(),
    probe: new QueueProbe(knex),
    runTest: async () => {},
  });
  await queue.stop();
});

function samplerOf(options: { enabled?: boolean; sockets?: number } = {}) {
  const logger = mockServices.logger.mock();
  const sampler = new SystemSampler({
    knex,
    system,
    providers,
    calls,
    logger,
    enabled: options.enabled ?? true,
    intervalMs: 20,
    sockets: () => options.sockets ?? 7,
  });
  return { sampler, logger };
}

const rows = () =>
  knex('system_metrics').orderBy(['metric_name', 'recorded_at']);

async function untilSampled(): Promise<void> {
  while (!(await knex('system_metrics').first('id'))) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

async function performance(days: number, now = new Date()) {
  const metrics = await new MetricsReader({
    store: new MetricsStore(knex),
    sampling: true,
  }).readUpTo(now, { days });
  expect(metricsSchema.parse(metrics)).toBeDefined();
  return new PerformanceReader(system).read(metrics);
}

it('stores everything about its replica again and again', async () => {
  const { sampler, logger } = samplerOf();
  await sampler.start(mockServices.scheduler.mock());
  await untilSampled();
  await sampler.stop();
  const names = new Set((await rows()).map(row => row.metric_name));
  const container = /^container_/; // not every machine has control groups
  expect([...names].filter(name => !container.test(name)).sort()).toEqual(
    SYSTEM_METRICS.filter(name => !container.test(name)).sort(),
  );
  expect(logger.warn).not.toHaveBeenCalled();
  const [sample] = await performance(1);
  expect(sample).toMatchObject({
    response_time: null,
    queue_depth: 0,
    sockets: 7,
  });
  expect(sample.database_connections).toBeGreaterThan(0);
  expect(sample.memory_usage).toBeGreaterThan(0);
});

it('samples nothing when it is switched off, and still lets old ones go', async () => {
  const scheduler = mockServices.scheduler.mock();
  const { sampler } = samplerOf({ enabled: false });
  await sampler.start(scheduler);
  expect(scheduler.scheduleTask).toHaveBeenCalledWith(
    expect.objectContaining({ scope: 'global' }),
  );
  await sampler.stop();
  expect(await rows()).toEqual([]);
});

it('goes on when the database is away for a moment', async () => {
  const { sampler, logger } = samplerOf();
  await knex.schema.renameTable('system_metrics', 'away');
  await sampler.sample();
  expect(logger.warn).toHaveBeenCalledTimes(1);
  await knex.schema.renameTable('away', 'system_metrics');
  await sampler.sample();
  expect((await rows()).length).toBeGreaterThan(10);
});

describe('samples of several replicas', () => {
  const NOW = new Date('2026-06-15T12:34:56.000Z');
  const ago = (ms: number) => new Date(NOW.getTime() - ms);

  async function store(at: Date, replica: string | null, value: number) {
    await knex('system_metrics').insert({
      metric_name: 'cpu_usage',
      metric_value: value,
      replica,
      recorded_at: at,
    });
  }

  const systemMetrics = async (days: number) =>
    systemMetricsSchema.parse(
      await new SystemMetricsReader({
        system,
        providers,
        sampling: SAMPLING,
      }).readUpTo(NOW, { days }),
    );

  it('are averaged over steps that are wider in longer periods', async () => {
    await store(ago(60_000), 'a', 10);
    await store(ago(60_000), 'b', 30);
    await store(ago(4 * HOUR_MS), 'a', 50);
    expect(
      (await performance(1, NOW)).map(({ at, cpu_usage }) => [at, cpu_usage]),
    ).toEqual([
      ['2026-06-15T08:30:00.000Z', 50],
      ['2026-06-15T12:30:00.000Z', 20],
    ]);
    expect(
      (await performance(30, NOW)).map(({ at, cpu_usage }) => [at, cpu_usage]),
    ).toEqual([
      ['2026-06-15T06:00:00.000Z', 50],
      ['2026-06-15T12:00:00.000Z', 20],
    ]);
    expect(await performance(400, NOW)).toHaveLength(1);
  });

  it('are told as they are now from the newest of each, unless that is old', async () => {
    const before = (ms: number) => new Date(Date.now() - ms);
    await store(before(10 * 60_000), 'a', 90);
    expect((await systemMetrics(30)).now).toBeNull();
    await store(before(70_000), 'a', 50);
    await store(before(65_000), 'b', 30);
    const newest = before(10_000);
    await store(newest, 'a', 10);
    expect((await systemMetrics(30)).now).toMatchObject({
      at: newest.toISOString(),
      cpu_usage: 20,
      sockets: null,
    });
  });

  it('become means of five minutes after two days, of an hour after thirty, and go after the longest period', async () => {
    const { sampler } = samplerOf();
    const old = ago(49 * HOUR_MS);
    await store(old, 'a', 10);
    await store(old, 'b', 20);
    await store(new Date(old.getTime() + 10 * 60_000), 'a', 40);
    await store(ago(31 * DAY_MS), 'a', 30);
    await store(ago(31 * DAY_MS - 10 * 60_000), 'a', 50);
    await store(ago(HOUR_MS), 'a', 1);
    await store(ago(401 * DAY_MS), null, 5);
    await store(ago(399 * DAY_MS), null, 6);
    await sampler.tidy(NOW);
    await sampler.tidy(NOW);
    const kept = (await rows()).map(row => [
      row.recorded_at.toISOString(),
      row.metric_value,
      row.replica,
      row.step_seconds,
    ]);
    expect(kept).toEqual([
      [ago(399 * DAY_MS).toISOString(), 6, null, null],
      ['2026-05-15T12:00:00.000Z', 40, null, 3_600],
      ['2026-06-13T11:30:00.000Z', 15, null, 300],
      ['2026-06-13T11:40:00.000Z', 40, null, 300],
      [ago(HOUR_MS).toISOString(), 1, 'a', null],
    ]);
  });

  it('keep the highest of what a mean would hide', async () => {
    const { sampler } = samplerOf();
    await knex('system_metrics').insert(
      [5, 900].map(metric_value => ({
        metric_name: 'event_loop_lag_max',
        metric_value,
        replica: 'a',
        recorded_at: ago(49 * HOUR_MS),
      })),
    );
    await sampler.tidy(NOW);
    const { samples } = await systemMetrics(7);
    expect(samples.map(sample => sample.event_loop_lag_max)).toEqual([900]);
  });

  it('tell of providers by percentiles of all calls, also when they have been thinned', async () => {
    const { sampler } = samplerOf();
    const called = (
      mode: 'live' | 'sandbox',
      durations: number[],
      fault: 'vendor' | null = null,
    ) =>
      durations.forEach(duration =>
        calls.add({ provider: 'pagespeed', mode, duration, fault }),
      );
    called('live', [...Array(98).fill(100), 5_000]);
    called('live', [9_000], 'vendor');
    called('sandbox', [1, 1]);
    await sampler.sample();
    called('live', [0.2]);
    await sampler.sample();
    await knex('provider_metrics').update({ recorded_at: ago(33 * DAY_MS) });
    const before = await systemMetrics(60);
    await sampler.tidy(NOW);
    const after = await systemMetrics(60);
    expect(await knex('provider_metrics').count()).toEqual([{ count: '2' }]);
    expect(after).toEqual(before);
    expect(after).toMatchObject({
      provider_mode: 'live',
      provider_modes: { live: 101, sandbox: 2 },
    });
    const [figures, ...others] = after.providers;
    expect(others).toEqual([]);
    expect(figures).toMatchObject({
      provider: 'pagespeed',
      calls: 101,
      errors: 1,
      faults: { vendor: 1 },
      timeline: [{ calls: 101, errors: 1 }],
    });
    expect(Math.abs((figures.p50 ?? 0) - 100)).toBeLessThan(1);
    expect(Math.abs((figures.p99 ?? 0) - 5_000)).toBeLessThan(50);
  });

  it('are counted again when they could not be stored', async () => {
    const { sampler } = samplerOf();
    const call = { provider: 's3', mode: 'live', duration: 10 } as const;
    calls.add({ ...call, fault: null });
    await knex.schema.renameTable('provider_metrics', 'away');
    await sampler.sample();
    calls.add({ ...call, fault: 'network' });
    await knex.schema.renameTable('away', 'provider_metrics');
    await sampler.sample();
    expect(
      await knex('provider_metrics').select('calls', 'fault_network'),
    ).toEqual([{ calls: 2, fault_network: 1 }]);
  });

  it('take the figures that no period reaches with them', async () => {
    const { sampler } = samplerOf();
    const counts = { successful: 1, failed: 0, cancelled: 0, duration_sum: 0 };
    const row = (days: number) => ({
      span: 'day',
      at: ago(days * DAY_MS),
      provider_mode: 'live',
      test_type: 'full_pipeline',
      spam_tests: 0,
      spam_sum: 0,
      ...counts,
    });
    await knex('metrics_tests').insert([row(802), row(800)]);
    await sampler.tidy(NOW);
    expect(await knex('metrics_tests').count()).toEqual([{ count: '1' }]);
  });
});
