import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Execution,
  FULL_PIPELINE_STEPS,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { databases, sandboxLead } from './__testUtils__/backend';
import { Replica } from './__testUtils__/Replica';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let replica: Replica;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  const knex = await databases.init('POSTGRES_18');
  replica = await Replica.create({ knex, sandbox });
});

afterAll(async () => {
  await replica?.stop();
  await sandbox?.stop();
});

it('a test whose backend was killed goes on at the first step without a result', async () => {
  // Step 7 never gets an answer: the test stands still in the middle
  sandbox.addFault({ component: 'screenshotone', kind: 'timeout' });
  const first = await replica.start();
  const live = await replica.connect();
  const { test_id: id } = await replica.call<{ test_id: string }>(
    '/run-pipeline',
    {
      lead_data: sandboxLead(sandbox),
    },
  );
  live.send({ type: 'subscribe', channels: [`test:${id}`], after: 0 });
  for (const name of [
    'pagespeed_integration',
    'security_scraper',
    'gbp_integration',
    'semrush_integration',
  ]) {
    await live.until(
      m =>
        m.type === 'test_update' &&
        m.payload.event.kind === 'step_finished' &&
        m.payload.event.step?.step_name === name,
    );
  }
  const { body: before } = {
    body: await replica.call<Execution>(`/tests/${id}`),
  };
  await replica.kill(first);
  sandbox.clearFaults();

  await replica.start();
  const again = await replica.connect();
  again.send({ type: 'subscribe', channels: [`test:${id}`], after: 0 });
  await again.until(m => m.type === 'test_completed');
  const after = await replica.call<Execution>(`/tests/${id}`);
  expect(after.pipeline_results.map(s => [s.step_name, s.status])).toEqual(
    FULL_PIPELINE_STEPS.map(s => [s.step_name, 'success']),
  );
  expect(after).toMatchObject({ status: 'success', attempt: 2 });
  // What had ended was not done again
  const ended = before.pipeline_results.filter(s => s.status === 'success');
  expect(ended).toHaveLength(7);
  for (const step of ended) {
    expect(after.pipeline_results).toContainEqual(step);
  }
  expect(sandbox.requests({ component: 'semrush' })).toHaveLength(1);
  expect(sandbox.requests({ component: 'pagespeed' })).toHaveLength(2);
  expect(sandbox.inbox()).toHaveLength(1);

  const log = await replica.call<TestEvent[]>(`/tests/${id}/events`);
  const finished = log.filter(e => e.kind === 'step_finished');
  expect(new Set(finished.map(e => e.step?.step_name)).size).toBe(12);
  expect(finished).toHaveLength(12);
  expect(log.map(e => e.kind).filter(k => !k.startsWith('step'))).toEqual([
    'created',
    'started',
    'resumed',
    'ended',
  ]);
});
