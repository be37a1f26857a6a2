/* Several backends on one database, each with its role. */
import { once } from 'node:events';
import { Knex } from 'knex';
import { WebSocket } from 'ws';
import {
  LIVE_PROTOCOL,
  ReplicaRole,
  ServerMessage,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  databases,
  LiveReader,
  startBackend,
  TestBackend,
} from './__testUtils__/backend';
import { chain, Gate, step } from './__testUtils__/waitingPipeline';

jest.setTimeout(60_000);

const lead_data = { website_url: 'https://example.com', business_name: 'X' };
let knex: Knex;
let gate = new Gate();
let api: TestBackend;
const started: TestBackend[] = [];

async function start(
  role: ReplicaRole,
  execution: { maxConcurrentTests?: number } = {},
): Promise<TestBackend> {
  const backend = await startBackend({
    knex,
    config: {
      execution: { role, gracePeriod: { seconds: 0 }, ...execution },
      health: { enabled: false },
    },
    pipelines: [
      chain('quick', [step('one', 1), step('two', 2)]),
      chain('waits', [step('wait', 1, { run: context => gate.run(context) })]),
    ],
  });
  started.push(backend);
  return backend;
}

async function stop(backend: TestBackend) {
  started.splice(started.indexOf(backend), 1);
  await backend.stop();
}

beforeAll(async () => {
  knex = await databases.init('POSTGRES_18');
  api = await start('api');
});
afterAll(async () => {
  gate.open();
  await Promise.all(started.map(backend => backend.stop()));
});

async function order(test_type: string, by = api) {
  const { body } = await by
    .as('qa_tester')
    .post('/run-pipeline', { test_type, lead_data });
  return body as { test_id: string; estimated_duration: string };
}

const ended = (id: string) => (message: ServerMessage) =>
  message.type === 'test_completed' && message.payload.id === id;

const statusSays =
  (matches: (status: SystemStatus) => boolean) => (message: ServerMessage) =>
    message.type === 'updates' &&
    message.payload.some(
      update => update.type === 'system_status' && matches(update.payload),
    );

const workerOf = async (id: string) =>
  (await knex('test_executions').where({ id }).first()).worker_id as string;

it('an api alone keeps what is ordered, and says that nobody works', async () => {
  const { estimated_duration } = await order('quick');
  expect(estimated_duration).toMatch(/once a backend is there that runs tests/);
  const viewer = await api.as('viewer').get('/status');
  expect(viewer.body).toMatchObject({
    workers: 0,
    queue_paused: null,
    pipeline_health: 'down',
  });
  const { body } = await api.as('admin').get('/queue');
  expect(body).toMatchObject({
    depth: 1,
    running: 0,
    replicas: [{ role: 'api', capacity: 0, running: 0, alive: true }],
  });
  expect(body.replicas[0].version).toMatch(/^\d+\.\d+\.\d+/);
});

describe('with a worker', () => {
  let worker: TestBackend;
  let live: LiveReader;

  beforeAll(async () => {
    live = await api.as('qa_tester').connect();
    worker = await start('worker');
  });
  afterAll(async () => {
    await live.close();
    await stop(worker);
  });

  it('what waited runs there, and the api tells of it', async () => {
    const { test_id: id, estimated_duration } = await order('quick');
    expect(estimated_duration).not.toContain('once');
    await live.until(ended(id));
    const [{ running }] = await knex('test_executions')
      .whereNot({ status: 'success' })
      .count({ running: '*' });
    expect(Number(running)).toBe(0);
    const { body } = await api.as('admin').get('/queue');
    expect(body).toMatchObject({ depth: 0, oldest_age: null });
    expect(body.replicas).toMatchObject([{ role: 'api' }, { role: 'worker' }]);
    expect(
      await knex('workers').where({ id: await workerOf(id) }),
    ).toMatchObject([{ replica: body.replicas[1].id }]);
  });

  it('answers no requests, but says that it is well', async () => {
    const caller = worker.as('admin');
    const answer = await fetch(`${worker.url}/status`, {
      headers: { authorization: `Bearer ${caller.token}` },
    });
    expect(answer.status).toBe(503);
    expect((await answer.json()).error.message).toContain(
      'leadshopTesting.execution.role is worker',
    );
    const ws = new WebSocket(`${worker.url.replace('http', 'ws')}/ws`, [
      LIVE_PROTOCOL,
      caller.socketToken,
    ]);
    const [, refused] = await once(ws, 'unexpected-response');
    expect(refused.statusCode).toBe(503);
    const health = await fetch(
      `${new URL(worker.url).origin}/.backstage/health/v1/readiness`,
    );
    expect(health.status).toBe(200);
  });

  it('its tests are cancelled by way of the api', async () => {
    gate = new Gate();
    const { test_id: id } = await order('waits');
    await gate.arrived();
    await api.as('qa_tester').post(`/tests/${id}/cancel`);
    const end = await live.until<ServerMessage>(ended(id));
    expect(end).toMatchObject({ payload: { status: 'cancelled' } });
  });

  it('takes nothing while the queue is paused, also when it is started anew', async () => {
    gate = new Gate();
    const { test_id: running } = await order('waits');
    await gate.arrived();
    const admin = api.as('admin');
    const { body } = await admin.post('/queue/pause', { reason: 'Upgrade' });
    expect(body.paused).toMatchObject({
      by: 'user:default/admin',
      reason: 'Upgrade',
    });
    await live.until(
      statusSays(({ queue_paused: pause }) => pause?.reason === 'Upgrade'),
    );
    const waits = await order('quick');
    expect(waits.estimated_duration).toContain(
      'once the queue is resumed (paused by user:default/admin: Upgrade)',
    );
    // What runs goes on
    gate.open();
    await live.until(ended(running));
    await stop(worker);
    worker = await start('worker');
    const queue = await admin.get('/queue');
    expect(queue.body).toMatchObject({
      paused: { reason: 'Upgrade' },
      depth: 1,
      running: 0,
    });
    const seen = live.messages.length;
    await admin.post('/queue/resume');
    await live.until(ended(waits.test_id));
    await live.until(
      message =>
        live.messages.indexOf(message) >= seen &&
        statusSays(({ queue_paused: pause }) => pause === null)(message),
    );
  });
});

it('two that do everything share the work, and tell of each other', async () => {
  gate = new Gate();
  const both = [
    await start('all', { maxConcurrentTests: 2 }),
    await start('all', { maxConcurrentTests: 2 }),
  ];
  const readers = await Promise.all(
    [...both, api].map(backend => backend.as('qa_tester').connect()),
  );
  const orders = await Promise.all(
    Array.from({ length: 6 }, (_, i) => order('waits', both[i % 2])),
  );
  const ids = orders.map(({ test_id }) => test_id);
  // More than one of them has places
  await gate.arrived(4);
  const { body } = await both[0].as('admin').get('/queue');
  expect(body).toMatchObject({ depth: 2, running: 4 });
  expect(
    body.replicas
      .filter(({ role }: { role: string }) => role === 'all')
      .map(({ running }: { running: number }) => running),
  ).toEqual([2, 2]);
  gate.open();
  for (const reader of readers) {
    for (const id of ids) await reader.until(ended(id));
    await reader.close();
  }
  const { rows } = await knex.raw(
    `SELECT count(*)::int AS ends, count(DISTINCT test_id)::int AS tests
     FROM feed_events WHERE type = 'test_completed' AND test_id = ANY(?)`,
    [ids],
  );
  expect(rows).toEqual([{ ends: 6, tests: 6 }]);
  expect(new Set(await Promise.all(ids.map(workerOf))).size).toBe(2);
});
