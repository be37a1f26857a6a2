/*
 * One signal for "the caller gave up" and "it took too long", with a timer that
 * is cleared when the work ends. AbortSignal.timeout keeps its timer to the
 * end, which adds up at thousands of calls a minute.
 */

/** Limits work in time; dispose of it when the work has ended. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #expired = false;

  constructor(caller: AbortSignal, milliseconds: number) {
    this.#caller = caller;
    this.#timer = setTimeout(() => {
      this.#expired = true;
      this.#controller.abort(new Error(`no end within ${milliseconds} ms`));
    }, milliseconds);
    if (caller.aborted) this.#onCallerAbort();
    else caller.addEventListener('abort', this.#onCallerAbort, { once: true });
  }

  readonly #onCallerAbort = () => this.#controller.abort(this.#caller.reason);

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The time ran out before the caller gave up. */
  get expired(): boolean {
    return this.#expired;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#caller.removeEventListener('abort', this.#onCallerAbort);
  }
}

/**
 * Ends with the work, or with the signal's reason as soon as it aborts; for
 * work that cannot be stopped itself.
 */
export function untilAborted<T>(
  signal: AbortSignal,
  work: Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    work
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
