import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  ServerMessage,
  serverMessageSchema,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  databases,
  LiveReader,
  startBackend,
  TestBackend,
} from '../__testUtils__/backend';
import { chain, Gate, step } from '../__testUtils__/waitingPipeline';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let backend: TestBackend;
let gate = new Gate();

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    pipelines: [
      chain('quick', [step('one', 1), step('two', 2), step('three', 3)]),
      chain('waits', [step('waits', 1, { run: context => gate.run(context) })]),
    ],
  });
});

afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

const lead_data = { website_url: 'https://example.com', business_name: 'X' };

const ownEvents = (reader: LiveReader, testId: string): TestEvent[] =>
  reader.messages.flatMap(m =>
    (m.type === 'test_update' || m.type === 'test_completed') &&
    m.payload.id === testId
      ? [m.payload.event]
      : [],
  );

const ended = (testId: string) => (m: ServerMessage) =>
  m.type === 'test_completed' && m.payload.id === testId;

describe('a socket', () => {
  it('gets every event of the tests that its user starts, in order, each once', async () => {
    const qa = backend.as('qa_tester');
    const reader = await qa.connect();
    const other = await backend.as('viewer').connect();
    const { body } = await qa.post('/run-pipeline', {
      test_type: 'quick',
      lead_data,
    });
    await reader.until(ended(body.test_id));
    const { body: log } = await qa.get(`/tests/${body.test_id}/events`);
    expect(ownEvents(reader, body.test_id)).toEqual(log);
    expect(log.map((e: TestEvent) => e.kind)).toEqual([
      'created',
      'started',
      'step_started',
      'step_finished',
      'step_started',
      'step_finished',
      'step_started',
      'step_finished',
      'ended',
    ]);
    for (const message of reader.messages) serverMessageSchema.parse(message);

    // The other user's socket hears of it on `global` alone
    const heard = await other.until(
      m =>
        m.type === 'updates' &&
        m.payload.some(
          u => u.type === 'test_completed' && u.payload.id === body.test_id,
        ),
    );
    serverMessageSchema.parse(heard);
    expect(ownEvents(other, body.test_id)).toEqual([]);
    await Promise.all([reader.close(), other.close()]);
  });

  it('is told what it missed: nothing lost, nothing doubled', async () => {
    gate = new Gate();
    const qa = backend.as('qa_tester');
    const { body } = await qa.post('/run-pipeline', {
      test_type: 'waits',
      lead_data,
    });
    await gate.arrived();
    const channel = `test:${body.test_id}`;
    const first = await qa.connect();
    first.send({ type: 'subscribe', channels: [channel], after: 0 });
    const seen = await first.until(
      m => m.type === 'test_update' && m.payload.event.kind === 'step_started',
    );
    await first.close();
    gate.open();
    await backend.as('qa_tester').runToEnd({ test_type: 'quick', lead_data });

    const second = await qa.connect();
    second.send({
      type: 'subscribe',
      channels: [channel, 'global'],
      after: seen.type === 'test_update' ? seen.id : 0,
    });
    await second.until(ended(body.test_id));
    const { body: log } = await qa.get(`/tests/${body.test_id}/events`);
    expect([
      ...ownEvents(first, body.test_id),
      ...ownEvents(second, body.test_id),
    ]).toEqual(log);
    await second.until(
      m =>
        m.type === 'updates' &&
        m.channel === 'global' &&
        m.payload.some(u => u.type === 'test_completed'),
    );
    await second.close();
  });

  it('follows an entity', async () => {
    const entity_ref = 'component:default/score-calculator';
    const reader = await backend.as('viewer').connect();
    reader.send({ type: 'subscribe', channels: [`entity:${entity_ref}`] });
    await reader.until(
      m => m.type === 'subscribed' && m.channels[0].startsWith('entity:'),
    );
    const qa = backend.as('qa_tester');
    await qa.runToEnd({ test_type: 'quick', lead_data });
    const mine = await qa.runToEnd({
      test_type: 'quick',
      lead_data,
      entity_ref,
    });
    await reader.until(
      m =>
        m.type === 'updates' &&
        m.channel === `entity:${entity_ref}` &&
        m.payload.some(u => u.type === 'test_completed'),
    );
    const told = reader.messages.flatMap(m =>
      m.type === 'updates' && m.channel.startsWith('entity:') ? m.payload : [],
    );
    expect(new Set(told.map(u => 'id' in u.payload && u.payload.id))).toEqual(
      new Set([mine.id]),
    );
    await reader.close();
  });
});

it('brings a status that knows of the change it is sent for', async () => {
  gate = new Gate();
  const fresh = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    pipelines: [
      chain('waits', [step('waits', 1, { run: context => gate.run(context) })]),
    ],
  });
  try {
    const qa = fresh.as('qa_tester');
    const reader = await qa.connect();
    // An answer that other pages may get for a while
    const { body: before } = await qa.get('/status');
    expect(before.active_tests).toBe(0);
    await qa.post('/run-pipeline', { test_type: 'waits', lead_data });
    const frame = await reader.until(
      m =>
        m.type === 'updates' && m.payload.some(u => u.type === 'system_status'),
    );
    expect(frame).toMatchObject({
      payload: expect.arrayContaining([
        {
          type: 'system_status',
          payload: expect.objectContaining({ active_tests: 1 }),
        },
      ]),
    });
    gate.open();
    await reader.close();
  } finally {
    await fresh.stop();
  }
});

it('two backends share the work and feed each other’s sockets', async () => {
  const second = await startBackend({
    knex: backend.knex,
    sandbox,
    config: { execution: { maxConcurrentTests: 10 } },
    pipelines: [
      chain('quick', [step('one', 1), step('two', 2), step('three', 3)]),
      chain('waits', [step('waits', 1, { run: context => gate.run(context) })]),
    ],
  });
  try {
    gate = new Gate();
    const here = await backend.as('qa_tester').connect();
    const there = await second.as('qa_tester').connect();
    // Twenty tests at once need the ten slots of both
    const ids: string[] = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const caller = (i % 2 ? backend : second).as('qa_tester');
        const { body } = await caller.post('/run-pipeline', {
          test_type: 'waits',
          lead_data,
        });
        return body.test_id;
      }),
    );
    await gate.arrived(20);
    // A cancellation reaches the replica that runs the test
    await backend.as('qa_tester').post(`/tests/${ids[0]}/cancel`);
    await second.as('qa_tester').post(`/tests/${ids[1]}/cancel`);
    await Promise.all(
      [here, there].flatMap(reader => [
        reader.until(ended(ids[0])),
        reader.until(ended(ids[1])),
      ]),
    );
    gate.open();
    for (const id of ids) {
      await Promise.all([here.until(ended(id)), there.until(ended(id))]);
      const { body: log } = await second
        .as('viewer')
        .get(`/tests/${id}/events`);
      expect(ownEvents(here, id)).toEqual(log);
      expect(ownEvents(there, id)).toEqual(log);
    }
    const { rows } = await backend.knex.raw(
      `SELECT worker_id, count(*)::int AS n, max(attempt) AS attempts
       FROM test_executions WHERE id = ANY(?) GROUP BY worker_id`,
      [ids],
    );
    expect(rows.map((r: { n: number }) => r.n)).toEqual([10, 10]);
    expect(rows.every((r: { attempts: number }) => r.attempts === 1)).toBe(
      true,
    );
    await Promise.all([here.close(), there.close()]);
  } finally {
    await second.stop();
  }
});

it('hands tests back when it stops, and another replica ends them', async () => {
  gate = new Gate();
  const leaving = await startBackend({
    knex: backend.knex,
    sandbox,
    config: { execution: { gracePeriod: { milliseconds: 1 } } },
    pipelines: [
      chain('waits', [step('waits', 1, { run: context => gate.run(context) })]),
    ],
  });
  const qa = backend.as('qa_tester');
  const ids: string[] = [];
  for (let i = 0; i < 20; i++) {
    const { body } = await qa.post('/run-pipeline', {
      test_type: 'waits',
      lead_data,
    });
    ids.push(body.test_id);
  }
  await gate.arrived(20);
  const reader = await qa.connect();
  await leaving.stop();
  gate.open();
  reader.send({
    type: 'subscribe',
    channels: ids.map(id => `test:${id}`),
    after: 0,
  });
  for (const id of ids) await reader.until(ended(id));
  const { rows } = await backend.knex.raw(
    `SELECT status, max(attempt) AS attempts FROM test_executions
     WHERE id = ANY(?) GROUP BY status`,
    [ids],
  );
  expect(rows).toEqual([{ status: 'success', attempts: 2 }]);
  await reader.close();
});
