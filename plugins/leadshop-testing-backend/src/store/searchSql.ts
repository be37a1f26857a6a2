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

/** Matches texts that hold `q`; to be compared with LIKE. */
export function patternOf(q: string): string {
  return `%${q.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Leads of which a text holds `q`, whatever its length. */
export function searchSql(q: string, alias: string): LeadCondition {
  const pattern = patternOf(q);
  return {
    sql: `${alias}.id IN (
      SELECT s.lead_id FROM lead_search s WHERE s.text LIKE lower(?)
      UNION ALL
      SELECT p.id FROM lead_search s JOIN leads p ON p.id = s.lead_id
      WHERE s.text IS NULL AND lead_search_text(p) LIKE lower(?)
      UNION ALL
      SELECT p.id FROM leads p
      WHERE p.import_id IN (${UNFILLED_IMPORTS}) AND lead_search_text(p) LIKE lower(?))`,
    bindings: [pattern, pattern, pattern],
  };
}

/**
 * How many leads have `q` in their text, up to a limit at which counting stops:
 * what nearly all leads have need not be found in all of them.
 *
 * @param rest - what else must be true of a lead `l`; undefined: nothing
 */
export function countSql(
  q: string,
  rest: LeadCondition | undefined,
  limit: number,
): LeadCondition {
  const and = rest ? ` AND ${rest.sql}` : '';
  const bindings = [patternOf(q), ...(rest?.bindings ?? [])];
  // Each lead is in one of the three
  return {
    sql: `SELECT count(*)::int AS n FROM (
      SELECT 1 FROM lead_search s ${
        rest ? 'JOIN leads l ON l.id = s.lead_id' : ''
      } WHERE s.text LIKE lower(?)${and}
      UNION ALL
      SELECT 1 FROM lead_search s JOIN leads l ON l.id = s.lead_id
      WHERE s.text IS NULL AND lead_search_text(l) LIKE lower(?)${and}
      UNION ALL
      SELECT 1 FROM leads l
      WHERE l.import_id IN (${UNFILLED_IMPORTS})
        AND NOT EXISTS (SELECT FROM lead_search s WHERE s.lead_id = l.id)
        AND lead_search_text(l) LIKE lower(?)${and}
      LIMIT ${limit}) counted`,
    bindings: [...bindings, ...bindings, ...bindings],
  };
}
