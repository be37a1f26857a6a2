/*
 * Looks how this replica is, and what all replicas share: database and queue.
 * Who looks in intervals has a probe of its own, because CPU and lag are told
 * since its last look.
 */
import { Knex } from 'knex';
import { queueState } from '../queue/queueSql';
import { SystemMetrics, SystemSample } from '../store/metrics/SystemMetrics';
import { EventLoopLag } from './EventLoopLag';
import { ProcessUsage } from './processUsage';

/** What is looked at. */
export interface SystemProbeOptions {
  knex: Knex;
  system: SystemMetrics;
  /** Live sockets of this replica. */
  sockets: () => number;
}

/** Looks how the system is. */
export class SystemProbe {
  readonly #options: SystemProbeOptions;
  readonly #usage = new ProcessUsage();
  readonly #lag = new EventLoopLag();

  constructor(options: SystemProbeOptions) {
    this.#options = options;
  }

  start(): void {
    this.#lag.start();
  }

  stop(): void {
    this.#lag.stop();
  }

  /** How it is now. */
  async look(): Promise<SystemSample> {
    const { knex, system, sockets } = this.#options;
    const { pool } = knex.client;
    const [connections, queue] = await Promise.all([
      system.connections(),
      queueState(knex),
    ]);
    return {
      ...this.#usage.read(),
      ...this.#lag.read(),
      database_connections: connections,
      database_pool_used: pool.numUsed(),
      database_pool_free: pool.numFree(),
      database_pool_pending: pool.numPendingAcquires(),
      queue_depth: queue.depth,
      queue_oldest_age: queue.oldestMs,
      sockets: sockets(),
    };
  }
}
