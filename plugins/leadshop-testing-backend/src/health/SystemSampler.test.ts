import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { metricsSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { migrated } from '../__testUtils__/storedTests';
import { QueueProbe } from '../queue/QueueProbe';
import { RunningTests } from '../queue/RunningTests';
import { TestQueue } from '../queue/TestQueue';
import { MetricsStore } from '../store/metrics/MetricsStore';
import { SYSTEM_METRICS, SystemMetrics } from '../store/metrics/SystemMetrics';
import { MetricsReader } from './MetricsReader';
import { PerformanceReader } from './PerformanceReader';
import { SystemSampler } from './SystemSampler';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
let knex: Knex;
let system: SystemMetrics;

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  system = new SystemMetrics(knex);
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
  expect([...names].sort()).toEqual([...SYSTEM_METRICS].sort());
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
  expect(await rows()).toHaveLength(SYSTEM_METRICS.length);
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

  it('become means by hour after two days, and go after the longest period', async () => {
    const { sampler } = samplerOf();
    const old = ago(49 * HOUR_MS);
    await store(old, 'a', 10);
    await store(old, 'b', 20);
    await store(ago(51 * HOUR_MS), 'a', 70);
    await store(ago(HOUR_MS), 'a', 1);
    await store(ago(401 * DAY_MS), null, 5);
    await store(ago(399 * DAY_MS), null, 6);
    await sampler.tidy(NOW);
    await sampler.tidy(NOW);
    const kept = (await rows()).map(row => [
      row.recorded_at.toISOString(),
      row.metric_value,
      row.replica,
    ]);
    expect(kept).toEqual([
      [ago(399 * DAY_MS).toISOString(), 6, null],
      ['2026-06-13T09:00:00.000Z', 70, null],
      ['2026-06-13T11:00:00.000Z', 15, null],
      [ago(HOUR_MS).toISOString(), 1, 'a'],
    ]);
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
