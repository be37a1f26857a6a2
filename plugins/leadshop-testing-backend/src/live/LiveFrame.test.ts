/* Frames made by hand, read by the library that browsers' are like. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { ServerMessage } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LiveFrame } from './LiveFrame';

const http = createServer();
const server = new WebSocketServer({
  server: http,
  perMessageDeflate: {
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    threshold: Infinity,
  },
});

beforeAll(async () => {
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
});
afterAll(() => {
  server.close();
  http.close();
});

/** Sizes on both sides of each limit of the header and of deflating. */
const SIZES = [0, 60, 200, 1_500, 60_000, 70_000, 300_000];

const message = (size: number): ServerMessage => ({
  type: 'error',
  message: 'Übel '.repeat(size / 5),
});

it.each([
  ['a browser that deflates', true],
  ['one that does not', false],
])('every size reaches %s whole and in order', async (_, deflates) => {
  const { port } = http.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`, {
    perMessageDeflate: deflates,
  });
  const received: unknown[] = [];
  const all = new Promise<void>(resolve => {
    client.on('message', data => {
      received.push(JSON.parse(String(data)));
      if (received.length === SIZES.length * 3) resolve();
    });
  });
  const [ws, request] = (await once(server, 'connection')) as [
    WebSocket,
    { socket: Socket },
  ];
  expect(ws.extensions).toBe(deflates ? 'permessage-deflate' : '');
  const sent: unknown[] = [];
  for (const size of SIZES) {
    const frame = new LiveFrame(message(size));
    // Made once, sent often, between messages of the library's own
    request.socket.write(frame.bytes(deflates));
    ws.send(JSON.stringify({ type: 'pong', size }));
    request.socket.write(frame.bytes(deflates));
    sent.push(message(size), { type: 'pong', size }, message(size));
  }
  await all;
  expect(received).toEqual(sent);
  client.terminate();
});

it('deflates what is long enough', () => {
  const long = new LiveFrame(message(10_000));
  expect(long.bytes(true).length).toBeLessThan(long.text.length / 10);
  expect(long.bytes(true)).toBe(long.bytes(true));
  const short = new LiveFrame(message(100));
  expect(short.bytes(true)).toBe(short.bytes(false));
});
