/*
 * The yardstick: a bare `ws` server that sends frames of given sizes to all its
 * sockets, and tells when it began to send each.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { collect } from './collect';
import { EVENTS_PER_FRAME } from './bareTimes';
import { obeyOrders } from './orders';

/** What the benchmark tells the yardstick. */
export type BareOrder =
  | { do: 'listen' | 'collect' }
  | { do: 'broadcast'; sizes: number[]; every: number };

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

/** A frame of this size that says its number as the feed does. */
function frameOf(id: number, size: number): string {
  const head = `{"type":"updates","id":${id},"channel":"global","payload":"`;
  return `${head}${'x'.repeat(Math.max(0, size - head.length - 2))}"}`;
}

async function broadcast(sizes: number[], every: number): Promise<number[]> {
  const sent: number[] = [];
  await new Promise<void>(resolve => {
    const timer = setInterval(() => {
      const id = (sent.length + 1) * EVENTS_PER_FRAME;
      const frame = frameOf(id, sizes[sent.length]);
      sent.push(performance.timeOrigin + performance.now());
      for (const socket of sockets.clients) socket.send(frame);
      if (sent.length < sizes.length) return;
      clearInterval(timer);
      resolve();
    }, every);
  });
  return sent;
}

async function obey(order: BareOrder): Promise<unknown> {
  switch (order.do) {
    case 'listen':
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    case 'collect':
      return collect();
    default:
      return broadcast(order.sizes, order.every);
  }
}

obeyOrders(obey);
