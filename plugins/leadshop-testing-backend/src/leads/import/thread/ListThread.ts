import { on } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { RequestError } from '../../../api/problems';
import { ReadingOrder, ReadList } from '../checkedLists';
import { roomsOf } from '../RowList';
import { FromThread, MODULE, Refusal, ToThread } from './serveLists';

/** Lists that are made ahead of who reads. */
const AHEAD = 2;
// Some lists, and the longest record that a file may have
const HEAP_LIMIT_MB = 256;
// In the repository the code is TypeScript, and the thread needs what runs it
const FLAGS =
  path.extname(MODULE) === '.ts'
    ? [
        '--require',
        resolvePackagePath('@backstage/cli', 'config/nodeTransform.cjs'),
      ]
    : [];

/** A thread that reads one file at a time. */
export class ListThread {
  readonly #worker: Worker;
  #isFit = true;

  constructor() {
    this.#worker = new Worker(
      resolvePackagePath(
        '@leadshop/backstage-plugin-leadshop-testing-backend',
        'workers/lead-lists.cjs',
      ),
      {
        workerData: { module: MODULE },
        resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
        // Flags of the main thread are not for this one
        execArgv: FLAGS,
      },
    );
    // It ended by itself while nobody read
    this.#worker.on('error', () => {
      this.#isFit = false;
    });
    this.#worker.on('exit', () => {
      this.#isFit = false;
    });
    this.#worker.unref();
  }

  /** Whether it can read a file: it did not end, and read the last one to its end. */
  get isFit(): boolean {
    return this.#isFit;
  }

  /**
   * As `checkedLists`; with an end in the middle of the file the thread ends, too.
   * `order.seen` is the thread's from then on.
   */
  async *read(
    order: ReadingOrder,
    signal: AbortSignal,
  ): AsyncGenerator<ReadList> {
    signal.throwIfAborted();
    const messages = on(this.#worker, 'message', { signal, close: ['exit'] });
    this.#isFit = false;
    this.#worker.ref();
    try {
      this.#tell(
        { read: order, lists: AHEAD },
        order.seen ? [order.seen.buffer as ArrayBuffer] : [],
      );
      for await (const [message] of messages as AsyncIterable<[FromThread]>) {
        if ('list' in message) {
          this.#tell({ more: 1 });
          const rooms = roomsOf(message.list);
          yield {
            ...message,
            release: () => this.#tell({ released: rooms }, rooms),
          };
        } else {
          this.#isFit = true;
          if ('refused' in message) throw refused(message.refused);
          return;
        }
      }
      throw new Error('The thread that reads files ended too early');
    } finally {
      this.#worker.unref();
      if (!this.#isFit) await this.end();
    }
  }

  /** Ends it, whatever it does. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(message: ToThread, handed: ArrayBuffer[] = []) {
    this.#worker.postMessage(message, handed);
  }
}

function refused({ name, message, statusCode }: Refusal): Error {
  if (statusCode !== undefined) {
    return new RequestError(statusCode, name, message);
  }
  return name === 'InputError'
    ? new InputError(message)
    : Object.assign(new Error(message), { name });
}
