/*
 * Edits of many leads at once. Each is one transaction of a few statements,
 * however many leads it is about, and every lead that it changed has an event
 * with what was there before. The undo reads those: a lead goes back when its
 * version is still the one that the edit gave it.
 */
import { ConflictError } from '@backstage/errors';
import { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import {
  BulkResponse,
  LeadField,
  LeadSelection,
  UndoResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Recording } from '../audit';
import { untilNoDeadlock } from './deadlocks';
import { LeadErasure } from './LeadErasure';
import { staleSearchSql } from './LeadSearch';
import { lockPicked, PICKED, pickLeads } from './pickedLeads';

/** The fields that a bulk edit may change. */
export const BULK_FIELDS = [
  'industry',
  'naics_code',
  'location',
  'annual_revenue',
  'employee_count',
  'notes',
] as const satisfies readonly LeadField[];

/** Values to set, normalised; only the fields to change are there. */
export type BulkValues = {
  [field in (typeof BULK_FIELDS)[number]]?: string | number | null;
};

/** Of these the substring search knows the text. */
const SEARCHED = ['industry', 'location'];

/** A value object as columns of `leads`. */
const COLUMNS = BULK_FIELDS.join(', ');

const valuesOf = (lead: string) =>
  `jsonb_build_object(${BULK_FIELDS.map(f => `'${f}', ${lead}.${f}`).join(
    ', ',
  )})`;

/** Who orders it, and how it gets into the audit trail. */
export interface BulkOrder {
  userRef: string;
  record: Recording;
}

/** Changes and erases leads in bulk. */
export class BulkEdits {
  readonly #knex: Knex;
  readonly #erasure: LeadErasure;
  readonly #onChange: () => void;
  readonly #onStaleSearch: () => void;

  /**
   * @param options - `onChange` is called when tests may have ended,
   * `onStaleSearch` when leads are to be read anew for the search
   */
  constructor(options: {
    knex: Knex;
    erasure: LeadErasure;
    onChange: () => void;
    onStaleSearch: () => void;
  }) {
    this.#knex = options.knex;
    this.#erasure = options.erasure;
    this.#onChange = options.onChange;
    this.#onStaleSearch = options.onStaleSearch;
  }

  /** Sets fields of all these leads; erased ones and equal ones stay. */
  async update(
    selection: LeadSelection,
    values: BulkValues,
    { userRef, record }: BulkOrder,
  ): Promise<BulkResponse> {
    const result = await untilNoDeadlock(this.#knex, async trx => {
      const matched = await pickLeads(trx, selection);
      await lockPicked(trx);
      const bulkId = await this.#begin(trx, 'update', userRef, matched);
      const changed = await set(trx, { bulkId, userRef, values });
      await markStale(trx, bulkId, 'bulk_updated');
      await record(trx, {
        target: { type: 'bulk_edit', id: bulkId },
        details: { matched, changed, fields: Object.keys(values) },
      });
      return this.#close(trx, bulkId, { matched, changed });
    });
    this.#onStaleSearch();
    return result;
  }

  /** Erases all these leads. */
  async erase(
    selection: LeadSelection,
    { userRef, record }: BulkOrder,
  ): Promise<BulkResponse> {
    const result = await untilNoDeadlock(this.#knex, async trx => {
      const matched = await pickLeads(trx, selection);
      const bulkId = await this.#begin(trx, 'erase', userRef, matched);
      const changed = await this.#erasure.erasePicked(trx, {
        user_ref: userRef,
        bulk_id: bulkId,
      });
      await record(trx, {
        action: 'leads.erase',
        target: { type: 'bulk_edit', id: bulkId },
        details: { matched, changed },
      });
      return this.#close(trx, bulkId, { matched, changed });
    });
    this.#onChange();
    return result;
  }

  /**
   * Takes an edit back.
   *
   * @returns undefined when there is no such edit.
   * @throws ConflictError when it was taken back before or erased leads.
   */
  async undo(
    bulkId: string,
    { userRef, record }: BulkOrder,
  ): Promise<UndoResult | undefined> {
    const result = await untilNoDeadlock(this.#knex, async trx => {
      const edit = await trx('lead_bulk_edits')
        .first('action', 'undone_at')
        .where({ id: bulkId })
        .forUpdate();
      if (!edit) return undefined;
      if (edit.action === 'erase') {
        throw new ConflictError(
          'This bulk action erased leads, and what is erased is gone for good',
        );
      }
      if (edit.undone_at) {
        throw new ConflictError('This bulk edit has been undone already');
      }
      const undone = await restore(trx, bulkId, userRef);
      await markStale(trx, bulkId, 'undone');
      await trx('lead_bulk_edits')
        .where({ id: bulkId })
        .update({ undo: JSON.stringify(undone), undone_at: trx.fn.now() });
      await record(trx, {
        target: { type: 'bulk_edit', id: bulkId },
        details: { restored: undone.restored, kept: undone.kept },
      });
      return undone;
    });
    this.#onStaleSearch();
    return result;
  }

  async #begin(
    trx: Knex.Transaction,
    action: 'update' | 'erase',
    userRef: string,
    matched: number,
  ): Promise<string> {
    const id = uuidv7();
    await trx('lead_bulk_edits').insert({
      id,
      action,
      user_ref: userRef,
      matched,
    });
    return id;
  }

  async #close(
    trx: Knex.Transaction,
    bulkId: string,
    counts: Omit<BulkResponse, 'bulk_id'>,
  ): Promise<BulkResponse> {
    await trx('lead_bulk_edits')
      .where({ id: bulkId })
      .update({ changed: counts.changed });
    return { bulk_id: bulkId, ...counts };
  }
}

/** @returns how many leads were not as they should be. */
async function set(
  trx: Knex.Transaction,
  edit: { bulkId: string; userRef: string; values: BulkValues },
): Promise<number> {
  const fields = Object.keys(edit.values);
  const { rows } = await trx.raw(
    `WITH changed AS (
       UPDATE leads l SET
         ${fields.map(field => `${field} = v.${field}`).join(', ')},
         version = l.version + 1, updated_at = now()
       FROM (
         SELECT l.id, ${valuesOf('l')} AS before
         FROM leads l JOIN ${PICKED} p ON p.id = l.id
       ) old CROSS JOIN jsonb_populate_record(NULL::leads, CAST(:values AS jsonb)) v
       WHERE l.id = old.id AND NOT old.before @> CAST(:values AS jsonb)
       RETURNING l.id, l.version, old.before
     ), logged AS (
       INSERT INTO lead_events (lead_id, kind, user_ref, bulk_id, version, changes)
       SELECT c.id, 'bulk_updated', :userRef, :bulkId, c.version, (
         SELECT jsonb_object_agg(f.key, jsonb_build_object(
           'before', c.before->f.key, 'after', f.value))
         FROM jsonb_each(CAST(:values AS jsonb)) f
         WHERE c.before->f.key <> f.value)
       FROM changed c
     )
     SELECT count(*)::int AS n FROM changed`,
    {
      values: JSON.stringify(edit.values),
      userRef: edit.userRef,
      bulkId: edit.bulkId,
    },
  );
  return rows[0].n;
}

async function restore(
  trx: Knex.Transaction,
  bulkId: string,
  userRef: string,
): Promise<UndoResult> {
  const { rows: locked } = await trx.raw(
    `SELECT count(*)::int AS n FROM (
       SELECT FROM leads l JOIN lead_events e ON e.lead_id = l.id
       WHERE e.bulk_id = ? AND e.kind = 'bulk_updated'
       ORDER BY l.id FOR NO KEY UPDATE OF l) AS locked`,
    [bulkId],
  );
  const { rows } = await trx.raw(
    `WITH edit AS (
       SELECT e.lead_id, e.version, e.changes, b.before
       FROM lead_events e CROSS JOIN LATERAL (
         SELECT jsonb_object_agg(f.key, f.value->'before') AS before
         FROM jsonb_each(e.changes) f) b
       WHERE e.bulk_id = :bulkId AND e.kind = 'bulk_updated'
     ), restored AS (
       UPDATE leads l SET
         (${COLUMNS}) = (SELECT ${COLUMNS} FROM jsonb_populate_record(l, e.before)),
         version = l.version + 1, updated_at = now()
       FROM edit e
       WHERE l.id = e.lead_id AND l.version = e.version AND l.erased_at IS NULL
       RETURNING l.id, l.version, e.changes
     ), logged AS (
       INSERT INTO lead_events (lead_id, kind, user_ref, bulk_id, version, changes)
       SELECT r.id, 'undone', :userRef, :bulkId, r.version, (
         SELECT jsonb_object_agg(f.key, jsonb_build_object(
           'before', f.value->'after', 'after', f.value->'before'))
         FROM jsonb_each(r.changes) f)
       FROM restored r
     )
     SELECT count(*)::int AS n FROM restored`,
    { bulkId, userRef },
  );
  const [{ n: restored }] = rows;
  return { removed: 0, restored, kept: locked[0].n - restored };
}

/** The search reads the leads anew whose texts this has changed. */
async function markStale(
  trx: Knex.Transaction,
  bulkId: string,
  kind: 'bulk_updated' | 'undone',
): Promise<void> {
  await trx.raw(
    staleSearchSql(
      `SELECT lead_id FROM lead_events
       WHERE bulk_id = ? AND kind = ? AND jsonb_exists_any(changes, ?)`,
    ),
    [bulkId, kind, SEARCHED],
  );
}
