/*
 * Which stored leads, and which earlier rows of the file, have the keys of a list
 * of rows. Rows that were taken before are leads already, in the same transaction;
 * those that are not (the rows of a dry run, and those that are to update a lead
 * at the end) are kept beside, in a temporary table.
 *
 * Each distinct key is looked up once, in a hash index: a key that a million rows
 * share is no more work than others.
 */
import { Knex } from 'knex';
import { ClientBase } from 'pg';
import { pairKeySql } from '../keys';
import { KeyedRow, KeyMatches, Matches } from './FileOrder';
import { rowOfLead } from './leadIds';
import { HELD } from './HeldRows';

/** What is compared with. */
export interface Comparison {
  import_id: string;
  /** Whether rows are kept in {@link HELD}. */
  holdsRows: boolean;
  /** Leads that are asked for of each key. */
  leadsPerKey: number;
}

/** Sorts and joins of a hundred thousand rows fit; of more go to disk in parts. */
const WORK_MEM = '64MB';

/** No key of a lead holds it: they have one line. */
const SEPARATOR = '\n';

interface Found {
  kind: 'email' | 'pair';
  /** Which of the keys, from 1. */
  n: number;
  /** A stored lead, or one of this import. */
  lead_id: string | null;
  own: boolean;
  /** Of a row that is held. */
  row: number | null;
}

/**
 * How the transaction plans its statements: a lookup is never worth a look through
 * all leads, what comes after the last row may be. Never worth compiling is either.
 */
export async function preferences(
  trx: Knex.Transaction,
  preferred: 'indexes' | 'cheapest',
): Promise<void> {
  const scans = preferred === 'indexes' ? 'off' : 'on';
  await trx.raw(
    `SELECT set_config('enable_seqscan', :scans, true),
       set_config('enable_bitmapscan', :scans, true),
       set_config('plan_cache_mode', 'force_generic_plan', true),
       set_config('jit', 'off', true), set_config('work_mem', '${WORK_MEM}', true)`,
    { scans },
  );
}

/** The parameters of the statements. */
const [EMAILS, PAIRS] = ['$1', '$2'].map(
  list => `unnest(string_to_array(${list}::text, E'\\n'))
    WITH ORDINALITY AS k (key, n)`,
);
const IMPORT_ID = '$3::uuid';
const LEADS_PER_KEY = '$4::int';

/** One look into an index for each key, whatever the planner knows of the table. */
const LEADS = (kind: Found['kind'], keys: string, key: string, rest: string) =>
  `SELECT '${kind}' AS kind, k.n::int, l.* FROM ${keys} CROSS JOIN LATERAL (
     SELECT l.id AS lead_id, l.created_at,
       l.import_id IS NOT DISTINCT FROM ${IMPORT_ID} AS own
     FROM leads l WHERE (${key}) = k.key AND l.erased_at IS NULL ${rest} OFFSET 0) l`;

const HELD_ROWS = (kind: Found['kind'], keys: string, key: string) =>
  `SELECT '${kind}', k.n::int, NULL::uuid, false, h.row, 0 FROM ${keys}
   CROSS JOIN LATERAL (
     SELECT min(h.row) AS row FROM ${HELD} h WHERE (${key}) = k.key OFFSET 0) h
   WHERE h.row IS NOT NULL`;

/** The best of each key first. */
const BEST = (rest: string) => `SELECT * FROM (
    SELECT kind, n, lead_id, own, NULL::int AS row, row_number() OVER (
      PARTITION BY kind, n, own ORDER BY created_at, lead_id) AS place
    FROM (
      ${LEADS('email', EMAILS, 'l.email_key', rest)}
      UNION ALL
      ${LEADS('pair', PAIRS, pairKeySql('l'), rest)}
    ) found
  ) ranked WHERE place <= ${LEADS_PER_KEY}`;

const FIND = {
  name: 'leadshop_import_find',
  text: `${BEST('')} ORDER BY kind, n, place`,
};

const FIND_AMONG_ALL = {
  name: 'leadshop_import_find_among_all',
  text: `${BEST(
    `AND NOT EXISTS (SELECT FROM ${HELD} h WHERE h.lead_id = l.id)`,
  )}
    UNION ALL ${HELD_ROWS('email', EMAILS, 'h.email_key')}
    UNION ALL ${HELD_ROWS('pair', PAIRS, pairKeySql('h'))}
    ORDER BY kind, n, place`,
};

/** Each key of some rows once, line by line. */
export interface DistinctKeys {
  emails: string;
  pairs: string;
}

/** What is to be looked up of rows. */
export function distinctKeys(rows: readonly KeyedRow[]): DistinctKeys {
  const distinct = (keys: (string | null)[]) =>
    [...new Set(keys)].filter(key => key !== null).join(SEPARATOR);
  return {
    emails: distinct(rows.map(({ email }) => email)),
    pairs: distinct(rows.map(({ pair }) => pair)),
  };
}

/**
 * Finds what has these keys.
 *
 * @param client - the connection of the transaction, which prepares the statement
 * once: planning it takes longer than looking up a thousand keys
 */
export async function findMatches(
  client: ClientBase,
  { emails, pairs }: DistinctKeys,
  comparison: Comparison,
): Promise<Matches> {
  const { rows: found } = await client.query<Found>({
    ...(comparison.holdsRows ? FIND_AMONG_ALL : FIND),
    values: [emails, pairs, comparison.import_id, comparison.leadsPerKey],
  });
  const keys = {
    email: found.length > 0 ? emails.split(SEPARATOR) : [],
    pair: found.length > 0 ? pairs.split(SEPARATOR) : [],
  };
  const matches = {
    email: new Map<string, KeyMatches>(),
    pair: new Map<string, KeyMatches>(),
  };
  for (const { kind, n, lead_id, own, row } of found) {
    const key = keys[kind][n - 1];
    const known = matches[kind].get(key) ?? { row: null, leads: [] };
    matches[kind].set(key, known);
    if (lead_id !== null && !own) known.leads.push(lead_id);
    else known.row = earlier(known.row, row ?? rowOfLead(lead_id ?? ''));
  }
  return { byEmail: matches.email, byPair: matches.pair };
}

function earlier(known: number | null, row: number): number {
  return known === null ? row : Math.min(known, row);
}
