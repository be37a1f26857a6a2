import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  COMPONENT_SLUGS,
  ComponentHealth,
  systemStatusSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  endedStep,
  migrated,
  storeTest,
  transition,
} from '../__testUtils__/storedTests';
import { addTestJob } from '../queue/queueSql';
import { QueueProbe } from '../queue/QueueProbe';
import { RunningTests } from '../queue/RunningTests';
import { TestQueue } from '../queue/TestQueue';
import { ExecutionStore } from '../store/ExecutionStore';
import { MetricsFold } from '../store/metrics/MetricsFold';
import { EndedStep, StepWriter } from '../store/StepWriter';
import { componentHealth, pipelineHealth, StatusReader } from './StatusReader';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
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

const minutesAgo = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000).toISOString();

/** Runs of step 2 (score-calculator), the latest last, a minute apart. */
async function runs(...ended: Partial<EndedStep>[]) {
  const writer = new StepWriter(knex, () => {});
  for (const [i, fields] of ended.entries()) {
    const id = await storeTest(knex, { status: 'running' });
    await writer.write(
      transition(id, [
        endedStep(2, { timestamp: minutesAgo(ended.length - i), ...fields }),
      ]),
    );
  }
}

async function health(slug = 'score-calculator') {
  const { components } = await new StatusReader(knex).read();
  return components?.find(c => c.name === slug);
}

const good = { duration: 100 };
const bad: Partial<EndedStep> = {
  status: 'failed',
  fault: 'vendor',
  error: 'No',
};

describe('a component', () => {
  it('is unknown until a test has exercised it', async () => {
    expect(await health()).toEqual({
      name: 'score-calculator',
      title: 'Score Calculator',
      status: 'unknown',
      fault: null,
      provider_mode: null,
      last_check: null,
      response_time: null,
      success_rate: null,
      error_count: 0,
      message: 'No test has exercised it in the last 24 hours',
    });
  });

  it('is healthy when its runs succeed', async () => {
    const timestamp = minutesAgo(1);
    await runs(
      { duration: 100 },
      { duration: 300 },
      { duration: 200, timestamp, provider_mode: 'live' },
    );
    expect(await health()).toMatchObject({
      status: 'healthy',
      fault: null,
      provider_mode: 'live',
      last_check: timestamp,
      response_time: 200,
      success_rate: 100,
      error_count: 0,
      message: null,
    });
  });

  it('is in error when its last run failed, with whose fault it is', async () => {
    await runs(good, { ...bad, error: 'Old', fault: 'network' }, bad);
    expect(await health()).toMatchObject({
      status: 'error',
      fault: 'vendor',
      message: 'No',
      success_rate: 33.3,
      error_count: 2,
    });
  });

  it('is a warning once it works again, until its rate says so', async () => {
    await runs(bad, bad, good);
    expect(await health()).toMatchObject({
      status: 'warning',
      fault: 'vendor',
      message: 'No',
    });
    await runs(...Array(20).fill({ ...good, timestamp: minutesAgo(0) }));
    expect(await health()).toMatchObject({ status: 'healthy', error_count: 0 });
  });

  it('is a warning while few of its runs fail', async () => {
    await runs(...Array(9).fill(good), bad);
    expect(await health()).toMatchObject({
      status: 'warning',
      success_rate: 90,
    });
  });

  it('is not blamed for leads, skipped steps, kept results and the past', async () => {
    await runs(
      good,
      { ...bad, fault: 'lead' },
      { ...bad, status: 'skipped', fault: null },
      { ...bad, timestamp: minutesAgo(25 * 60) },
      bad,
    );
    const [last] = await knex('test_step_results')
      .where({ fault: 'vendor' })
      .orderBy('timestamp', 'desc');
    await knex('test_step_results')
      .where({ execution_id: last.execution_id })
      .update({ kept_from: last.execution_id });
    expect(await health()).toMatchObject({
      status: 'healthy',
      success_rate: 100,
      error_count: 0,
    });
  });

  it.each([
    ['live', 'sandbox'],
    ['sandbox', 'live'],
  ] as const)(
    'is no longer judged by its %s runs once it runs %s',
    async (was, is) => {
      const earlier = { ...bad, provider_mode: was };
      await runs(earlier, earlier, { duration: 100, provider_mode: is });
      expect(await health()).toMatchObject({
        status: 'healthy',
        provider_mode: is,
        success_rate: 100,
        error_count: 0,
      });
      await runs({ ...earlier, timestamp: minutesAgo(0) });
      expect(await health()).toMatchObject({
        status: 'error',
        provider_mode: was,
        success_rate: 0,
        error_count: 3,
      });
    },
  );

  it('is measured by the step that exercises it with another', async () => {
    const id = await storeTest(knex, { status: 'running' });
    await new StepWriter(knex, () => {}).write(
      transition(id, [endedStep(3, { timestamp: minutesAgo(1) })]),
    );
    const [report, mail] = [
      await health('report-builder'),
      await health('email-formatter'),
    ];
    expect(mail).toEqual({
      ...report,
      name: 'email-formatter',
      title: 'Email Formatter',
    });
    expect(mail?.status).toBe('healthy');
  });
});

it('tells of components from the figures when tests are not kept', async () => {
  await runs(good, good, good, bad, { ...bad, fault: 'lead' });
  const executions = new ExecutionStore(knex);
  for (const id of await knex('test_executions').pluck('id')) {
    await executions.end(id, 1, {
      status: 'success',
      failure_reason: null,
      error_message: null,
    });
  }
  await new MetricsFold(knex).fold();
  await knex('test_executions').delete();
  expect(await health()).toMatchObject({ status: 'unknown' });
  const reader = new StatusReader(knex, { fromFigures: true });
  const { components } = await reader.read();
  expect(components?.find(c => c.name === 'score-calculator')).toMatchObject({
    status: 'warning',
    fault: 'vendor',
    provider_mode: 'sandbox',
    success_rate: 75,
    error_count: 1,
    response_time: expect.any(Number),
    message: '1 of 4 runs failed; single tests are not kept',
  });
  expect(components?.find(c => c.name === 's3-storage')).toMatchObject({
    status: 'unknown',
  });
});

describe('the status', () => {
  it('counts what is active, what ended today, and what waits in the queue', async () => {
    const pending = await storeTest(knex);
    await storeTest(knex, { status: 'running' });
    await storeTest(knex, { status: 'success' });
    await storeTest(knex, { status: 'success' });
    await storeTest(knex, { status: 'failed' });
    await storeTest(knex, { status: 'cancelled' });
    const yesterday = knex.raw(
      `date_trunc('day', now(), 'UTC') - interval '1 ms'`,
    );
    await storeTest(knex, { status: 'failed', completed_at: yesterday });
    // The figures have them, and so they count when they are not kept any more
    await new MetricsFold(knex).build({ again: true });
    await knex('test_executions').where({ status: 'success' }).delete();
    const unfolded = await storeTest(knex, { status: 'running' });
    await new ExecutionStore(knex).end(unfolded, 1, {
      status: 'success',
      failure_reason: null,
      error_message: null,
    });
    await addTestJob(knex, pending, { maxAttempts: 5, priority: 0 });
    const status = await new StatusReader(knex).read();
    expect(systemStatusSchema.parse(status)).toEqual(status);
    expect(status).toMatchObject({
      pipeline_health: 'healthy',
      active_tests: 2,
      completed_tests: 4,
      failed_tests: 1,
      system_metrics: {
        queue_depth: 1,
        database_connections: expect.any(Number),
      },
    });
    expect(status.components?.map(c => c.name)).toEqual(COMPONENT_SLUGS);
  });

  it('is read once for all that ask together', async () => {
    const statements: string[] = [];
    const onQuery = ({ sql }: { sql: string }) => statements.push(sql);
    knex.on('query', onQuery);
    const reader = new StatusReader(knex);
    const [one, two] = await Promise.all([reader.read(), reader.read()]);
    knex.removeListener('query', onQuery);
    expect(two).toBe(one);
    expect(statements).toHaveLength(3);
  });

  it('can be asked for with nothing that was read before', async () => {
    const reader = new StatusReader(knex);
    await reader.read();
    await storeTest(knex, { status: 'running' });
    expect(await reader.read({ fresh: true })).toMatchObject({
      active_tests: 1,
    });
  });

  it('is asked for again after a failure', async () => {
    const reader = new StatusReader(knex);
    await knex.raw('ALTER TABLE test_executions RENAME TO away');
    await expect(reader.read()).rejects.toThrow('test_executions');
    await knex.raw('ALTER TABLE away RENAME TO test_executions');
    await expect(reader.read()).resolves.toMatchObject({ active_tests: 0 });
  });
});

describe('pipelineHealth', () => {
  const is = (status: ComponentHealth['status'], name = 'score-calculator') =>
    ({ name, status } as ComponentHealth);

  it.each([
    ['healthy', []],
    ['healthy', [is('healthy'), is('unknown')]],
    ['degraded', [is('warning')]],
    ['degraded', [is('error'), is('healthy')]],
    ['degraded', [is('warning', 's3-storage')]],
    ['down', [is('error', 's3-storage')]],
    ['down', [is('error', 'lead-data-model'), is('error')]],
    ['down', [is('error', 'assessment-orchestrator')]],
  ])('is %s', (expected, components) => {
    expect(pipelineHealth(components)).toBe(expected);
  });
});

it('knows a component without a duration', () => {
  expect(
    componentHealth('gbp-integration', {
      component: 'gbp-integration',
      runs: 1,
      successes: 1,
      median: null,
      last_check: new Date(0),
      last_fault: null,
      last_error: null,
      last_failed: false,
      provider_mode: null,
    }).response_time,
  ).toBeNull();
});
