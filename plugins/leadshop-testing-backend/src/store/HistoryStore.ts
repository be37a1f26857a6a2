/* History: filters, pages, totals. */
import { Knex } from 'knex';
import {
  ExecutionSummary,
  HistoryQuery,
  HistorySort,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { countMatching, Cursor, pageAfter, SortKey } from './keyset';
import { SUMMARY_COLUMNS, SummaryRow } from './rows';
import { SummaryStore } from './SummaryStore';

/** Where a page ended. */
export type HistoryCursor = Cursor<HistorySort>;

/** A page of the history. */
export interface HistoryPage {
  tests: ExecutionSummary[];
  /** Exact up to `MAX_COUNTED`. */
  total: number;
  next: HistoryCursor | undefined;
}

const SORT_TYPES = {
  created_at: 'timestamptz',
  execution_time: 'integer',
  score: 'numeric',
} as const;

function sortOf(sort: HistorySort) {
  const name = sort.replace('-', '') as keyof typeof SORT_TYPES;
  const key: SortKey = {
    value: `e.${name}`,
    type: SORT_TYPES[name],
    id: 'e.id',
    descending: sort.startsWith('-'),
  };
  return { name, key };
}

/** One step exercises both. */
const COMPONENT_STEPS: Record<string, string> = {
  'email-formatter': 'report-builder',
};

/**
 * What the steps before a step would say of themselves, had the test failed
 * there already: tests are counted where they failed first, as batches do
 * (BatchProgress). OFFSET 0: once for each pipeline and not for each test.
 */
const FIRST_AT_STEP = `JOIN (
  SELECT v.id, ARRAY(
      SELECT jsonb_build_object(b.step->>'step_name', 'failed')
      FROM jsonb_array_elements(v.outline) b(step)
      WHERE (b.step->>'step_number')::int < (s.step->>'step_number')::int
    ) AS earlier
  FROM pipeline_versions v CROSS JOIN jsonb_array_elements(v.outline) s(step)
  WHERE s.step->>'step_name' = ? OFFSET 0
) v ON v.id = e.pipeline_version`;

/** Reads the history. */
export class HistoryStore {
  readonly #knex: Knex;
  readonly #summaries: SummaryStore;

  constructor(knex: Knex, summaries: SummaryStore) {
    this.#knex = knex;
    this.#summaries = summaries;
  }

  /** A page of tests that match. */
  async page(
    query: HistoryQuery,
    cursor: HistoryCursor | undefined,
  ): Promise<HistoryPage> {
    const { key, name } = sortOf(query.sort);
    const page = pageAfter(
      this.matching(query).select(this.#knex.raw(SUMMARY_COLUMNS)),
      key,
      { limit: query.limit, cursor },
    );
    if (!cursor && query.offset) page.offset(query.offset);
    const [rows, total] = await Promise.all([
      page as unknown as Promise<SummaryRow[]>,
      countMatching(this.#knex, this.matching(query)),
    ]);
    const shown = rows.slice(0, query.limit);
    const tests = await this.#summaries.summaries(shown);
    const last = tests.at(-1);
    return {
      tests,
      total,
      next:
        rows.length > query.limit && last
          ? { sort: query.sort, value: last[name] ?? 0, id: last.id }
          : undefined,
    };
  }

  /**
   * How long the last hundred tests of this kind took.
   *
   * @returns p50 and p95 in milliseconds; undefined before the first has ended.
   */
  async recentDurations(
    testType: string,
  ): Promise<{ p50: number; p95: number } | undefined> {
    const { rows } = await this.#knex.raw(
      `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY execution_time) AS p50,
              percentile_cont(0.95) WITHIN GROUP (ORDER BY execution_time) AS p95
       FROM (SELECT execution_time FROM test_executions
             WHERE test_type = ? AND status IN ('success', 'failed')
             ORDER BY created_at DESC, id DESC LIMIT 100) recent`,
      [testType],
    );
    const [{ p50, p95 }] = rows;
    return p50 === null ? undefined : { p50, p95 };
  }

  /** Tests `e` that match, for who reads them otherwise than by the page. */
  matching(
    query: Omit<HistoryQuery, 'limit' | 'cursor' | 'offset'>,
  ): Knex.QueryBuilder {
    const { name } = sortOf(query.sort);
    const found = this.#knex('test_executions as e');
    const equal = {
      test_type: query.test_type,
      entity_ref: query.entity_ref,
      lead_id: query.lead_id,
      batch_id: query.batch_id,
      user_ref: query.user,
    };
    for (const [field, value] of Object.entries(equal)) {
      if (value !== undefined) found.where(`e.${field}`, value);
    }
    if (query.status) found.whereIn('e.status', query.status);
    if (query.from) found.where('e.created_at', '>=', query.from);
    if (query.to) found.where('e.created_at', '<', query.to);
    // A test without a duration or a score has no place in such an order
    if (name !== 'created_at') found.whereNotNull(`e.${name}`);
    if (query.component) {
      found.whereRaw(
        `EXISTS (SELECT FROM test_step_results s WHERE s.execution_id = e.id
           AND s.component = ? AND s.status <> 'skipped')`,
        [COMPONENT_STEPS[query.component] ?? query.component],
      );
    }
    if (query.failed_step) {
      found
        .joinRaw(FIRST_AT_STEP, [query.failed_step])
        .where('e.status', 'failed')
        .whereRaw(
          `e.step_states->>? = 'failed' AND NOT e.step_states @> ANY (v.earlier)`,
          [query.failed_step],
        );
    }
    if (query.q) {
      const text = `%${query.q.replace(/[\\%_]/g, '\\$&')}%`;
      found.whereRaw(
        `(e.lead_data->>'business_name' ILIKE ? OR e.lead_data->>'website_url' ILIKE ?
          OR e.id::text ILIKE ?)`,
        [text, text, text],
      );
    }
    return found;
  }
}
