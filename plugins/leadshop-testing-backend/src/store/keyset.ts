/*
 * Keyset paging, for every list. A cursor holds the sort value and the id of the
 * last row, so that a page costs the same however far down it is, and what comes
 * in meanwhile does not shift the pages.
 */
import { Knex } from 'knex';

/** Totals are counted up to here. */
export const MAX_COUNTED = 10_000;

/** Where a page ended. */
export interface Cursor<Sort extends string = string> {
  sort: Sort;
  value: string | number;
  id: string;
}

/** By what a list is sorted. The id comes second, so that no two rows are equal. */
export interface SortKey {
  /** SQL, never null. */
  value: string;
  type: 'timestamptz' | 'integer' | 'numeric' | 'text';
  /** SQL of the id, such as `e.id`. */
  id: string;
  descending: boolean;
}

/** The order of a list, as SQL. */
export function orderBy({ value, id, descending }: SortKey): string {
  const order = descending ? 'DESC' : 'ASC';
  return `${value} ${order}, ${id} ${order}`;
}

/** Limits a query to the page after the cursor, and one row more. */
export function pageAfter(
  found: Knex.QueryBuilder,
  key: SortKey,
  page: { limit: number; cursor: Cursor | undefined },
): Knex.QueryBuilder {
  const sorted = found.orderByRaw(orderBy(key)).limit(page.limit + 1);
  if (!page.cursor) return sorted;
  return sorted.whereRaw(
    `(${key.value}, ${key.id}) ${key.descending ? '<' : '>'} (?::${
      key.type
    }, ?::uuid)`,
    [page.cursor.value, page.cursor.id],
  );
}

/** How many rows match: exact up to {@link MAX_COUNTED}. */
export async function countMatching(
  knex: Knex,
  found: Knex.QueryBuilder,
): Promise<number> {
  const counted = found.select(knex.raw('1')).limit(MAX_COUNTED).as('counted');
  const { rows } = await knex.raw(`SELECT count(*)::int AS n FROM ?`, [
    counted,
  ]);
  return rows[0].n;
}
