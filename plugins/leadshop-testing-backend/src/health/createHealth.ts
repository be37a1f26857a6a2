/*
 * The room of what is measured: how components, the system and tests are, now and
 * over time. Components are judged by their checks (checks/) and by tests; the
 * system is sampled; ended tests are folded into figures. The readers answer what
 * routes and the live feed ask.
 */
import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { ChecksReader, createProbes, HealthChecks } from '../checks';
import { LeadshopTestingConfig } from '../config';
import { QueueControl } from '../queue/QueueControl';
import { keepsLessThanADay } from '../retention/RetentionKeeper';
import { HealthCheckStore } from '../store/HealthCheckStore';
import { MetricsFold } from '../store/metrics/MetricsFold';
import { MetricsStore } from '../store/metrics/MetricsStore';
import { ProviderMetrics } from '../store/metrics/ProviderMetrics';
import { SystemMetrics } from '../store/metrics/SystemMetrics';
import type { Telemetry } from '../telemetry';
import { ComponentReader } from './ComponentReader';
import { MetricsKeeper } from './MetricsKeeper';
import { MetricsReader } from './MetricsReader';
import { PerformanceReader } from './PerformanceReader';
import { StatusReader } from './StatusReader';
import { SystemMetricsReader } from './SystemMetricsReader';
import { SystemProbe } from './SystemProbe';
import { SystemSampler } from './SystemSampler';

/** What the room needs. */
export interface HealthOptions
  extends Omit<Parameters<typeof createProbes>[0], 'config'> {
  knex: Knex;
  config: LeadshopTestingConfig;
  logger: LoggerService;
  telemetry: Telemetry;
  queueControl: QueueControl;
  /** Live sockets of this replica. */
  sockets: () => number;
}

/** Sets the room up; nothing is measured before it is started. */
export function createHealth(options: HealthOptions) {
  const { knex, config, logger, telemetry } = options;
  const checkStore = new HealthCheckStore(knex);
  const checksReader = new ChecksReader({
    store: checkStore,
    settings: config.health,
  });
  const checks = new HealthChecks({
    store: checkStore,
    probes: createProbes(options),
    settings: config.health,
    logger,
  });
  const figures = new MetricsStore(knex);
  const keeper = new MetricsKeeper({ fold: new MetricsFold(knex), logger });
  const system = new SystemMetrics(knex);
  const providers = new ProviderMetrics(knex);
  const looked = { knex, system, sockets: options.sockets };
  const sampler = new SystemSampler({
    ...looked,
    providers,
    calls: telemetry.calls,
    logger,
    ...config.metrics,
  });
  const observed = new SystemProbe(looked);
  let stopObserving = () => {};
  return {
    readers: {
      status: new StatusReader(knex, {
        checks: checksReader,
        queue: options.queueControl,
        fromFigures: keepsLessThanADay(config.history),
      }),
      checks: checksReader,
      metrics: new MetricsReader({
        store: figures,
        sampling: config.metrics.enabled,
      }),
      performance: new PerformanceReader(system),
      systemMetrics: new SystemMetricsReader({
        system,
        providers,
        sampling: config.metrics,
      }),
      componentResults: new ComponentReader(figures),
    },
    /** Builds the figures of tests where there are none, and keeps them. */
    keepFigures: () => keeper.start(),
    /** @param works - it also does what one replica does for all */
    async start(scheduler: SchedulerService, works: boolean): Promise<void> {
      stopObserving = telemetry.instruments.observe(observed);
      await sampler.start(scheduler);
      if (works) await checks.start(scheduler);
    },
    async stop(): Promise<void> {
      await checks.stop();
      await keeper.stop();
      stopObserving();
      observed.stop();
      await sampler.stop();
    },
  };
}
