import { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Execution,
  FULL_PIPELINE_STEPS,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Knex } from 'knex';
import { databases, sandboxLead } from './__testUtils__/backend';
import { Replica } from './__testUtils__/Replica';
import { ERASE_OBJECTS, QUEUE_SCHEMA } from './queue/queueSql';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let knex: Knex;
let replica: Replica;
let running: ChildProcess;
let testId: string;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  knex = await databases.init('POSTGRES_18');
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

  running = await replica.start();
  testId = id;
  const again = await replica.connect();
  again.send({ type: 'subscribe', channels: [`test:${id}`], after: 0 });
  await again.until(m => m.type === 'test_completed');
  const after = await replica.call<Execution>(`/tests/${id}`);
  expect(after.pipeline_results.map(s => [s.step_name, s.status])).toEqual(
    FULL_PIPELINE_STEPS.map(s => [s.step_name, 'success']),
  );
  expect(after).toMatchObject({ status: 'success', attempt: 2 });
  // It stays in its trace, whoever runs it
  expect(after.trace_id).toMatch(/^[0-9a-f]{32}$/);
  expect(after.trace_id).toBe(before.trace_id);
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

it('objects of an erased lead go, though the backend was killed before it could delete them', async () => {
  const jobs = async (condition: string) => {
    const { rows } = await knex.raw(
      `SELECT FROM ${QUEUE_SCHEMA}._private_jobs j
       JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = ? AND ${condition}`,
      [ERASE_OBJECTS],
    );
    return rows.length;
  };
  const { lead_id } = await replica.call<Execution>(`/tests/${testId}`);
  sandbox.addFault({ component: 's3', kind: 'timeout' });
  await replica.call('/leads/bulk', {
    action: 'erase',
    selection: { lead_ids: [lead_id] },
  });
  while ((await jobs('j.locked_at IS NOT NULL')) === 0);
  await replica.kill(running);
  sandbox.clearFaults();
  // A minute of silence tells the others that it is dead
  await knex.raw(
    `UPDATE workers SET heartbeat_at = heartbeat_at - interval '1 minute'`,
  );
  await knex.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs SET locked_at = locked_at - interval '1 minute'`,
  );

  running = await replica.start();
  while ((await jobs('true')) > 0) await pause(50);
  const deleted = sandbox
    .requests({ component: 's3' })
    .filter(({ method }) => method === 'DELETE')
    .map(({ path }) => path)
    .filter(path => path.includes(testId));
  expect(deleted.map(path => path.split('/').at(-1)).sort()).toEqual(
    expect.arrayContaining(['mail.eml', 'mail.html']),
  );
  expect(new Set(deleted).size).toBe(deleted.length);
});
