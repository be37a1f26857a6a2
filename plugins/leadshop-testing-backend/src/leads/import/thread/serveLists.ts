/*
 * The thread's side, which workers/lead-lists.cjs starts. It gets `{ read }`, and
 * says `{ list, share }` as often as it was allowed to by `{ more }`, at last
 * `{ end }`; or `{ refused }` at any time. Then it can read the next file. The room
 * of lists goes there and back: `{ released }` lists can be overwritten.
 */
import { MessagePort, parentPort, workerData } from 'node:worker_threads';
import { isError } from '@backstage/errors';
import { RequestError } from '../../../api/problems';
import { checkedLists, ReadingOrder } from '../checkedLists';
import { RowList, roomsOf } from '../RowList';

/** What the thread is told. */
export type ToThread =
  | { read: ReadingOrder; lists: number }
  | { more: number }
  | { released: ArrayBuffer[] };

/** Why a file cannot be read. */
export interface Refusal {
  name: string;
  message: string;
  /** Of a RequestError. */
  statusCode: number | undefined;
}

/** What the thread says. */
export type FromThread =
  | { list: RowList; share: number }
  | { end: true }
  | { refused: Refusal };

/** How many lists may be sent. */
class Allowance {
  #lists = 0;
  #wake = () => {};

  add(lists: number): void {
    this.#lists += lists;
    this.#wake();
  }

  async use(): Promise<void> {
    if (this.#lists === 0) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    this.#lists -= 1;
  }
}

/** Reads what it is told to, one file after the other. */
function serveLists(port: MessagePort): void {
  let allowance = new Allowance();
  const rooms: ArrayBuffer[] = [];
  port.on('message', (message: ToThread) => {
    if ('more' in message) {
      allowance.add(message.more);
      return;
    }
    if ('released' in message) {
      rooms.push(...message.released);
      return;
    }
    allowance = new Allowance();
    allowance.add(message.lists);
    read(port, message.read, { allowance, rooms });
  });
}

async function read(
  port: MessagePort,
  order: ReadingOrder,
  { allowance, rooms }: { allowance: Allowance; rooms: ArrayBuffer[] },
): Promise<void> {
  const say = (message: FromThread, handed: ArrayBuffer[] = []) =>
    port.postMessage(message, handed);
  try {
    // Who does not want it any more ends the thread
    const { signal } = new AbortController();
    for await (const { list, share } of checkedLists(order, signal, rooms)) {
      await allowance.use();
      say({ list, share }, roomsOf(list));
    }
    say({ end: true });
  } catch (error) {
    say({ refused: refusal(error) });
  }
}

function refusal(error: unknown): Refusal {
  const { name, message } = isError(error) ? error : new Error(String(error));
  const statusCode =
    error instanceof RequestError ? error.statusCode : undefined;
  return { name, message, statusCode };
}

/** Where this is; a thread that is started with it as `workerData.module` serves. */
export const MODULE = __filename;

if (parentPort && workerData?.module === MODULE) serveLists(parentPort);
