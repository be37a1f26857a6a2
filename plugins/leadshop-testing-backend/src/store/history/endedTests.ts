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
  /** Undefined: any. */
  kinds?: string[];
  origins?: string[];
  batch_id?: string;
  from?: string;
  to?: string;
  text?: { pattern: string; ids: [string, string] | undefined };
}

/** Ids of the kinds and origins that match; they are few, and soon read. */
export async function endedFilter(
  knex: Knex,
  filter: HistoryFilter,
): Promise<EndedFilter> {
  const kinds = knex('history_kinds').select('id');
  const origins = knex('history_origins').select('id');
  const { status, test_type, provider_mode, failed_step, component } = filter;
  if (status) kinds.whereIn('status', status);
  if (test_type) kinds.where({ test_type });
  if (provider_mode) kinds.where({ provider_mode });
  if (failed_step) kinds.where({ failed_step });
  if (component) {
    kinds.whereRaw('components @> ARRAY[?]', [exercised(component)]);
  }
  const { user, entity_ref, q } = filter;
  if (user !== undefined) origins.where({ user_ref: user });
  if (entity_ref) origins.where({ entity_ref });
  const ofKind =
    status ?? test_type ?? provider_mode ?? failed_step ?? component;
  const ofOrigin = user ?? entity_ref;
  const rest: EndedFilter = {
    batch_id: filter.batch_id,
    from: filter.from,
    to: filter.to,
    text: q ? { pattern: patternOf(q), ids: idRange(q) } : undefined,
  };
  if (ofKind === undefined && ofOrigin === undefined) return rest;
  const { rows } = await knex.raw(
    `SELECT ARRAY(?)::text[] AS kinds, ARRAY(?)::text[] AS origins`,
    [kinds, origins],
  );
  return {
    ...rest,
    kinds: ofKind === undefined ? undefined : rows[0].kinds,
    origins: ofOrigin === undefined ? undefined : rows[0].origins,
  };
}

/** Whether no ended test can match. */
export function matchesNone({ kinds, origins }: EndedFilter): boolean {
  return kinds?.length === 0 || origins?.length === 0;
}

/** Conditions on a row `h`, all of them. */
export function endedConditions(filter: EndedFilter): Sql {
  const { kinds, origins, batch_id, text } = filter;
  const conditions: Sql[] = [createdIn(filter)];
  const add = (sql: string, ...bindings: Knex.Value[]) =>
    conditions.push({ sql, bindings });
  if (kinds) add('h.kind = ANY(?::bigint[])', kinds);
  if (origins) add('h.origin = ANY(?::bigint[])', origins);
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
    sql: `SELECT h.* FROM unnest(?::bigint[]) one(id)
      CROSS JOIN LATERAL (${one.sql} OFFSET 0) h`,
    bindings: [list, ...one.bindings],
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
