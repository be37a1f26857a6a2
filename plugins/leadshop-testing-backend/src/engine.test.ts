import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Execution,
  ServerMessage,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  databases,
  LiveReader,
  sandboxLead,
  startBackend,
  TestBackend,
} from './__testUtils__/backend';
import { chain, failing, Gate, step } from './__testUtils__/waitingPipeline';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let backend: TestBackend;
let live: LiveReader;

let cancelGate: Gate;
let deafGate: Gate;
let tries = 0;
let firstRuns = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    config: {
      execution: { maxConcurrentTests: 5, testTimeout: { seconds: 3 } },
    },
    pipelines: [
      chain('critical', [
        step('first', 1, {
          critical: true,
          run: failing('The bucket is gone. Make it again.', {
            fault: 'config',
            details: { bucket: 'x' },
          }),
        }),
        step('second', 2),
        step('third', 3),
      ]),
      {
        name: 'partial',
        title: 'partial',
        steps: [
          step('good', 1),
          step('bad', 2, {
            run: failing('Vendor is down.', { fault: 'vendor' }),
          }),
          step('needs_bad', 3, { dependsOn: ['bad'] }),
          step('all_the_same', 4, {
            dependsOn: ['good', 'bad'],
            runsWhen: 'ended',
          }),
        ],
      },
      chain('flaky', [
        step('flaky', 1, {
          retry: { maxAttempts: 3, initialDelayMs: 1, maxDelayMs: 2 },
          run: async context => {
            tries += 1;
            if (tries < 3) {
              context.warn('dropped with its try');
              return failing(`Try ${tries} failed.`, {
                fault: 'network',
                retryable: true,
              })(context);
            }
            return { details: { tries }, provider_mode: 'live' };
          },
        }),
      ]),
      chain('slow_step', [
        step('hangs', 1, {
          timeoutMs: 50,
          run: () => new Promise(() => {}),
        }),
      ]),
      chain('slow_test', [
        step('quick', 1),
        step('hangs', 2, { run: () => new Promise(() => {}) }),
        step('never', 3),
      ]),
      chain('waits', [
        step('quick', 1),
        step('waits', 2, { run: context => cancelGate.run(context) }),
        step('never', 3),
      ]),
      chain('deaf', [
        step('deaf', 1, { run: context => deafGate.run(context, true) }),
      ]),
      chain('breaks', [
        step('breaks', 1, {
          run: async () => {
            throw new TypeError('x is not a function');
          },
        }),
      ]),
      chain('hostile', [
        step('hostile', 1, {
          run: async context => {
            context.warn('nul \u0000 and half \ud800');
            return {
              details: { text: 'a\u0000b\ud800c', 'k\u0000': [null, 1] },
              provider_mode: null,
            };
          },
        }),
      ]),
      chain('rerun', [
        step('one', 1, {
          run: async () => {
            firstRuns += 1;
            return { details: { firstRuns }, provider_mode: 'live' };
          },
        }),
        step('two', 2, {
          run: async ({ results }) => ({
            details: { saw: results.one.details },
            provider_mode: null,
            figures: { score: 71.5, tier: 'B', spam_score: 1.2 },
          }),
        }),
      ]),
    ],
  });
});

beforeEach(async () => {
  cancelGate = new Gate();
  deafGate = new Gate();
  live = await backend.as('qa_tester').connect();
});

afterEach(() => live.close());

afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

const lead_data = { website_url: 'https://example.com', business_name: 'X' };

const completed = (id: string) => (m: ServerMessage) =>
  m.type === 'test_completed' && m.payload.id === id;

async function start(test_type: string): Promise<string> {
  const { body } = await backend
    .as('qa_tester')
    .post('/run-pipeline', { test_type, lead_data });
  return body.test_id;
}

async function finish(id: string): Promise<Execution> {
  await live.until(completed(id));
  return (await backend.as('qa_tester').get(`/tests/${id}`)).body;
}

const run = async (test_type: string) => finish(await start(test_type));

const outline = (test: Execution) =>
  test.pipeline_results.map(s => [s.step_name, s.status]);

it('skips everything after a critical failure, with the reason', async () => {
  const test = await run('critical');
  expect(test).toMatchObject({
    status: 'failed',
    failure_reason: 'step',
    success_rate: 0,
    error_message: 'Failed at step 1 (Step 1).',
    current_step: 3,
  });
  expect(outline(test)).toEqual([
    ['first', 'failed'],
    ['second', 'skipped'],
    ['third', 'skipped'],
  ]);
  expect(test.pipeline_results[0]).toMatchObject({
    fault: 'config',
    error: 'The bucket is gone. Make it again.',
    details: { bucket: 'x' },
  });
  expect(test.pipeline_results[2].error).toBe(
    'Skipped because step 1 (Step 1) is critical and failed.',
  );
});

it('goes on after any other failure, and fails the test all the same', async () => {
  const test = await run('partial');
  expect(outline(test)).toEqual([
    ['good', 'success'],
    ['bad', 'failed'],
    ['needs_bad', 'skipped'],
    ['all_the_same', 'success'],
  ]);
  expect(test).toMatchObject({ status: 'failed', success_rate: 50 });
});

it('tries again what a retry can mend, and keeps each error', async () => {
  tries = 0;
  const test = await run('flaky');
  const [result] = test.pipeline_results;
  expect(test.status).toBe('success');
  expect(result.attempts.map(a => [a.number, a.error, a.fault])).toEqual([
    [1, 'Try 1 failed.', 'network'],
    [2, 'Try 2 failed.', 'network'],
    [3, null, null],
  ]);
  expect(result).toMatchObject({ warnings: [], details: { tries: 3 } });
  const { body: events } = await backend
    .as('viewer')
    .get(`/tests/${test.id}/events`);
  expect(events.map((e: { kind: string }) => e.kind)).toEqual([
    'created',
    'started',
    'step_started',
    'step_retry',
    'step_retry',
    'step_finished',
    'ended',
  ]);
});

it('ends a step at its timeout', async () => {
  const test = await run('slow_step');
  expect(test.pipeline_results[0]).toMatchObject({
    status: 'failed',
    fault: 'leadshop',
    error: expect.stringContaining('did not end within'),
  });
});

it('ends a test at its timeout, naming the step that was running', async () => {
  const test = await run('slow_test');
  expect(test).toMatchObject({ status: 'failed', failure_reason: 'timeout' });
  expect(test.error_message).toContain('testTimeout');
  expect(outline(test)).toEqual([
    ['quick', 'success'],
    ['hangs', 'failed'],
    ['never', 'skipped'],
  ]);
});

it('cancels in the middle of a step', async () => {
  const id = await start('waits');
  await cancelGate.arrived();
  const { status, body } = await backend
    .as('developer')
    .post(`/tests/${id}/cancel`);
  expect([status, body]).toEqual([200, { test_id: id, status: 'cancelling' }]);
  const test = await finish(id);
  expect(test).toMatchObject({ status: 'cancelled', failure_reason: null });
  expect(outline(test)).toEqual([
    ['quick', 'success'],
    ['waits', 'skipped'],
    ['never', 'skipped'],
  ]);
  const { body: log } = await backend
    .as('developer')
    .get<TestEvent[]>(`/tests/${id}/events`);
  expect(
    log.flatMap(e => (e.kind === 'step_finished' ? [e.message] : [])),
  ).toEqual([
    'Step 1 succeeded',
    'Step 2 was stopped by the cancellation',
    'Step 3 was skipped',
  ]);
  const again = await backend.as('developer').post(`/tests/${id}/cancel`);
  expect(again.status).toBe(409);
});

it('cancels although the step does not listen, and hears nothing it says later', async () => {
  const id = await start('deaf');
  await deafGate.arrived();
  await backend.as('qa_tester').post(`/tests/${id}/cancel`);
  const test = await finish(id);
  expect(test.status).toBe('cancelled');
  deafGate.open();
  // Another test goes through the same writer after the deaf step has spoken
  await run('partial');
  const { body: later } = await backend.as('qa_tester').get(`/tests/${id}`);
  expect(later).toEqual(test);
});

it('says that a step broke when it throws what it should not', async () => {
  const test = await run('breaks');
  expect(test.pipeline_results[0]).toMatchObject({
    status: 'failed',
    fault: 'leadshop',
    error: expect.stringContaining('x is not a function'),
  });
});

it('stores what PostgreSQL would refuse', async () => {
  const test = await run('hostile');
  expect(test.pipeline_results[0]).toMatchObject({
    status: 'success',
    details: { text: 'ab\ufffdc', k: [null, 1] },
    warnings: ['nul  and half \ufffd'],
  });
});

it('reruns from a step with the earlier results, linked to the old test', async () => {
  firstRuns = 0;
  const before = await run('rerun');
  const { body: again } = await backend
    .as('developer')
    .post(`/tests/${before.id}/rerun`, { from_step: 'two' });
  await live.ws.send(
    JSON.stringify({ type: 'subscribe_test', test_id: again.test_id }),
  );
  const after = await finishAny(again.test_id);
  expect(firstRuns).toBe(1);
  expect(after).toMatchObject({
    status: 'success',
    rerun_of: before.id,
    lead_id: before.lead_id,
    score: 71.5,
    tier: 'B',
    spam_score: 1.2,
    provider_mode: 'live',
  });
  expect(after.pipeline_results[0]).toMatchObject({
    kept_from: before.id,
    timestamp: before.pipeline_results[0].timestamp,
  });
  expect(after.pipeline_results[1].details).toEqual({ saw: { firstRuns: 1 } });
  const { body: old } = await backend.as('viewer').get(`/tests/${before.id}`);
  expect(old.reruns).toEqual([again.test_id]);

  const whole = await backend.as('qa_tester').post(`/tests/${before.id}/rerun`);
  await finish(whole.body.test_id);
  expect(firstRuns).toBe(2);
  const wrong = await backend
    .as('qa_tester')
    .post(`/tests/${before.id}/rerun`, { from_step: 'three' });
  expect(wrong.status).toBe(400);
});

/** Whoever started it: `global` tells of its end. */
async function finishAny(id: string): Promise<Execution> {
  await live.until(
    m =>
      m.type === 'updates' &&
      m.payload.some(u => u.type === 'test_completed' && u.payload.id === id),
  );
  return (await backend.as('qa_tester').get(`/tests/${id}`)).body;
}

it('gives the same test for the same idempotency key, and 409 for another body', async () => {
  const key = { 'idempotency-key': 'key-1' };
  const body = { test_type: 'partial', lead_data };
  const qa = backend.as('qa_tester');
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => qa.post('/run-pipeline', body, key)),
  );
  const ids = answers.map(a => a.body.test_id);
  expect(new Set(ids).size).toBe(1);
  const other = await qa.post(
    '/run-pipeline',
    { ...body, lead_data: { ...lead_data, business_name: 'Y' } },
    key,
  );
  expect(other.status).toBe(409);
  // Keys belong to their user
  const developer = await backend
    .as('developer')
    .post('/run-pipeline', body, key);
  expect(developer.status).toBe(200);
  expect(developer.body.test_id).not.toBe(ids[0]);
  const { rows } = await backend.knex.raw(
    `SELECT count(*)::int AS n FROM leads l
     WHERE NOT EXISTS (SELECT FROM test_executions e WHERE e.lead_id = l.id)`,
  );
  expect(rows[0].n).toBe(0);
});

it("makes step 3's round trip while every slot is busy", async () => {
  const gates = Array.from({ length: 4 }, () => start('waits'));
  const ids = await Promise.all(gates);
  await cancelGate.arrived(4);
  // Four of five slots wait; the full pipeline takes the fifth
  const { body } = await backend.as('qa_tester').post('/run-pipeline', {
    lead_data: sandboxLead(sandbox),
  });
  const reached = await live.until(
    m =>
      (m.type === 'test_update' || m.type === 'test_completed') &&
      m.payload.id === body.test_id &&
      m.payload.event.kind === 'step_finished' &&
      m.payload.event.step?.step_name === 'assessment_orchestrator',
  );
  expect(reached).toMatchObject({
    payload: { event: { step: { status: 'success' } } },
  });
  await backend.as('qa_tester').post(`/tests/${body.test_id}/cancel`);
  cancelGate.open();
  await Promise.all([...ids, body.test_id].map(finish));
});
