import { createHash, randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { NewAuditEvent } from './auditEvent';
import { AuditTrail } from './AuditTrail';

/** Longer than a living replica leaves what it counted. */
const ABANDONED_S = 180;

/** Attempts that were counted. */
export interface CountedAttempts {
  /** What makes two attempts the same. */
  kind: string;
  last: NewAuditEvent;
  more: number;
}

/** Keeps what was counted until it is written as events. */
export class AttemptCounts {
  readonly #knex: Knex;
  readonly #trail: AuditTrail;
  readonly #replica = randomUUID();

  constructor(options: { knex: Knex; trail: AuditTrail }) {
    this.#knex = options.knex;
    this.#trail = options.trail;
  }

  /** Adds to what is kept of this replica. */
  async add(counted: readonly CountedAttempts[]): Promise<void> {
    await this.#knex.raw(
      `INSERT INTO audit_attempts (replica, kind, attempt, more)
       SELECT :replica, c.kind, c.attempt, c.more
       FROM json_to_recordset(:counted) AS c(kind text, attempt json, more integer)
       ON CONFLICT (replica, kind) DO UPDATE SET attempt = excluded.attempt,
         more = audit_attempts.more + excluded.more, counted_at = clock_timestamp()`,
      {
        replica: this.#replica,
        counted: JSON.stringify(
          counted.map(({ kind, last, more }) => ({
            kind: createHash('sha256').update(kind).digest('hex'),
            attempt: last,
            more,
          })),
        ),
      },
    );
  }

  /** Writes an event of each kind: of this replica, and of those that are gone. */
  async write(): Promise<void> {
    await this.#knex.transaction(async trx => {
      const { rows } = await trx.raw(
        `DELETE FROM audit_attempts WHERE replica = ?
           OR counted_at < clock_timestamp() - make_interval(secs => ?)
         RETURNING attempt, more`,
        [this.#replica, ABANDONED_S],
      );
      const counted = rows as { attempt: NewAuditEvent; more: number }[];
      for (const { attempt, more } of counted) {
        await this.#trail.record(trx, {
          ...attempt,
          details: { ...attempt.details, count: more },
        });
      }
    });
  }
}
