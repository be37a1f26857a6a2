/** @jest-environment node */
import { once } from 'node:events';
import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { ResponseError } from '@backstage/errors';
import {
  LIVE_PROTOCOL,
  PERMISSION_NAMES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Me } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { WebSocket, WebSocketServer } from 'ws';
import { endedTest, runningTest, testEvent } from '../__testUtils__/executions';
import { LiveConnection, LiveTiming } from './LiveConnection';
import type { LiveNews, LiveState } from './LiveFeed';

/** A server's side of one socket: what came in, and a way to answer. */
class Peer {
  readonly #inbox: unknown[] = [];
  readonly #waiting: ((message: unknown) => void)[] = [];

  constructor(readonly socket: WebSocket, readonly request: IncomingMessage) {
    socket.on('message', data => {
      const message = JSON.parse(String(data));
      const next = this.#waiting.shift();
      if (next) {
        next(message);
      } else {
        this.#inbox.push(message);
      }
    });
  }

  /** The next message of the client. */
  async next(): Promise<unknown> {
    return this.#inbox.length > 0
      ? this.#inbox.shift()
      : new Promise(resolve => this.#waiting.push(resolve));
  }

  send(message: unknown): void {
    this.socket.send(
      typeof message === 'string' ? message : JSON.stringify(message),
    );
  }
}

const QUICK: Partial<LiveTiming> = {
  firstRetry: 5,
  lastRetry: 20,
  staleAfter: 1_000_000,
  linger: 1,
};

describe('LiveConnection', () => {
  let server: Server;
  let sockets: WebSocketServer;
  let connection: LiveConnection;
  let peers: Peer[];
  let onPeer: ((peer: Peer) => void)[];
  /** Status that refuses the next handshakes. */
  let refuseWith: number | undefined;
  let handshakes: number;
  let me: () => Promise<Me>;
  let token: string;
  let subscriptions: (() => void)[];

  const allowed: Me = {
    user_ref: 'user:default/qa-tester',
    kind: 'user',
    grants: [],
    roles: ['qa_tester'],
    permissions: [...PERMISSION_NAMES],
  };

  const nextPeer = () =>
    new Promise<Peer>(resolve => {
      const peer = peers.shift();
      if (peer) {
        resolve(peer);
      } else {
        onPeer.push(resolve);
      }
    });

  const connect = (timing: Partial<LiveTiming> = {}) => {
    const { port } = server.address() as AddressInfo;
    connection = new LiveConnection({
      discoveryApi: {
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      },
      identityApi: { getCredentials: async () => ({ token }) },
      api: { getMe: () => me() },
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      timing: { ...QUICK, ...timing },
    });
  };

  /** Listens, and hands out the news one by one. */
  const listen = (channel: string) => {
    const inbox: LiveNews[] = [];
    const waiting: ((news: LiveNews) => void)[] = [];
    const unsubscribe = connection.subscribe(channel, news => {
      const next = waiting.shift();
      if (next) {
        next(news);
      } else {
        inbox.push(news);
      }
    });
    subscriptions.push(unsubscribe);
    return {
      unsubscribe,
      next: async () =>
        inbox.shift() ??
        new Promise<LiveNews>(resolve => waiting.push(resolve)),
    };
  };

  const untilState = (wanted: (state: LiveState) => boolean) =>
    new Promise<LiveState>(resolve => {
      if (wanted(connection.getState())) {
        resolve(connection.getState());
        return;
      }
      const stop = connection.onState(state => {
        if (wanted(state)) {
          stop();
          resolve(state);
        }
      });
    });

  beforeEach(async () => {
    peers = [];
    onPeer = [];
    subscriptions = [];
    handshakes = 0;
    refuseWith = undefined;
    token = 'token-1';
    me = async () => allowed;
    sockets = new WebSocketServer({
      noServer: true,
      handleProtocols: () => LIVE_PROTOCOL,
    });
    server = createServer();
    server.on('upgrade', (request, socket, head) => {
      handshakes++;
      if (refuseWith) {
        socket.end(`HTTP/1.1 ${refuseWith} No\r\nConnection: close\r\n\r\n`);
        return;
      }
      sockets.handleUpgrade(request, socket, head, ws => {
        const peer = new Peer(ws, request);
        const next = onPeer.shift();
        if (next) {
          next(peer);
        } else {
          peers.push(peer);
        }
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    connect();
  });

  afterEach(async () => {
    subscriptions.forEach(unsubscribe => unsubscribe());
    await untilState(state => state.status === 'idle');
    sockets.clients.forEach(client => client.terminate());
    server.close();
    await once(server, 'close');
  });

  it('offers the protocol and the token, and subscribes', async () => {
    listen('global');
    const peer = await nextPeer();
    expect(peer.request.url).toBe('/api/leadshop-testing/v1/ws');
    expect(peer.request.headers['sec-websocket-protocol']).toBe(
      `${LIVE_PROTOCOL},token-1`,
    );
    expect(await peer.next()).toEqual({
      type: 'subscribe',
      channels: ['global'],
    });
  });

  it('shares one socket and subscribes a channel once', async () => {
    const first = listen('global');
    const second = listen('global');
    const peer = await nextPeer();
    await peer.next();
    peer.send({ type: 'updates', id: 1, channel: 'global', payload: [] });
    const news = { type: 'updates', updates: [] };
    expect(await first.next()).toEqual(news);
    expect(await second.next()).toEqual(news);
    expect(handshakes).toBe(1);
    first.unsubscribe();
    // Had it told the server, this would not be the next message.
    listen('batch:11111111-1111-4111-8111-111111111111');
    expect(await peer.next()).toMatchObject({ type: 'subscribe' });
  });

  it('leaves global alone when only a test is watched', async () => {
    listen(`test:${runningTest(1).id}`);
    const peer = await nextPeer();
    expect(await peer.next()).toEqual({
      type: 'subscribe',
      channels: [`test:${runningTest(1).id}`],
    });
    expect(await peer.next()).toEqual({
      type: 'unsubscribe',
      channels: ['global'],
    });
  });

  it('hands on the updates and the events of a test', async () => {
    const test = endedTest(1);
    const channel = `test:${test.id}`;
    const global = listen('global');
    const single = listen(channel);
    const peer = await nextPeer();
    peer.send({
      type: 'updates',
      id: 4,
      channel: 'global',
      payload: [{ type: 'test_completed', payload: test }],
    });
    expect(await global.next()).toMatchObject({
      type: 'updates',
      updates: [{ type: 'test_completed', payload: { id: test.id } }],
    });
    const event = testEvent(5, { kind: 'ended' });
    peer.send({
      type: 'test_completed',
      id: 5,
      channel,
      payload: { ...test, event },
    });
    expect(await single.next()).toMatchObject({
      type: 'test',
      completed: true,
      test: { id: test.id, event: { id: 5 } },
    });
  });

  it('asks for what it missed after a loss, channel by channel', async () => {
    const channel = `test:${runningTest(1).id}`;
    const global = listen('global');
    const single = listen(channel);
    const first = await nextPeer();
    first.send({ type: 'subscribed', channels: ['global', channel], id: 10 });
    await global.next();
    await single.next();
    first.send({
      type: 'test_update',
      id: 14,
      channel,
      payload: { ...runningTest(1), event: testEvent(14) },
    });
    await single.next();
    first.socket.close(1012);
    const second = await nextPeer();
    expect([await second.next(), await second.next()]).toEqual([
      { type: 'subscribe', channels: ['global'], after: 10 },
      { type: 'subscribe', channels: [channel], after: 14 },
    ]);
  });

  it('does not take news for a replay that has not begun', async () => {
    const global = listen('global');
    const first = await nextPeer();
    first.send({ type: 'subscribed', channels: ['global'], id: 10 });
    await global.next();
    first.socket.terminate();
    // The server starts the socket on global by itself, and its news overtakes.
    const second = await nextPeer();
    second.send({ type: 'subscribed', channels: ['global'], id: 30 });
    second.send({ type: 'updates', id: 31, channel: 'global', payload: [] });
    await global.next();
    await global.next();
    second.socket.terminate();
    const third = await nextPeer();
    expect(await third.next()).toMatchObject({ after: 10 });
    third.send({ type: 'subscribed', channels: ['global'], id: 10 });
    third.send({ type: 'updates', id: 32, channel: 'global', payload: [] });
    await global.next();
    await global.next();
    third.socket.terminate();
    const fourth = await nextPeer();
    expect(await fourth.next()).toMatchObject({ after: 32 });
  });

  it.each([1012, 4401, 4408, 4429])('comes back after code %d', async code => {
    listen('global');
    const first = await nextPeer();
    token = 'token-2';
    first.socket.close(code);
    const second = await nextPeer();
    expect(second.request.headers['sec-websocket-protocol']).toContain(
      'token-2',
    );
  });

  it('stops when the permission was withdrawn, until asked', async () => {
    listen('global');
    const first = await nextPeer();
    first.socket.close(4403);
    const state = await untilState(({ status }) => status === 'refused');
    expect(state).toMatchObject({ stale: false });
    expect(state.problem).toBe('withdrawn');
    expect(handshakes).toBe(1);
    connection.reconnect();
    await nextPeer();
  });

  it('stops when /me says that the user may not see results', async () => {
    refuseWith = 403;
    me = async () => ({ ...allowed, permissions: [] });
    listen('global');
    const state = await untilState(({ status }) => status === 'refused');
    expect(state.problem).toBe('forbidden');
    expect(handshakes).toBe(1);
  });

  it('tells an ended session from an outage, and tries on', async () => {
    refuseWith = 401;
    me = async () => {
      throw await ResponseError.fromResponse(
        new Response('{}', { status: 401 }),
      );
    };
    listen('global');
    const state = await untilState(({ status }) => status === 'waiting');
    expect(state.problem).toBe('signedOut');
    refuseWith = undefined;
    await nextPeer();
  });

  it('survives an outage', async () => {
    refuseWith = 503;
    me = async () => {
      throw new TypeError('Failed to fetch');
    };
    listen('global');
    const state = await untilState(({ status }) => status === 'waiting');
    expect(state.problem).toBe('unreachable');
    refuseWith = undefined;
    await nextPeer();
    expect((await untilState(({ status }) => status === 'open')).stale).toBe(
      false,
    );
  });

  it('calls itself stale while it is away, and no longer when back', async () => {
    connect({ staleAfter: 1 });
    refuseWith = 503;
    listen('global');
    await untilState(({ stale }) => stale);
    refuseWith = undefined;
    await nextPeer();
    expect(await untilState(({ status }) => status === 'open')).toEqual({
      status: 'open',
      stale: false,
    });
  });

  it('pings a silent server and leaves it when it stays silent', async () => {
    connect({ pingEvery: 1, pongWithin: 1 });
    listen('global');
    const first = await nextPeer();
    await first.next();
    expect(await first.next()).toEqual({ type: 'ping' });
    await nextPeer();
  });

  it('asks to read again after a frame that it does not know', async () => {
    const global = listen('global');
    const peer = await nextPeer();
    peer.send('not json');
    peer.send({ type: 'updates', id: 1, channel: 'global', payload: 'what' });
    expect(await global.next()).toEqual({ type: 'resync' });
  });

  it('tells a listener that its channel was refused', async () => {
    const global = listen('global');
    const peer = await nextPeer();
    peer.send({ type: 'error', channel: 'global', message: 'No' });
    expect(await global.next()).toEqual({ type: 'refused', message: 'No' });
  });

  it('closes when the last listener has left', async () => {
    const global = listen('global');
    const peer = await nextPeer();
    await untilState(({ status }) => status === 'open');
    const closed = once(peer.socket, 'close');
    global.unsubscribe();
    await closed;
    expect(connection.getState().status).toBe('idle');
  });
});
