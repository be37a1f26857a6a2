import { Knex } from 'knex';
import { LeadFilter } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadCondition, searchSql } from './searchSql';

export type { LeadCondition };

/**
 * Which leads match. List, export, bulk edits and batches all ask here, so that
 * "all that match" is the same everywhere. Erased leads never match.
 *
 * @param alias - what the statement calls the table `leads`
 */
export function leadFilterSql(filter: LeadFilter, alias = 'l'): LeadCondition {
  const conditions: string[] = [`${alias}.erased_at IS NULL`];
  const bindings: Knex.Value[] = [];
  const add = (sql: string, ...values: Knex.Value[]) => {
    conditions.push(sql);
    bindings.push(...values);
  };
  if (filter.status?.length === 1) {
    // Of one status an index has all in order; of several it has not
    add(`${alias}.status = ?`, filter.status[0]);
  } else if (filter.status) {
    add(`${alias}.status = ANY(?::text[])`, filter.status);
  }
  if (filter.import_id) add(`${alias}.import_id = ?::uuid`, filter.import_id);
  if (filter.industry) {
    // The index has the hash alone. Of the texts the planner is to think nothing:
    // it would take the two for independent, and the leads for fewer than they are
    add(
      `hashtext(lower(${alias}.industry)) = hashtext(lower(?))
       AND CASE WHEN ${alias}.industry IS NULL THEN false
         ELSE lower(${alias}.industry) = lower(?) END`,
      filter.industry,
      filter.industry,
    );
  }
  if (filter.from) add(`${alias}.created_at >= ?::timestamptz`, filter.from);
  if (filter.to) add(`${alias}.created_at < ?::timestamptz`, filter.to);
  if (filter.q) {
    const search = searchSql(filter.q, alias);
    add(search.sql, ...search.bindings);
  }
  return { sql: `(${conditions.join(' AND ')})`, bindings };
}

/** The leads that match, as `l`: choose columns, order and limit. */
export function matchingLeads(
  knex: Knex,
  filter: LeadFilter,
): Knex.QueryBuilder {
  const { sql, bindings } = leadFilterSql(filter);
  return knex('leads as l').whereRaw(sql, bindings);
}
