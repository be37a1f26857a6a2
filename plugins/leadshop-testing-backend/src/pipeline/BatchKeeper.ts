/*
 * Keeps running batches up to date, every second while there are any. One
 * replica at a time does it, whichever comes first. Counting a large batch takes
 * a while: then the pause is longer, so that counting never takes more than a
 * tenth of a database core.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { BatchProgress } from '../store/BatchProgress';

const EVERY_MS = 1_000;
const PAUSE_FACTOR = 9;

/** What the keeper needs. */
export interface BatchKeeperOptions {
  progress: BatchProgress;
  logger: LoggerService;
  onChange: () => void;
}

/** Refreshes batches until it is stopped. */
export class BatchKeeper {
  readonly #options: BatchKeeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #refreshing: Promise<void> | undefined;
  #stopped = false;

  constructor(options: BatchKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#after(EVERY_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#refreshing;
  }

  #after(pause: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#refreshing = this.#refresh();
    }, pause);
    this.#timer.unref();
  }

  async #refresh(): Promise<void> {
    const { progress, logger, onChange } = this.#options;
    const began = Date.now();
    try {
      if (await progress.refresh()) onChange();
    } catch (error) {
      logger.warn(`Could not bring batches up to date: ${error}`);
    }
    this.#after(Math.max(EVERY_MS, (Date.now() - began) * PAUSE_FACTOR));
  }
}
