/*
 * The history: filters, pages, totals. Tests that have ended are found in
 * `test_history`, those that wait or run in `test_executions`: both together are
 * all. Which way to a page is short depends on how many match:
 *
 * - Few (below the number up to which totals are exact): they are counted and
 *   sorted, whatever the filter and the order.
 * - Many: tests are looked through in the order of the page, which is full soon.
 *   Where all that match lie far down, this is given up and they are sorted.
 *
 * A page is read by one statement, so that no test is in both or in neither.
 */
import { Knex } from 'knex';
import {
  ExecutionSummary,
  HistoryQuery,
  HistorySort,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Far, OnePage, readOnePage } from './history/onePage';
import { Asked, SortName } from './history/places';
import { HistoryFilter, matchingTests } from './history/testFilter';
import { Cursor, MAX_COUNTED } from './keyset';
import { KnownMany } from './KnownMany';
import { INDEXES_ALONE, SHORT_STATEMENTS } from './ReadingPool';
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

/** A page was given up because it took too long. */
export class HistoryTimeoutError extends Error {
  constructor(seconds: number) {
    super(
      `The history could not be read within ${seconds} seconds. Narrow it: choose a shorter period with from and to, another filter, or a longer text`,
    );
    this.name = 'HistoryTimeoutError';
  }
}

/** SQLSTATE of a statement that ran into its timeout. */
const QUERY_CANCELED = '57014';

/** After this the database gives a page up. */
export const PAGE_TIMEOUT_MS = 10_000;

/**
 * How many tests are looked through in order, first and when those do not fill
 * the page, before all that match are sorted.
 */
const LOOK_THROUGH: readonly number[] = [20_000, 200_000];

/** Reads the history. */
export class HistoryStore {
  readonly #knex: Knex;
  readonly #summaries: SummaryStore;
  readonly #indexes: Knex | undefined;
  readonly #timeoutMs: number;
  readonly #lookThrough: readonly number[];
  readonly #knownMany = new KnownMany();

  /**
   * @param options - `indexes`: connections set to read indexes alone, left out:
   * they are borrowed and set each time; `timeoutMs`: after this the database
   * gives a page up; `lookThrough`: how far a page is looked for in its order
   */
  constructor(
    knex: Knex,
    summaries: SummaryStore,
    options: {
      indexes?: Knex;
      timeoutMs?: number;
      lookThrough?: readonly number[];
    } = {},
  ) {
    this.#knex = knex;
    this.#summaries = summaries;
    this.#indexes = options.indexes;
    this.#timeoutMs = options.timeoutMs ?? PAGE_TIMEOUT_MS;
    this.#lookThrough = options.lookThrough ?? LOOK_THROUGH;
  }

  /**
   * A page of tests that match.
   *
   * @throws HistoryTimeoutError when it takes too long.
   */
  async page(
    query: HistoryQuery,
    cursor: HistoryCursor | undefined,
  ): Promise<HistoryPage> {
    const { limit, cursor: _, offset = 0, sort, ...filter } = query;
    const skipped = cursor ? 0 : offset;
    const asked: Asked = {
      filter,
      name: sort.replace('-', '') as SortName,
      descending: sort.startsWith('-'),
      cursor,
      skipped,
      wanted: skipped + limit + 1,
    };
    const { ended, active, rows } = await this.#read(asked);
    const tests = await this.#summaries.summaries(rows.slice(0, limit));
    const last = tests.at(-1);
    return {
      tests,
      total: Math.min(MAX_COUNTED, ended + active),
      next:
        rows.length > limit && last
          ? { sort, value: last[asked.name] ?? 0, id: last.id }
          : undefined,
    };
  }

  /** Goes farther where those that are near do not fill the page. */
  async #read(asked: Asked): Promise<OnePage> {
    const { filter, name } = asked;
    // A test without a duration or score is not in that order
    const counted = { ...filter, order: name };
    let page: OnePage | undefined;
    for (const far of this.#ways(asked)) {
      const many = this.#knownMany.hasOrNarrower(counted);
      page = await this.#run(filter, db =>
        readOnePage(db, asked, { far, many }),
      );
      if (page.ended === MAX_COUNTED) this.#knownMany.add(counted);
      if (page.complete) return page;
    }
    throw new Error('A page of the history is complete when all are sorted');
  }

  #ways({ filter, name }: Asked): Far[] {
    if (filter.batch_id === undefined) {
      const near = this.#lookThrough.map(lookThrough => ({ lookThrough }));
      return [...near, 'sorted'];
    }
    // Somewhere in the order of all tests, and in this order in its own index
    return [name === 'created_at' ? 'in order' : 'sorted'];
  }

  /**
   * All tests that match, as `e`, for who reads or counts them to the end:
   * choose columns, order and limit.
   */
  matching(filter: HistoryFilter): Knex.QueryBuilder {
    return matchingTests(this.#knex, filter);
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

  /** Only texts are in no index of all that a page is narrowed by. */
  async #run<T>(
    { q }: HistoryFilter,
    read: (db: Knex) => Promise<T>,
  ): Promise<T> {
    try {
      if (this.#indexes && q === undefined) return await read(this.#indexes);
      return await this.#knex.transaction(async trx => {
        const timeout = `SET LOCAL statement_timeout = ${this.#timeoutMs}`;
        const settings = [
          ...SHORT_STATEMENTS,
          ...(q === undefined ? INDEXES_ALONE : []),
        ].map(setting => `SET LOCAL ${setting}`);
        await trx.raw([timeout, ...settings].join('; '));
        return read(trx);
      });
    } catch (error) {
      if ((error as { code?: unknown }).code !== QUERY_CANCELED) throw error;
      throw new HistoryTimeoutError(this.#timeoutMs / 1000);
    }
  }
}
