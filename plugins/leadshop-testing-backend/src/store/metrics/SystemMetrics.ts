/*
 * How the system was over time. Each replica adds its samples; after two days
 * the mean of an hour over all replicas takes their place.
 */
import { Knex } from 'knex';
import { HOUR_MS, Span } from './period';

/** What is sampled. */
export const SYSTEM_METRICS = [
  'cpu_usage',
  'memory_usage',
  'event_loop_lag',
  'database_connections',
  'queue_depth',
  'sockets',
] as const;

/** One replica at one moment. */
export type SystemSample = Record<(typeof SYSTEM_METRICS)[number], number>;

/** Means over a step of time; null: not sampled then. */
export interface SystemStep
  extends Record<(typeof SYSTEM_METRICS)[number], number | null> {
  at: Date;
}

const MEANS = SYSTEM_METRICS.map(
  name => `avg(metric_value) FILTER (WHERE metric_name = '${name}') AS ${name}`,
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
    await this.#knex.raw(
      `INSERT INTO system_metrics (metric_name, metric_value, replica)
       SELECT name, value, ? FROM unnest(?::text[], ?::float8[]) AS s(name, value)`,
      [replica, [...SYSTEM_METRICS], SYSTEM_METRICS.map(name => sample[name])],
    );
  }

  /** Means over all replicas, by steps of a span. */
  async read(span: Span, stepMs: number): Promise<SystemStep[]> {
    const { rows } = await this.#knex.raw(
      `SELECT date_bin(make_interval(secs => ?), recorded_at, 'epoch') AS at, ${MEANS}
       FROM system_metrics WHERE recorded_at >= ? AND recorded_at < ?
       GROUP BY 1 ORDER BY 1`,
      [stepMs / 1000, span.from, span.to],
    );
    return rows;
  }

  /** Puts means by hour in the place of samples from before a time. */
  async thin(before: Date): Promise<void> {
    const limit = new Date(Math.floor(before.getTime() / HOUR_MS) * HOUR_MS);
    for (;;) {
      const { rows } = await this.#knex.raw(
        `SELECT date_trunc('hour', min(recorded_at), 'UTC') AS hour FROM system_metrics
         WHERE replica IS NOT NULL AND recorded_at < ?`,
        [limit],
      );
      const [{ hour }] = rows as { hour: Date | null }[];
      if (!hour) return;
      await this.#knex.raw(
        `WITH thinned AS (
           DELETE FROM system_metrics
           WHERE replica IS NOT NULL AND recorded_at >= ? AND recorded_at < ?
           RETURNING metric_name, metric_value
         )
         INSERT INTO system_metrics (metric_name, metric_value, recorded_at)
         SELECT metric_name, avg(metric_value), ? FROM thinned GROUP BY metric_name`,
        [hour, new Date(hour.getTime() + HOUR_MS), hour],
      );
    }
  }
}
