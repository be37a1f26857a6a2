import { Knex } from 'knex';
import { AuditKeys, SignatureVerdict } from './AuditKeys';
import { Checkpoint, checkpointText } from './chain';

/** A stored checkpoint. */
export interface CheckpointRow extends Checkpoint {
  created_at: Date;
  key_id: string | null;
  signature: Buffer | null;
  verdict: SignatureVerdict;
}

/** All checkpoints, for who checks the chain. */
export class Checkpoints {
  readonly #rows: CheckpointRow[];
  readonly #byPosition = new Map<number, CheckpointRow[]>();

  private constructor(rows: CheckpointRow[]) {
    this.#rows = rows;
    for (const row of rows) {
      const same = this.#byPosition.get(row.position);
      if (same) same.push(row);
      else this.#byPosition.set(row.position, [row]);
    }
  }

  /** Reads them. */
  static async read(db: Knex, keys: AuditKeys): Promise<Checkpoints> {
    const { rows } = await db.raw(
      `SELECT position::float8 AS position, hash, dropped_before, created_at,
         key_id, signature
       FROM audit_checkpoints ORDER BY id`,
    );
    return new Checkpoints(
      (rows as CheckpointRow[]).map(row => ({
        ...row,
        verdict: keys.verdict(checkpointText(row), row),
      })),
    );
  }

  get newest(): CheckpointRow | undefined {
    return this.#rows.at(-1);
  }

  /** Those that retention left, in their order. */
  get dropped(): CheckpointRow[] {
    return this.#rows.filter(row => row.dropped_before !== null);
  }

  /** Events before this time were dropped by retention. */
  get droppedBefore(): Date | undefined {
    return this.dropped.at(-1)?.dropped_before ?? undefined;
  }

  /**
   * One with a wrong signature; or, once they are signed, one of the retention
   * without: it could hide that the beginning was cut off.
   */
  get forged(): CheckpointRow | undefined {
    let signed = false;
    return this.#rows.find(row => {
      signed ||= row.verdict === 'right';
      const bare =
        signed && row.verdict === 'unknown' && row.dropped_before !== null;
      return row.verdict === 'wrong' || bare;
    });
  }

  /** One that saw another chain up to this position. */
  contradicting(position: number, hash: Buffer): CheckpointRow | undefined {
    return this.#byPosition.get(position)?.find(row => !row.hash.equals(hash));
  }
}
