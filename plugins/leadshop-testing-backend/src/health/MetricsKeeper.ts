/*
 * Folds ended tests into the rollup of metrics, every two seconds, on whichever
 * replica comes first. Answers do not wait for it: what is not folded is read
 * with them. So it needs no waking, and two seconds of tests are read quickly.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { MetricsFold } from '../store/metrics/MetricsFold';

const EVERY_MS = 2_000;
/** A fold that takes long is followed by a pause that is longer. */
const PAUSE_FACTOR = 5;

/** What the keeper needs. */
export interface MetricsKeeperOptions {
  fold: MetricsFold;
  logger: LoggerService;
}

/** Keeps the rollup of metrics up to date. */
export class MetricsKeeper {
  readonly #options: MetricsKeeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #folding: Promise<void> | undefined;
  #stopped = false;

  constructor(options: MetricsKeeperOptions) {
    this.#options = options;
  }

  /** Builds the rollup when there is none, which may take minutes, and keeps it. */
  async start(): Promise<void> {
    const { fold, logger } = this.#options;
    const built = await fold.build();
    if (built > 0) logger.info(`Built the metrics of ${built} tests`);
    this.#after(EVERY_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#folding;
  }

  #after(pause: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#folding = this.#fold();
    }, pause);
    this.#timer.unref();
  }

  async #fold(): Promise<void> {
    const { fold, logger } = this.#options;
    const began = Date.now();
    try {
      await fold.fold();
    } catch (error) {
      logger.warn(`Could not fold ended tests into the metrics: ${error}`);
    }
    this.#after(Math.max(EVERY_MS, (Date.now() - began) * PAUSE_FACTOR));
  }
}
