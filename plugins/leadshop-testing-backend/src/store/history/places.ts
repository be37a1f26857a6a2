/*
 * Where tests stand in the order of a page, as pieces of its statement.
 *
 * What is read behind WITH … MATERIALIZED is planned as if to its end, and read
 * only as far as is asked. With a limit in the plan the database would bet that
 * matches are spread evenly, and tests come in lumps.
 */
import { Knex } from 'knex';
import { Cursor, orderBy, SortKey } from '../keyset';
import { endedConditions, EndedFilter, Sql } from './endedTests';
import { HistoryFilter, matchingTests } from './testFilter';

const SORT_TYPES = {
  created_at: 'timestamptz',
  execution_time: 'integer',
  score: 'numeric',
} as const;

/** By what the history can be sorted. */
export type SortName = keyof typeof SORT_TYPES;

/** Which part of the history is asked for. */
export interface Asked {
  filter: HistoryFilter;
  name: SortName;
  descending: boolean;
  cursor: Cursor | undefined;
  /** Left out at the beginning of the page. */
  skipped: number;
  /** How many, from the first one after the cursor on. */
  wanted: number;
}

/** Tests that wait or run and match; undefined when none can. */
export function activeTests(
  db: Knex,
  { filter, name }: Asked,
): Knex.QueryBuilder | undefined {
  const { status = ['pending', 'running'], ...rest } = filter;
  const active = status.filter(one => one === 'pending' || one === 'running');
  // Nothing of them has failed or taken its time yet
  if (active.length === 0 || rest.failed_step || name === 'execution_time') {
    return undefined;
  }
  const found = matchingTests(db, { ...rest, status: active });
  const begun =
    name === 'score' || rest.component || rest.provider_mode !== undefined;
  return begun
    ? // What waits in a batch has exercised nothing; it may be a long list
      found.whereRaw(
        `(e.status = 'running' OR (e.status = 'pending' AND e.batch_id IS NULL))`,
      )
    : found.whereRaw(`e.status IN ('pending', 'running')`);
}

/** Tests of `test_executions`, as `endedSql` gives those of the history. */
export function testsSql(
  db: Knex,
  { name }: Asked,
  found: Knex.QueryBuilder,
): Sql {
  return sqlOf(
    found
      .whereNotNull(`e.${name}`)
      .select(
        db.raw('e.id AS test_id, e.created_at, e.execution_time, e.score'),
      ),
  );
}

/** The page of tests `e`, of a list in the order of the page. */
export function nextInOrder(
  db: Knex,
  asked: Asked,
  found: Knex.QueryBuilder,
): Sql {
  const key = sortKey(asked, 'e');
  const after = afterCursor(asked, key);
  return sqlOf(
    found
      .whereNotNull(key.value)
      .whereRaw(after.sql, after.bindings)
      .select(db.raw(`e.id, ${key.value} AS value`))
      .orderByRaw(orderBy(key))
      .limit(asked.wanted),
  );
}

function sqlOf(query: Knex.QueryBuilder): Sql {
  const { sql, bindings } = query.toSQL();
  return { sql, bindings: bindings as Knex.Value[] };
}

/** The page of a table of matches, as far as a condition is true. */
export function pageSql(asked: Asked, table: string, only = 'true'): Sql {
  const key = sortKey(asked, 'h');
  const after = afterCursor(asked, key);
  return {
    sql: `SELECT h.test_id AS id, ${key.value} AS value
      FROM ${table} h WHERE ${only} AND ${after.sql}
      ORDER BY ${orderBy(key)} LIMIT ?`,
    bindings: [...after.bindings, asked.wanted],
  };
}

/** Those that match among the next ones in order; the page of them. */
export function nearSql(
  asked: Asked,
  filter: EndedFilter,
  depth: number,
  only: string,
): Sql {
  const key = sortKey(asked, 'h');
  const matches = endedConditions(filter);
  const columns = [
    'h.test_id, h.created_at, h.kind, h.origin, h.batch_id',
    ...(asked.name === 'created_at' ? [] : [key.value]),
    ...(filter.text ? ['h.text'] : []),
  ].join(', ');
  const looked = nextSql(asked, filter, { columns, depth });
  return {
    sql: `SELECT h.test_id AS id, ${key.value} AS value
      FROM (${looked.sql}) h WHERE ${only} AND ${matches.sql}
      ORDER BY ${orderBy(key)} LIMIT ?`,
    bindings: [...looked.bindings, ...matches.bindings, asked.wanted],
  };
}

/** Whether there are so many next ones in order, matching or not. */
export function hasNextSql(
  asked: Asked,
  filter: EndedFilter,
  depth: number,
): Sql {
  const rest = nextSql(asked, filter, { columns: '', depth });
  return {
    sql: `EXISTS (SELECT FROM (${rest.sql}) h OFFSET ${depth - 1})`,
    bindings: rest.bindings,
  };
}

function nextSql(
  asked: Asked,
  { from, to }: EndedFilter,
  { columns, depth }: { columns: string; depth: number },
): Sql {
  const key = sortKey(asked, 'h');
  const after = afterCursor(asked, key);
  // In the order of time it begins and ends where the filter does
  const period =
    asked.name === 'created_at'
      ? endedConditions({ from, to })
      : { sql: 'true', bindings: [] };
  return {
    sql: `SELECT ${columns} FROM test_history h
      WHERE ${key.value} IS NOT NULL AND ${after.sql} AND ${period.sql}
      ORDER BY ${orderBy(key)} LIMIT ${depth}`,
    bindings: [...after.bindings, ...period.bindings],
  };
}

/** What a table is sorted by. */
export function sortKey(
  { name, descending }: Pick<Asked, 'name' | 'descending'>,
  alias: 'h' | 'e',
): SortKey {
  return {
    value: `${alias}.${name}`,
    type: SORT_TYPES[name],
    id: alias === 'h' ? 'h.test_id' : 'e.id',
    descending,
  };
}

/** Behind the cursor; true without one. */
function afterCursor({ cursor }: Asked, key: SortKey): Sql {
  if (!cursor) return { sql: 'true', bindings: [] };
  const { value, id, type, descending } = key;
  return {
    sql: `(${value}, ${id}) ${descending ? '<' : '>'} (?::${type}, ?::uuid)`,
    bindings: [cursor.value, cursor.id],
  };
}
