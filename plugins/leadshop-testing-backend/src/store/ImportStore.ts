/*
 * The life of an import as the database sees it: pending, running, and one of
 * four ends. Every change of state is one statement that also appends the event
 * of the live feed. Who ends an import says that it is still active: one whose
 * worker was given up for dead has ended as failed, and the worker, should it
 * live on, finds out when it wants to complete it, and rolls back.
 */
import { Knex } from 'knex';
import {
  ColumnMapping,
  ImportFormat,
  ImportSummary,
  OnDuplicate,
  ProblemCount,
  UndoResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What a new import is made of. */
export interface NewImport {
  id: string;
  user_ref: string;
  file_name: string;
  file_size: number;
  format: ImportFormat;
  dry_run: boolean;
  on_duplicate: OnDuplicate;
  headers: string[];
  columns: ColumnMapping;
  /** The replica that has the file. */
  worker_id: string;
}

/** How far a running import is. */
export interface ImportProgress {
  /** Null: it waits for another import to end. */
  phase: ImportSummary['phase'];
  processed: number;
  total: number | null;
}

/** What an import came to. */
export interface ImportResult {
  processed: number;
  created: number;
  updated: number;
  duplicates: number;
  failed: number;
  warnings: number;
  problem_counts: ProblemCount[];
}

/** What a cancellation came to. */
export type ImportCancelResult =
  | 'unknown'
  | 'ended'
  | 'cancelled'
  | 'requested';

/** Appends the event of each import that `changed` names. */
const LOG_CHANGE = `INSERT INTO feed_events (channel, type, payload)
  SELECT 'import', 'import_update', jsonb_build_object('import_id', id) FROM changed`;

const LEAVES_ACTIVE = `phase = NULL, completed_at = clock_timestamp()`;

/** Creates, moves on and ends imports. */
export class ImportStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Stores a pending import. */
  async create(trx: Knex.Transaction, input: NewImport): Promise<void> {
    await trx.raw(
      `WITH changed AS (
         INSERT INTO imports (id, user_ref, file_name, file_size, format, dry_run,
           on_duplicate, headers, columns, worker_id)
         VALUES (:id, :user_ref, :file_name, :file_size, :format, :dry_run,
           :on_duplicate, CAST(:headers AS jsonb), CAST(:columns AS jsonb), :worker_id)
         RETURNING id
       ) ${LOG_CHANGE}`,
      {
        ...input,
        headers: JSON.stringify(input.headers),
        columns: JSON.stringify(input.columns),
      },
    );
  }

  /** @returns false when it has been cancelled or given up meanwhile. */
  async start(id: string): Promise<boolean> {
    return this.#changes(
      this.#knex,
      `UPDATE imports SET status = 'running', started_at = now()
       WHERE id = :id AND status = 'pending' RETURNING id`,
      { id },
    );
  }

  /** @returns false when it has ended or is to end: its worker stops. */
  async progress(id: string, progress: ImportProgress): Promise<boolean> {
    return this.#changes(
      this.#knex,
      `UPDATE imports SET phase = :phase, processed = :processed,
         total = CAST(:total AS int)
       WHERE id = :id AND status = 'running' AND cancel_requested_at IS NULL
       RETURNING id`,
      { id, ...progress },
    );
  }

  /** @returns false when it has ended or is to end. */
  async isWanted(id: string): Promise<boolean> {
    const row = await this.#knex('imports')
      .first('id')
      .where({ id, status: 'running' })
      .whereNull('cancel_requested_at');
    return row !== undefined;
  }

  /**
   * Completes an import in the transaction that stores its leads.
   *
   * @returns false when it has ended or is to end; the caller rolls back.
   */
  async complete(
    trx: Knex.Transaction,
    id: string,
    { problem_counts, ...counts }: ImportResult,
  ): Promise<boolean> {
    return this.#changes(
      trx,
      `UPDATE imports SET status = 'completed', total = :processed,
         processed = :processed, created = :created, updated = :updated,
         duplicates = :duplicates, failed = :failed, warnings = :warnings,
         problem_counts = CAST(:problem_counts AS jsonb), ${LEAVES_ACTIVE}
       WHERE id = :id AND status = 'running' AND cancel_requested_at IS NULL
       RETURNING id`,
      { id, ...counts, problem_counts: JSON.stringify(problem_counts) },
    );
  }

  /** Ends an active import that has stored nothing; a cancellation wins. */
  async abandon(id: string, message: string): Promise<void> {
    await this.#changes(
      this.#knex,
      `UPDATE imports SET
         status = CASE WHEN cancel_requested_at IS NULL THEN 'failed' ELSE 'cancelled' END,
         error_message = CASE WHEN cancel_requested_at IS NULL THEN :message END,
         ${LEAVES_ACTIVE}
       WHERE id = :id AND status IN ('pending', 'running') RETURNING id`,
      { id, message },
    );
  }

  /**
   * Ends the imports of workers that have given no sign of life for this long:
   * the file was with them, and their transaction ended with their connection.
   *
   * @returns how many
   */
  async abandonOfDeadWorkers(silentForMs: number): Promise<number> {
    const { rowCount } = await this.#knex.raw(
      `WITH changed AS (
         UPDATE imports i SET
           status = CASE WHEN cancel_requested_at IS NULL THEN 'failed' ELSE 'cancelled' END,
           error_message = CASE WHEN cancel_requested_at IS NULL THEN :message END,
           ${LEAVES_ACTIVE}
         WHERE status IN ('pending', 'running')
           AND created_at < now() - make_interval(secs => CAST(:seconds AS float8))
           AND NOT EXISTS (SELECT FROM workers w WHERE w.id = i.worker_id
             AND w.heartbeat_at > now() - make_interval(secs => CAST(:seconds AS float8)))
         RETURNING id
       ) ${LOG_CHANGE}`,
      {
        seconds: silentForMs / 1000,
        message:
          'The backend that had the file stopped in the middle of the import. No lead was stored: upload the file again.',
      },
    );
    return rowCount;
  }

  /** Asks for a cancellation; a pending import ends at once. */
  async requestCancel(
    trx: Knex.Transaction,
    id: string,
  ): Promise<ImportCancelResult> {
    const { rows } = await trx.raw(
      `WITH found AS (
         SELECT id, status FROM imports WHERE id = :id FOR UPDATE
       ), changed AS (
         UPDATE imports i SET
           cancel_requested_at = coalesce(i.cancel_requested_at, now()),
           status = CASE WHEN i.status = 'pending' THEN 'cancelled' ELSE i.status END,
           completed_at = CASE WHEN i.status = 'pending' THEN now() END
         FROM found f WHERE i.id = f.id AND f.status IN ('pending', 'running')
         RETURNING i.id, i.status
       ), logged AS (${LOG_CHANGE})
       SELECT c.status FROM found f LEFT JOIN changed c USING (id)`,
      { id },
    );
    const [row] = rows as { status: 'cancelled' | 'running' | null }[];
    if (!row) return 'unknown';
    if (row.status === null) return 'ended';
    return row.status === 'cancelled' ? 'cancelled' : 'requested';
  }

  /** Writes down an undo in its transaction. @returns false when done before. */
  async undone(
    trx: Knex.Transaction,
    id: string,
    result: UndoResult,
  ): Promise<boolean> {
    return this.#changes(
      trx,
      `UPDATE imports SET status = 'undone', undo = CAST(:result AS jsonb)
       WHERE id = :id AND status = 'completed' AND NOT dry_run RETURNING id`,
      { id, result: JSON.stringify(result) },
    );
  }

  async #changes(
    db: Knex,
    update: string,
    values: Record<string, Knex.Value>,
  ): Promise<boolean> {
    const { rowCount } = await db.raw(
      `WITH changed AS (${update}) ${LOG_CHANGE}`,
      values,
    );
    return rowCount > 0;
  }
}
