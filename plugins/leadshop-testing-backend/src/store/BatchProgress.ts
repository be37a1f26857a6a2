/*
 * How far batches have come: counts, rate and failing steps are worked out for
 * all running batches together and kept in their rows, so that reading a batch
 * costs nothing however many tests it has. A batch whose last test has ended is
 * completed here. See pipeline/BatchKeeper.ts for when.
 */
import { isDeepStrictEqual } from 'node:util';
import { Knex } from 'knex';
import {
  BatchStatus,
  FailingStep,
  StepStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { BatchCounts, NO_TESTS } from './BatchStore';
import { OutlineStore } from './outlines';

/** Held by the replica that works out the progress. */
const PROGRESS_LOCK = 1_398_100_002;

/** What the rate is measured over, in seconds. */
const RATE_WINDOW = 60;

/** What changes while a batch runs. */
interface Progress {
  status: BatchStatus;
  counts: BatchCounts;
  failing_steps: FailingStep[];
  rate_per_minute: number | null;
}

interface RunningBatch extends Progress {
  id: string;
  cancel_requested_at: Date | null;
}

/** Keeps the rows of running batches up to date. */
export class BatchProgress {
  readonly #knex: Knex;
  readonly #outlines: OutlineStore;
  readonly #onEnded: (trx: Knex.Transaction, ids: string[]) => Promise<void>;

  /** @param onEnded - what else happens when batches end, in the same transaction */
  constructor(
    knex: Knex,
    outlines: OutlineStore,
    onEnded: (
      trx: Knex.Transaction,
      ids: string[],
    ) => Promise<void> = async () => {},
  ) {
    this.#knex = knex;
    this.#outlines = outlines;
    this.#onEnded = onEnded;
  }

  /**
   * Brings running batches up to date, unless another replica is at it.
   *
   * @returns whether anything changed; then the feed tells of it
   */
  async refresh(): Promise<boolean> {
    const running = await this.#knex('batches')
      .first('id')
      .where({ status: 'running' });
    if (!running) return false;
    return this.#knex.transaction(async trx => {
      const { rows } = await trx.raw(
        `SELECT pg_try_advisory_xact_lock(?) AS mine`,
        [PROGRESS_LOCK],
      );
      if (!rows[0].mine) return false;
      return this.#refresh(trx);
    });
  }

  async #refresh(trx: Knex.Transaction): Promise<boolean> {
    // One that is being cancelled at this moment is up to date by itself
    const batches: RunningBatch[] = await trx('batches')
      .select(
        'id',
        'status',
        'counts',
        'failing_steps',
        'rate_per_minute',
        'cancel_requested_at',
      )
      .where({ status: 'running' })
      .orderBy('id')
      .forUpdate()
      .skipLocked();
    if (batches.length === 0) return false;
    const ids = batches.map(batch => batch.id);
    const counts = await this.#counts(trx, ids);
    const rates = await this.#rates(trx, ids);
    const failing = await this.#failingSteps(
      trx,
      batches
        .filter(
          ({ id, counts: known }) => counts.get(id)?.failed !== known.failed,
        )
        .map(batch => batch.id),
    );
    const changed = batches.flatMap(batch => {
      const next = progressOf(batch, {
        counts: counts.get(batch.id),
        failing_steps: failing.get(batch.id),
        rate_per_minute: rates.get(batch.id),
      });
      const { status, failing_steps, rate_per_minute } = batch;
      const known = {
        status,
        counts: batch.counts,
        failing_steps,
        rate_per_minute,
      };
      return isDeepStrictEqual(next, known) ? [] : [{ id: batch.id, ...next }];
    });
    if (changed.length > 0) await this.#store(trx, changed);
    const ended = changed.filter(batch => batch.status !== 'running');
    if (ended.length > 0) {
      await this.#onEnded(
        trx,
        ended.map(batch => batch.id),
      );
    }
    return changed.length > 0;
  }

  async #counts(
    trx: Knex.Transaction,
    ids: string[],
  ): Promise<Map<string, BatchCounts>> {
    const { rows } = await trx.raw(
      `SELECT batch_id, jsonb_object_agg(status, n) AS counts FROM (
         SELECT batch_id, status, count(*) AS n FROM test_executions
         WHERE batch_id = ANY(?::uuid[]) GROUP BY batch_id, status) by_status
       GROUP BY batch_id`,
      [ids],
    );
    return new Map(
      (rows as { batch_id: string; counts: Partial<BatchCounts> }[]).map(
        row => [row.batch_id, { ...NO_TESTS, ...row.counts }],
      ),
    );
  }

  /** Tests a minute that ran to their end; over the last one, or since the beginning. */
  async #rates(
    trx: Knex.Transaction,
    ids: string[],
  ): Promise<Map<string, number>> {
    const { rows } = await trx.raw(
      `SELECT b.id, round((ended.n * 60 / greatest(1, least(:window,
         extract(epoch FROM clock_timestamp() - b.created_at))))::numeric, 1)::float8 AS rate
       FROM (
         SELECT batch_id, count(*) AS n FROM test_executions
         WHERE completed_at > clock_timestamp() - make_interval(secs => :window)
           AND status IN ('success', 'failed') AND batch_id = ANY(CAST(:ids AS uuid[]))
         GROUP BY batch_id
       ) ended JOIN batches b ON b.id = ended.batch_id`,
      { ids, window: RATE_WINDOW },
    );
    return new Map(
      (rows as { id: string; rate: number }[]).map(row => [row.id, row.rate]),
    );
  }

  /** How many tests failed first at each step; the most first. */
  async #failingSteps(
    trx: Knex.Transaction,
    ids: string[],
  ): Promise<Map<string, FailingStep[]>> {
    if (ids.length === 0) return new Map();
    const { rows } = (await trx.raw(
      `SELECT batch_id, pipeline_version, step_states, count(*)::int AS n
       FROM test_executions
       WHERE batch_id = ANY(?::uuid[]) AND status = 'failed'
       GROUP BY batch_id, pipeline_version, step_states`,
      [ids],
    )) as {
      rows: {
        batch_id: string;
        pipeline_version: string;
        step_states: Record<string, StepStatus>;
        n: number;
      }[];
    };
    const outlines = await this.#outlines.load(
      rows.map(row => row.pipeline_version),
    );
    const byBatch = new Map<string, Map<string, FailingStep>>();
    for (const row of rows) {
      const step = outlines
        .get(row.pipeline_version)
        ?.find(({ step_name }) => row.step_states[step_name] === 'failed');
      // A test whose time was up between two steps failed at none
      if (!step) continue;
      const steps = byBatch.get(row.batch_id) ?? new Map();
      byBatch.set(row.batch_id, steps);
      const { step_name, title } = step;
      const count = (steps.get(step_name)?.count ?? 0) + row.n;
      steps.set(step_name, { step_name, title, count });
    }
    return new Map(
      ids.map(id => [
        id,
        [...(byBatch.get(id)?.values() ?? [])].sort(
          (a, b) => b.count - a.count,
        ),
      ]),
    );
  }

  async #store(
    trx: Knex.Transaction,
    changed: ({ id: string } & Progress)[],
  ): Promise<void> {
    await trx.raw(
      `WITH changed AS (
         UPDATE batches b SET status = n.status, counts = n.counts,
           failing_steps = n.failing_steps, rate_per_minute = n.rate_per_minute,
           completed_at = CASE WHEN n.status <> 'running' THEN clock_timestamp() END
         FROM jsonb_to_recordset(?::jsonb) AS n(id uuid, status text, counts jsonb,
           failing_steps jsonb, rate_per_minute float8)
         WHERE b.id = n.id RETURNING b.id
       )
       INSERT INTO feed_events (channel, type, payload)
       SELECT 'batch', 'batch_update', jsonb_build_object('batch_id', id) FROM changed`,
      [JSON.stringify(changed)],
    );
  }
}

function progressOf(
  batch: RunningBatch,
  found: {
    counts: BatchCounts | undefined;
    failing_steps: FailingStep[] | undefined;
    rate_per_minute: number | undefined;
  },
): Progress {
  const counts = found.counts ?? NO_TESTS;
  const anyLeft = counts.pending + counts.running > 0;
  const ended = batch.cancel_requested_at ? 'cancelled' : 'completed';
  return {
    status: anyLeft ? 'running' : ended,
    counts,
    failing_steps: found.failing_steps ?? batch.failing_steps,
    // Null before the first; later, a minute without any is 0
    rate_per_minute:
      found.rate_per_minute ?? (batch.rate_per_minute === null ? null : 0),
  };
}
