/*
 * Keeps the rollup. A test that ends writes nothing but its event: hot rows that
 * every ending test must add to would make tests wait for each other. Instead the
 * events `test_completed` are folded into the rollup every few seconds, by
 * whichever replica comes first, and who reads figures adds what has not been
 * folded yet. See docs/decisions/0011-metrics-rollup.md.
 *
 * Exactly once, in whatever order transactions commit: `metrics_fold.folded` is
 * the snapshot of the last fold. An event was folded if and only if its
 * transaction is visible in that snapshot; the next fold takes those that are
 * visible now and were not then. Increments and the new snapshot are stored in
 * one transaction that holds the row, so that two replicas cannot both do it.
 *
 * Transaction numbers mean nothing in another cluster: after a restore from a
 * dump the stored snapshot may lie in the future. Then, as when there is none,
 * the rollup is built anew from the tests that are there.
 */
import { Knex } from 'knex';
import { addSql, ROLLUPS } from './increments';

interface FoldRow {
  folded: string | null;
  /** Of another cluster. */
  foreign: boolean;
}

const STATE = `folded::text,
  coalesce(pg_snapshot_xmax(folded) > pg_snapshot_xmax(pg_current_snapshot()), false)
    AS foreign`;

/** What has ended and is not in the rollup. */
export interface Unfolded {
  ids: string[];
  /** The same whenever rollup and ids are the same. */
  version: string;
}

/** SQL: ids of ended tests that a fold with this snapshot did not see. */
const unfolded = (folded: string) => `ARRAY(
  SELECT DISTINCT test_id FROM feed_events
  WHERE type = 'test_completed'
    AND txid >= pg_snapshot_xmin(${folded})
    AND NOT pg_visible_in_snapshot(txid, ${folded})
    AND test_id IS NOT NULL)::text[] AS ids`;

/**
 * SQL: ids of ended tests that are not in the rollup yet, as one array. No row
 * while there is no rollup.
 */
export const UNFOLDED_IDS = `SELECT ${unfolded('folded')} FROM metrics_fold
  WHERE pg_snapshot_xmax(folded) <= pg_snapshot_xmax(pg_current_snapshot())`;

interface StoredDay {
  day: Date;
  tests: number;
  /** No test of it has been deleted. */
  complete: boolean;
}

/** Days on which tests that are stored have ended. */
const STORED_DAYS = `SELECT day, tests, tests >= coalesce((
      SELECT sum(successful + failed + cancelled) FROM metrics_tests
      WHERE span = 'day' AND at = day), 0) AS complete
  FROM (
    SELECT date_trunc('day', completed_at, 'UTC') AS day, count(*)::int AS tests
    FROM test_executions WHERE completed_at IS NOT NULL GROUP BY 1
  ) stored
  ORDER BY day`;

/** Compiling these statements takes longer than running them. */
export const WITHOUT_JIT = `SET LOCAL jit = off`;

const DAY_MS = 24 * 3_600_000;
/** PostgreSQL: two transactions changed the same, this one has to try again. */
const SERIALIZATION_FAILURE = '40001';
const TRIES = 5;

/**
 * Ended tests that are not in the rollup yet.
 *
 * @param db - to read them with the rollup: a transaction with one snapshot
 * @returns undefined while there is no rollup.
 */
export async function readUnfolded(db: Knex): Promise<Unfolded | undefined> {
  const { rows } = await db.raw(
    `SELECT ${STATE}, ${unfolded('folded')} FROM metrics_fold`,
  );
  const [{ folded, foreign, ids }] = rows as (FoldRow & { ids: string[] })[];
  if (!folded || foreign) return undefined;
  return { ids, version: [folded, ...ids].join(' ') };
}

/** Folds ended tests into the rollup. */
export class MetricsFold {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Folds what has ended since the last time; nothing when another replica is at
   * it. Builds the rollup when there is none.
   *
   * @returns how many tests were folded
   */
  async fold(): Promise<number> {
    // Without the lock, which would cost a write each time
    const found = await readUnfolded(this.#knex);
    if (!found) return this.build();
    return found.ids.length === 0 ? 0 : this.#fold();
  }

  async #fold(): Promise<number> {
    return this.#knex.transaction(async trx => {
      await trx.raw(WITHOUT_JIT);
      const { rows } = await trx.raw(
        `SELECT ${STATE} FROM metrics_fold FOR UPDATE SKIP LOCKED`,
      );
      const [state] = rows as FoldRow[];
      if (!state?.folded || state.foreign) return 0;
      // A statement of its own: its snapshot must see more than the stored one
      const {
        rows: [{ snapshot, ids }],
      } = (await trx.raw(
        `SELECT pg_current_snapshot()::text AS snapshot,
           ${unfolded('?::pg_snapshot')}`,
        [state.folded, state.folded],
      )) as { rows: { snapshot: string; ids: string[] }[] };
      for (const rollup of ROLLUPS) {
        await trx.raw(addSql(rollup, `e.id = ANY(?::uuid[])`), [ids]);
      }
      await trx.raw(`UPDATE metrics_fold SET folded = ?::pg_snapshot`, [
        snapshot,
      ]);
      return ids.length;
    });
  }

  /**
   * Builds the rollup from the tests that are there, unless somebody has done it
   * meanwhile. Days of which tests have been deleted keep what was counted then.
   *
   * @param options - `again`: also when there is one
   * @returns how many tests there are
   */
  async build(options: { again?: boolean } = {}): Promise<number> {
    for (let tries = 1; ; tries++) {
      try {
        // One snapshot for all statements, so that it says exactly what was read
        return await this.#knex.transaction(
          trx => this.#build(trx, options.again ?? false),
          { isolationLevel: 'repeatable read' },
        );
      } catch (error) {
        const { code } = error as { code?: unknown };
        if (code !== SERIALIZATION_FAILURE || tries === TRIES) throw error;
      }
    }
  }

  async #build(trx: Knex.Transaction, again: boolean): Promise<number> {
    const { rows } = await trx.raw(
      `SELECT ${STATE} FROM metrics_fold FOR UPDATE`,
    );
    await trx.raw(WITHOUT_JIT);
    const [{ folded, foreign }] = rows as FoldRow[];
    if (folded && !foreign && !again) return 0;
    const { rows: days } = (await trx.raw(STORED_DAYS)) as {
      rows: StoredDay[];
    };
    for (const { day } of days.filter(({ complete }) => complete)) {
      await buildDay(trx, day.getTime());
    }
    for (const { table } of ROLLUPS) await trx.raw(`ANALYZE ??`, [table]);
    await trx.raw(`UPDATE metrics_fold SET folded = pg_current_snapshot()`);
    return days.reduce((sum, { tests }) => sum + tests, 0);
  }
}

async function buildDay(trx: Knex.Transaction, day: number): Promise<void> {
  const [from, to] = [new Date(day), new Date(day + DAY_MS)];
  for (const rollup of ROLLUPS) {
    await trx(rollup.table)
      .where('at', '>=', from)
      .where('at', '<', to)
      .delete();
    await trx.raw(
      addSql(rollup, `e.completed_at >= ? AND e.completed_at < ?`),
      [from, to],
    );
  }
}
