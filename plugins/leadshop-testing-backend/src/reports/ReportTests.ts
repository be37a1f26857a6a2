/*
 * What a report of tests holds, in all its formats. Tests are read page by page
 * behind the last one (a keyset), the newest first, and a page only when the
 * reader of the report has taken the one before: the memory and the connections
 * that a report takes do not depend on how many tests it has. Nothing here is
 * personal data: no details of steps, and of the lead its business and its site.
 */
import { Knex } from 'knex';
import {
  ExecutionSummary,
  Fault,
  ReportQuery,
  StepState,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { HistoryStore } from '../store/HistoryStore';
import { pageAfter, SortKey } from '../store/keyset';
import { SUMMARY_COLUMNS, SummaryRow } from '../store/rows';
import { SummaryStore } from '../store/SummaryStore';

/** Which tests a report is of; the filters of the history. */
export type ReportFilter = Omit<ReportQuery, 'format' | 'days'>;

/** A step of a test as reports have it. */
export interface ReportedStep extends StepState {
  fault: Fault | null;
  /** In milliseconds; null when it was skipped or has not ended. */
  duration: number | null;
  error: string | null;
}

/** A test as reports have it. */
export interface ReportedTest extends Omit<ExecutionSummary, 'steps'> {
  steps: ReportedStep[];
}

/** Tests that are read at once, and written in one go: few, so that others get a turn. */
export const PAGE_SIZE = 200;

const NEWEST_FIRST: SortKey = {
  value: 'e.created_at',
  type: 'timestamptz',
  id: 'e.id',
  descending: true,
};

type StepRow = Pick<ReportedStep, 'step_name' | 'fault' | 'duration' | 'error'>;

/** Reads the tests of a report. */
export class ReportTests {
  readonly #knex: Knex;
  readonly #history: HistoryStore;
  readonly #summaries: SummaryStore;

  constructor(options: {
    knex: Knex;
    history: HistoryStore;
    summaries: SummaryStore;
  }) {
    this.#knex = options.knex;
    this.#history = options.history;
    this.#summaries = options.summaries;
  }

  /**
   * All tests that match, page by page. The first page has been read when this
   * resolves, so whatever is wrong with the query has come out by then.
   */
  async open(filter: ReportFilter): Promise<AsyncGenerator<ReportedTest[]>> {
    const pages = this.pages(filter);
    const first = await pages.next();
    return (async function* all() {
      if (first.done) return;
      yield first.value;
      yield* pages;
    })();
  }

  /** As {@link open}; nothing is read before the first page is asked for. */
  async *pages(
    filter: ReportFilter,
    pageSize = PAGE_SIZE,
  ): AsyncGenerator<ReportedTest[]> {
    let cursor: Parameters<typeof pageAfter>[2]['cursor'];
    for (;;) {
      const rows = (await pageAfter(
        this.#history.matching(filter).select(this.#knex.raw(SUMMARY_COLUMNS)),
        NEWEST_FIRST,
        { limit: pageSize, cursor },
      )) as unknown as SummaryRow[];
      const tests = await this.#complete(rows.slice(0, pageSize));
      const last = tests.at(-1);
      if (last) yield tests;
      if (!last || rows.length <= pageSize) return;
      cursor = { sort: '-created_at', value: last.created_at, id: last.id };
    }
  }

  /** The newest tests that match. */
  async newest(filter: ReportFilter, limit: number): Promise<ReportedTest[]> {
    for await (const tests of this.pages(filter, limit)) return tests;
    return [];
  }

  async #complete(rows: SummaryRow[]): Promise<ReportedTest[]> {
    const [summaries, steps] = await Promise.all([
      this.#summaries.summaries(rows),
      this.#steps(rows.map(row => row.id)),
    ]);
    return summaries.map(summary => ({
      ...summary,
      steps: summary.steps.map(step => {
        const found = steps.get(`${summary.id} ${step.step_name}`);
        return {
          ...step,
          fault: found?.fault ?? null,
          duration: found?.duration ?? null,
          error: found?.error ?? null,
        };
      }),
    }));
  }

  async #steps(testIds: string[]): Promise<Map<string, StepRow>> {
    const rows: (StepRow & { execution_id: string })[] = await this.#knex(
      'test_step_results',
    )
      .select('execution_id', 'step_name', 'fault', 'duration', 'error')
      .whereRaw('execution_id = ANY(?::uuid[])', [testIds]);
    return new Map(
      rows.map(row => [`${row.execution_id} ${row.step_name}`, row]),
    );
  }
}

/** Where a test failed first; undefined when no step of it failed. */
export function firstFailure(test: ReportedTest): ReportedStep | undefined {
  return test.steps.find(step => step.status === 'failed');
}
