/*
 * How the system was over time. Each replica adds its samples; means over all
 * replicas take their place later (thinning.ts).
 */
import { Knex } from 'knex';
import { Span } from './period';

/** What is sampled. */
export const SYSTEM_METRICS = [
  'cpu_usage',
  'memory_usage',
  'memory_bytes',
  'container_cpu_usage',
  'container_memory_usage',
  'event_loop_lag',
  'event_loop_lag_max',
  'database_connections',
  'database_pool_used',
  'database_pool_free',
  'database_pool_pending',
  'queue_depth',
  'queue_oldest_age',
  'sockets',
] as const;

/** Name of what is sampled. */
export type SystemMetric = (typeof SYSTEM_METRICS)[number];

/** Of these, a mean would hide what they are for: the highest is kept. */
export const HIGHEST: readonly SystemMetric[] = [
  'event_loop_lag_max',
  'queue_oldest_age',
];

/** One replica at one moment; null: not to be had on its machine. */
export type SystemSample = Record<SystemMetric, number | null>;

/** Over a step of time; null: not sampled then. */
export interface SystemStep extends SystemSample {
  at: Date;
}

const COLUMNS = SYSTEM_METRICS.map(
  name =>
    `${
      HIGHEST.includes(name) ? 'max' : 'avg'
    }(metric_value) FILTER (WHERE metric_name = '${name}') AS ${name}`,
).join(', ');

/** Stores and reads how the system was. */
export class SystemMetrics {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Connections to the plugin's database. */
  async connections(): Promise<number> {
    const { rows } = await this.#knex.raw(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database()`,
    );
    return rows[0].n;
  }

  /** Adds a sample, by the database's clock. */
  async add(replica: string, sample: SystemSample): Promise<void> {
    const rows = SYSTEM_METRICS.flatMap(name => {
      const value = sample[name];
      return value === null
        ? []
        : [{ metric_name: name, metric_value: value, replica }];
    });
    await this.#knex('system_metrics').insert(rows);
  }

  /** What each replica sampled last, unless that is too long ago. */
  async newest(withinMs: number): Promise<SystemStep | undefined> {
    const { rows } = await this.#knex.raw(
      `SELECT max(recorded_at) AS at, ${COLUMNS}
       FROM (SELECT DISTINCT ON (replica, metric_name)
                    recorded_at, metric_name, metric_value
             FROM system_metrics
             WHERE recorded_at > now() - make_interval(secs => ?)
             ORDER BY replica, metric_name, recorded_at DESC) AS last`,
      [withinMs / 1000],
    );
    return rows[0].at === null ? undefined : rows[0];
  }

  /** Over all replicas, by steps of a span. */
  async read(span: Span, stepMs: number): Promise<SystemStep[]> {
    const { rows } = await this.#knex.raw(
      `SELECT date_bin(make_interval(secs => ?), recorded_at, 'epoch') AS at, ${COLUMNS}
       FROM system_metrics WHERE recorded_at >= ? AND recorded_at < ?
       GROUP BY 1 ORDER BY 1`,
      [stepMs / 1000, span.from, span.to],
    );
    return rows;
  }
}
