/* The load generator: a crowd of sockets in a process of its own. */
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
  | { do: 'note' | 'take' | 'end' };

const OPENED_AT_ONCE = 32;
const crowd = new Crowd();

async function open(order: CrowdOrder & { do: 'open' }) {
  const { port, path, protocol, tokens } = order;
  let opened = crowd.sockets.length;
  const openSome = async () => {
    while (opened < order.sockets) {
      const token = tokens[opened++ % tokens.length];
      await CrowdSocket.open(crowd, {
        port,
        path,
        protocols: [protocol, token],
      });
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
      return crowd.note();
    case 'take':
      return crowd.take();
    default:
      return crowd.end();
  }
}

obeyOrders(obey);
