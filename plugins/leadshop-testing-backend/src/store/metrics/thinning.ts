/*
 * Samples are many and soon nobody needs each of them: after two days the means of
 * five minutes over all replicas take their place, after thirty days those of an
 * hour. A statement does a chunk of time, wholly or not at all, so it does not
 * matter when it is interrupted, and doing it again changes nothing.
 */
import { Knex } from 'knex';
import { DAY_MS, HOUR_MS } from './period';
import { PROVIDER_SUMS } from './ProviderMetrics';
import { HIGHEST } from './SystemMetrics';

const MINUTES_MS = 5 * 60_000;

const STAGES = [
  {
    rows: 'replica IS NOT NULL',
    keptMs: 48 * HOUR_MS,
    stepMs: MINUTES_MS,
    chunkMs: HOUR_MS,
  },
  {
    rows: `step_seconds = ${MINUTES_MS / 1000}`,
    keptMs: 30 * DAY_MS,
    stepMs: HOUR_MS,
    chunkMs: DAY_MS,
  },
];

/** Tables, what a row is about, and how several become one. */
const TABLES = [
  {
    table: 'system_metrics',
    keys: ['metric_name'],
    values: {
      metric_value: `CASE WHEN metric_name IN (${HIGHEST.map(
        name => `'${name}'`,
      ).join(', ')}) THEN max(metric_value) ELSE avg(metric_value) END`,
    },
  },
  {
    table: 'provider_metrics',
    keys: ['provider', 'provider_mode'],
    values: {
      ...Object.fromEntries(PROVIDER_SUMS.map(name => [name, `sum(${name})`])),
      durations: `metrics_durations_together(string_agg(durations, ''), NULL)`,
    },
  },
];

/** Puts means in the place of what is old enough. */
export async function thinSamples(db: Knex, now: Date): Promise<void> {
  for (const { table, keys, values } of TABLES) {
    for (const { rows, keptMs, stepMs, chunkMs } of STAGES) {
      const limit = new Date(
        Math.floor((now.getTime() - keptMs) / chunkMs) * chunkMs,
      );
      for (;;) {
        const oldest = await db.raw(
          `SELECT min(recorded_at) AS at FROM ${table}
           WHERE ${rows} AND recorded_at < ?`,
          [limit],
        );
        const at: Date | null = oldest.rows[0].at;
        if (!at) break;
        const from = Math.floor(at.getTime() / chunkMs) * chunkMs;
        await db.raw(
          `WITH thinned AS (
             DELETE FROM ${table}
             WHERE ${rows} AND recorded_at >= ? AND recorded_at < ?
             RETURNING *
           )
           INSERT INTO ${table} (${[...keys, ...Object.keys(values)].join(
            ', ',
          )}, recorded_at, step_seconds)
           SELECT ${[...keys, ...Object.values(values)].join(', ')},
             date_bin(make_interval(secs => ?), recorded_at, 'epoch') AS step, ?::int
           FROM thinned GROUP BY ${keys.join(', ')}, step`,
          [
            new Date(from),
            new Date(from + chunkMs),
            stepMs / 1000,
            stepMs / 1000,
          ],
        );
      }
    }
  }
}
