import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import {
  COMPONENTS,
  Fault,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  ProviderError,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { LeadshopTestingConfig } from '../config';
import { untilAborted } from '../pipeline/network';
import { HealthCheck, HealthCheckStore } from '../store/HealthCheckStore';
import { ALARM_CHECKS, RECOVER_CHECKS, stateAfter } from './checkState';
import { staleAfterMs } from './judgement';
import { Probe } from './probe';

/** Id of the scheduler's task. */
export const CHECKS_TASK = 'leadshop-testing-health-checks';

/** A start of all replicas at once is no time to judge vendors. */
const FIRST_AFTER_MS = 10_000;
/** Within this share of the interval every component has its turn. */
const SPREAD = 0.25;
const MESSAGE_CHARACTERS = 500;

/** What the checks need. */
export interface HealthChecksOptions {
  store: HealthCheckStore;
  probes: readonly Probe[];
  settings: LeadshopTestingConfig['health'];
  logger: LoggerService;
  now?: () => Date;
  /** How long a component waits for its turn, in milliseconds. */
  jitterMs?: () => number;
}

interface Failure {
  fault: Fault;
  message: string;
}

/** Checks all components, again and again. */
export class HealthChecks {
  readonly #options: HealthChecksOptions;
  readonly #now: () => Date;
  readonly #jitterMs: () => number;
  readonly #stopping = new AbortController();
  #round: Promise<void> | undefined;

  constructor(options: HealthChecksOptions) {
    this.#options = options;
    const { intervalMs } = options.settings;
    this.#now = options.now ?? (() => new Date());
    this.#jitterMs =
      options.jitterMs ?? (() => Math.random() * intervalMs * SPREAD);
  }

  async start(scheduler: SchedulerService): Promise<void> {
    const { enabled, intervalMs } = this.#options.settings;
    if (!enabled) return;
    await scheduler.scheduleTask({
      id: CHECKS_TASK,
      frequency: { milliseconds: intervalMs },
      initialDelay: { milliseconds: Math.min(FIRST_AFTER_MS, intervalMs) },
      // Should this replica die, another one takes over after so long
      timeout: { milliseconds: intervalMs },
      scope: 'global',
      fn: async signal => {
        this.#round = this.run(signal);
        await this.#round;
      },
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#round;
  }

  /** Checks each component once; one that hangs delays no other. */
  async run(signal?: AbortSignal): Promise<void> {
    const { probes, store, logger } = this.#options;
    const stop = signal
      ? AbortSignal.any([signal, this.#stopping.signal])
      : this.#stopping.signal;
    // Each probe listens while it waits, and while it asks
    setMaxListeners(2 * probes.length, stop);
    await Promise.all(
      probes.map(async probe => {
        try {
          await pause(this.#jitterMs(), undefined, { signal: stop });
          await this.#check(probe, stop);
        } catch (error) {
          if (stop.aborted) return;
          logger.warn(
            `The check of ${
              COMPONENTS[probe.component]
            } could not be stored: ${error}`,
          );
        }
      }),
    );
    if (stop.aborted) return;
    await store
      .tell()
      .catch(error => logger.warn(`Could not tell of checks: ${error}`));
  }

  async #check(probe: Probe, stop: AbortSignal): Promise<void> {
    const { store, settings } = this.#options;
    const limit = AbortSignal.timeout(settings.timeoutMs);
    const signal = AbortSignal.any([stop, limit]);
    const began = performance.now();
    let failure: Failure | undefined;
    try {
      await untilAborted(signal, probe.check({ signal }));
    } catch (error) {
      // Who is stopped has learnt nothing
      if (stop.aborted) return;
      failure = limit.aborted
        ? {
            fault: probe.blame,
            message: `No answer within ${settings.timeoutMs} ms`,
          }
        : explain(probe, error);
    }
    const check = {
      component: probe.component,
      provider_mode: probe.mode,
      checked_at: this.#now(),
      succeeded: failure === undefined,
      response_time: performance.now() - began,
    };
    const since = check.checked_at.getTime() - staleAfterMs(settings);
    const before = await store.recent(
      probe.component,
      probe.mode,
      new Date(since),
      ALARM_CHECKS,
    );
    const status = stateAfter(check, before, settings.slowMs);
    await store.add({
      ...check,
      status,
      ...(failure ?? this.#wordsFor(status, check.response_time, before.at(0))),
    });
    if (before.length > 0 && status !== before[0].status) await store.tell();
  }

  /** Why a component that answered is not healthy. */
  #wordsFor(
    status: HealthCheck['status'],
    responseTime: number,
    before: HealthCheck | undefined,
  ): Pick<HealthCheck, 'fault' | 'message'> {
    const { slowMs } = this.#options.settings;
    if (status === 'healthy') return { fault: null, message: null };
    return {
      fault: before?.fault ?? null,
      message:
        responseTime > slowMs
          ? `It answers slowly: in ${Math.round(
              responseTime,
            )} ms, where ${slowMs} ms are expected`
          : `It answers again; ${RECOVER_CHECKS} quick answers in a row make it healthy`,
    };
  }
}

/** Whose fault a failure is; a check has no lead that could be at fault. */
function explain(probe: Probe, error: unknown): Failure {
  const known = error instanceof ProviderError || error instanceof StepError;
  const text = error instanceof Error ? error.message : String(error);
  const fault = known ? error.fault : probe.blame;
  return {
    fault: fault === 'lead' ? 'config' : fault,
    message:
      text.length > MESSAGE_CHARACTERS
        ? `${text.slice(0, MESSAGE_CHARACTERS)}…`
        : text,
  };
}
