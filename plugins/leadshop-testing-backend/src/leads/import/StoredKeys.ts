/*
 * The keys of all stored leads, when a file is large beside them: reading them once
 * takes less than looking up each key of the file. They are those of the moment when
 * they were read. That somebody else adds or changes leads while the import runs is
 * found out about from time to time, and from then on keys are looked up again.
 */
import { Knex } from 'knex';
import { ClientBase } from 'pg';
import { pairKeySql } from '../keys';
import { SeenKeys } from './SeenKeys';

/** A row of a file takes that much, or more: read are no more leads than it has rows. */
const FILE_BYTES_PER_LEAD = 100;
/** Leads whose keys are read at once, a few milliseconds of the main thread. */
const LEADS_AT_ONCE = 2_000;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const CHANGED = {
  name: 'leadshop_import_changed',
  text: `SELECT EXISTS (SELECT FROM leads WHERE created_at > $1)
    OR EXISTS (SELECT FROM lead_events WHERE id > $2) AS changed`,
};

/** All keys that were stored at a moment. */
export class StoredKeys {
  readonly #at: Date;
  /** The last change of a lead that was known then. */
  readonly #lastEvent: string;
  #isCurrent = true;

  private constructor(at: Date, lastEvent: string) {
    this.#at = at;
    this.#lastEvent = lastEvent;
  }

  /**
   * Reads them.
   *
   * @param at - when the leads of the import are created; others come later
   * @param seen - is told the keys
   * @returns undefined when they are too many for a file of this size
   */
  static async read(
    trx: Knex.Transaction,
    file: { bytes: number; at: Date },
    seen: SeenKeys,
  ): Promise<StoredKeys | undefined> {
    const most = Math.floor(file.bytes / FILE_BYTES_PER_LEAD);
    if (await hasMoreLeads(trx, most)) return undefined;
    const { rows } = await trx.raw(
      `SELECT coalesce(max(id), 0)::text AS last FROM lead_events`,
    );
    const stored = new StoredKeys(file.at, rows[0].last);
    let after: string | null = FIRST_ID;
    while (after !== null) after = await readSome(trx, after, seen);
    return stored;
  }

  /** Whether there were no others when that was asked for last. */
  get wereAll(): boolean {
    return this.#isCurrent;
  }

  /** Whether there are no others by now. @param client - of the transaction */
  async areAll(client: ClientBase): Promise<boolean> {
    if (!this.#isCurrent) return false;
    const { rows } = await client.query<{ changed: boolean }>({
      ...CHANGED,
      values: [this.#at, this.#lastEvent],
    });
    this.#isCurrent = !rows[0].changed;
    return this.#isCurrent;
  }
}

async function hasMoreLeads(
  trx: Knex.Transaction,
  most: number,
): Promise<boolean> {
  const { rows } = await trx.raw(
    `SELECT count(*)::int AS leads FROM (SELECT FROM leads LIMIT ?) AS first_leads`,
    [most + 1],
  );
  return rows[0].leads > most;
}

/** @returns where the next ones begin, null when there are none */
async function readSome(
  trx: Knex.Transaction,
  after: string,
  seen: SeenKeys,
): Promise<string | null> {
  const { rows } = await trx.raw(
    `SELECT count(*)::int AS leads, max(id::text) AS last,
       string_agg(email_key, E'\\n') AS emails, string_agg(pair, E'\\n') AS pairs
     FROM (SELECT id, email_key, ${pairKeySql()} AS pair FROM leads
       WHERE id > ?::uuid ORDER BY id LIMIT ${LEADS_AT_ONCE}) AS next_leads`,
    [after],
  );
  const [{ leads, last, emails, pairs }] = rows;
  for (const keys of [emails, pairs]) {
    // No key of a lead holds a line feed
    if (keys !== null) for (const key of keys.split('\n')) seen.add(key);
  }
  return leads < LEADS_AT_ONCE ? null : last;
}
