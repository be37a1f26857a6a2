/*
 * The journey of a lead: everything that happened to it, who did it and when.
 * Only what people changed is kept as entries (`lead_events`); its creation is
 * in its own row, and its tests are where tests are. Nothing is stored twice, so
 * nothing can disagree.
 */
import { Knex } from 'knex';
import {
  JourneyEntry,
  LEAD_FIELD_TITLES,
  LeadField,
  JourneyKind,
  LeadStatus,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { countMatching, Cursor } from './keyset';
import { LEAD_FIELDS } from './leadRows';
import { iso } from './rows';

/** Where a page ended: `id` is the place among entries of the same time. */
export type JourneyCursor = Cursor<'journey'>;

/** A page of a journey, newest first. */
export interface JourneyPage {
  entries: JourneyEntry[];
  total: number;
  next: JourneyCursor | undefined;
}

interface JourneyRow {
  kind: JourneyKind;
  at: Date;
  place: string;
  user_ref: string | null;
  changes: Partial<Record<LeadField, { before: unknown; after: unknown }>>;
  status: LeadStatus | null;
  import_id: string | null;
  file_name: string | null;
  bulk_id: string | null;
  test_id: string | null;
  test_status: TestStatus | null;
  error_message: string | null;
  score: number | null;
  tier: string | null;
}

/** Whether another test of the lead was active when this one began, or ended. */
const OTHER_ACTIVE = {
  at_start: `EXISTS (
    SELECT FROM test_executions o WHERE o.lead_id = e.lead_id
      AND (o.created_at, o.id) < (e.created_at, e.id)
      AND (o.completed_at IS NULL OR o.completed_at > e.created_at))`,
  at_end: `EXISTS (
    SELECT FROM test_executions o WHERE o.lead_id = e.lead_id
      AND o.created_at <= e.completed_at AND o.id <> e.id
      AND (o.completed_at IS NULL OR (o.completed_at, o.id) > (e.completed_at, e.id)))`,
} as const;

/** The status to which a lead returns when this test is cancelled. */
const OUTCOME_BEFORE = `coalesce((
    SELECT CASE o.status WHEN 'success' THEN 'completed' ELSE 'failed' END
    FROM test_executions o
    WHERE o.lead_id = e.lead_id AND o.status IN ('success', 'failed')
      AND (o.completed_at, o.id) < (e.completed_at, e.id)
    ORDER BY o.completed_at DESC, o.id DESC LIMIT 1), 'new')`;

/*
 * `place` orders what has the same time: the lead is there before its changes,
 * and a test begins before it ends. The status is left out where it stayed as it
 * was, because another test was going on.
 */
const ENTRIES = `
  SELECT CASE WHEN l.import_id IS NULL THEN 'created' ELSE 'imported' END AS kind,
    l.created_at AS at, '0' AS place, l.created_by AS user_ref, '{}'::jsonb AS changes,
    'new' AS status, l.import_id, NULL::uuid AS bulk_id, NULL::uuid AS test_id,
    NULL AS test_status, NULL AS error_message, NULL::float8 AS score, NULL AS tier
  FROM leads l WHERE l.id = :id
  UNION ALL
  SELECT v.kind, v.created_at, '1' || lpad(v.id::text, 19, '0'), v.user_ref, v.changes,
    NULL, v.import_id, v.bulk_id, NULL, NULL, NULL, NULL, NULL
  FROM lead_events v WHERE v.lead_id = :id
  UNION ALL
  SELECT 'test_started', e.created_at, '2' || e.id, e.user_ref, '{}',
    CASE WHEN NOT ${OTHER_ACTIVE.at_start} THEN 'processing' END,
    NULL, NULL, e.id, NULL, NULL, NULL, NULL
  FROM test_executions e WHERE e.lead_id = :id
  UNION ALL
  SELECT 'test_ended', e.completed_at, '3' || e.id,
    CASE e.status WHEN 'cancelled' THEN e.cancel_requested_by ELSE e.user_ref END, '{}',
    CASE WHEN NOT ${OTHER_ACTIVE.at_end} THEN CASE e.status
      WHEN 'success' THEN 'completed' WHEN 'failed' THEN 'failed'
      ELSE ${OUTCOME_BEFORE} END END,
    NULL, NULL, e.id, e.status, e.error_message, e.score::float8, e.tier
  FROM test_executions e WHERE e.lead_id = :id AND e.completed_at IS NOT NULL`;

/** Reads journeys. */
export class JourneyStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** A page of a lead's journey. */
  async page(
    leadId: string,
    query: { limit: number },
    cursor: JourneyCursor | undefined,
  ): Promise<JourneyPage> {
    const entries = () =>
      this.#knex.from(this.#knex.raw(`(${ENTRIES}) AS j`, { id: leadId }));
    const page = entries()
      .leftJoin('imports as i', 'i.id', 'j.import_id')
      .select('j.*', 'i.file_name')
      .orderByRaw(`j.at DESC, j.place COLLATE "C" DESC`)
      .limit(query.limit + 1);
    if (cursor) {
      page.whereRaw(`(j.at, j.place COLLATE "C") < (?::timestamptz, ?)`, [
        cursor.value,
        cursor.id,
      ]);
    }
    const [rows, total] = await Promise.all([
      page as unknown as Promise<JourneyRow[]>,
      countMatching(this.#knex, entries()),
    ]);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    return {
      entries: shown.map(toEntry),
      total,
      next:
        rows.length > query.limit && last
          ? { sort: 'journey', value: iso(last.at), id: last.place }
          : undefined,
    };
  }
}

function toEntry(row: JourneyRow): JourneyEntry {
  const { place: _, test_status, file_name, error_message, ...entry } = row;
  return {
    ...entry,
    at: iso(row.at),
    message: messageOf(row),
    changes: LEAD_FIELDS.flatMap(field => {
      const change = row.changes[field];
      return change ? [{ field, ...change }] : [];
    }),
  };
}

function messageOf(row: JourneyRow): string {
  const file = row.file_name ? `'${row.file_name}'` : 'a file';
  switch (row.kind) {
    case 'created':
      return 'Created';
    case 'imported':
      return `Imported from ${file}`;
    case 'updated':
      return `Changed ${fieldNames(row)}`;
    case 'import_updated':
      return `Changed ${fieldNames(row)} by the import of ${file}`;
    case 'bulk_updated':
      return `Changed ${fieldNames(row)} together with other leads`;
    case 'undone':
      return row.import_id
        ? `The import of ${file} was undone`
        : 'A change of many leads was undone';
    case 'erased':
      return 'Personal data erased';
    case 'test_started':
      return 'Test started';
    case 'test_ended':
      return endOf(row);
    default: {
      const unknown: never = row.kind;
      return unknown;
    }
  }
}

function endOf({ test_status, error_message }: JourneyRow): string {
  if (test_status === 'success') return 'Test succeeded';
  if (test_status === 'cancelled') return 'Test cancelled';
  return `Test failed: ${error_message ?? 'no reason was stored'}`;
}

/** `phone and notes`; what was erased is not named any more. */
function fieldNames({ changes }: JourneyRow): string {
  const titles = LEAD_FIELDS.filter(field => field in changes).map(field =>
    LEAD_FIELD_TITLES[field].replace(/^[A-Z](?=[a-z])/, first =>
      first.toLowerCase(),
    ),
  );
  const last = titles.pop();
  if (!last) return 'fields';
  return titles.length > 0 ? `${titles.join(', ')} and ${last}` : last;
}
