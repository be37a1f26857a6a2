/*
 * Which ended tests match, asked of `test_history`. Each query begins at the
 * index that has the fewest tests too many, and reads nothing but indexes unless
 * a text is looked for.
 */
import { Knex } from 'knex';
import { patternOf } from '../searchSql';
import { idRange } from './idRange';
import { exercised, HistoryFilter } from './testFilter';

/** SQL with its values. */
export interface Sql {
  sql: string;
  bindings: Knex.Value[];
}

/** What a filter comes to in `test_history`. */
export interface EndedFilter {
  /** SQL of an array of ids; undefined: any. */
  kinds?: Sql;
  origins?: Sql;
  batch_id?: string;
  from?: string;
  to?: string;
  text?: { pattern: string; ids: [string, string] | undefined };
  /** No ended test can match. */
  none?: boolean;
}

/**
 * The filter with the kinds and origins that match. They are few, and read anew
 * with each statement: whoever ends a test may have brought a new one.
 */
export function endedFilter(filter: HistoryFilter): EndedFilter {
  const { status, test_type, provider_mode, failed_step, component } = filter;
  const { user, entity_ref, batch_id, from, to, q } = filter;
  return {
    kinds: idsOf('history_kinds', [
      ['status = ANY(?::text[])', status],
      ['test_type = ?', test_type],
      ['provider_mode = ?', provider_mode],
      ['failed_step = ?', failed_step],
      ['components @> ARRAY[?]', component && exercised(component)],
    ]),
    origins: idsOf('history_origins', [
      ['user_ref = ?', user],
      ['entity_ref = ?', entity_ref],
    ]),
    batch_id,
    from,
    to,
    text: q ? { pattern: patternOf(q), ids: idRange(q) } : undefined,
  };
}

/** Ids of the rows for which everything that is asked is true. */
function idsOf(
  table: 'history_kinds' | 'history_origins',
  asked: [condition: string, value: string | string[] | undefined][],
): Sql | undefined {
  const given = asked.flatMap(([sql, value]): Sql[] =>
    value === undefined ? [] : [{ sql, bindings: [value] }],
  );
  if (given.length === 0) return undefined;
  const { sql, bindings } = all(given);
  return { sql: `ARRAY(SELECT id FROM ${table} WHERE ${sql})`, bindings };
}

/**
 * The same with the ids themselves: where the planner has several ways to a text,
 * it should know of how many tests they are.
 */
export async function withIdsRead(
  db: Knex,
  filter: EndedFilter,
): Promise<EndedFilter> {
  const { kinds, origins } = filter;
  if (!kinds && !origins) return filter;
  const { rows } = await db.raw(
    `SELECT ${kinds?.sql ?? 'NULL'}::text[] AS kinds,
       ${origins?.sql ?? 'NULL'}::text[] AS origins`,
    [...(kinds?.bindings ?? []), ...(origins?.bindings ?? [])],
  );
  const [read] = rows as Record<'kinds' | 'origins', string[] | null>[];
  const ids = (list: string[] | null): Sql | undefined =>
    list === null ? undefined : { sql: '?::bigint[]', bindings: [list] };
  return {
    ...filter,
    kinds: ids(read.kinds),
    origins: ids(read.origins),
    none: read.kinds?.length === 0 || read.origins?.length === 0,
  };
}

/** Conditions on a row `h`, all of them. */
export function endedConditions(filter: EndedFilter): Sql {
  const { kinds, origins, batch_id, text } = filter;
  if (filter.none) return { sql: 'false', bindings: [] };
  const conditions: Sql[] = [createdIn(filter)];
  const add = (sql: string, ...bindings: Knex.Value[]) =>
    conditions.push({ sql, bindings });
  if (kinds) add(`h.kind = ANY(${kinds.sql})`, ...kinds.bindings);
  if (origins) add(`h.origin = ANY(${origins.sql})`, ...origins.bindings);
  if (batch_id) add('h.batch_id = ?::uuid', batch_id);
  if (text?.ids) {
    add(
      '(h.text LIKE lower(?) OR h.test_id BETWEEN ? AND ?)',
      text.pattern,
      ...text.ids,
    );
  } else if (text) {
    add('h.text LIKE lower(?)', text.pattern);
  }
  return all(conditions);
}

/** What sorts and identifies a row. */
const COLUMNS = 'h.test_id, h.created_at, h.execution_time, h.score';

/**
 * A query for all that match, in no order: each once, with what it is sorted by.
 * It can be read as far as is needed.
 *
 * @param has - a column that must not be null
 */
export function endedSql(filter: EndedFilter, has: string): Sql {
  const { kinds, origins, batch_id, from, to, text } = filter;
  const present = { sql: `h.${has} IS NOT NULL`, bindings: [] };
  const select = (...conditions: Sql[]): Sql => {
    const { sql, bindings } = all([...conditions, present]);
    return {
      sql: `SELECT ${COLUMNS} FROM test_history h WHERE ${sql}`,
      bindings,
    };
  };
  if (text?.ids) return withIds(filter, text.ids, select);
  if (text || batch_id) return select(endedConditions(filter));
  const list = origins ?? kinds;
  if (!list || from || to) return select(endedConditions(filter));
  // One after the other, so that it ends when enough has been read
  const one = origins
    ? select(
        { sql: 'h.origin = one.id', bindings: [] },
        endedConditions({ ...filter, origins: undefined }),
      )
    : select({ sql: 'h.kind = one.id', bindings: [] });
  return {
    sql: `SELECT h.* FROM unnest(${list.sql}) one(id)
      CROSS JOIN LATERAL (${one.sql} OFFSET 0) h`,
    bindings: [...list.bindings, ...one.bindings],
  };
}

/** Those that hold the text, and those that do not and have such an id. */
function withIds(
  filter: EndedFilter,
  ids: [string, string],
  select: (...conditions: Sql[]) => Sql,
): Sql {
  const { text, ...rest } = filter;
  const pattern = text?.pattern ?? '';
  const others = endedConditions(rest);
  const named = select(
    { sql: 'h.text LIKE lower(?)', bindings: [pattern] },
    others,
  );
  const byId = select(
    { sql: 'h.test_id BETWEEN ? AND ?', bindings: ids },
    { sql: 'h.text NOT LIKE lower(?)', bindings: [pattern] },
    others,
  );
  return {
    sql: `${named.sql} UNION ALL ${byId.sql}`,
    bindings: [...named.bindings, ...byId.bindings],
  };
}

/** Between which times; true without any. */
function createdIn({ from, to }: EndedFilter): Sql {
  return all([
    ...(from
      ? [{ sql: 'h.created_at >= ?::timestamptz', bindings: [from] }]
      : []),
    ...(to ? [{ sql: 'h.created_at < ?::timestamptz', bindings: [to] }] : []),
  ]);
}

function all(conditions: Sql[]): Sql {
  return {
    sql: conditions.map(({ sql }) => sql).join(' AND ') || 'true',
    bindings: conditions.flatMap(({ bindings }) => bindings),
  };
}
