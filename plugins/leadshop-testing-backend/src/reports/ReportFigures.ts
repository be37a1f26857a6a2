/*
 * The figures of a report as PDF, over all tests that match, worked out by the
 * database: no test comes here. What each step came to is read from the tests'
 * own rows, of which many thousands have the same combination; so a million of
 * tests are a handful of groups, and not twelve million steps.
 *
 * All figures are of one moment, on a connection of its own. It is given a
 * limited time; when the reader goes away the database stops at once.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { Knex } from 'knex';
import { DateTime } from 'luxon';
import { Client } from 'pg';
import {
  COMPONENTS,
  ComponentSlug,
  Fault,
  ProviderMode,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { RequestError } from '../api/problems';
import { createClient } from '../queue/databasePool';
import { HistoryStore } from '../store/HistoryStore';
import { OutlineStep, OutlineStore } from '../store/outlines';
import { StoredStepState } from '../store/rows';
import type { ReportFilter } from './ReportTests';

/** What the database may take for all figures together. */
const TIMEOUT_MS = 30_000;

const QUERY_CANCELED = '57014';

/** Tests of a stretch of time. */
export interface ReportedStretch {
  /** Its beginning, UTC. */
  from: string;
  success: number;
  failed: number;
  cancelled: number;
}

/** What a component came to. */
export interface ReportedComponent {
  component: string;
  title: string;
  success: number;
  failed: number;
}

/** The figures of a report. */
export interface ReportFigures {
  tests: Record<TestStatus, number>;
  modes: Record<ProviderMode, number>;
  /** Of the oldest and the newest test; null without any. */
  first: string | null;
  last: string | null;
  median_ms: number | null;
  p95_ms: number | null;
  average_score: number | null;
  stretch: Stretch;
  timeline: ReportedStretch[];
  components: ReportedComponent[];
  /** Where tests failed first, the most first. */
  failing_steps: { title: string; count: number }[];
  /** Failed steps by fault, the most first. */
  faults: { fault: Fault | null; count: number }[];
}

/** How long the stretches of the timeline are. */
export type Stretch = 'hour' | 'day' | 'week' | 'month';

interface Group {
  pipeline_version: string;
  status: TestStatus;
  provider_mode: ProviderMode | null;
  step_states: Record<string, StoredStepState>;
  count: number;
}

interface Totals {
  first: Date | null;
  last: Date | null;
  median_ms: number | null;
  p95_ms: number | null;
  average_score: number | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** So that a timeline has at most about fifty columns. */
function stretchFor(first: Date | null, last: Date | null): Stretch {
  const span = first && last ? last.getTime() - first.getTime() : 0;
  if (span <= 2 * DAY_MS) return 'hour';
  if (span <= 45 * DAY_MS) return 'day';
  return span <= 350 * DAY_MS ? 'week' : 'month';
}

/** Stretches in which no test was started are told, too. */
function withGaps(
  timeline: readonly (Omit<ReportedStretch, 'from'> & { from: Date })[],
  stretch: Stretch,
): ReportedStretch[] {
  const known = new Map(timeline.map(row => [row.from.getTime(), row]));
  const last = timeline.at(-1)?.from.getTime() ?? -Infinity;
  const all: ReportedStretch[] = [];
  if (!timeline[0]) return all;
  let at = DateTime.fromJSDate(timeline[0].from, { zone: 'utc' });
  for (; at.toMillis() <= last; at = at.plus({ [stretch]: 1 })) {
    const none = { success: 0, failed: 0, cancelled: 0 };
    const row = known.get(at.toMillis()) ?? none;
    all.push({ ...row, from: at.toJSDate().toISOString() });
  }
  return all;
}

/** Works out the figures of reports. */
export class ReportFigureReader {
  readonly #options: {
    knex: Knex;
    history: HistoryStore;
    outlines: OutlineStore;
    logger: LoggerService;
    timeoutMs?: number;
  };

  constructor(options: {
    knex: Knex;
    history: HistoryStore;
    outlines: OutlineStore;
    logger: LoggerService;
    timeoutMs?: number;
  }) {
    this.#options = options;
  }

  /**
   * The figures of all tests that match.
   *
   * @throws RequestError with 422 when there are too many for the time it gets.
   */
  async read(
    filter: ReportFilter,
    signal: AbortSignal,
  ): Promise<ReportFigures> {
    const { knex, logger, timeoutMs = TIMEOUT_MS } = this.#options;
    signal.throwIfAborted();
    const client = await createClient(knex, {
      name: 'leadshop-testing-report',
      logger,
    });
    client.on('error', error =>
      logger.warn(`A report lost its connection: ${error.message}`),
    );
    const stop = await stopper(knex, client, logger);
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      return await this.#figures(client, filter, Date.now() + timeoutMs);
    } catch (error) {
      signal.throwIfAborted();
      if (isError(error) && error.code === QUERY_CANCELED) {
        throw new RequestError(
          422,
          'TooManyTestsError',
          `The figures of so many tests could not be worked out within ${
            timeoutMs / 1000
          } seconds; choose a shorter period, or CSV or JSON, which have every test`,
        );
      }
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      await client.end();
    }
  }

  async #figures(
    client: Client,
    filter: ReportFilter,
    deadline: number,
  ): Promise<ReportFigures> {
    const matching = () => this.#options.history.matching(filter);
    const run = async <Row>(query: Knex.QueryBuilder): Promise<Row[]> => {
      const left = Math.max(1, deadline - Date.now());
      await client.query(`SET LOCAL statement_timeout = ${Math.ceil(left)}`);
      const { sql, bindings } = query.toSQL().toNative();
      return (await client.query(sql, [...bindings])).rows;
    };
    const raw = (sql: string) => this.#options.knex.raw(sql);

    const groups = await run<Group>(
      matching()
        .select(
          raw(`e.pipeline_version, e.status, e.provider_mode, e.step_states,
            count(*)::int AS count`),
        )
        .groupByRaw(
          'e.pipeline_version, e.status, e.provider_mode, e.step_states',
        ),
    );
    const [totals] = await run<Totals>(
      matching().select(
        raw(`min(e.created_at) AS first, max(e.created_at) AS last,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY e.execution_time)
            FILTER (WHERE e.status IN ('success', 'failed')) AS median_ms,
          percentile_cont(0.95) WITHIN GROUP (ORDER BY e.execution_time)
            FILTER (WHERE e.status IN ('success', 'failed')) AS p95_ms,
          avg(e.score)::float8 AS average_score`),
      ),
    );
    const stretch = stretchFor(totals.first, totals.last);
    const timeline = await run<Omit<ReportedStretch, 'from'> & { from: Date }>(
      matching()
        .select(
          raw(`date_trunc('${stretch}', e.created_at, 'UTC') AS "from",
            count(*) FILTER (WHERE e.status = 'success')::int AS success,
            count(*) FILTER (WHERE e.status = 'failed')::int AS failed,
            count(*) FILTER (WHERE e.status = 'cancelled')::int AS cancelled`),
        )
        .groupByRaw('1')
        .orderByRaw('1'),
    );
    const faults = await run<{ fault: Fault | null; count: number }>(
      matching()
        .joinRaw('JOIN test_step_results r ON r.execution_id = e.id')
        .where('e.status', 'failed')
        .where('r.status', 'failed')
        .select(raw('r.fault, count(*)::int AS count'))
        .groupByRaw('1')
        .orderByRaw('2 DESC'),
    );
    const outlines = await this.#options.outlines.load(
      groups.map(group => group.pipeline_version),
    );
    const { first, last, ...measured } = totals;
    return {
      ...measured,
      ...countTests(groups),
      ...countSteps(groups, outlines),
      first: first?.toISOString() ?? null,
      last: last?.toISOString() ?? null,
      stretch,
      timeline: withGaps(timeline, stretch),
      faults,
    };
  }
}

/** Lets the database stop what it does for a client, over another connection. */
async function stopper(
  knex: Knex,
  client: Client,
  logger: LoggerService,
): Promise<() => void> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  return () => {
    knex
      .raw('SELECT pg_cancel_backend(?)', [rows[0].pid])
      .catch(error => logger.warn(`A report could not be stopped: ${error}`));
  };
}

function countTests(
  groups: readonly Group[],
): Pick<ReportFigures, 'tests' | 'modes'> {
  const tests = { pending: 0, running: 0, success: 0, failed: 0, cancelled: 0 };
  const modes = { live: 0, sandbox: 0 };
  for (const { status, provider_mode: mode, count } of groups) {
    tests[status] += count;
    if (mode) modes[mode] += count;
  }
  return { tests, modes };
}

function countSteps(
  groups: readonly Group[],
  outlines: ReadonlyMap<string, readonly OutlineStep[]>,
): Pick<ReportFigures, 'components' | 'failing_steps'> {
  const components = new Map<string, ReportedComponent>();
  const failing = new Map<string, number>();
  for (const group of groups) {
    const outline = outlines.get(group.pipeline_version) ?? [];
    for (const { step_name, component, title } of outline) {
      const state = group.step_states[step_name];
      if (state !== 'success' && state !== 'failed') continue;
      const row = components.get(component) ?? {
        component,
        title: COMPONENTS[component as ComponentSlug] ?? title,
        success: 0,
        failed: 0,
      };
      row[state] += group.count;
      components.set(component, row);
    }
    const first = outline.find(
      ({ step_name }) => group.step_states[step_name] === 'failed',
    );
    if (group.status !== 'failed') continue;
    const title = first?.title ?? 'No step: the test as a whole';
    failing.set(title, (failing.get(title) ?? 0) + group.count);
  }
  return {
    components: [...components.values()],
    failing_steps: [...failing]
      .map(([title, count]) => ({ title, count }))
      .sort((a, b) => b.count - a.count),
  };
}
