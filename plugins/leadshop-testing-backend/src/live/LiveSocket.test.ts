import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { mockCredentials } from '@backstage/backend-test-utils';
import { WebSocket, WebSocketServer } from 'ws';
import { LiveFrame } from './LiveFrame';
import { LiveSocket, Subscription } from './LiveSocket';

let http: Server;
let server: WebSocketServer;
const opened: WebSocket[] = [];

beforeAll(async () => {
  http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  server = new WebSocketServer({ server: http, perMessageDeflate: false });
});
afterEach(async () => {
  for (const ws of opened.splice(0)) {
    ws.resume();
    ws.terminate();
    if (ws.readyState !== WebSocket.CLOSED) await once(ws, 'close');
  }
});
afterAll(() => new Promise(resolve => http.close(resolve)));

async function connected() {
  const { port } = http.address() as AddressInfo;
  const ws = new WebSocket(`ws://127.0.0.1:${port}`);
  opened.push(ws);
  const heard: string[] = [];
  ws.on('message', data => heard.push(String(data)));
  const [[accepted]] = await Promise.all([
    once(server, 'connection') as Promise<[WebSocket]>,
    once(ws, 'open'),
  ]);
  const socket = new LiveSocket({
    ws: accepted,
    userRef: 'user:default/ann',
    credentials: mockCredentials.user(),
  });
  const subscription: Subscription = {
    sent: 10,
    mode: 'live',
    replaying: false,
  };
  socket.channels.set('global', subscription);
  /** What has arrived; the pong comes after everything sent before it. */
  const received = async () => {
    const pong = once(ws, 'ping');
    accepted.ping();
    await pong;
    return heard;
  };
  return { ws, socket, subscription, received };
}

const frame = (message: string) => new LiveFrame({ type: 'error', message });

/** Lets the client stop reading, and fills the buffers. */
function stuff({ ws, socket }: { ws: WebSocket; socket: LiveSocket }) {
  ws.pause();
  const message = 'x'.repeat(64 * 1024);
  while (socket.keepsUp) socket.send({ type: 'error', message });
}

describe('pass', () => {
  it('sends frames and remembers up to where', async () => {
    const { socket, subscription, received } = await connected();
    socket.pass('global', [frame('a'), frame('b')], 12);
    expect(subscription.sent).toBe(12);
    expect(await received()).toEqual(
      ['a', 'b'].map(message => JSON.stringify({ type: 'error', message })),
    );
  });

  it('sends nothing twice, and nothing that nobody follows', async () => {
    const { socket, subscription, received } = await connected();
    socket.pass('global', [frame('old')], 10);
    socket.pass('other', [frame('not mine')], 11);
    subscription.mode = 'behind';
    socket.pass('global', [frame('later')], 11);
    expect(subscription.sent).toBe(10);
    expect(await received()).toEqual([]);
  });

  it('lets a channel fall behind when the reader is slow', async () => {
    const connection = await connected();
    const { socket, subscription } = connection;
    stuff(connection);
    const before = socket.ws.bufferedAmount;
    // Nothing to tell is told to anybody
    socket.pass('global', [], 11);
    expect(subscription).toMatchObject({ sent: 11, mode: 'live' });
    socket.pass('global', [frame('frame')], 12);
    expect(subscription).toMatchObject({ sent: 11, mode: 'behind' });
    expect(socket.ws.bufferedAmount).toBe(before);
  });

  it('does nothing on a socket that has closed', async () => {
    const { ws, socket, subscription } = await connected();
    const closed = once(socket.ws, 'close');
    ws.terminate();
    await closed;
    socket.pass('global', [frame('frame')], 12);
    socket.send({ type: 'pong' });
    expect(socket.open).toBe(false);
    expect(subscription.sent).toBe(10);
  });
});

describe('closeIfTooSlow', () => {
  const LATER = 30_001;

  it('gives a slow reader half a minute', async () => {
    const connection = await connected();
    const { ws, socket } = connection;
    stuff(connection);
    socket.pass('global', [frame('frame')], 12);
    const behindSince = Date.now();
    socket.closeIfTooSlow(behindSince + 29_000);
    expect(socket.open).toBe(true);
    socket.closeIfTooSlow(behindSince + LATER);
    expect(socket.open).toBe(false);
    ws.resume();
    const [code] = await once(ws, 'close');
    expect(code).toBe(4408);
  });

  it('forgives a reader who has caught up', async () => {
    const connection = await connected();
    const { ws, socket, subscription, received } = connection;
    stuff(connection);
    socket.pass('global', [frame('frame')], 12);
    ws.resume();
    await received();
    expect(socket.keepsUp).toBe(true);
    socket.closeIfTooSlow(Date.now());
    subscription.mode = 'live';
    socket.closeIfTooSlow(Date.now() + LATER);
    expect(socket.open).toBe(true);
  });

  it('leaves alone who keeps up', async () => {
    const { socket } = await connected();
    socket.closeIfTooSlow(Date.now() + LATER);
    expect(socket.open).toBe(true);
  });
});

describe('mayTalk', () => {
  it('allows a burst of a hundred and twenty messages a second', async () => {
    const { socket } = await connected();
    const start = Date.now();
    const talk = (times: number, at: number) =>
      Array.from({ length: times }, () => socket.mayTalk(start + at)).filter(
        Boolean,
      ).length;
    expect(talk(100, 1)).toBe(100);
    expect(talk(5, 1)).toBe(0);
    // Going on talking costs more, so that a flood does not pay
    expect(talk(30, 1_001)).toBeLessThanOrEqual(20);
    expect(talk(200, 600_000)).toBe(100);
  });
});
