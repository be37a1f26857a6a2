import { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Execution,
  FULL_PIPELINE_STEPS,
  ReplicaRole,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Knex } from 'knex';
import { databases, sandboxLead } from './__testUtils__/backend';
import { Replica } from './__testUtils__/Replica';
import { ERASE_OBJECTS, QUEUE_SCHEMA } from './queue/queueSql';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let knex: Knex;
/** The first runs a test and dies, the second goes on with it. */
let first: Replica;
let second: Replica;
/** Runs no tests, and sees the others die. */
let witness: Replica;
let running: ChildProcess;
let testId: string;
let both: ChildProcess[];

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  knex = await databases.init('POSTGRES_18');
  const create = (role: ReplicaRole) =>
    Replica.create({ knex, sandbox, execution: { role, maxAttempts: 2 } });
  first = await create('all');
  second = await create('all');
  witness = await create('api');
});

afterAll(async () => {
  for (const replica of [first, second, witness]) await replica?.stop();
  await sandbox?.stop();
});

/** Makes a minute pass since this one died: the others know it then. */
async function deadForLong({ pid = 0 }: ChildProcess) {
  await knex.raw(
    `UPDATE workers SET heartbeat_at = heartbeat_at - interval '1 minute' WHERE pid = ?`,
    [pid],
  );
  await knex.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs
     SET locked_at = locked_at - interval '1 minute' WHERE locked_at IS NOT NULL`,
  );
}

it('a test whose backend was killed goes on at the first step without a result', async () => {
  // Step 7 never gets an answer: the test stands still in the middle
  sandbox.addFault({ component: 'screenshotone', kind: 'timeout' });
  const [dies] = await Promise.all([first.start(), witness.start()]);
  // Ready by the time it is needed
  const starting = second.start();
  const live = await witness.connect();
  const { test_id: id } = await first.call<{ test_id: string }>(
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
  const before = await witness.call<Execution>(`/tests/${id}`);
  await first.kill(dies);
  sandbox.clearFaults();
  await deadForLong(dies);

  running = await starting;
  testId = id;
  await live.until(m => m.type === 'test_completed');
  await live.close();
  const after = await witness.call<Execution>(`/tests/${id}`);
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

  const log = await witness.call<TestEvent[]>(`/tests/${id}/events`);
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
  const { lead_id } = await witness.call<Execution>(`/tests/${testId}`);
  sandbox.addFault({ component: 's3', kind: 'timeout' });
  await witness.call('/leads/bulk', {
    action: 'erase',
    selection: { lead_ids: [lead_id] },
  });
  while ((await jobs('j.locked_at IS NOT NULL')) === 0);
  await second.kill(running);
  sandbox.clearFaults();
  await deadForLong(running);

  // Both are killed once more below
  both = await Promise.all([first.start(), second.start()]);
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

it('a test that kills each backend that takes it ends as failed, and says so', async () => {
  const exits = both.map(async child => {
    await once(child, 'exit');
    return child;
  });
  const live = await witness.connect();
  const { test_id: id } = await witness.call<{ test_id: string }>(
    '/run-pipeline',
    { test_type: 'deadly', lead_data: sandboxLead(sandbox) },
  );
  live.send({ type: 'subscribe', channels: [`test:${id}`], after: 0 });
  await deadForLong(await Promise.race(exits));
  await Promise.all((await Promise.all(exits)).map(deadForLong));
  await live.until(m => m.type === 'test_completed');
  await live.close();
  expect(await witness.call<Execution>(`/tests/${id}`)).toMatchObject({
    status: 'failed',
    failure_reason: 'internal',
    error_message: expect.stringContaining(
      'Gave up after 2 attempts. Last problem: the backend running it was killed each time.',
    ),
  });
});
