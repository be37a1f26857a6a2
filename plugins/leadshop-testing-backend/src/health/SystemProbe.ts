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

/** What all replicas share. */
export type SharedSample = Pick<
  SystemSample,
  'database_connections' | 'queue_depth' | 'queue_oldest_age'
>;
/** What is one replica's own. */
export type HereSample = Omit<SystemSample, keyof SharedSample>;

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

  /** This replica itself; nobody is asked. */
  lookHere(): HereSample {
    const { knex, sockets } = this.#options;
    const { pool } = knex.client;
    return {
      ...this.#usage.read(),
      ...this.#lag.read(),
      database_pool_used: pool.numUsed(),
      database_pool_free: pool.numFree(),
      database_pool_pending: pool.numPendingAcquires(),
      sockets: sockets(),
    };
  }

  /** What all replicas share. */
  async lookAround(): Promise<SharedSample> {
    const { knex, system } = this.#options;
    const [connections, queue] = await Promise.all([
      system.connections(),
      queueState(knex),
    ]);
    return {
      database_connections: connections,
      queue_depth: queue.depth,
      queue_oldest_age: queue.oldestMs,
    };
  }

  /** How everything is. */
  async look(): Promise<SystemSample> {
    const shared = await this.lookAround();
    return { ...this.lookHere(), ...shared };
  }
}
