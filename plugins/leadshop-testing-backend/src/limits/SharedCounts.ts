import { ClientRateLimitInfo, Options, Store } from 'express-rate-limit';
import { Knex } from 'knex';

/** Rows of one statement: others must get their turn. */
const EXPIRED_AT_ONCE = 10_000;

/** Counts of one class of calls, which all replicas share. */
export class SharedCounts implements Store {
  /** Other replicas count the same keys. */
  readonly localKeys = false;
  readonly prefix: string;
  readonly #knex: Knex;
  #windowMs = 0;

  constructor(options: { knex: Knex; prefix: string }) {
    this.#knex = options.knex;
    this.prefix = options.prefix;
  }

  init({ windowMs }: Pick<Options, 'windowMs'>): void {
    this.#windowMs = windowMs;
  }

  /** Counts a call; the first after the end of a window begins the next. */
  async increment(key: string): Promise<ClientRateLimitInfo> {
    const { rows } = await this.#knex.raw<{
      rows: [{ hits: string; reset_at: Date }];
    }>(
      `INSERT INTO rate_limits AS counted (key, hits, reset_at)
       VALUES (:key, 1, clock_timestamp() + :window * interval '1 millisecond')
       ON CONFLICT (key) DO UPDATE SET
         hits = CASE WHEN counted.reset_at <= clock_timestamp()
           THEN 1 ELSE counted.hits + 1 END,
         reset_at = CASE WHEN counted.reset_at <= clock_timestamp()
           THEN excluded.reset_at ELSE counted.reset_at END
       RETURNING hits, reset_at`,
      { key: this.#keyOf(key), window: this.#windowMs },
    );
    const [{ hits, reset_at }] = rows;
    return { totalHits: Number(hits), resetTime: reset_at };
  }

  /** Takes a call back. */
  async decrement(key: string): Promise<void> {
    await this.#knex('rate_limits')
      .where({ key: this.#keyOf(key) })
      .andWhere('hits', '>', 1)
      .decrement('hits');
  }

  /** Forgets the calls of one principal. */
  async resetKey(key: string): Promise<void> {
    await this.#knex('rate_limits')
      .where({ key: this.#keyOf(key) })
      .delete();
  }

  #keyOf(key: string): string {
    return `${this.prefix}:${key}`;
  }
}

/** Removes the counts of windows that are over. */
export async function removeEndedCounts(knex: Knex): Promise<number> {
  let removed = 0;
  for (;;) {
    const { rowCount } = await knex.raw<{ rowCount: number }>(
      `DELETE FROM rate_limits WHERE key IN (
         SELECT key FROM rate_limits WHERE reset_at <= clock_timestamp()
         LIMIT ? FOR UPDATE SKIP LOCKED
       ) AND reset_at <= clock_timestamp()`,
      [EXPIRED_AT_ONCE],
    );
    removed += rowCount;
    if (rowCount < EXPIRED_AT_ONCE) return removed;
  }
}
