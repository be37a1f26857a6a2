/*
 * The runs of the retention. One at most is under way over all replicas: who
 * wants to begin one adds its row, and a unique index lets one of several through.
 * A run ends by itself before its row counts as lost.
 */
import { Knex } from 'knex';
import { RetentionRun } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Runs that are remembered and worth reading. */
const KEPT = 100;
const SHOWN = 20;

/** SQL of a run `r`: it deleted something, was asked for, or did not end well. */
const WORTH_TELLING = `(r.requested_by IS NOT NULL OR r.outcome <> 'finished'
  OR EXISTS (SELECT FROM jsonb_each_text(r.deleted) d WHERE d.value <> '0'))`;

interface RunRow {
  id: string;
  requested_by: string | null;
  started_at: Date;
  ended_at: Date | null;
  outcome: RetentionRun['outcome'];
  deleted: Record<string, number> | null;
}

/** Remembers runs of the retention. */
export class RetentionRuns {
  readonly #knex: Knex;
  readonly #lostAfterMs: number;

  /** @param options - `lostAfterMs`: longer than any run takes */
  constructor(options: { knex: Knex; lostAfterMs: number }) {
    this.#knex = options.knex;
    this.#lostAfterMs = options.lostAfterMs;
  }

  /**
   * Begins a run.
   *
   * @returns undefined when one is under way
   */
  async begin(
    trx: Knex,
    requestedBy: string | null,
  ): Promise<{ id: string; run: RetentionRun } | undefined> {
    await trx.raw(
      `UPDATE retention_runs SET outcome = 'lost', ended_at = clock_timestamp()
       WHERE outcome = 'running'
         AND started_at < clock_timestamp() - make_interval(secs => ?)`,
      [this.#lostAfterMs / 1_000],
    );
    const { rows } = await trx.raw(
      `INSERT INTO retention_runs (requested_by) VALUES (?)
       ON CONFLICT DO NOTHING RETURNING *`,
      [requestedBy],
    );
    const [row] = rows as RunRow[];
    return row && { id: row.id, run: toRun(row) };
  }

  /** Ends a run, and forgets those that nobody needs to know of any more. */
  async end(
    id: string,
    outcome: Exclude<RetentionRun['outcome'], 'running' | 'lost'>,
    deleted: Record<string, number> | null,
  ): Promise<void> {
    await this.#knex.raw(
      `UPDATE retention_runs SET outcome = :outcome, deleted = :deleted::jsonb,
         ended_at = clock_timestamp()
       WHERE id = :id AND outcome = 'running'`,
      { id, outcome, deleted: deleted && JSON.stringify(deleted) },
    );
    await this.#knex.raw(
      `DELETE FROM retention_runs r WHERE r.id < :id AND (NOT ${WORTH_TELLING}
         OR r.id <= (SELECT id FROM retention_runs ORDER BY id DESC OFFSET ${KEPT} LIMIT 1))
         -- The next run is reckoned from the last one of the schedule
         AND r.id <> (SELECT max(id) FROM retention_runs WHERE requested_by IS NULL)`,
      { id },
    );
  }

  /** The newest first, and when the schedule began the last one. */
  async read(): Promise<{ runs: RetentionRun[]; scheduledAt: Date | null }> {
    const { rows } = await this.#knex.raw(
      `SELECT r.* FROM retention_runs r
       WHERE ${WORTH_TELLING} OR r.id = (SELECT max(id) FROM retention_runs)
       ORDER BY r.id DESC LIMIT ${SHOWN}`,
    );
    const { rows: scheduled } = await this.#knex.raw(
      `SELECT max(started_at) AS at FROM retention_runs WHERE requested_by IS NULL`,
    );
    return {
      runs: (rows as RunRow[]).map(toRun),
      scheduledAt: scheduled[0].at,
    };
  }
}

function toRun(row: RunRow): RetentionRun {
  return {
    started_at: row.started_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
    requested_by: row.requested_by,
    outcome: row.outcome,
    deleted: row.deleted,
  };
}
