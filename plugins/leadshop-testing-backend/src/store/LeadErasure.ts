/*
 * Erases the personal data of leads: in the row itself, in its search text and
 * its journey, in all its tests, and in rejected rows of imports, all in ONE
 * transaction. What is in the bucket goes by a job that the same transaction
 * adds (leads/eraseObjects.ts).
 *
 * A test that is waiting or running ends in the same transaction. Its row is
 * locked first, and a step's result is stored only under that lock and only
 * while the test runs: what was stored before is blanked with the rest, what
 * comes later is void. A test that is ordered meanwhile waits for the lead's row
 * and then finds it erased.
 */
import { Knex } from 'knex';
import { PERSONAL_LEAD_FIELDS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { addErasureJobs } from '../queue/erasureJobs';
import { removeTestJobs } from '../queue/queueSql';
import { Recording } from '../audit';
import { untilNoDeadlock } from './deadlocks';
import { refreshSearchSql } from './LeadSearch';
import { leadsOfEndedTests } from './leadStatus';
import { lockLeads } from './leadsLock';
import { lockPicked, PICKED, pickLeads } from './pickedLeads';
import { withRejectedRows } from './rejectedRows';
import { objectJobs } from './retention/objectJobs';

/** Who erases, and in which bulk action. */
export interface Eraser {
  user_ref: string;
  bulk_id?: string;
}

/** Erases leads. */
export class LeadErasure {
  readonly #knex: Knex;
  readonly #stragglersMs: number;
  readonly #onChange: () => void;

  /**
   * @param options - `stragglersMs`: how long a worker that has not heard of it
   * can go on storing objects; `onChange` is called when tests were ended
   */
  constructor(options: {
    knex: Knex;
    stragglersMs: number;
    onChange: () => void;
  }) {
    this.#knex = options.knex;
    this.#stragglersMs = options.stragglersMs;
    this.#onChange = options.onChange;
  }

  /**
   * Erases a lead; nothing when it is erased already.
   *
   * @returns false when there is no such lead.
   */
  async erase(
    leadId: string,
    eraser: Eraser,
    record: Recording,
  ): Promise<boolean> {
    const found = await untilNoDeadlock(this.#knex, async trx => {
      if ((await pickLeads(trx, { lead_ids: [leadId] })) === 0) return false;
      const erased = await this.erasePicked(trx, eraser);
      await record(trx, {
        target: { type: 'lead', id: leadId },
        details: { changed: erased > 0 },
      });
      return true;
    });
    this.#onChange();
    return found;
  }

  /**
   * Erases the leads that this transaction has picked. The caller tells of it
   * when the transaction is through.
   *
   * @returns how many were not erased before.
   */
  async erasePicked(trx: Knex.Transaction, eraser: Eraser): Promise<number> {
    // An import that is storing its rows may be naming these leads just now
    await lockLeads(trx);
    // Tests before leads: whoever ends a test locks them in this order
    await lockActiveTests(trx);
    const erased = await lockPicked(trx);
    if (erased === 0) return 0;
    const wereRunning = await endActiveTests(trx, eraser.user_ref);
    await blankTests(trx);
    await deleteRejectedRows(trx);
    await blankLeads(trx, eraser);
    await addErasureJobs(
      trx,
      await objectJobs(trx, `e.lead_id IN (SELECT id FROM ${PICKED})`),
    );
    await addErasureJobs(
      trx,
      await objectJobs(trx, 'e.id = ANY(?::uuid[])', [wereRunning]),
      this.#stragglersMs,
    );
    return erased;
  }
}

async function lockActiveTests(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `SELECT count(*) FROM (
       SELECT FROM test_executions e JOIN ${PICKED} p ON p.id = e.lead_id
       WHERE e.status IN ('pending', 'running')
       ORDER BY e.id FOR UPDATE OF e) AS locked`,
  );
}

/** @returns ids of those that were running. */
async function endActiveTests(
  trx: Knex.Transaction,
  userRef: string,
): Promise<string[]> {
  const { rows } = await trx.raw(
    `WITH active AS (
       SELECT e.id, e.status AS before FROM test_executions e
       JOIN ${PICKED} p ON p.id = e.lead_id
       WHERE e.status IN ('pending', 'running')
     ), ended AS (
       UPDATE test_executions e SET
         status = 'cancelled',
         cancel_requested_at = coalesce(cancel_requested_at, now()),
         cancel_requested_by = coalesce(cancel_requested_by, :userRef),
         completed_at = clock_timestamp(),
         execution_time = CASE WHEN started_at IS NULL THEN 0 ELSE
           greatest(0, round(extract(epoch FROM clock_timestamp() - started_at) * 1000)) END,
         success_rate = (
           SELECT round(100.0 * count(*) FILTER (WHERE s.status = 'success') / e.total_steps, 2)
           FROM test_step_results s WHERE s.execution_id = e.id)
       FROM active a WHERE e.id = a.id
       RETURNING e.id, e.lead_id, e.batch_id, e.attempt, e.status, a.before
     ), leads_of_ended AS (
       ${leadsOfEndedTests('ended')}
     ), logged AS (
       INSERT INTO feed_events (channel, type, test_id, payload)
       -- A test of a batch that has not begun is not told to everybody
       SELECT CASE WHEN before = 'pending' AND batch_id IS NOT NULL
           THEN 'test_log' ELSE 'test' END, v.type, id, jsonb_build_object('kind', v.kind,
         'attempt', attempt, 'message', v.message, 'step', NULL)
       FROM ended CROSS JOIN (VALUES
         (1, 'test_update', 'cancel_requested', 'Cancellation requested'),
         (2, 'test_completed', 'ended', 'Cancelled because its lead was erased')
       ) AS v(place, type, kind, message)
       -- A running one is stopped where it runs by the request
       WHERE before = 'running' OR v.kind = 'ended'
       ORDER BY id, v.place
     )
     SELECT id, before FROM ended`,
    { userRef },
  );
  const ended = rows as { id: string; before: 'pending' | 'running' }[];
  const idsOf = (before: string) =>
    ended.filter(test => test.before === before).map(test => test.id);
  await removeTestJobs(trx, idsOf('pending'));
  return idsOf('running');
}

async function blankTests(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `UPDATE test_executions e SET
       lead_data = lead_data - CAST(:personal AS text[]),
       -- A text that the caller chose, and a fingerprint of all that was sent
       idempotency_key = NULL, idempotency_hash = NULL
     FROM ${PICKED} p WHERE p.id = e.lead_id`,
    { personal: [...PERSONAL_LEAD_FIELDS] },
  );
  await trx.raw(
    `UPDATE test_step_results s SET
       personal = NULL,
       artifacts = (
         SELECT coalesce(jsonb_agg(a.value ORDER BY a.place), '[]')
         FROM jsonb_array_elements(s.artifacts) WITH ORDINALITY AS a(value, place)
         WHERE NOT a.value @> '{"personal": true}')
     FROM test_executions e JOIN ${PICKED} p ON p.id = e.lead_id
     WHERE s.execution_id = e.id
       AND (s.personal IS NOT NULL OR s.artifacts @> '[{"personal": true}]')`,
  );
}

async function deleteRejectedRows(trx: Knex.Transaction): Promise<void> {
  const leads = { sql: `SELECT id FROM ${PICKED}` };
  await withRejectedRows(trx, leads, async (rows, bindings) => {
    await trx.raw(
      `DELETE FROM import_errors i USING (${rows}) r
       WHERE i.import_id = r.import_id AND i.row = r.row`,
      bindings,
    );
  });
}

async function blankLeads(
  trx: Knex.Transaction,
  eraser: Eraser,
): Promise<void> {
  await trx.raw(
    `UPDATE lead_events e SET changes = changes - CAST(:personal AS text[])
     FROM ${PICKED} p WHERE p.id = e.lead_id`,
    { personal: [...PERSONAL_LEAD_FIELDS] },
  );
  // Without keys it is nobody's duplicate, and no import can fill it again
  await trx.raw(
    `WITH erased AS (
       UPDATE leads l SET
         ${PERSONAL_LEAD_FIELDS.map(field => `${field} = NULL`).join(', ')},
         email_key = NULL, domain_key = NULL, name_key = NULL,
         version = l.version + 1, updated_at = now(), erased_at = now()
       FROM ${PICKED} p WHERE p.id = l.id
       RETURNING l.id, l.version
     )
     INSERT INTO lead_events (lead_id, kind, user_ref, bulk_id, version)
     SELECT id, 'erased', :userRef, :bulkId, version FROM erased`,
    { userRef: eraser.user_ref, bulkId: eraser.bulk_id ?? null },
  );
  await trx.raw(refreshSearchSql(`SELECT id FROM ${PICKED}`));
}
