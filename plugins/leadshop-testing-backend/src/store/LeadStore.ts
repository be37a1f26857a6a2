/* One lead at a time: read, stored, changed, and taken for a test. */
import { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import {
  Lead,
  LeadData,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LeadFields } from '../leads/import/check';
import { LeadKeys, leadKeys, pairKey, pairKeySql } from '../leads/keys';
import {
  FIELD_COLUMNS,
  LAST_TEST,
  LEAD_COLUMNS,
  LEAD_FIELDS,
  StoredFields,
  toLead,
} from './leadRows';
import { refreshSearch } from './LeadSearch';

/** What a change makes of one field. */
export interface FieldChange {
  field: LeadField;
  before: unknown;
  after: unknown;
}

/** First key of the locks under which tests store new leads. */
const LEAD_OF_TEST_LOCK = 1_398_100_002;

/** Stores single leads. */
export class LeadStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** A lead, erased or not. */
  async find(id: string, trx?: Knex.Transaction): Promise<Lead | undefined> {
    const { rows } = await (trx ?? this.#knex).raw(
      `SELECT ${LEAD_COLUMNS} FROM leads l ${LAST_TEST} WHERE l.id = ?`,
      [id],
    );
    return rows[0] && toLead(rows[0]);
  }

  /** Until the end of the transaction nobody else changes or erases the lead. */
  async hold(trx: Knex.Transaction, id: string): Promise<void> {
    await trx.raw(`SELECT FROM leads WHERE id = ? FOR NO KEY UPDATE`, [id]);
  }

  /**
   * The oldest stored lead with the same e-mail address, or with the same domain
   * and name. The caller holds the lock under which leads are added.
   */
  async findDuplicate(
    trx: Knex.Transaction,
    keys: LeadKeys,
  ): Promise<string | undefined> {
    const { rows } = await trx.raw(
      `SELECT id FROM leads WHERE erased_at IS NULL
         AND (email_key = :email OR (${pairKeySql()}) = :pair)
       ORDER BY created_at, id LIMIT 1`,
      { email: keys.email_key, pair: pairKey(keys) },
    );
    return rows[0]?.id;
  }

  /** Stores a lead. @returns its id */
  async insert(
    trx: Knex.Transaction,
    lead: LeadFields,
    stored: { keys: LeadKeys; user_ref: string },
  ): Promise<string> {
    const id = newId();
    await trx('leads').insert({
      id,
      ...lead,
      ...stored.keys,
      created_by: stored.user_ref,
    });
    await refreshSearch(trx, [id]);
    return id;
  }

  /** Changes fields of a lead that the caller has locked. */
  async update(
    trx: Knex.Transaction,
    id: string,
    change: { changes: FieldChange[]; keys: LeadKeys; user_ref: string },
  ): Promise<void> {
    const values = change.changes.map(({ field, after }) => [field, after]);
    const [{ version }] = await trx('leads')
      .where({ id })
      .update({
        ...Object.fromEntries(values),
        ...change.keys,
        version: trx.raw('version + 1'),
        updated_at: trx.fn.now(),
      })
      .returning('version');
    await trx('lead_events').insert({
      lead_id: id,
      kind: 'updated',
      user_ref: change.user_ref,
      version,
      changes: Object.fromEntries(
        change.changes.map(({ field, before, after }) => [
          field,
          { before, after },
        ]),
      ),
    });
    await refreshSearch(trx, [id]);
  }

  /**
   * A stored lead as a test takes it: nobody changes or erases it before the
   * test is stored too.
   *
   * @returns undefined when unknown or erased
   */
  async takeForTest(
    trx: Knex.Transaction,
    id: string,
  ): Promise<LeadData | undefined> {
    const { rows } = await trx.raw(
      `SELECT ${FIELD_COLUMNS} FROM leads l
       WHERE l.id = ? AND l.erased_at IS NULL FOR NO KEY UPDATE`,
      [id],
    );
    return rows[0];
  }

  /**
   * Stores the lead of a test that came without `lead_id`, unless one with
   * exactly the same data is stored: however often a lead is sent, there is one.
   *
   * @returns its id
   */
  async storeForTest(
    trx: Knex.Transaction,
    lead: LeadData,
    userRef: string,
  ): Promise<string> {
    const fields = storedFields(lead);
    const keys = leadKeys(fields);
    const stored = await this.#findSame(trx, fields, keys);
    if (stored) return stored;
    // Another test may be storing the same one at this moment
    await trx.raw(`SELECT pg_advisory_xact_lock(?, hashtext(?))`, [
      LEAD_OF_TEST_LOCK,
      JSON.stringify(fields),
    ]);
    return (
      (await this.#findSame(trx, fields, keys)) ??
      this.insert(trx, fields, { keys, user_ref: userRef })
    );
  }

  async #findSame(
    trx: Knex.Transaction,
    fields: StoredFields,
    keys: LeadKeys,
  ): Promise<string | undefined> {
    const found = trx('leads').first('id').whereNull('erased_at');
    if (keys.email_key === null) {
      found
        .whereNull('email_key')
        .whereRaw('md5(website_url) = md5(?)', [fields.website_url]);
    } else {
      found.where('email_key', keys.email_key);
    }
    for (const field of LEAD_FIELDS) {
      const value = fields[field];
      if (value === null) found.whereNull(field);
      else found.where(field, value);
    }
    const row = await found.orderBy(['created_at', 'id']).forNoKeyUpdate();
    return row?.id;
  }
}

/** The eleven fields as they are stored. */
function storedFields(lead: LeadData): StoredFields {
  // An empty text says nothing, and the table refuses an empty name
  const values = LEAD_FIELDS.map(field => [
    field,
    lead[field] === '' ? null : lead[field] ?? null,
  ]);
  return Object.fromEntries(values);
}
