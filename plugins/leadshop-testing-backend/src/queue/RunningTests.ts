/** The replica is stopping: another one goes on with this test. */
export class HandBack extends Error {
  constructor() {
    super('Handed back because this backend is stopping');
    this.name = 'HandBack';
  }
}

/** Somebody asked for the test to be cancelled. */
export class Cancelled extends Error {
  constructor() {
    super('Cancelled');
    this.name = 'Cancelled';
  }
}

/** A later attempt owns the test: whatever this one does is void. */
export class FencedError extends Error {
  constructor(testId: string) {
    super(`Another worker has taken test ${testId}`);
    this.name = 'FencedError';
  }
}

/** The tests that this replica is running, and how to stop each. */
export class RunningTests {
  readonly #controllers = new Map<string, AbortController>();
  #handedBack: string[] = [];
  #over: HandBack | undefined;

  /** @returns the signal that the test's run must obey */
  add(testId: string): AbortSignal {
    const controller = new AbortController();
    this.#controllers.set(testId, controller);
    // Its job was on the way to us when all had to stop
    if (this.#over) this.#handBack(testId, controller, this.#over);
    return controller.signal;
  }

  /**
   * Forgets a run that has ended. A later run of the same test, taken up here
   * after this one lost it, stays.
   */
  remove(testId: string, signal: AbortSignal): void {
    if (this.#controllers.get(testId)?.signal === signal) {
      this.#controllers.delete(testId);
    }
  }

  /** Stops a test because of a cancellation; nothing when it is not here. */
  cancel(testId: string): void {
    this.#controllers.get(testId)?.abort(new Cancelled());
  }

  /** Stops all tests, to be handed back; also those that come from now on. */
  abortAll(reason: HandBack): void {
    this.#over = reason;
    for (const [testId, controller] of this.#controllers) {
      this.#handBack(testId, controller, reason);
    }
  }

  #handBack(testId: string, controller: AbortController, reason: HandBack) {
    this.#handedBack.push(testId);
    controller.abort(reason);
  }

  /** The tests that {@link RunningTests.abortAll} stopped. */
  takeHandedBack(): string[] {
    const taken = this.#handedBack;
    this.#handedBack = [];
    return taken;
  }

  get size(): number {
    return this.#controllers.size;
  }
}
