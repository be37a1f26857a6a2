/* Reads batches: the list, one, and what the live channels show. */
import { Knex } from 'knex';
import {
  BatchesQuery,
  Batch,
  BatchStatus,
  FailingStep,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { countMatching, Cursor, pageAfter } from './keyset';
import { iso } from './rows';

/** Tests of a batch by status. */
export type BatchCounts = Batch['counts'];

/** The counts of a batch without tests. */
export const NO_TESTS: BatchCounts = {
  pending: 0,
  running: 0,
  success: 0,
  failed: 0,
  cancelled: 0,
};

interface BatchRow {
  id: string;
  test_type: string;
  status: BatchStatus;
  user_ref: string;
  entity_ref: string | null;
  source: Batch['source'];
  import_id: string | null;
  rerun_of: string | null;
  total: number;
  counts: BatchCounts;
  failing_steps: FailingStep[];
  rate_per_minute: number | null;
  cancel_requested_at: Date | null;
  created_at: Date;
  completed_at: Date | null;
}

const COLUMNS: (keyof BatchRow)[] = [
  'id',
  'test_type',
  'status',
  'user_ref',
  'entity_ref',
  'source',
  'import_id',
  'rerun_of',
  'total',
  'counts',
  'failing_steps',
  'rate_per_minute',
  'cancel_requested_at',
  'created_at',
  'completed_at',
];

/** A page of batches. */
export interface BatchPage {
  batches: Batch[];
  total: number;
  next: Cursor<'-created_at'> | undefined;
}

/** Reads batches. */
export class BatchStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** One batch. */
  async find(id: string): Promise<Batch | undefined> {
    return (await this.byIds([id])).get(id.toLowerCase());
  }

  /** The newest state of these batches; unknown ones are left out. */
  async byIds(ids: Iterable<string>): Promise<Map<string, Batch>> {
    const wanted = [...ids];
    if (wanted.length === 0) return new Map();
    const rows: BatchRow[] = await this.#knex('batches')
      .select(COLUMNS)
      .whereIn('id', wanted);
    return new Map(rows.map(row => [row.id, toBatch(row)]));
  }

  /** A page of batches, the newest first. */
  async page(
    query: BatchesQuery,
    cursor: Cursor | undefined,
  ): Promise<BatchPage> {
    const matching = () => {
      const found = this.#knex('batches');
      return query.status ? found.where('status', query.status) : found;
    };
    const [rows, total] = await Promise.all([
      pageAfter(
        matching().select(COLUMNS),
        {
          value: 'created_at',
          type: 'timestamptz',
          id: 'id',
          descending: true,
        },
        { limit: query.limit, cursor },
      ) as unknown as Promise<BatchRow[]>,
      countMatching(this.#knex, matching()),
    ]);
    const batches = rows.slice(0, query.limit).map(toBatch);
    const last = batches.at(-1);
    return {
      batches,
      total,
      next:
        rows.length > query.limit && last
          ? { sort: '-created_at', value: last.created_at, id: last.id }
          : undefined,
    };
  }
}

function toBatch(row: BatchRow): Batch {
  const { pending, running, success, failed, cancelled } = row.counts;
  const rate = row.rate_per_minute;
  const ended = success + failed + cancelled;
  return {
    ...row,
    progress:
      row.total === 0 ? 100 : Math.round((ended / row.total) * 1000) / 10,
    eta_seconds:
      row.status === 'running' && rate
        ? Math.round(((pending + running) / rate) * 60)
        : null,
    cancel_requested_at: iso(row.cancel_requested_at),
    created_at: iso(row.created_at),
    completed_at: iso(row.completed_at),
  };
}
