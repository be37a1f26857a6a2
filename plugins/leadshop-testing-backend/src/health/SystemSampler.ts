/*
 * Samples how this replica is, every `leadshopTesting.metrics.interval`. Storing
 * samples is each replica's own; thinning and deleting them is one global task.
 * With `metrics.enabled: false` nothing is sampled; what there is grows old.
 */
import { randomUUID } from 'node:crypto';
import { IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { queueDepth } from '../queue/queueSql';
import { deleteOldFigures } from '../store/metrics/expiry';
import { HOUR_MS } from '../store/metrics/period';
import { SystemMetrics } from '../store/metrics/SystemMetrics';
import { ProcessUsage } from './processUsage';

/** The lag is measured by a timer of this period. */
const LAG_RESOLUTION_MS = 10;
/** Samples are kept one by one for so long. */
const RAW_MS = 48 * HOUR_MS;

/** What the sampler needs. */
export interface SystemSamplerOptions {
  knex: Knex;
  system: SystemMetrics;
  logger: LoggerService;
  /** Nothing is sampled when false. */
  enabled: boolean;
  intervalMs: number;
  /** Live sockets of this replica. */
  sockets: () => number;
}

/** Samples the system. */
export class SystemSampler {
  readonly #options: SystemSamplerOptions;
  readonly #replica = randomUUID();
  readonly #usage = new ProcessUsage();
  #lag: IntervalHistogram | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sampling: Promise<void> | undefined;

  constructor(options: SystemSamplerOptions) {
    this.#options = options;
  }

  async start(scheduler: SchedulerService): Promise<void> {
    const { enabled, intervalMs } = this.#options;
    await scheduler.scheduleTask({
      id: 'leadshop-testing-thin-metrics',
      frequency: { hours: 1 },
      initialDelay: { minutes: 1 },
      timeout: { minutes: 30 },
      scope: 'global',
      fn: () => this.tidy(),
    });
    if (!enabled) return;
    this.#lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
    this.#lag.enable();
    this.#timer = setInterval(() => {
      this.#sampling = this.sample();
    }, intervalMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#lag?.disable();
    await this.#sampling;
  }

  /** Takes a sample now. */
  async sample(): Promise<void> {
    const { knex, system, sockets, logger } = this.#options;
    try {
      const [connections, depth] = await Promise.all([
        system.connections(),
        queueDepth(knex),
      ]);
      await system.add(this.#replica, {
        ...this.#usage.read(),
        event_loop_lag: this.#readLag(),
        database_connections: connections,
        queue_depth: depth,
        sockets: sockets(),
      });
    } catch (error) {
      logger.warn(`Could not store how the system is: ${error}`);
    }
  }

  /** Puts means in the place of old samples, and deletes what is too old. */
  async tidy(now = new Date()): Promise<void> {
    const { knex, system } = this.#options;
    await system.thin(new Date(now.getTime() - RAW_MS));
    await deleteOldFigures(knex, now);
  }

  /** p99 since the last sample, in ms; its own period is no lag. */
  #readLag(): number {
    if (!this.#lag || this.#lag.count === 0) return 0;
    const ms = this.#lag.percentile(99) / 1e6 - LAG_RESOLUTION_MS;
    this.#lag.reset();
    return Math.round(Math.max(0, ms) * 10) / 10;
  }
}
