/*
 * Samples how this replica is, every `leadshopTesting.metrics.interval`. Storing
 * samples is each replica's own; thinning and deleting them is one global task.
 * With `metrics.enabled: false` nothing is sampled; what there is grows old.
 */
import { randomUUID } from 'node:crypto';
import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { deleteOldFigures } from '../store/metrics/expiry';
import { ProviderMetrics } from '../store/metrics/ProviderMetrics';
import { SystemMetrics } from '../store/metrics/SystemMetrics';
import { thinSamples } from '../store/metrics/thinning';
import { ProviderCalls } from '../store/metrics/ProviderCalls';
import { SystemProbe, SystemProbeOptions } from './SystemProbe';

/** What the sampler needs. */
export interface SystemSamplerOptions extends SystemProbeOptions {
  knex: Knex;
  system: SystemMetrics;
  providers: ProviderMetrics;
  /** What this replica's calls of providers came to. */
  calls: ProviderCalls;
  logger: LoggerService;
  /** Nothing is sampled when false. */
  enabled: boolean;
  intervalMs: number;
}

/** Samples the system. */
export class SystemSampler {
  readonly #options: SystemSamplerOptions;
  readonly #replica = randomUUID();
  readonly #probe: SystemProbe;
  #timer: NodeJS.Timeout | undefined;
  #sampling: Promise<void> | undefined;

  constructor(options: SystemSamplerOptions) {
    this.#options = options;
    this.#probe = new SystemProbe(options);
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
    this.#probe.start();
    this.#timer = setInterval(() => {
      // One that the database keeps waiting is not overtaken by the next
      this.#sampling ??= this.sample().finally(() => {
        this.#sampling = undefined;
      });
    }, intervalMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#probe.stop();
    await this.#sampling;
  }

  /** Takes a sample now. */
  async sample(): Promise<void> {
    const { system, providers, calls, logger } = this.#options;
    const tallies = calls.take();
    try {
      await system.add(this.#replica, await this.#probe.look());
    } catch (error) {
      logger.warn(`Could not store how the system is: ${error}`);
    }
    try {
      await providers.add(this.#replica, tallies);
    } catch (error) {
      // Only how many and how long, by provider: it stays small
      calls.giveBack(tallies);
      logger.warn(`Could not store how calls of providers went: ${error}`);
    }
  }

  /** Puts means in the place of old samples, and deletes what is too old. */
  async tidy(now = new Date()): Promise<void> {
    const { knex } = this.#options;
    await thinSamples(knex, now);
    await deleteOldFigures(knex, now);
  }
}
