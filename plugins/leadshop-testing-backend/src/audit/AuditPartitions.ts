/*
 * The months of the audit trail. Those to come are made ahead; those that are
 * older than the retention are dropped as a whole, with the links of the chain
 * that lead to them, once the chain was checked: evidence that something is wrong
 * is not thrown away. A checkpoint says from where on the trail is kept, and an
 * event tells of it, all in one transaction.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { AuditSequencer } from './AuditSequencer';
import { AuditTrail } from './AuditTrail';
import { AuditVerifier } from './AuditVerifier';
import { CHAIN_LOCK, Checkpoint, readState } from './chain';

/** Months that are made ahead. */
const AHEAD = 2;
/** Who writes must not wait for us: rather the next hour. */
const LOCK_WAIT_MS = 1_000;

/** A month of events or of links. */
interface Partition {
  name: string;
  parent: 'audit_events' | 'audit_chain';
  /** Where the next month begins. */
  until: Date;
}

/** Makes and drops months. */
export class AuditPartitions {
  readonly #options: {
    knex: Knex;
    trail: AuditTrail;
    sequencer: AuditSequencer;
    verifier: AuditVerifier;
    retentionMs: number;
    logger: LoggerService;
  };

  constructor(options: {
    knex: Knex;
    trail: AuditTrail;
    sequencer: AuditSequencer;
    verifier: AuditVerifier;
    retentionMs: number;
    logger: LoggerService;
  }) {
    this.#options = options;
  }

  /** Makes this month and the next ones, unless they are there. */
  async makeAhead(): Promise<void> {
    await this.#options.knex.raw(
      `SELECT audit_add_partitions(now() + make_interval(months => n))
       FROM generate_series(0, ?::int) n`,
      [AHEAD],
    );
  }

  /**
   * Drops the months that ended longer ago than the retention.
   *
   * @returns how many
   */
  async dropOld(now: Date = new Date()): Promise<number> {
    const { knex, sequencer, verifier, retentionMs, logger } = this.#options;
    const boundary = now.getTime() - retentionMs;
    const isOld = ({ parent, until }: Partition) =>
      parent === 'audit_events' && until.getTime() <= boundary;
    const old = (await partitions(knex)).filter(isOld);
    if (old.length === 0) return 0;
    await sequencer.chain();
    const { whole, first_bad: bad } = await verifier.verify();
    if (!whole) {
      logger.error(
        `The audit trail is not whole, so nothing of it is dropped although the retention is over: ${bad?.problem}, ${bad?.message}. GET /audit-events/verify says more; find out what happened before you do anything else`,
      );
      return 0;
    }
    const checkpoint = await knex.transaction(trx => this.#drop(trx, old));
    if (checkpoint) sequencer.log(checkpoint);
    return checkpoint ? old.length : 0;
  }

  async #drop(
    trx: Knex.Transaction,
    old: Partition[],
  ): Promise<Checkpoint | undefined> {
    const { trail, sequencer } = this.#options;
    await trx.raw(`SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`);
    await trx.raw(`SELECT pg_advisory_xact_lock(?)`, [CHAIN_LOCK]);
    const before = old[old.length - 1].until;
    const { rows } = await trx.raw(
      `SELECT count(*)::int AS events, count(*) FILTER (WHERE NOT EXISTS (
         SELECT FROM audit_chain c WHERE c.event_id = e.id))::int AS unchained
       FROM audit_events e WHERE occurred_at < ?`,
      [before],
    );
    const [{ events, unchained }] = rows;
    const state = await readState(trx);
    if (unchained > 0 || !state) return undefined;
    const links = await droppableLinks(trx, before);
    const { position, hash } = (await lastLink(trx, links)) ?? state;
    const checkpoint = { position, hash, dropped_before: before };
    for (const { name } of [...links, ...old]) {
      await trx.raw(`DROP TABLE ??`, [name]);
    }
    await sequencer.store(trx, checkpoint);
    await trail.record(trx, {
      actor: 'service:leadshop-testing',
      action: 'audit.retention',
      target: { type: 'audit_trail' },
      details: { dropped_before: before.toISOString(), events },
    });
    return checkpoint;
  }
}

/** Months, the oldest first. */
async function partitions(db: Knex): Promise<Partition[]> {
  const { rows } = await db.raw(
    `SELECT c.relname AS name, p.relname AS parent,
       (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''([^'']+)''\\)'))[1]::timestamptz AS until
     FROM pg_inherits i
     JOIN pg_class c ON c.oid = i.inhrelid
     JOIN pg_class p ON p.oid = i.inhparent
     WHERE i.inhparent IN ('audit_events'::regclass, 'audit_chain'::regclass)
     ORDER BY until`,
  );
  return rows;
}

/**
 * Months of links to dropped events alone. Links follow one another, so what is
 * behind one that stays, stays.
 */
async function droppableLinks(
  trx: Knex.Transaction,
  before: Date,
): Promise<Partition[]> {
  const months = (await partitions(trx)).filter(
    ({ parent, until }) => parent === 'audit_chain' && until <= before,
  );
  const { rows } = await trx.raw(
    `SELECT min(chained_at) AS since FROM audit_chain WHERE occurred_at >= ?`,
    [before],
  );
  const since: Date | null = rows[0].since;
  return months.filter(({ until }) => since === null || until <= since);
}

async function lastLink(
  trx: Knex.Transaction,
  links: Partition[],
): Promise<{ position: number; hash: Buffer } | undefined> {
  if (links.length === 0) return undefined;
  const { rows } = await trx.raw(
    `SELECT position::float8 AS position, hash FROM audit_chain
     WHERE chained_at < ? ORDER BY position DESC LIMIT 1`,
    [links[links.length - 1].until],
  );
  return rows[0];
}
