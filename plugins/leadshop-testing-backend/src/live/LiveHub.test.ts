import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { WebSocket, WebSocketServer } from 'ws';
import {
  ServerMessage,
  serverMessageSchema,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { BatchOrders, NewBatch } from '../store/BatchOrders';
import { AlertStore } from '../store/alerts/AlertStore';
import { BatchStore } from '../store/BatchStore';
import { ExecutionStore } from '../store/ExecutionStore';
import { FeedStore } from '../store/FeedStore';
import { ImportList } from '../store/ImportList';
import { OutlineStore } from '../store/outlines';
import { StepWriter } from '../store/StepWriter';
import { SummaryStore } from '../store/SummaryStore';
import {
  endedStep,
  migrated,
  storeTest,
  transition,
  VERSION,
} from '../__testUtils__/storedTests';
import { LiveHub } from './LiveHub';
import { LiveSocket } from './LiveSocket';

jest.setTimeout(60_000);

const ANN = 'user:default/ann';
const BOB = 'user:default/bob';
const STATUS: SystemStatus = {
  pipeline_health: 'healthy',
  active_tests: 1,
  completed_tests: 2,
  failed_tests: 0,
  timestamp: '2026-01-01T00:00:00.000Z',
  system_metrics: {
    cpu_usage: 1,
    memory_usage: 2,
    database_connections: 3,
    queue_depth: 4,
  },
  components: [],
};

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
let feed: FeedStore;
let executions: ExecutionStore;
let writer: StepWriter;
let http: Server;
let sockets: WebSocketServer;

beforeAll(async () => {
  http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
});
afterAll(() => new Promise(resolve => http.close(resolve)));

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  feed = new FeedStore(knex);
  executions = new ExecutionStore(knex);
  writer = new StepWriter(knex, () => {});
});

let stop: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stop.map(each => each()));
  stop = [];
});

/** A browser, and what it was told. */
class Browser {
  readonly messages: ServerMessage[] = [];
  readonly #ws: WebSocket;
  #wake: () => void = () => {};

  constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.on('message', data => {
      this.messages.push(serverMessageSchema.parse(JSON.parse(String(data))));
      this.#wake();
    });
  }

  async until(matches: (message: ServerMessage) => boolean) {
    for (let seen = 0; ; seen++) {
      while (seen >= this.messages.length) {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
      if (matches(this.messages[seen])) return this.messages[seen];
    }
  }

  /** Stops reading, as a browser on a bad line does. */
  pause = () => this.#ws.pause();
  resume = () => this.#ws.resume();

  /** Ids of the events of a test, as they came. */
  eventsOf(testId: string): number[] {
    return this.messages.flatMap(m =>
      (m.type === 'test_update' || m.type === 'test_completed') &&
      m.payload.id === testId
        ? [m.payload.event.id]
        : [],
    );
  }

  /** Frames of a coalesced channel that tell of tests. */
  updates(channel = 'global') {
    return this.messages.flatMap(m =>
      m.type === 'updates' &&
      m.channel === channel &&
      m.payload.some(update => update.type !== 'system_status')
        ? [m]
        : [],
    );
  }
}

/** A hub on this database, to which the test hands the events on. */
function startHub(status: () => Promise<SystemStatus> = async () => STATUS) {
  let settled = 0;
  const logger = mockServices.logger.mock();
  const hub = new LiveHub({
    stores: {
      feed,
      summaries: new SummaryStore(knex, new OutlineStore(knex)),
      batches: new BatchStore(knex),
      imports: new ImportList(knex),
      alerts: new AlertStore(knex),
    },
    logger,
    settled: () => settled,
    status,
  });
  stop.push(() => hub.stop());

  return {
    hub,
    logger,
    /** Hands on what has been written since. @returns the last id */
    async deliver(): Promise<number> {
      const after = settled;
      settled = await feed.lastId();
      await hub.events(await feed.range({ after, until: settled }, true));
      return settled;
    },
    async connect(options: { userRef?: string; channels?: string[] } = {}) {
      const { userRef = BOB, channels = [] } = options;
      const { port } = http.address() as AddressInfo;
      const ws = new WebSocket(`ws://127.0.0.1:${port}`);
      const browser = new Browser(ws);
      const [[server]] = await Promise.all([
        once(sockets, 'connection') as Promise<[WebSocket]>,
        once(ws, 'open'),
      ]);
      const socket = new LiveSocket({
        ws: server,
        userRef,
        credentials: mockCredentials.user(userRef),
      });
      hub.add(socket);
      for (const channel of channels) hub.follow(socket, channel);
      stop.push(async () => {
        hub.remove(socket);
        ws.resume();
        ws.terminate();
        if (server.readyState !== WebSocket.CLOSED) await once(server, 'close');
      });
      return { browser, socket, ws };
    },
  };
}

/** Orders a test as the API does. */
async function order(userRef = ANN, fields: { entity_ref?: string } = {}) {
  const id = crypto.randomUUID();
  await knex.transaction(trx =>
    executions.insert(trx, {
      id,
      test_type: 'full_pipeline',
      pipeline_version: VERSION,
      total_steps: 3,
      user_ref: userRef,
      entity_ref: fields.entity_ref ?? null,
      lead_id: null,
      lead_data: { website_url: 'https://shop.example' },
    }),
  );
  return id;
}

const step = (id: string, number: number) =>
  writer.write(transition(id, [endedStep(number)]));

async function eventIds(testId: string): Promise<number[]> {
  const rows = await feed.ofTest(testId, { after: 0 }, 10_000);
  return rows.map(row => Number(row.id));
}

const success = {
  status: 'success',
  failure_reason: null,
  error_message: null,
} as const;

describe('a test channel', () => {
  it('gets every event, each with the newest state', async () => {
    const { connect, deliver } = startHub();
    const id = await order();
    await executions.take(id, 'w1');
    await deliver();
    const { browser } = await connect({ channels: [`test:${id}`] });
    await step(id, 1);
    await step(id, 2);
    await deliver();
    await step(id, 3);
    await executions.end(id, 1, success);
    await deliver();
    const end = await browser.until(m => m.type === 'test_completed');
    expect(browser.eventsOf(id)).toEqual((await eventIds(id)).slice(2));
    expect(browser.messages[0]).toMatchObject({
      type: 'test_update',
      channel: `test:${id}`,
      payload: {
        id,
        current_step: 2,
        event: { kind: 'step_finished', step: { step_name: 'first' } },
      },
    });
    expect(end).toMatchObject({
      payload: { status: 'success', progress: 100, event: { kind: 'ended' } },
    });
  });

  it('gets nothing of other tests, and nothing any more once left', async () => {
    const { hub, connect, deliver } = startHub();
    const [mine, other] = [await order(), await order()];
    const { browser, socket } = await connect({
      channels: [`test:${mine}`, `test:${other}`],
    });
    hub.unfollow(socket, `test:${other}`);
    await executions.take(other, 'w1');
    await executions.take(mine, 'w1');
    await deliver();
    await browser.until(m => m.type === 'test_update');
    expect(browser.eventsOf(other)).toEqual([]);
  });

  it('is left when the test has ended', async () => {
    const { connect, deliver } = startHub();
    const id = await order();
    const { browser, socket } = await connect({ channels: [`test:${id}`] });
    await executions.take(id, 'w1');
    await executions.end(id, 1, success);
    await deliver();
    await browser.until(m => m.type === 'test_completed');
    expect(socket.channels.has(`test:${id}`)).toBe(false);
  });
});

describe('a test that has ended before', () => {
  const ended = async () => {
    const id = await order();
    await executions.take(id, 'w1');
    await executions.end(id, 1, success);
    return id;
  };

  it.each([
    ['without after', () => undefined],
    ['with its last event as after', (last: number) => last],
  ])('is not followed on %s', async (_, after) => {
    const { hub, connect, deliver } = startHub();
    const id = await ended();
    const last = await deliver();
    // Something else happened since
    await order();
    await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, `test:${id}`, after(last));
    while (socket.channels.has(`test:${id}`)) await feed.lastId();
    expect(browser.eventsOf(id)).toEqual([]);
  });

  it('is followed to its end when that is still to be told', async () => {
    const { hub, connect, deliver } = startHub();
    const id = await order();
    await executions.take(id, 'w1');
    await deliver();
    const { browser, socket } = await connect();
    await executions.end(id, 1, success);
    const asked = jest.spyOn(feed, 'ofTest');
    hub.follow(socket, `test:${id}`);
    while (asked.mock.results.length === 0) await feed.lastId();
    await asked.mock.results[0].value;
    await deliver();
    await browser.until(m => m.type === 'test_completed');
    expect(socket.channels.has(`test:${id}`)).toBe(false);
  });
});

describe('the tests of a user', () => {
  it('reach their sockets unasked, from the first event, each once', async () => {
    const { connect, deliver } = startHub();
    const { browser } = await connect({ userRef: ANN });
    const { browser: tab } = await connect({ userRef: ANN });
    const { browser: bob } = await connect({ userRef: BOB });
    const id = await order(ANN);
    await executions.take(id, 'w1');
    await deliver();
    for (const number of [1, 2, 3]) {
      await step(id, number);
      await deliver();
    }
    await executions.end(id, 1, success);
    await deliver();
    for (const each of [browser, tab]) {
      await each.until(m => m.type === 'test_completed');
    }
    // By now a replay would have come, too
    const next = await order(ANN);
    await deliver();
    await browser.until(m => m.type === 'test_update' && m.payload.id === next);
    const ids = await eventIds(id);
    expect(browser.eventsOf(id)).toEqual(ids);
    expect(tab.eventsOf(id)).toEqual(ids);
    expect(bob.messages).toEqual([]);
  });

  it('do not pile up: a socket follows a hundred channels at most', async () => {
    const { connect, deliver } = startHub();
    const { browser, socket } = await connect({ userRef: ANN });
    for (let i = 0; i < 101; i++) await order(ANN);
    const last = await deliver();
    await browser.until(m => m.type === 'test_update' && m.id >= last - 1);
    expect(socket.channels.size).toBe(100);
  });
});

describe('a coalesced channel', () => {
  it('gets the newest state of what changed, in fewer frames than changes', async () => {
    const { connect, deliver } = startHub();
    const { browser } = await connect({ channels: ['global'] });
    const { browser: second } = await connect({ channels: ['global'] });
    const ids = await Promise.all(Array.from({ length: 10 }, () => order()));
    let last = 0;
    for (const id of ids) {
      await executions.take(id, 'w1');
      await deliver();
      await step(id, 1);
      last = await deliver();
    }
    for (const each of [browser, second]) {
      await each.until(m => m.type === 'updates' && m.id === last);
      const frames = each.updates();
      expect(frames.length).toBeLessThan(20);
      const newest = new Map(
        frames.flatMap(f =>
          f.payload.flatMap(u =>
            u.type === 'test_update' ? [[u.payload.id, u.payload]] : [],
          ),
        ),
      );
      expect([...newest.keys()].sort()).toEqual([...ids].sort());
      for (const state of newest.values()) {
        expect(state).toMatchObject({ status: 'running', current_step: 1 });
      }
    }
  });

  it('shows a test that came to its end as completed', async () => {
    const { connect, deliver } = startHub();
    const { browser } = await connect({ channels: ['global'] });
    const id = await order();
    await executions.take(id, 'w1');
    await executions.end(id, 1, success);
    await deliver();
    await browser.until(m => m.type === 'updates');
    expect(browser.updates()[0].payload).toEqual([
      expect.objectContaining({
        type: 'test_completed',
        payload: expect.objectContaining({ id, status: 'success' }),
      }),
    ]);
  });

  it('has only the tests of its batch or entity', async () => {
    const { connect, deliver } = startHub();
    const entity = 'component:default/score-calculator';
    const batch = crypto.randomUUID();
    const { browser } = await connect({
      channels: [`entity:${entity}`, `batch:${batch}`],
    });
    await order();
    const ofEntity = await order(ANN, { entity_ref: entity });
    const ofBatch = await storeTest(knex, {
      batch_id: batch,
      status: 'running',
    });
    await step(ofBatch, 1);
    await deliver();
    await browser.until(() => browser.messages.length === 2);
    const shown = (channel: string) =>
      browser
        .updates(channel)
        .flatMap(f => f.payload.map(u => (u.payload as { id?: string }).id));
    expect(shown(`entity:${entity}`)).toEqual([ofEntity]);
    expect(shown(`batch:${batch}`)).toEqual([ofBatch]);
  });

  it('tells later what it could not read at first', async () => {
    const { connect, deliver, logger } = startHub();
    const { browser } = await connect({ channels: ['global'] });
    const id = await order();
    const failed = new Promise<void>(resolve => {
      logger.warn.mockImplementation(() => resolve());
    });
    await deliver();
    await knex.raw('ALTER TABLE test_executions RENAME TO away');
    await failed;
    await knex.raw('ALTER TABLE away RENAME TO test_executions');
    const later = await order();
    const last = await deliver();
    await browser.until(m => m.type === 'updates' && m.id === last);
    const told = browser
      .updates()
      .flatMap(f => f.payload.map(u => (u.payload as { id?: string }).id));
    expect(told.sort()).toEqual([id, later].sort());
  });
});

/** Orders a batch of so many leads, as the API does. */
async function orderBatch(leads: number) {
  const batch: NewBatch = {
    id: crypto.randomUUID(),
    test_type: 'full_pipeline',
    user_ref: ANN,
    entity_ref: 'component:default/score-calculator',
    source: 'filter',
  };
  await knex.raw(
    `INSERT INTO leads (id, website_url)
     SELECT gen_random_uuid(), 'https://shop.example' FROM generate_series(1, ?)`,
    [leads],
  );
  await knex.transaction(async trx => {
    const orders = new BatchOrders(trx);
    await orders.insert(batch);
    await orders.chooseLeads({ filter: {} });
    await orders.createTests(batch, {
      test_type: 'full_pipeline',
      pipeline_version: VERSION,
      total_steps: 3,
    });
    await orders.filled(batch.id, { total: leads, lastTurn: 10 });
  });
  const tests: string[] = await knex('test_executions')
    .where({ batch_id: batch.id })
    .orderBy('id')
    .pluck('id');
  return { id: batch.id, tests };
}

const tellOfImport = (id: string) =>
  knex('feed_events').insert({
    channel: 'import',
    type: 'import_update',
    payload: { import_id: id },
  });

/** Stores an import, and tells of it. */
async function storeImport() {
  const id = crypto.randomUUID();
  await knex('imports').insert({
    id,
    user_ref: ANN,
    file_name: 'leads.csv',
    file_size: 10,
    format: 'csv',
    dry_run: false,
    on_duplicate: 'skip',
    worker_id: 'w1',
  });
  await tellOfImport(id);
  return id;
}

describe('a batch', () => {
  const kinds = (browser: Browser, channel?: string) =>
    browser.updates(channel).flatMap(f => f.payload.map(u => u.type));

  it('is told as one, whatever number of tests wait in it', async () => {
    const { connect, deliver } = startHub();
    const { browser, socket } = await connect({
      userRef: ANN,
      channels: ['global', 'entity:component:default/score-calculator'],
    });
    const { id } = await orderBatch(300);
    const last = await deliver();
    const frame = await browser.until(
      m => m.type === 'updates' && m.id === last,
    );
    expect(frame).toMatchObject({
      channel: 'global',
      payload: [
        {
          type: 'batch_update',
          payload: { id, total: 300, counts: { pending: 300 } },
        },
      ],
    });
    expect(browser.updates()).toHaveLength(1);
    expect(kinds(browser, 'entity:component:default/score-calculator')).toEqual(
      [],
    );
    // Its tests do not take the channels of its user
    expect(socket.channels.size).toBe(2);
  });

  it('shows its tests from their start on, and itself on its channel', async () => {
    const { connect, deliver } = startHub();
    const { id, tests } = await orderBatch(3);
    await deliver();
    const { browser } = await connect({ channels: [`batch:${id}`] });
    await executions.take(tests[1], 'w1');
    let last = await deliver();
    await browser.until(m => m.type === 'updates' && m.id === last);
    await knex.transaction(trx => new BatchOrders(trx).cancel(id, ANN));
    last = await deliver();
    await browser.until(m => m.type === 'updates' && m.id === last);
    const [started, cancelled] = browser.updates(`batch:${id}`);
    expect(started.payload).toMatchObject([
      { type: 'test_update', payload: { id: tests[1], status: 'running' } },
    ]);
    expect(cancelled.payload).toMatchObject([
      { type: 'test_update', payload: { id: tests[1] } },
      {
        type: 'batch_update',
        payload: { id, counts: { running: 1, cancelled: 2 } },
      },
    ]);
  });

  it('tells who follows a waiting test of its cancellation', async () => {
    const { connect, deliver } = startHub();
    const { id, tests } = await orderBatch(3);
    await deliver();
    const { browser, socket } = await connect({
      channels: [`test:${tests[0]}`],
    });
    await knex.transaction(trx => new BatchOrders(trx).cancel(id, ANN));
    await deliver();
    const end = await browser.until(m => m.type === 'test_completed');
    expect(end).toMatchObject({
      payload: {
        id: tests[0],
        status: 'cancelled',
        event: { kind: 'ended', message: 'Cancelled before it started' },
      },
    });
    expect(socket.channels.has(`test:${tests[0]}`)).toBe(false);
    expect(browser.eventsOf(tests[0])).toEqual(
      (await eventIds(tests[0])).slice(1),
    );
  });

  it('is replayed with its newest state, or resynced past a large one', async () => {
    const { hub, connect, deliver } = startHub();
    const before = await deliver();
    const { id } = await orderBatch(20);
    const last = await deliver();
    const { browser, socket } = await connect();
    for (const channel of ['global', `batch:${id}`]) {
      hub.follow(socket, channel, before);
      await browser.until(m => m.type === 'updates' && m.channel === channel);
      expect(browser.updates(channel)).toEqual([
        expect.objectContaining({
          id: last,
          payload: [
            { type: 'batch_update', payload: expect.objectContaining({ id }) },
          ],
        }),
      ]);
    }
    await orderBatch(10_001);
    const now = await deliver();
    const { browser: late, socket: lateSocket } = await connect();
    hub.follow(lateSocket, 'global', last);
    expect(await late.until(m => m.type === 'resync')).toMatchObject({
      id: now,
    });
  });
});

describe('an import', () => {
  it('is told to who follows it, and to nobody else', async () => {
    const { hub, connect, deliver } = startHub();
    const id = await storeImport();
    const first = await deliver();
    const { browser, socket } = await connect({ channels: [`import:${id}`] });
    const { browser: other } = await connect({ channels: ['global'] });
    await knex('imports').where({ id }).update({ processed: 7 });
    await tellOfImport(id);
    const test = await order();
    const last = await deliver();
    expect(
      await browser.until(m => m.type === 'updates' && m.id === last),
    ).toMatchObject({
      channel: `import:${id}`,
      payload: [{ type: 'import_update', payload: { id, processed: 7 } }],
    });
    await other.until(m => m.type === 'updates' && m.id === last);
    expect(other.updates().flatMap(f => f.payload)).toMatchObject([
      { payload: { id: test } },
    ]);

    // Left, and then taken up again from where it was
    hub.unfollow(socket, `import:${id}`);
    await knex('imports').where({ id }).update({ processed: 9 });
    await tellOfImport(id);
    const missed = await deliver();
    const { browser: again, socket: againSocket } = await connect();
    hub.follow(againSocket, `import:${id}`, first);
    expect(await again.until(m => m.type === 'updates')).toMatchObject({
      id: missed,
      payload: [{ type: 'import_update', payload: { id, processed: 9 } }],
    });
    expect(browser.updates(`import:${id}`)).toHaveLength(1);
  });
});

describe('the status', () => {
  const statusOf = (message: ServerMessage) =>
    message.type === 'updates'
      ? message.payload.find(u => u.type === 'system_status')?.payload
      : undefined;

  it('is whole for who may see metrics, and counts alone for the rest', async () => {
    const { connect, deliver } = startHub();
    const { browser: admin, socket } = await connect({ channels: ['global'] });
    socket.seesMetrics = true;
    const { browser: viewer } = await connect({ channels: ['global'] });
    await order();
    await deliver();
    expect(statusOf(await admin.until(m => !!statusOf(m)))).toEqual(STATUS);
    const { system_metrics: _, components: __, ...counts } = STATUS;
    expect(statusOf(await viewer.until(m => !!statusOf(m)))).toEqual(counts);
  });

  it('names components whose state turned, to who may see metrics', async () => {
    const component = {
      name: 's3-storage',
      title: 'S3 Storage',
      status: 'healthy' as 'healthy' | 'error',
      fault: null,
      provider_mode: 'live' as const,
      last_check: STATUS.timestamp,
      response_time: 5,
      success_rate: null,
      error_count: 0,
      message: null,
    };
    let components = [component, { ...component, name: 'report-builder' }];
    const { hub, connect } = startHub(async () => ({ ...STATUS, components }));
    const { browser: admin, socket } = await connect({ channels: ['global'] });
    socket.seesMetrics = true;
    const { browser: viewer } = await connect({ channels: ['global'] });
    hub.statusChanged();
    await admin.until(m => !!statusOf(m));
    components = [{ ...component, status: 'error' }, components[1]];
    hub.statusChanged();
    const isOfNow = (m: ServerMessage) =>
      statusOf(m)?.components?.[0].status === 'error';
    expect(await admin.until(isOfNow)).toMatchObject({
      payload: [
        { type: 'component_health', payload: { name: 's3-storage' } },
        { type: 'system_status' },
      ],
    });
    await viewer.until(() => viewer.messages.length === 2);
    expect(JSON.stringify(viewer.messages)).not.toContain('s3-storage');
  });

  it('does not claim events that the socket has not been told of', async () => {
    const { connect, deliver } = startHub(async () => {
      // Something happens while the status is read
      await order();
      await deliver();
      return STATUS;
    });
    const { browser } = await connect({ channels: ['global'] });
    await order();
    const told = await deliver();
    const frame = await browser.until(m => !!statusOf(m));
    expect(frame).toMatchObject({ type: 'updates', id: told });
    expect(browser.updates().map(f => f.id)).toEqual([told]);
  });
});

describe('a replay', () => {
  it('brings what was missed, in order, then goes on live', async () => {
    const { hub, connect, deliver } = startHub();
    const id = await order();
    await executions.take(id, 'w1');
    const [, seen] = await eventIds(id);
    await step(id, 1);
    await step(id, 2);
    await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, `test:${id}`, seen);
    await browser.until(() => browser.eventsOf(id).length === 2);
    await step(id, 3);
    await executions.end(id, 1, success);
    await deliver();
    await browser.until(m => m.type === 'test_completed');
    expect(browser.eventsOf(id)).toEqual((await eventIds(id)).slice(2));
  });

  it('loses and doubles nothing while events arrive', async () => {
    const { hub, connect, deliver } = startHub();
    const id = await order();
    await executions.take(id, 'w1');
    await deliver();
    const [event] = transition(id, [endedStep(1)]).events;
    const happen = () =>
      writer.write(transition(id, [], { events: [event, event] }));
    const readers: { browser: Browser; from: number }[] = [];
    for (let i = 0; i < 30; i++) {
      await happen();
      const delivered = deliver();
      if (i % 3 === 0) {
        const { browser, socket } = await connect();
        const known = await eventIds(id);
        const from = i % known.length;
        hub.follow(socket, `test:${id}`, known[from]);
        readers.push({ browser, from });
      }
      await delivered;
    }
    await executions.end(id, 1, success);
    await deliver();
    const all = await eventIds(id);
    for (const { browser, from } of readers) {
      await browser.until(m => m.type === 'test_completed');
      expect(browser.eventsOf(id)).toEqual(all.slice(from + 1));
    }
  });

  it('of a coalesced channel is the newest state of what changed since', async () => {
    const { hub, connect, deliver } = startHub();
    const old = await order();
    const after = await deliver();
    const changed = await order();
    await executions.take(changed, 'w1');
    await step(changed, 1);
    const last = await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, 'global', after);
    await browser.until(m => m.type === 'updates' && m.id === last);
    const told = browser.updates().flatMap(f => f.payload);
    expect(told).toEqual([
      expect.objectContaining({
        payload: expect.objectContaining({ id: changed, current_step: 1 }),
      }),
    ]);
    expect(JSON.stringify(told)).not.toContain(old);
  });

  it('that comes from the future is none', async () => {
    const { hub, connect, deliver } = startHub();
    const id = await order();
    await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, `test:${id}`, 1_000_000);
    await executions.take(id, 'w1');
    await deliver();
    await browser.until(m => m.type === 'test_update');
    expect(browser.eventsOf(id)).toEqual((await eventIds(id)).slice(1));
  });

  it('goes on when the channel is asked for again meanwhile', async () => {
    const { hub, connect, deliver } = startHub();
    const id = await order();
    await executions.take(id, 'w1');
    await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, `test:${id}`, 0);
    hub.follow(socket, `test:${id}`, 0);
    await browser.until(() => browser.eventsOf(id).length === 2);
    await step(id, 1);
    await deliver();
    await browser.until(() => browser.eventsOf(id).length === 3);
    expect(browser.eventsOf(id)).toEqual(await eventIds(id));
  });

  it('goes on when the channel is asked for again without after', async () => {
    const { hub, connect, deliver } = startHub();
    const id = await order();
    await executions.take(id, 'w1');
    const now = await deliver();
    const { browser, socket } = await connect();
    expect(hub.follow(socket, `test:${id}`, 0)).toBe(0);
    // The page must not believe that it has been told everything
    expect(hub.follow(socket, `test:${id}`)).toBe(0);
    await browser.until(() => browser.eventsOf(id).length === 2);
    expect(browser.eventsOf(id)).toEqual(await eventIds(id));
    await step(id, 1);
    await deliver();
    await browser.until(() => browser.eventsOf(id).length === 3);
    expect(browser.eventsOf(id)).toEqual(await eventIds(id));
    expect(hub.follow(socket, `test:${id}`)).toBeGreaterThan(now);
  });

  it('that brings the end of the test leaves the channel', async () => {
    const { hub, connect, deliver } = startHub();
    const id = await order();
    await executions.take(id, 'w1');
    await executions.end(id, 1, success);
    await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, `test:${id}`, 0);
    await browser.until(m => m.type === 'test_completed');
    expect(browser.eventsOf(id)).toEqual(await eventIds(id));
    expect(socket.channels.has(`test:${id}`)).toBe(false);
  });

  it('of events that are gone is answered with resync, and goes on from there', async () => {
    const { hub, connect, deliver } = startHub();
    for (let i = 0; i < 5; i++) await order();
    const now = await deliver();
    await knex('feed_events').where('id', '<', now).delete();
    const { browser, socket } = await connect();
    hub.follow(socket, 'global', 1);
    expect(await browser.until(m => m.type === 'resync')).toEqual({
      type: 'resync',
      channel: 'global',
      id: now,
    });
    await order();
    const next = await deliver();
    await browser.until(m => m.type === 'updates' && m.id === next);
    expect(browser.updates()[0].payload).toHaveLength(1);
  });

  it('of more events than a page could use is answered with resync', async () => {
    const { hub, connect, deliver } = startHub();
    const id = await order();
    await knex.raw(
      `INSERT INTO feed_events (channel, type, test_id, payload)
       SELECT 'test', 'test_update', ?, '{"kind": "step_retry"}'
       FROM generate_series(1, 10000)`,
      [id],
    );
    const now = await deliver();
    const { browser, socket } = await connect();
    for (const channel of ['global', `test:${id}`]) {
      hub.follow(socket, channel, 0);
      expect(
        await browser.until(m => m.type === 'resync' && m.channel === channel),
      ).toMatchObject({ id: now });
    }
    expect(browser.eventsOf(id)).toEqual([]);
  });
});

describe('a slow reader', () => {
  /** Sends what nobody reads until the buffers are full. */
  function fill(socket: LiveSocket) {
    const message = 'x'.repeat(64 * 1024);
    while (socket.keepsUp) socket.send({ type: 'error', message });
  }

  it('falls behind, costs nothing, and catches up with everything', async () => {
    const { connect, deliver } = startHub();
    const id = await order();
    await executions.take(id, 'w1');
    await deliver();
    const channels = ['global', `test:${id}`];
    const { browser, socket } = await connect({ channels });
    const { browser: quick } = await connect({ channels });
    browser.pause();
    fill(socket);
    const full = socket.ws.bufferedAmount;

    const [event] = transition(id, [endedStep(1)]).events;
    for (let i = 0; i < 50; i++) {
      await writer.write(transition(id, [], { events: [event] }));
      await deliver();
    }
    await step(id, 1);
    const last = await deliver();
    await quick.until(m => m.type === 'updates' && m.id === last);
    expect(socket.channels.get(`test:${id}`)?.mode).toBe('behind');
    expect(socket.ws.bufferedAmount).toBeLessThanOrEqual(full);

    browser.resume();
    await browser.until(m => m.type === 'updates' && m.id === last);
    await browser.until(() => browser.eventsOf(id).at(-1) === last);
    expect(browser.eventsOf(id)).toEqual((await eventIds(id)).slice(2));
    expect(browser.updates().at(-1)?.payload).toEqual([
      expect.objectContaining({
        payload: expect.objectContaining({ id, current_step: 1 }),
      }),
    ]);

    // And is as quick as the others again
    await step(id, 2);
    await deliver();
    const next = (await eventIds(id)).at(-1);
    await browser.until(() => browser.eventsOf(id).at(-1) === next);
    expect(socket.channels.get(`test:${id}`)?.mode).toBe('live');
    expect(browser.eventsOf(id)).toEqual((await eventIds(id)).slice(2));
  });

  it('that is hopeless is closed, and told to come back', async () => {
    const { connect } = startHub();
    const { browser, socket, ws } = await connect({ channels: ['global'] });
    browser.pause();
    const message = 'x'.repeat(1024 * 1024);
    while (socket.ws.bufferedAmount <= 4 * 1024 * 1024) {
      socket.send({ type: 'error', message });
    }
    socket.closeIfTooSlow(Date.now());
    const closed = once(ws, 'close');
    browser.resume();
    const [code, reason] = await closed;
    expect(code).toBe(4408);
    expect(String(reason)).toContain('after');
  });
});
