/* The load generator: a crowd of sockets in a process of its own. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Crowd, CrowdSocket } from './crowd';
import { obeyOrders } from './orders';

/** What the benchmark tells the load generator. */
export type CrowdOrder =
  | {
      do: 'open';
      port: number;
      path: string;
      protocol: string;
      /** One for each user; sockets take them in turn. */
      tokens: string[];
      sockets: number;
    }
  | { do: 'note' | 'take' | 'end' | 'lag' };

const OPENED_AT_ONCE = 16;
/** A page that is refused comes back, too. */
const REFUSED_PAUSE_MS = 1_000;
const MAX_REFUSALS = 60;
const crowd = new Crowd();
/** How late this process is itself. */
const lag = monitorEventLoopDelay({ resolution: 5 });
lag.enable();

async function openOne(to: Parameters<typeof CrowdSocket.open>[1]) {
  for (let refusals = 0; ; refusals++) {
    try {
      await CrowdSocket.open(crowd, to);
      return;
    } catch (error) {
      crowd.refused += 1;
      if (refusals >= MAX_REFUSALS) throw error;
      await sleep(REFUSED_PAUSE_MS);
    }
  }
}

async function open(order: CrowdOrder & { do: 'open' }) {
  const { port, path, protocol, tokens } = order;
  let opened = crowd.sockets.length;
  const openSome = async () => {
    while (opened < order.sockets) {
      const token = tokens[opened++ % tokens.length];
      await openOne({ port, path, protocols: [protocol, token] });
    }
  };
  await Promise.all(Array.from({ length: OPENED_AT_ONCE }, openSome));
  return crowd.sockets.length;
}

async function obey(order: CrowdOrder): Promise<unknown> {
  switch (order.do) {
    case 'open':
      return open(order);
    case 'note':
      lag.reset();
      return crowd.note();
    case 'lag':
      return lag.percentile(99) / 1e6;
    case 'take':
      return crowd.take();
    default:
      return crowd.end();
  }
}

obeyOrders(obey);
