/*
 * How long the event loop was kept from its work. A busy machine takes the
 * processor away from a process for longer than anything here should last, so
 * that a turn counts with the time of the processor that it took, if that is
 * less than what the clock says. It is the time of the event loop's own thread:
 * what an import's thread or the collector's threads compute beside it, keeps
 * nobody waiting.
 */
import { readFileSync } from 'fs';

/** Longer must no input keep the event loop from everybody else's. */
export const MAX_STALL_MS = 200;

const EVERY_MS = 10;

/** Watches the event loop of this process. */
export class EventLoopWatch {
  readonly #timer: NodeJS.Timeout;
  #at = performance.now();
  #used = processorMs();
  #longest = 0;

  constructor() {
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  #look() {
    const now = performance.now();
    const used = processorMs();
    const busy = Math.min(now - this.#at, used - this.#used) - EVERY_MS;
    this.#longest = Math.max(this.#longest, busy);
    this.#at = now;
    this.#used = used;
  }

  /** The longest that one turn took since this was asked before, in ms. */
  longest(): number {
    this.#look();
    const longest = this.#longest;
    this.#longest = 0;
    return Math.round(longest);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/**
 * The time of the processor that this thread has taken: the first figure of
 * Linux' `schedstat`, in nanoseconds. Elsewhere that of the whole process.
 */
function processorMs(): number {
  try {
    const [onProcessor] = readFileSync(
      '/proc/thread-self/schedstat',
      'latin1',
    ).split(' ');
    return Number(onProcessor) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}
