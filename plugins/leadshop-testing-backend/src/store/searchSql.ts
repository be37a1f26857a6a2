/*
 * What a substring search asks. Where the texts are, and why some are not there
 * yet, is told in LeadSearch.ts; a search finds all of them.
 */
import { Knex } from 'knex';

/** A condition on leads, with its values: for `whereRaw`, or inside other SQL. */
export interface LeadCondition {
  sql: string;
  bindings: Knex.Value[];
}

/** Imports whose leads are not in the search yet. */
export const UNFILLED_IMPORTS = `SELECT i.id FROM imports i
  WHERE i.search_filled_at IS NULL AND NOT i.dry_run AND i.created > 0`;

/** Leads that are not in the search yet. */
const NOT_YET = (lead: string) => `${lead}.import_id IN (${UNFILLED_IMPORTS})
  AND NOT EXISTS (SELECT FROM lead_search s WHERE s.lead_id = ${lead}.id)`;

/** Matches texts in small letters that hold `q`; for LIKE, put through lower(). */
export function patternOf(q: string): string {
  return `%${q.replace(/[\\%_]/g, '\\$&')}%`;
}

/**
 * A query for the ids of all leads of which a text holds `q`, whatever its
 * length: each once, as `lead_id`. Erased leads have no text.
 */
export function foundSql(q: string): LeadCondition {
  const pattern = patternOf(q);
  // Each lead is in one of the three
  return {
    sql: `SELECT s.lead_id FROM lead_search s WHERE s.text LIKE lower(?)
      UNION ALL
      SELECT s.lead_id FROM lead_search s CROSS JOIN LATERAL (
        SELECT FROM leads p WHERE p.id = s.lead_id AND lead_search_text(p) LIKE lower(?)
        -- From those stale to their leads, and not all leads first
        OFFSET 0) p
      WHERE s.text IS NULL
      UNION ALL
      SELECT p.id FROM leads p WHERE ${NOT_YET('p')}
        AND lead_search_text(p) LIKE lower(?)`,
    bindings: [pattern, pattern, pattern],
  };
}

/** Matches texts of more than seven lines, which they have of seven fields. */
const OF_MORE_LINES = `E'${'%\\n'.repeat(7)}%'`;

/**
 * What is in the search's own row of what leads are sorted by. The name is the
 * first line of the text, unless something of it has several lines.
 */
const SORTED_BY: Readonly<Record<'timestamptz' | 'text', string>> = {
  timestamptz: `coalesce(s.created_at,
    (SELECT l.created_at FROM leads l WHERE l.id = s.lead_id))`,
  text: `(CASE WHEN s.text NOT LIKE ${OF_MORE_LINES} THEN split_part(s.text, E'\\n', 1)
    ELSE (SELECT lower(coalesce(l.business_name, '')) FROM leads l
      WHERE l.id = s.lead_id) END) COLLATE "C"`,
};

/**
 * A query for the leads of which a text holds `q`, each once, with nothing but
 * their ids and what they are sorted by. Those in the search, which are nearly
 * all, are not looked at themselves: that takes five times as long.
 *
 * @param sort - what a lead `l` is sorted by
 */
export function foundInOrderSql(
  q: string,
  sort: { value: string; type: 'timestamptz' | 'text' },
): LeadCondition {
  const pattern = patternOf(q);
  return {
    sql: `SELECT s.lead_id AS id, ${SORTED_BY[sort.type]} AS sort_value
      FROM lead_search s WHERE s.text LIKE lower(?)
      UNION ALL
      SELECT p.id, p.sort_value FROM lead_search s CROSS JOIN LATERAL (
        SELECT l.id, ${sort.value} AS sort_value FROM leads l
        WHERE l.id = s.lead_id AND lead_search_text(l) LIKE lower(?)
        OFFSET 0) p
      WHERE s.text IS NULL
      UNION ALL
      SELECT l.id, ${sort.value} FROM leads l WHERE ${NOT_YET('l')}
        AND lead_search_text(l) LIKE lower(?)`,
    bindings: [pattern, pattern, pattern],
  };
}

/** Leads of which a text holds `q`, as a condition. */
export function searchSql(q: string, alias: string): LeadCondition {
  const { sql, bindings } = foundSql(q);
  return { sql: `${alias}.id IN (${sql})`, bindings };
}

/**
 * A query for the leads of which a text holds `q`, each once.
 *
 * @param select - SQL of columns of a lead `l`
 * @param rest - what else must be true of it
 */
export function foundLeadsSql(
  q: string,
  select: string,
  rest: LeadCondition,
): LeadCondition {
  const bindings = [patternOf(q), ...rest.bindings];
  return {
    sql: `SELECT ${select} FROM lead_search s JOIN leads l ON l.id = s.lead_id
      WHERE s.text LIKE lower(?) AND ${rest.sql}
      UNION ALL
      SELECT ${select} FROM lead_search s JOIN leads l ON l.id = s.lead_id
      WHERE s.text IS NULL AND lead_search_text(l) LIKE lower(?) AND ${rest.sql}
      UNION ALL
      SELECT ${select} FROM leads l WHERE ${NOT_YET('l')}
        AND lead_search_text(l) LIKE lower(?) AND ${rest.sql}`,
    bindings: [...bindings, ...bindings, ...bindings],
  };
}
