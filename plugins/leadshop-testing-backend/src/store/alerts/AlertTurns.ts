/*
 * What is on its way to be raised or resolved. One row of `alert_evaluation` is
 * held by whoever evaluates rules or changes them, so that none of it happens
 * at the same time.
 */
import { Knex } from 'knex';

/** Something that waits for its time. */
export interface TurnRow {
  rule_id: string;
  subject: string;
  since: Date;
}

/** Stores what waits. */
export class AlertTurns {
  /** Waits for whoever evaluates or changes rules. @returns when it was last looked */
  async hold(trx: Knex.Transaction): Promise<Date | null> {
    const { rows } = await trx.raw(
      `SELECT observed_at FROM alert_evaluation FOR UPDATE`,
    );
    return rows[0].observed_at;
  }

  /** When it was last looked. */
  async evaluatedAt(db: Knex): Promise<Date | null> {
    const row = await db('alert_evaluation').first('observed_at');
    return row?.observed_at ?? null;
  }

  async read(db: Knex): Promise<TurnRow[]> {
    return db('alert_turns').select('rule_id', 'subject', 'since');
  }

  /** Stores what waits now, in place of what waited before. */
  async replace(
    trx: Knex.Transaction,
    observedAt: Date,
    turns: readonly TurnRow[],
  ): Promise<void> {
    await trx('alert_turns').delete();
    if (turns.length > 0) await trx('alert_turns').insert([...turns]);
    await trx('alert_evaluation').update({ observed_at: observedAt });
  }

  /** A rule that has changed begins anew. */
  async forget(trx: Knex.Transaction, ruleId: string): Promise<void> {
    await trx('alert_turns').where({ rule_id: ruleId }).delete();
  }
}
