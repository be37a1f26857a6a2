/*
 * Chains the events of the audit trail: each gets a position and a hash of itself
 * and of all before it. Writers do not do this, because each would have to wait
 * for the one before to commit. Instead one replica at a time (advisory lock)
 * looks every second for what has been committed since the last look, by the
 * snapshots of the two looks (as MetricsFold.ts does): what this one sees and the
 * last one did not. So events are chained in the order of commits, those of one
 * look by their time, and a transaction that stays open for long holds up nothing
 * but its own event.
 *
 * Links are rows of their own, because those of events are never changed. The
 * sequencer remembers its last link (`audit_sequencer`): when the end of the chain
 * is cut off, it goes on after what was there, and the gap shows.
 *
 * Checkpoints say how far the chain was and what its hash was, signed if there is
 * a key. Each goes to the log, too: who can rewrite the whole database cannot
 * rewrite what a log collector has.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { AUDIT_COLUMNS, AuditRow, digestOf } from './auditEvent';
import { AuditKeys } from './AuditKeys';
import {
  CHAIN_LOCK,
  Checkpoint,
  checkpointText,
  readState,
  SequencerState,
} from './chain';

/** A checkpoint follows when the chain has grown so much, or after so long. */
const CHECKPOINT_EVENTS = 1_000;
const CHECKPOINT_SECONDS = 300;
/** Events that are chained at once. */
const CHUNK = 1_000;

const NOT_CHAINED = `NOT EXISTS (SELECT FROM audit_chain c WHERE c.event_id = e.id)`;

/** Makes the chain. */
export class AuditSequencer {
  readonly #knex: Knex;
  readonly #keys: AuditKeys;
  readonly #logger: LoggerService;

  constructor(options: { knex: Knex; keys: AuditKeys; logger: LoggerService }) {
    this.#knex = options.knex;
    this.#keys = options.keys;
    this.#logger = options.logger;
  }

  /**
   * Chains what has been committed since the last time; nothing when another
   * replica is at it.
   *
   * @param options - `checkpoint`: make one now
   * @returns how many events were chained
   */
  async chain(options: { checkpoint?: boolean } = {}): Promise<number> {
    const state = await this.#state(this.#knex);
    const due = options.checkpoint || checkpointDue(state);
    if (!due && !(await this.#anyNew(state))) return 0;
    const { chained, checkpoint } = await this.#knex.transaction(async trx => {
      const { rows } = await trx.raw(
        `SELECT pg_try_advisory_xact_lock(?) AS locked`,
        [CHAIN_LOCK],
      );
      if (!rows[0].locked) return { chained: 0, checkpoint: undefined };
      return this.#extend(trx, options.checkpoint ?? false);
    });
    if (checkpoint) this.log(checkpoint);
    return chained;
  }

  /** Stores a checkpoint; the caller logs it when the transaction is through. */
  async store(trx: Knex.Transaction, checkpoint: Checkpoint): Promise<void> {
    await trx('audit_checkpoints').insert({
      ...checkpoint,
      ...this.#keys.sign(checkpointText(checkpoint)),
    });
  }

  /** Writes a checkpoint to the log, where no change of the database reaches it. */
  log(checkpoint: Checkpoint): void {
    const { position, hash, dropped_before: dropped } = checkpoint;
    const { key_id: keyId, signature } = this.#keys.sign(
      checkpointText(checkpoint),
    );
    this.#logger.info(
      [
        `Audit checkpoint position=${position}`,
        `hash=${hash.toString('hex')}`,
        dropped && `dropped_before=${dropped.toISOString()}`,
        `key=${keyId ?? 'none'}`,
        signature && `signature=${signature.toString('hex')}`,
      ]
        .filter(Boolean)
        .join(' '),
    );
  }

  async #extend(trx: Knex.Transaction, checkpointNow: boolean) {
    const before = await this.#state(trx);
    // A statement of its own: its snapshot must see more than the stored one
    const {
      rows: [{ snapshot, now }],
    } = await trx.raw(
      `SELECT pg_current_snapshot()::text AS snapshot,
         greatest(clock_timestamp(), ?)::timestamptz(3) AS now`,
      [before.chained_at],
    );
    const state = { ...before };
    for await (const events of unchained(trx, before, snapshot)) {
      const links = events.map(event => {
        const digest = digestOf(event);
        state.position += 1;
        const link = this.#keys.link(state.hash, state.position, digest);
        state.hash = link.hash;
        return {
          position: state.position,
          event_id: event.id,
          occurred_at: event.occurred_at,
          digest,
          ...link,
          chained_at: now,
        };
      });
      await trx('audit_chain').insert(links);
    }
    await trx.raw(
      `UPDATE audit_sequencer SET seen = ?::pg_snapshot, position = ?, hash = ?, chained_at = ?`,
      [snapshot, state.position, state.hash, now],
    );
    const { position, hash, checkpointed } = state;
    const wanted = checkpointNow && position > checkpointed;
    const checkpoint =
      wanted || checkpointDue(state)
        ? { position, hash, dropped_before: null }
        : undefined;
    if (checkpoint) await this.store(trx, checkpoint);
    return { chained: position - before.position, checkpoint };
  }

  async #state(db: Knex): Promise<SequencerState> {
    const state = await readState(db);
    if (state) return state;
    throw new Error(
      'The audit trail cannot be chained: somebody deleted the row of audit_sequencer. Restore it from a backup; GET /audit-events/verify says what else is wrong',
    );
  }

  async #anyNew(state: SequencerState): Promise<boolean> {
    const { sql, bindings } = newEvents(state);
    const { rows } = await this.#knex.raw(
      `SELECT EXISTS (SELECT FROM audit_events e WHERE ${sql}) AS found`,
      bindings,
    );
    return rows[0].found;
  }
}

function checkpointDue(state: SequencerState): boolean {
  const grown = state.position - state.checkpointed;
  if (grown <= 0) return false;
  return (
    state.checkpoint_age_s === null ||
    state.checkpoint_age_s >= CHECKPOINT_SECONDS ||
    grown >= CHECKPOINT_EVENTS
  );
}

/**
 * SQL: what the last look did not see. After a restore from a dump there are
 * numbers from the other cluster above those of this one: they are left alone.
 */
function newEvents({ seen, foreign }: SequencerState) {
  return foreign
    ? { sql: NOT_CHAINED, bindings: [] }
    : {
        sql: `e.txid >= pg_snapshot_xmin(?::pg_snapshot)
          AND e.txid < pg_snapshot_xmax(pg_current_snapshot())
          AND NOT pg_visible_in_snapshot(e.txid, ?::pg_snapshot) AND ${NOT_CHAINED}`,
        bindings: [seen, seen],
      };
}

/** What this look sees and the last one did not, by time, some at once. */
async function* unchained(
  trx: Knex.Transaction,
  state: SequencerState,
  snapshot: string,
): AsyncGenerator<AuditRow[]> {
  const { sql, bindings } = newEvents(state);
  // Numbers of another cluster say nothing about what is committed
  const seenNow = state.foreign
    ? 'true'
    : `pg_visible_in_snapshot(e.txid, '${snapshot}')`;
  let last: AuditRow | undefined;
  do {
    const { rows } = await trx.raw(
      `SELECT ${AUDIT_COLUMNS} FROM audit_events e
       WHERE ${sql} AND ${seenNow} ${
        last ? 'AND (e.occurred_at, e.id) > (?, ?::uuid)' : ''
      }
       ORDER BY e.occurred_at, e.id LIMIT ${CHUNK}`,
      last ? [...bindings, last.occurred_at, last.id] : bindings,
    );
    const events = rows as AuditRow[];
    if (events.length > 0) yield events;
    last = events.length === CHUNK ? events[CHUNK - 1] : undefined;
  } while (last);
}
