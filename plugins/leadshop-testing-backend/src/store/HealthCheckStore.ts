/* What checks of components came to: added, read, and told of over NOTIFY. */
import { Knex } from 'knex';
import {
  COMPONENT_SLUGS,
  ComponentSlug,
  Fault,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** NOTIFY channel: components were checked. */
export const CHECKS_CHANNEL = 'leadshop_testing_checks';

/** What a check came to. */
export interface HealthCheck {
  component: ComponentSlug;
  provider_mode: ProviderMode | null;
  checked_at: Date;
  succeeded: boolean;
  /** In milliseconds. */
  response_time: number;
  /** The state of the component after it. */
  status: 'healthy' | 'warning' | 'error';
  fault: Fault | null;
  message: string | null;
}

/** Checks in a slice of a period. */
export interface CheckSlice {
  at: Date;
  succeeded: number;
  failed: number;
  p50: number | null;
  p95: number | null;
  status: HealthCheck['status'];
}

/** All checks of a period. */
export interface CheckTotals {
  succeeded: number;
  failed: number;
  p50: number | null;
  p95: number | null;
  faults: Partial<Record<Fault, number>>;
}

/** Which checks of a component. */
export interface ChecksOf {
  component: ComponentSlug;
  mode: ProviderMode | null;
  from: Date;
  to: Date;
}

const COLUMNS = [
  'component',
  'provider_mode',
  'checked_at',
  'succeeded',
  'response_time',
  'status',
  'fault',
  'message',
] as const;

/** Live and sandbox are never mixed, and neither with checks of no provider. */
const WHICH = `component = :component AND provider_mode IS NOT DISTINCT FROM :mode
  AND checked_at >= :from AND checked_at < :to`;

const TIMES = `percentile_cont(0.5) WITHIN GROUP (ORDER BY response_time)
    FILTER (WHERE succeeded) AS p50,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY response_time)
    FILTER (WHERE succeeded) AS p95`;

/** Stores and reads checks of components. */
export class HealthCheckStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async add(check: HealthCheck): Promise<void> {
    await this.#knex('pipeline_health_checks').insert(check);
  }

  /** Lets all replicas know that there is something new. */
  async tell(): Promise<void> {
    await this.#knex.raw(`SELECT pg_notify(?, '')`, [CHECKS_CHANNEL]);
  }

  /** The newest checks of a component since a time, the newest first. */
  async recent(
    component: ComponentSlug,
    mode: ProviderMode | null,
    since: Date,
    limit: number,
  ): Promise<HealthCheck[]> {
    return this.#knex('pipeline_health_checks')
      .select(...COLUMNS)
      .where({ component })
      .whereRaw('provider_mode IS NOT DISTINCT FROM ?', [mode])
      .where('checked_at', '>=', since)
      .orderBy('checked_at', 'desc')
      .limit(limit);
  }

  /** The newest check of each component that was ever checked. */
  async latest(
    components: readonly ComponentSlug[] = COMPONENT_SLUGS,
  ): Promise<HealthCheck[]> {
    const { rows } = await this.#knex.raw(
      `SELECT newest.* FROM unnest(?::text[]) AS c(component)
       CROSS JOIN LATERAL (
         SELECT ${COLUMNS.join(', ')} FROM pipeline_health_checks h
         WHERE h.component = c.component ORDER BY checked_at DESC LIMIT 1
       ) newest`,
      [[...components]],
    );
    return rows;
  }

  /** Successes in percent since a time, of each component that was checked. */
  async uptimes(since: Date): Promise<Map<string, number>> {
    const { rows } = await this.#knex.raw(
      `SELECT c.component, share.uptime FROM unnest(?::text[]) AS c(component)
       CROSS JOIN LATERAL (
         SELECT provider_mode AS mode FROM pipeline_health_checks h
         WHERE h.component = c.component ORDER BY checked_at DESC LIMIT 1
       ) newest
       CROSS JOIN LATERAL (
         SELECT 100.0::float8 * count(*) FILTER (WHERE succeeded) / count(*) AS uptime
         FROM pipeline_health_checks h
         WHERE h.component = c.component AND h.checked_at >= ?
           AND h.provider_mode IS NOT DISTINCT FROM newest.mode
         HAVING count(*) > 0
       ) share`,
      [COMPONENT_SLUGS, since],
    );
    const found = rows as { component: string; uptime: number }[];
    return new Map(found.map(({ component, uptime }) => [component, uptime]));
  }

  async totals(which: ChecksOf): Promise<CheckTotals> {
    const { rows } = await this.#knex.raw(
      `SELECT count(*) FILTER (WHERE succeeded)::int AS succeeded,
         count(*) FILTER (WHERE NOT succeeded)::int AS failed, ${TIMES},
         coalesce((SELECT json_object_agg(fault, n) FROM (
           SELECT fault, count(*)::int AS n FROM pipeline_health_checks
           WHERE ${WHICH} AND NOT succeeded AND fault IS NOT NULL GROUP BY fault
         ) by_fault), '{}') AS faults
       FROM pipeline_health_checks WHERE ${WHICH}`,
      { ...which },
    );
    return rows[0];
  }

  async slices(which: ChecksOf, seconds: number): Promise<CheckSlice[]> {
    const { rows } = await this.#knex.raw(
      `SELECT date_bin(make_interval(secs => :seconds), checked_at, 'epoch') AS at,
         count(*) FILTER (WHERE succeeded)::int AS succeeded,
         count(*) FILTER (WHERE NOT succeeded)::int AS failed, ${TIMES},
         CASE WHEN bool_or(status = 'error') THEN 'error'
           WHEN bool_or(status = 'warning') THEN 'warning' ELSE 'healthy' END AS status
       FROM pipeline_health_checks WHERE ${WHICH} GROUP BY 1 ORDER BY 1`,
      { ...which, seconds },
    );
    return rows;
  }

  /** The newest failures. */
  async failures(which: ChecksOf, limit: number): Promise<HealthCheck[]> {
    return this.#knex('pipeline_health_checks')
      .select(...COLUMNS)
      .whereRaw(WHICH, { ...which })
      .where({ succeeded: false })
      .orderBy('checked_at', 'desc')
      .limit(limit);
  }
}
