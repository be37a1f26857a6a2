/*
 * The state of the pipeline as real tests and checks show it: what each component
 * came to in its latest runs, and when it was looked at last (checks/). A lead with a broken site says nothing about LeadShop, so
 * faults of the lead are left out; a vendor's outage makes its component an
 * error and the pipeline degraded.
 */
import { Knex } from 'knex';
import {
  ComponentHealth,
  ComponentSlug,
  COMPONENTS,
  COMPONENT_SLUGS,
  MEASURED_BY,
  PipelineHealth,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ChecksReader } from '../checks';
import { QueueControl } from '../queue/QueueControl';
import { queueDepth } from '../queue/queueSql';
import { UNFOLDED_IDS } from '../store/metrics/MetricsFold';
import { readComponentHours, runsOfHours } from './componentFigures';
import { ComponentRuns } from './componentRuns';
import { ProcessUsage } from './processUsage';

/** How many of a component's latest runs count, and how old they may be. */
const RUNS = 20;
const WITHIN_HOURS = 24;
/** Runs among which one looks for a provider that was called. */
const LOOKED_THROUGH = 500;
/** Success rates below which a component is not healthy, in percent. */
const HEALTHY_FROM = 95;
const WARNING_FROM = 80;
/** Without these three no test can get anywhere. */
const CRITICAL: readonly ComponentSlug[] = [
  's3-storage',
  'lead-data-model',
  'assessment-orchestrator',
];
/** Several pages ask at once; the answer may be this old. */
const KEEP_MS = 1_000;

/** Reads the state of the pipeline. */
export class StatusReader {
  readonly #knex: Knex;
  readonly #fromFigures: boolean;
  readonly #checks: ChecksReader | undefined;
  readonly #queue: QueueControl | undefined;
  readonly #usage = new ProcessUsage();
  #kept: { until: number; status: Promise<SystemStatus> } | undefined;

  /**
   * @param options - `fromFigures`: tests may be gone before they are a day old;
   * components that none of the stored exercised are told from the figures;
   * `checks`: without them, components are told from tests alone; `queue`: tells
   * whether tests are taken, and by how many backends
   */
  constructor(
    knex: Knex,
    options: {
      fromFigures?: boolean;
      checks?: ChecksReader;
      queue?: QueueControl;
    } = {},
  ) {
    this.#knex = knex;
    this.#checks = options.checks;
    this.#queue = options.queue;
    this.#fromFigures = options.fromFigures ?? false;
  }

  /**
   * The whole status; who may not see metrics gets it without them.
   *
   * @param options - `fresh`: nothing that was read before this call
   */
  async read(options: { fresh?: boolean } = {}): Promise<SystemStatus> {
    const now = Date.now();
    if (!options.fresh && this.#kept && this.#kept.until > now) {
      return this.#kept.status;
    }
    const status = this.#read();
    this.#kept = { until: now + KEEP_MS, status };
    status.catch(() => {
      this.#kept = undefined;
    });
    return status;
  }

  async #read(): Promise<SystemStatus> {
    const [counts, rows, depth, hindrance] = await Promise.all([
      this.#counts(),
      this.#runs(),
      queueDepth(this.#knex),
      this.#queue?.hindrance(),
    ]);
    const byTests = COMPONENT_SLUGS.map(slug =>
      componentHealth(
        slug,
        rows.find(row => row.component === (MEASURED_BY[slug] ?? slug)),
      ),
    );
    const components = (await this.#checks?.judge(byTests)) ?? byTests;
    const { cpu_usage, memory_usage } = this.#usage.read();
    return {
      // Whatever the components can do: nobody runs tests
      pipeline_health:
        hindrance?.workers === 0 ? 'down' : pipelineHealth(components),
      active_tests: counts.active,
      completed_tests: counts.completed,
      failed_tests: counts.failed,
      timestamp: new Date().toISOString(),
      queue_paused: hindrance?.paused,
      workers: hindrance?.workers,
      system_metrics: {
        cpu_usage,
        memory_usage,
        database_connections: counts.connections,
        queue_depth: depth,
      },
      components,
    };
  }

  async #counts(): Promise<
    Record<'active' | 'completed' | 'failed' | 'connections', number>
  > {
    const { rows } = await this.#knex.raw(
      // From the figures, which stay when tests go; with what they do not have yet
      `SELECT
         (SELECT count(*)::int FROM test_executions
          WHERE status IN ('pending', 'running')) AS active,
         today.completed, today.failed,
         (SELECT count(*)::int FROM pg_stat_activity
          WHERE datname = current_database()) AS connections
       FROM (
         SELECT coalesce(sum(n), 0)::int AS completed,
           coalesce(sum(n) FILTER (WHERE failed), 0)::int AS failed
         FROM (
           SELECT f.failed, f.n FROM metrics_tests m
           CROSS JOIN LATERAL (VALUES (false, m.successful), (true, m.failed)) f(failed, n)
           WHERE m.span = 'day' AND m.at = date_trunc('day', now(), 'UTC')
           UNION ALL
           SELECT e.status = 'failed', 1 FROM test_executions e
           WHERE e.id = ANY (CAST((${UNFOLDED_IDS}) AS uuid[]))
             AND e.status IN ('success', 'failed')
             AND e.completed_at >= date_trunc('day', now(), 'UTC')
         ) ended
       ) today`,
    );
    return rows[0];
  }

  async #runs(): Promise<ComponentRuns[]> {
    const rows = await this.#components();
    if (!this.#fromFigures) return rows;
    const known = new Set(rows.map(row => row.component));
    const missing = COMPONENT_SLUGS.filter(slug => !known.has(slug));
    const hours = await readComponentHours(this.#knex, missing, WITHIN_HOURS);
    const now = new Date();
    const found = missing.flatMap(slug => {
      const own = hours.filter(hour => hour.component === slug);
      return runsOfHours(own, { enough: RUNS, now }) ?? [];
    });
    return [...rows, ...found];
  }

  async #components(): Promise<ComponentRuns[]> {
    const { rows } = await this.#knex.raw(
      `SELECT c.component, count(*)::int AS runs,
         count(*) FILTER (WHERE r.status = 'success')::int AS successes,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY r.duration) AS median,
         max(r."timestamp") AS last_check,
         (array_agg(r.fault ORDER BY r."timestamp" DESC) FILTER (WHERE r.status = 'failed'))[1] AS last_fault,
         (array_agg(r.error ORDER BY r."timestamp" DESC) FILTER (WHERE r.status = 'failed'))[1] AS last_error,
         (array_agg(r.status ORDER BY r."timestamp" DESC))[1] = 'failed' AS last_failed,
         (array_agg(r.provider_mode ORDER BY r."timestamp" DESC))[1] AS provider_mode
       FROM unnest(?::text[]) AS c(component)
       -- Live and sandbox are never mixed: what counts is what runs now
       CROSS JOIN LATERAL (
         -- A component that calls no provider has none, however far one looks
         SELECT (SELECT l.provider_mode FROM (
             SELECT s.provider_mode, s."timestamp" FROM test_step_results s
             WHERE s.component = c.component
               AND s."timestamp" > now() - make_interval(hours => ?)
             ORDER BY s."timestamp" DESC LIMIT ?) l
           WHERE l.provider_mode IS NOT NULL
           ORDER BY l."timestamp" DESC LIMIT 1) AS mode
       ) newest
       CROSS JOIN LATERAL (
         SELECT s.status, s.duration, s."timestamp", s.fault, s.error, s.provider_mode
         FROM test_step_results s
         WHERE s.component = c.component AND s.status <> 'skipped'
           AND s.fault IS DISTINCT FROM 'lead' AND s.kept_from IS NULL
           AND (s.provider_mode IS NULL OR s.provider_mode = newest.mode)
           AND s."timestamp" > now() - make_interval(hours => ?)
         ORDER BY s."timestamp" DESC LIMIT ?
       ) r
       GROUP BY c.component`,
      [COMPONENT_SLUGS, WITHIN_HOURS, LOOKED_THROUGH, WITHIN_HOURS, RUNS],
    );
    return rows;
  }
}

/** What a component's latest runs say of it. */
export function componentHealth(
  slug: ComponentSlug,
  row: ComponentRuns | undefined,
): ComponentHealth {
  const name = { name: slug, title: COMPONENTS[slug] };
  if (!row) {
    return {
      ...name,
      status: 'unknown',
      fault: null,
      provider_mode: null,
      last_check: null,
      response_time: null,
      success_rate: null,
      error_count: 0,
      message: `No test has exercised it in the last ${WITHIN_HOURS} hours`,
    };
  }
  const rate = Math.round((row.successes / row.runs) * 1000) / 10;
  const status = statusFor(rate, row.last_failed);
  return {
    ...name,
    status,
    fault: status === 'healthy' ? null : row.last_fault,
    provider_mode: row.provider_mode,
    last_check: row.last_check.toISOString(),
    response_time: row.median === null ? null : Math.round(row.median),
    success_rate: rate,
    error_count: row.runs - row.successes,
    message: status === 'healthy' ? null : row.last_error,
  };
}

/** A component that works again is a warning first, until its rate says so. */
function statusFor(rate: number, lastFailed: boolean) {
  if (rate >= HEALTHY_FROM) return 'healthy';
  if (rate >= WARNING_FROM || !lastFailed) return 'warning';
  return 'error';
}

/** A critical component in error is down; any other trouble is degraded. */
export function pipelineHealth(
  components: readonly ComponentHealth[],
): PipelineHealth {
  const down = components.some(
    c => c.status === 'error' && CRITICAL.includes(c.name as ComponentSlug),
  );
  if (down) return 'down';
  const trouble = components.some(
    c => c.status === 'error' || c.status === 'warning',
  );
  return trouble ? 'degraded' : 'healthy';
}
