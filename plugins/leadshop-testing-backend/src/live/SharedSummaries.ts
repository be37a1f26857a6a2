/*
 * The newest state of tests, read once for all who tell of it: the channel of a
 * test tells each event at once, and up to five waves tell of the same test within
 * the next fifth of a second. What was read is good until something else happens
 * to the test.
 */
import { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Longer than a wave waits for its turn. What no event tells of is no older. */
export const SHARED_MS = 500;
const MAX_SHARED = 2_000;

type Read = Promise<Map<string, ExecutionSummary>>;

/** Where states are read. */
interface Summaries {
  byIds(ids: Iterable<string>): Read;
}

/** Reads tests, and shares what it read. */
export class SharedSummaries {
  readonly #store: Summaries;
  readonly #now: () => number;
  readonly #reads = new Map<string, { read: Read; until: number }>();

  constructor(store: Summaries, now: () => number = () => performance.now()) {
    this.#store = store;
    this.#now = now;
  }

  /** Something has happened to these: what was read of them is old. */
  changed(ids: Iterable<string>): void {
    for (const id of ids) this.#reads.delete(id);
  }

  /** The newest state of these tests; unknown ones are left out. */
  async byIds(ids: Iterable<string>): Read {
    const wanted = new Map([...ids].map(id => [id, this.#known(id)]));
    const missing = [...wanted.keys()].filter(id => !wanted.get(id));
    if (missing.length > 0) {
      const read = this.#read(missing);
      for (const id of missing) wanted.set(id, read);
    }
    const found = new Map<string, ExecutionSummary>();
    for (const [id, read] of wanted) {
      const summary = (await read)?.get(id);
      if (summary) found.set(id, summary);
    }
    return found;
  }

  #known(id: string): Read | undefined {
    const shared = this.#reads.get(id);
    return shared && shared.until > this.#now() ? shared.read : undefined;
  }

  #read(ids: string[]): Read {
    const read = this.#store.byIds(ids);
    if (this.#reads.size + ids.length > MAX_SHARED) this.#reads.clear();
    const until = this.#now() + SHARED_MS;
    for (const id of ids) this.#reads.set(id, { read, until });
    // A failure is told to who asked, and the next one asks again
    read.catch(() => {
      for (const id of ids) {
        if (this.#reads.get(id)?.read === read) this.#reads.delete(id);
      }
    });
    return read;
  }
}
