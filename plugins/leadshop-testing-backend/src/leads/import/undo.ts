/* Takes an import back, as far as nobody has built on it since. */
import { Knex } from 'knex';
import { UndoResult } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LEAD_FIELDS } from '../../store/leadRows';
import { staleSearchSql } from '../../store/LeadSearch';
import { leadKeys } from '../keys';

const RESTORED = 'import_restored_leads';
const KEYED_AT_ONCE = 5_000;

/**
 * Deletes the leads that the import created, if they are as it left them and
 * were never tested, and gives those that it updated and nobody changed since
 * their fields back, with an entry in their journey.
 */
export async function undoImport(
  trx: Knex.Transaction,
  origin: { import_id: string; user_ref: string },
): Promise<Omit<UndoResult, 'kept'>> {
  return {
    restored: await restoreUpdated(trx, origin),
    removed: await removeCreated(trx, origin.import_id),
  };
}

/** A test that is ordered meanwhile changes the status, and so keeps the lead. */
async function removeCreated(
  trx: Knex.Transaction,
  importId: string,
): Promise<number> {
  const { rowCount } = await trx.raw(
    `DELETE FROM leads l
     WHERE import_id = ? AND version = 1 AND erased_at IS NULL AND status = 'new'
       AND NOT EXISTS (SELECT FROM test_executions e WHERE e.lead_id = l.id)`,
    [importId],
  );
  return rowCount;
}

async function restoreUpdated(
  trx: Knex.Transaction,
  origin: { import_id: string; user_ref: string },
): Promise<number> {
  const before = LEAD_FIELDS.map(
    field =>
      `${field} = CASE WHEN jsonb_exists(e.changes, '${field}')
         THEN (earlier.fields).${field} ELSE l.${field} END`,
  ).join(', ');
  await trx.raw(
    `CREATE TEMPORARY TABLE ${RESTORED} ON COMMIT DROP AS
     SELECT e.id AS event_id, e.lead_id, e.version, e.changes FROM lead_events e
     WHERE e.import_id = ? AND e.kind = 'import_updated'`,
    [origin.import_id],
  );
  await trx.raw(`ANALYZE ${RESTORED}`);
  await trx.raw(
    `SELECT count(*) FROM (
       SELECT FROM leads l JOIN ${RESTORED} e ON e.lead_id = l.id
       ORDER BY l.id FOR UPDATE OF l) AS locked`,
  );
  await trx.raw(
    `DELETE FROM ${RESTORED} e WHERE NOT EXISTS (
       SELECT FROM leads l WHERE l.id = e.lead_id AND l.version = e.version
         AND l.erased_at IS NULL)`,
  );
  const { rowCount } = await trx.raw(
    `WITH earlier AS (
       SELECT event_id, jsonb_populate_record(NULL::leads, (
         SELECT jsonb_object_agg(key, value->'before') FROM jsonb_each(changes)
       )) AS fields FROM ${RESTORED}
     ), restored AS (
       UPDATE leads l SET ${before},
         version = l.version + 1, updated_at = statement_timestamp()
       FROM ${RESTORED} e JOIN earlier USING (event_id)
       WHERE l.id = e.lead_id
       RETURNING l.id, l.version, (
         SELECT jsonb_object_agg(key, jsonb_build_object(
           'before', value->'after', 'after', value->'before'))
         FROM jsonb_each(e.changes)
       ) AS changes
     )
     INSERT INTO lead_events (lead_id, kind, user_ref, import_id, version, changes)
     SELECT id, 'undone', :user_ref, CAST(:import_id AS uuid), version, changes
     FROM restored`,
    { ...origin },
  );
  if (rowCount > 0) {
    await restoreKeys(trx);
    await trx.raw(staleSearchSql(`SELECT lead_id FROM ${RESTORED}`));
  }
  return rowCount;
}

/** Keys are made of the fields, and not by the database. */
async function restoreKeys(trx: Knex.Transaction): Promise<void> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await trx.raw(
      `SELECT l.id, l.business_name, l.website_url, l.email
       FROM leads l JOIN ${RESTORED} e ON e.lead_id = l.id
       WHERE l.id > ? ORDER BY l.id LIMIT ${KEYED_AT_ONCE}`,
      [after],
    );
    const leads = rows as (Parameters<typeof leadKeys>[0] & { id: string })[];
    const keyed = leads.map(lead => ({ id: lead.id, ...leadKeys(lead) }));
    await trx.raw(
      `UPDATE leads l SET email_key = k.email_key, domain_key = k.domain_key,
         name_key = k.name_key
       FROM jsonb_to_recordset(?::jsonb) AS k (id uuid, email_key text,
         domain_key text, name_key text)
       WHERE l.id = k.id`,
      [JSON.stringify(keyed)],
    );
    const last = leads.at(-1);
    if (!last || leads.length < KEYED_AT_ONCE) return;
    after = last.id;
  }
}
