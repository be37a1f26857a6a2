/* With `history.enabled: false`: who still needs a test has it, and then it goes. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  coreServices,
  createServiceFactory,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  databases,
  sandboxLead,
  startBackend,
  TestBackend,
} from '../__testUtils__/backend';
import { chain, Gate, step } from '../__testUtils__/waitingPipeline';
import { MetricsFold } from '../store/metrics/MetricsFold';
import { RETENTION_TASK } from './RetentionKeeper';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let backend: TestBackend;
let scheduler: SchedulerService;
const gate = new Gate();

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  scheduler = mockServices.scheduler();
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    config: {
      history: { enabled: false },
      execution: { maxConcurrentTests: 1 },
    },
    pipelines: [chain('waits', [step('wait', 1, { run: gate.run })])],
    features: [
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
    ],
  });
});
afterAll(async () => {
  gate.open();
  await backend?.stop();
  await sandbox?.stop();
});

/** As if this test had ended two minutes ago. */
async function expire() {
  const { knex } = backend;
  await new MetricsFold(knex).fold();
  const ago = `completed_at - interval '2 minutes'`;
  for (const table of ['test_executions', 'batches']) {
    await knex(table)
      .whereNotNull('completed_at')
      .update({ completed_at: knex.raw(ago) });
  }
  await scheduler.triggerTask(RETENTION_TASK);
}

async function until(isSo: () => Promise<boolean>) {
  while (!(await isSo())) await pause(20);
}

async function objectsOf(testId: string): Promise<string[]> {
  const list = await fetch(
    `${sandbox.httpUrl}/s3/leadshop-testing?list-type=2&prefix=tests/${testId}/`,
  );
  return (await list.text()).match(/<Key>/g) ?? [];
}

it('is the task of one replica for all', async () => {
  expect(await scheduler.getScheduledTasks()).toContainEqual(
    expect.objectContaining({ id: RETENTION_TASK, scope: 'global' }),
  );
});

it('lets a page show what a test came to, and keeps what it adds up to', async () => {
  const qa = backend.as('admin');
  const lead_data = sandboxLead(sandbox);
  const test = await qa.runToEnd({ lead_data });
  expect(test.status).toBe('success');
  await scheduler.triggerTask(RETENTION_TASK);
  expect((await qa.get(`/tests/${test.id}`)).body).toEqual(test);
  expect(await objectsOf(test.id)).not.toEqual([]);
  const figures = async () => {
    const { body: metrics } = await qa.get('/metrics?days=7');
    const { body: status } = await qa.get('/status');
    return {
      tests: metrics.total_tests,
      revenue: metrics.revenue_impact,
      steps: metrics.step_statistics,
      today: status.completed_tests,
      healthy: status.components
        .filter(
          (component: { status: string }) => component.status === 'healthy',
        )
        .map((component: { name: string }) => component.name),
    };
  };
  // The status is read once a second
  await until(async () => (await figures()).today === 1);
  const before = await figures();
  expect(before).toMatchObject({ tests: 1, today: 1 });
  expect(before.healthy).toHaveLength(13);

  await expire();
  for (const path of ['', '/events', '/artifacts/report.pdf']) {
    expect((await qa.get(`/tests/${test.id}${path}`)).status).toBe(404);
  }
  expect((await qa.post(`/tests/${test.id}/rerun`)).status).toBe(404);
  expect((await qa.get('/history')).body).toEqual([]);
  expect(await figures()).toEqual(before);
  expect((await qa.get(`/leads/${test.lead_id}`)).body.status).toBe(
    'completed',
  );
  await until(async () => (await objectsOf(test.id)).length === 0);
});

it('keeps the tests of a batch until it has ended, and its counts after that', async () => {
  const qa = backend.as('qa_manager');
  const leads = await Promise.all(
    ['one', 'two'].map(async name => {
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
    }),
  );
  const { body: batch } = await qa.post('/run-batch', {
    test_type: 'waits',
    lead_ids: leads,
  });
  const counts = async () =>
    (await qa.get(`/batches/${batch.batch_id}`)).body.counts;
  await gate.arrived();
  const [waiting] = (await qa.get('/history?status=pending')).body;
  await qa.post(`/tests/${waiting.id}/cancel`);
  await expire();
  expect((await qa.get(`/tests/${waiting.id}`)).status).toBe(200);
  gate.open();
  await until(async () => (await counts()).success === 1);
  await until(
    async () =>
      (await qa.get(`/batches/${batch.batch_id}`)).body.status === 'completed',
  );
  await expire();
  expect((await qa.get('/history')).body).toEqual([]);
  expect(await counts()).toMatchObject({ success: 1, cancelled: 1 });
  const rerun = await qa.post(`/batches/${batch.batch_id}/rerun-failed`);
  expect(rerun.status).toBe(409);
});
