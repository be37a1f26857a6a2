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
 * A page is read in one snapshot, so that no test is in both or in neither.
 */
import { Knex } from 'knex';
import {
  ExecutionSummary,
  HistoryQuery,
  HistorySort,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Asked, findPlaces, LOOK_THROUGH, SortName } from './history/places';
import { HistoryFilter, matchingTests } from './history/testFilter';
import { Cursor } from './keyset';
import { KnownMany } from './KnownMany';
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

/*
 * Queries are short and many: to compile them or to start workers takes longer
 * than to run them. A bitmap would be made to its end before the first row is
 * read, and the table is wider than its indexes; both are left to the text.
 */
const SETTINGS = `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0`;
const INDEXES_ALONE = `SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off`;

/** Reads the history. */
export class HistoryStore {
  readonly #knex: Knex;
  readonly #summaries: SummaryStore;
  readonly #timeoutMs: number;
  readonly #lookThrough: readonly number[];
  readonly #knownMany = new KnownMany();

  /**
   * @param options - `timeoutMs`: after this the database gives a page up;
   * `lookThrough`: how far a page is looked for in its order
   */
  constructor(
    knex: Knex,
    summaries: SummaryStore,
    options: { timeoutMs?: number; lookThrough?: readonly number[] } = {},
  ) {
    this.#knex = knex;
    this.#summaries = summaries;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
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
      wanted: skipped + limit + 1,
      lookThrough: this.#lookThrough,
      knownMany: this.#knownMany,
    };
    const { total, rows } = await this.#inSnapshot(filter, async trx => {
      const found = await findPlaces(trx, asked);
      const ids = found.places.slice(skipped).map(({ id }) => id);
      return { total: found.total, rows: await readRows(trx, ids) };
    });
    const tests = await this.#summaries.summaries(rows.slice(0, limit));
    const last = tests.at(-1);
    return {
      tests,
      total,
      next:
        rows.length > limit && last
          ? { sort, value: last[asked.name] ?? 0, id: last.id }
          : undefined,
    };
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

  async #inSnapshot<T>(
    filter: HistoryFilter,
    work: (trx: Knex.Transaction) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#knex.transaction(async trx => {
        await trx.raw(
          [
            SETTINGS,
            `SET LOCAL statement_timeout = ${this.#timeoutMs}`,
            ...(filter.q ? [] : [INDEXES_ALONE]),
          ].join('; '),
        );
        return work(trx);
      });
    } catch (error) {
      if ((error as { code?: unknown }).code !== QUERY_CANCELED) throw error;
      throw new HistoryTimeoutError(this.#timeoutMs / 1000);
    }
  }
}

async function readRows(trx: Knex, ids: string[]): Promise<SummaryRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await trx.raw(
    `SELECT ${SUMMARY_COLUMNS} FROM unnest(?::uuid[]) WITH ORDINALITY p(id, place)
     JOIN test_executions e ON e.id = p.id ORDER BY p.place`,
    [ids],
  );
  return rows;
}
