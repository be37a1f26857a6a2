/*
 * A runner of graphile-worker gives up for good when it cannot tell the database
 * for minutes that a job has ended. This one starts another in its place. The new
 * one has a new worker id: jobs that the old one still holds are those of a worker
 * that is dead, and are made available as theirs are.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Runner } from 'graphile-worker';

const AGAIN_MS = 1_000;

/** A runner with the id of its worker. */
export interface StartedRunner {
  runner: Runner;
  workerId: string;
}

/** A runner that lasts until it is stopped. */
export class LastingRunner {
  readonly #start: () => Promise<StartedRunner>;
  readonly #logger: LoggerService;
  readonly #stopping = new AbortController();
  #current: StartedRunner;
  #watching: Promise<void>;

  /** @throws what the first start threw. */
  static async start(
    start: () => Promise<StartedRunner>,
    logger: LoggerService,
  ): Promise<LastingRunner> {
    return new LastingRunner(await start(), start, logger);
  }

  private constructor(
    first: StartedRunner,
    start: () => Promise<StartedRunner>,
    logger: LoggerService,
  ) {
    this.#current = first;
    this.#start = start;
    this.#logger = logger;
    this.#watching = this.#watch();
  }

  /** What `locked_by` of its jobs holds. */
  get workerId(): string {
    return this.#current.workerId;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      // The library says why it gave up; its promise often does not
      const reason = await this.#current.runner.promise.catch(error => error);
      if (signal.aborted) return;
      this.#logger.error('The queue stopped working', reason);
      await this.#startAgain(signal);
    }
  }

  async #startAgain(signal: AbortSignal): Promise<void> {
    for (;;) {
      // One that ends as soon as it has started is not started in a hurry
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        this.#current = await this.#start();
        this.#logger.info('The queue works again');
        if (signal.aborted) await this.#current.runner.stop();
        return;
      } catch (error) {
        this.#logger.warn(`The queue cannot start again yet: ${error}`);
      }
    }
  }

  /** Stops taking jobs, and waits for those under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    // One that gave up by itself has nothing left to stop
    await this.#current.runner.stop().catch(() => {});
    await this.#watching;
  }
}
