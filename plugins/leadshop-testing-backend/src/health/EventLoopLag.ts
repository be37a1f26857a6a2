import { IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** The lag is measured by a timer of this period. */
const RESOLUTION_MS = 10;

/** How late the event loop came to what was due, since the last reading. */
export class EventLoopLag {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({
    resolution: RESOLUTION_MS,
  });

  /** Begins to measure; so does the first reading. */
  start(): void {
    this.#histogram.enable();
  }

  stop(): void {
    this.#histogram.disable();
  }

  /** Milliseconds, null the first time; its own period is no lag. */
  read(): { event_loop_lag: number | null; event_loop_lag_max: number | null } {
    this.#histogram.enable();
    if (this.#histogram.count === 0) {
      return { event_loop_lag: null, event_loop_lag_max: null };
    }
    const p99 = this.#histogram.percentile(99);
    const { max } = this.#histogram;
    this.#histogram.reset();
    return { event_loop_lag: lag(p99), event_loop_lag_max: lag(max) };
  }
}

function lag(nanoseconds: number): number {
  const ms = nanoseconds / 1e6 - RESOLUTION_MS;
  return Math.round(Math.max(0, ms) * 10) / 10;
}
