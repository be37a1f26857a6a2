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
import { SystemStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LiveHub } from '../live/LiveHub';
import { LiveSocket } from '../live/LiveSocket';
import { AlertStore } from '../store/alerts/AlertStore';
import { BatchStore } from '../store/BatchStore';
import { ExecutionStore } from '../store/ExecutionStore';
import { FeedStore } from '../store/FeedStore';
import { ImportList } from '../store/ImportList';
import { OutlineStore } from '../store/outlines';
import { StepWriter } from '../store/StepWriter';
import { SummaryStore } from '../store/SummaryStore';
import { Browser } from './browser';
import { endedStep, migrated, transition, VERSION } from './storedTests';

export const ANN = 'user:default/ann';
export const BOB = 'user:default/bob';
export const STATUS: SystemStatus = {
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

/** How a test ends that succeeds. */
export const success = {
  status: 'success',
  failure_reason: null,
  error_message: null,
} as const;

/** Hubs with browsers on a database; the tests of a file share what is slow. */
class Hubs {
  readonly #databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  knex!: Knex;
  feed!: FeedStore;
  executions!: ExecutionStore;
  writer!: StepWriter;
  #http!: Server;
  #sockets!: WebSocketServer;
  #stop: (() => Promise<void>)[] = [];

  async listen() {
    this.#http = createServer().listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    this.#sockets = new WebSocketServer({
      server: this.#http,
      perMessageDeflate: false,
    });
  }

  close = () => new Promise(resolve => this.#http.close(resolve));

  async begin() {
    this.knex = await migrated(await this.#databases.init('POSTGRES_18'));
    this.feed = new FeedStore(this.knex);
    this.executions = new ExecutionStore(this.knex);
    this.writer = new StepWriter(this.knex, () => {});
  }

  async end() {
    await Promise.all(this.#stop.splice(0).map(each => each()));
  }

  /** A hub on this database, to which the test hands the events on. */
  startHub(status: () => Promise<SystemStatus> = async () => STATUS) {
    const { knex, feed } = this;
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
    this.#stop.push(() => hub.stop());

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
      connect: (options: { userRef?: string; channels?: string[] } = {}) =>
        this.#connect(hub, options),
    };
  }

  async #connect(
    hub: LiveHub,
    { userRef = BOB, channels = [] }: { userRef?: string; channels?: string[] },
  ) {
    const { port } = this.#http.address() as AddressInfo;
    const ws = new WebSocket(`ws://127.0.0.1:${port}`);
    const browser = new Browser(ws);
    const [[server]] = await Promise.all([
      once(this.#sockets, 'connection') as Promise<[WebSocket]>,
      once(ws, 'open'),
    ]);
    const socket = new LiveSocket({
      ws: server,
      userRef,
      credentials: mockCredentials.user(userRef),
    });
    hub.add(socket);
    for (const channel of channels) hub.follow(socket, channel);
    this.#stop.push(async () => {
      hub.remove(socket);
      ws.resume();
      ws.terminate();
      if (server.readyState !== WebSocket.CLOSED) await once(server, 'close');
    });
    return { browser, socket, ws };
  }

  /** Orders a test as the API does. */
  async order(userRef = ANN, fields: { entity_ref?: string } = {}) {
    const id = crypto.randomUUID();
    await this.knex.transaction(trx =>
      this.executions.insert(trx, {
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

  /** Ends a step of a test. */
  step(id: string, number: number) {
    return this.writer.write(transition(id, [endedStep(number)]));
  }

  async eventIds(testId: string): Promise<number[]> {
    const rows = await this.feed.ofTest(testId, { after: 0 }, 10_000);
    return rows.map(row => Number(row.id));
  }
}

/** Hubs for the tests of a file; each test has a database of its own. */
export function hubsForTests(): Hubs {
  const hubs = new Hubs();
  beforeAll(() => hubs.listen());
  afterAll(() => hubs.close());
  beforeEach(() => hubs.begin());
  afterEach(() => hubs.end());
  return hubs;
}
