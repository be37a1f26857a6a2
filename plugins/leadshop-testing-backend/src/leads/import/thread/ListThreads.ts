import { ReadingOrder, ReadList } from '../checkedLists';
import { ListThread } from './ListThread';

/** An idle thread takes some memory, and starting one as long as a thousand rows. */
const KEPT_MS = 60_000;

/** Threads that read files. One of them waits for the next file for a while. */
export class ListThreads {
  #idle: ListThread | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** Starts a thread for a file that is still to come. */
  warm(): void {
    if (!this.#isClosed) this.#keep(this.#taken());
  }

  /** Reads a file, as `checkedLists`. */
  async *read(
    order: ReadingOrder,
    signal: AbortSignal,
  ): AsyncGenerator<ReadList> {
    const thread = this.#taken();
    try {
      yield* thread.read(order, signal);
    } finally {
      this.#keep(thread);
    }
  }

  /** Ends the thread that waits, and those that read as soon as they have. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#idle?.end();
  }

  #taken(): ListThread {
    clearTimeout(this.#timer);
    const idle = this.#idle;
    this.#idle = undefined;
    return idle?.isFit ? idle : new ListThread();
  }

  #keep(thread: ListThread) {
    if (this.#isClosed || !thread.isFit || this.#idle) {
      thread.end();
      return;
    }
    this.#idle = thread;
    this.#timer = setTimeout(() => {
      this.#idle = undefined;
      thread.end();
    }, KEPT_MS);
    this.#timer.unref();
  }
}
