/*
 * Keeps the audit trail: chains it every second, on whichever replica comes first,
 * and sees to its months once an hour, on one of them.
 */
import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { AuditPartitions } from './AuditPartitions';
import { AuditSequencer } from './AuditSequencer';

const EVERY_MS = 1_000;

/** Keeps the chain and the months of the audit trail. */
export class AuditKeeper {
  readonly #options: {
    sequencer: AuditSequencer;
    partitions: AuditPartitions;
    logger: LoggerService;
  };
  #timer: NodeJS.Timeout | undefined;
  #chaining: Promise<void> | undefined;
  #stopped = false;
  /** Said once, not every second. */
  #trouble: string | undefined;

  constructor(options: {
    sequencer: AuditSequencer;
    partitions: AuditPartitions;
    logger: LoggerService;
  }) {
    this.#options = options;
  }

  async start(scheduler: SchedulerService): Promise<void> {
    const { partitions } = this.#options;
    // Nothing can be recorded in a month that is not there
    await partitions.makeAhead();
    await scheduler.scheduleTask({
      id: 'leadshop-testing-audit-months',
      frequency: { hours: 1 },
      timeout: { minutes: 30 },
      scope: 'global',
      fn: async () => {
        await partitions.makeAhead();
        await partitions.dropOld();
      },
    });
    this.#later();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#chaining;
  }

  #later(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#chaining = this.#chain();
    }, EVERY_MS);
    this.#timer.unref();
  }

  async #chain(): Promise<void> {
    const { sequencer, logger } = this.#options;
    try {
      await sequencer.chain();
      this.#trouble = undefined;
    } catch (error) {
      const trouble = String(error);
      if (trouble !== this.#trouble) {
        logger.error(`Could not chain the audit trail: ${trouble}`);
      }
      this.#trouble = trouble;
    }
    this.#later();
  }
}
