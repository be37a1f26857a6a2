import { Knex } from 'knex';
import { AuditVerification } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AUDIT_COLUMNS, AuditRow, digestOf, signedText } from './auditEvent';
import { AuditKeys } from './AuditKeys';
import { Checkpoints } from './Checkpoints';
import { GENESIS, readState, SequencerState } from './chain';
import { LinkedRow, readLinks } from './links';
import { bad, BadTrail, FirstBad, named, notSigned } from './findings';

/** A checkpoint as the log has it. */
export interface LoggedCheckpoint {
  position: number;
  hash: string;
}

/** Replicas get a new setting one after the other. */
const KEY_ROLLOUT_MS = 3_600_000;

const UNLINKED = `NOT EXISTS (
  SELECT FROM audit_chain c WHERE c.event_id = e.id AND c.occurred_at = e.occurred_at)`;

/** One check, in its transaction. */
export class TrailCheck {
  readonly #trx: Knex.Transaction;
  readonly #keys: AuditKeys;
  readonly #logged: LoggedCheckpoint | undefined;
  #checked = 0;
  #unsigned = 0;
  #signedSince: Date | undefined;
  /** The last good link. */
  #position = 0;
  #hash = GENESIS;

  constructor(
    trx: Knex.Transaction,
    keys: AuditKeys,
    logged: LoggedCheckpoint | undefined,
  ) {
    this.#trx = trx;
    this.#keys = keys;
    this.#logged = logged;
  }

  async run(): Promise<AuditVerification> {
    const state = await readState(this.#trx);
    const checkpoints = await Checkpoints.read(this.#trx, this.#keys);
    const found = await this.#firstBad(state, checkpoints);
    const { newest } = checkpoints;
    return {
      whole: found === null,
      checked: this.#checked,
      head: state?.position
        ? {
            position: state.position,
            hash: state.hash.toString('hex'),
            chained_at: state.chained_at.toISOString(),
          }
        : null,
      checkpoint: newest
        ? {
            position: newest.position,
            hash: newest.hash.toString('hex'),
            created_at: newest.created_at.toISOString(),
            signed: newest.verdict === 'right',
          }
        : null,
      first_bad: found,
      unchained: await this.#countUnchained(),
      unsigned: this.#unsigned,
      verified_at: new Date().toISOString(),
    };
  }

  async #firstBad(
    state: SequencerState | undefined,
    checkpoints: Checkpoints,
  ): Promise<FirstBad | null> {
    try {
      const forged = checkpoints.forged;
      if (forged) {
        throw bad('altered', `The signature of ${named(forged)} is wrong`, {
          position: forged.position,
        });
      }
      await this.#checkLinks(checkpoints);
      this.#checkEnd(state, checkpoints);
      await this.#checkUnlinked(state);
      return null;
    } catch (error) {
      if (error instanceof BadTrail) return error.first;
      throw error;
    }
  }

  async #checkLinks(checkpoints: Checkpoints): Promise<void> {
    for await (const links of readLinks(this.#trx)) {
      if (this.#position === 0) this.#begin(links[0], checkpoints);
      for (const link of links) await this.#checkLink(link, checkpoints);
    }
  }

  /** Retention may have dropped what was before the first link. */
  #begin(first: LinkedRow, checkpoints: Checkpoints): void {
    if (first.position === 1) return;
    const before = checkpoints.dropped.find(
      ({ position }) => position === first.position - 1,
    );
    if (!before) {
      throw bad(
        'truncated',
        `The chain begins at position ${first.position}, and no checkpoint of the retention says so: its beginning was cut off`,
        { position: 1 },
      );
    }
    this.#position = before.position;
    this.#hash = before.hash;
  }

  async #checkLink(link: LinkedRow, checkpoints: Checkpoints): Promise<void> {
    const { position, event_id: id } = link;
    const expected = this.#position + 1;
    if (position !== expected) {
      throw bad(
        'missing',
        `The links from position ${expected} to ${position - 1} are gone`,
        { position: expected },
      );
    }
    const verdict = this.#keys.linkVerdict(
      {
        position,
        digest: link.link_digest,
        hash: link.link_hash,
        key_id: link.link_key_id,
      },
      this.#hash,
    );
    if (verdict === 'wrong') {
      throw bad(
        'reordered',
        `The link at position ${position} does not follow from the one before: links were moved, changed or put in between`,
        { id, position },
      );
    }
    await this.#checkEvent(link, checkpoints);
    if (verdict === 'unknown' && this.#afterSigned(link.event_occurred_at)) {
      throw bad(
        'reordered',
        `The link at position ${position} was made without a key of the settings, although entries before it are signed: the chain was made anew from here on`,
        { id, position },
      );
    }
    const wrong = checkpoints.contradicting(position, link.link_hash);
    if (wrong) {
      throw bad(
        'altered',
        `The chain up to position ${position} is another than ${named(
          wrong,
        )} saw: it was made anew after something was changed`,
        { id, position },
      );
    }
    if (
      position === this.#logged?.position &&
      link.link_hash.toString('hex') !== this.#logged.hash
    ) {
      throw bad(
        'altered',
        `The chain up to position ${position} is another than the log says: it was made anew after something was changed`,
        { id, position },
      );
    }
    this.#position = position;
    this.#hash = link.link_hash;
  }

  async #checkEvent(link: LinkedRow, checkpoints: Checkpoints): Promise<void> {
    const { position, event_id: id } = link;
    if (link.id === null) {
      const { droppedBefore } = checkpoints;
      if (droppedBefore && link.event_occurred_at < droppedBefore) return;
      throw await this.#gone(link);
    }
    if (!digestOf(link).equals(link.link_digest)) {
      throw bad('altered', `The entry was changed after it was chained`, {
        id,
        position,
      });
    }
    this.#checked += 1;
    const verdict = this.#keys.verdict(signedText(link), link);
    if (verdict === 'wrong') {
      throw bad(
        'altered',
        'The signature of the entry is wrong: it was changed, and the chain was made to fit',
        { id, position },
      );
    }
    if (verdict === 'right') this.#signedSince ??= link.occurred_at;
    if (verdict === 'unknown') {
      this.#unsigned += 1;
      if (this.#afterSigned(link.occurred_at)) throw notSigned(id, position);
    }
  }

  /** What nobody vouches for is not ours: entries before it are signed. */
  #afterSigned(at: Date): boolean {
    return (
      this.#signedSince !== undefined &&
      at.getTime() > this.#signedSince.getTime() + KEY_ROLLOUT_MS
    );
  }

  async #gone({ position, event_id: id }: LinkedRow): Promise<BadTrail> {
    const { rows } = await this.#trx.raw(
      `SELECT EXISTS (SELECT FROM audit_events e WHERE e.id = :id) AS moved,
         EXISTS (SELECT FROM audit_chain c JOIN audit_events e
           ON e.id = c.event_id AND e.occurred_at = c.occurred_at
           WHERE c.position > :position) AS later`,
      { id, position },
    );
    const [{ moved, later }] = rows;
    if (moved) {
      return bad('altered', 'The time of the entry was changed', {
        id,
        position,
      });
    }
    return later
      ? bad('missing', 'The entry was deleted', { id, position })
      : bad(
          'truncated',
          `From position ${position} on all chained entries were deleted`,
          { id, position },
        );
  }

  #checkEnd(state: SequencerState | undefined, checkpoints: Checkpoints) {
    const position = this.#position;
    const dropped = checkpoints.dropped.at(-1)?.position ?? 0;
    // All links may have gone with retention
    const end = position === 0 ? dropped : position;
    const known = [
      { at: state?.position ?? 0, who: 'the sequencer' },
      {
        at: checkpoints.newest?.position ?? 0,
        who: 'the newest checkpoint',
      },
      { at: this.#logged?.position ?? 0, who: 'the log' },
    ].find(({ at }) => at > end);
    if (known) {
      throw bad(
        'truncated',
        `The chain ends at position ${end}, and ${known.who} knows it up to ${known.at}: its end was cut off`,
        { position: end + 1 },
      );
    }
    if (!state) {
      throw bad('truncated', 'The row of audit_sequencer was deleted');
    }
    if (
      end > state.position ||
      (position > 0 && !this.#hash.equals(state.hash))
    ) {
      throw bad(
        'inserted',
        `The chain does not end as the sequencer left it, at position ${state.position}`,
        { position: end },
      );
    }
  }

  /** Whatever the sequencer must have seen and did not chain was not there then. */
  async #checkUnlinked(state: SequencerState | undefined): Promise<void> {
    const { rows } = await this.#trx.raw(
      `SELECT ${AUDIT_COLUMNS}, pg_visible_in_snapshot(e.txid, ?::pg_snapshot) AS seen
       FROM audit_events e WHERE ${UNLINKED} ORDER BY seen DESC, e.occurred_at LIMIT 1`,
      [state?.seen ?? null],
    );
    const [event] = rows as (AuditRow & { seen: boolean })[];
    if (!event) return;
    if (event.seen && !state?.foreign) {
      throw bad(
        'inserted',
        'The entry is not in the chain, and the sequencer would have chained it: it was put there past the backend',
        { id: event.id },
      );
    }
    const verdict = this.#keys.verdict(signedText(event), event);
    if (verdict !== 'right' && this.#afterSigned(event.occurred_at)) {
      throw notSigned(event.id, null);
    }
  }

  async #countUnchained(): Promise<number> {
    const { rows } = await this.#trx.raw(
      `SELECT count(*)::int AS n FROM audit_events e WHERE ${UNLINKED}`,
    );
    return rows[0].n;
  }
}
