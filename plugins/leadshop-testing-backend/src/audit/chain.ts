/* What the chain is made of, for who makes it and who checks it. */
import { Knex } from 'knex';

/** Hash before the first link. */
export const GENESIS = Buffer.alloc(32);

/** Key of the advisory lock of who changes the chain. */
export const CHAIN_LOCK = 1_398_100_050;

/** A checkpoint: so far the chain was, and this was its hash. */
export interface Checkpoint {
  position: number;
  hash: Buffer;
  /** Retention dropped the events before this time. */
  dropped_before: Date | null;
}

/** What the signature of a checkpoint is made of. */
export function checkpointText(checkpoint: Checkpoint): string {
  const { position, hash, dropped_before: dropped } = checkpoint;
  return JSON.stringify([
    'audit checkpoint',
    position,
    hash.toString('hex'),
    dropped?.toISOString() ?? null,
  ]);
}

/** Where the sequencer is. */
export interface SequencerState {
  /** The snapshot of its last pass. */
  seen: string;
  position: number;
  hash: Buffer;
  chained_at: Date;
  /**
   * The snapshot is of another cluster: the database was restored from a dump,
   * and numbers of transactions began anew.
   */
  foreign: boolean;
  checkpointed: number;
  /** Null: there is no checkpoint. */
  checkpoint_age_s: number | null;
}

/** @returns undefined when somebody deleted the row. */
export async function readState(db: Knex): Promise<SequencerState | undefined> {
  const { rows } = await db.raw(
    `SELECT seen::text AS seen, position::float8 AS position, hash, chained_at,
       pg_snapshot_xmax(seen) > pg_snapshot_xmax(pg_current_snapshot()) AS foreign,
       coalesce((SELECT max(position) FROM audit_checkpoints), 0)::float8 AS checkpointed,
       (SELECT extract(epoch FROM clock_timestamp() - created_at)::float8
        FROM audit_checkpoints ORDER BY id DESC LIMIT 1) AS checkpoint_age_s
     FROM audit_sequencer`,
  );
  return rows[0];
}
