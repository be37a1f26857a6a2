/*
 * Where the tests of a page are: their ids, in order, and how many match.
 *
 * What is read behind WITH … MATERIALIZED is planned as if to its end, and read
 * only as far as is asked. With a limit in the plan the database would bet that
 * matches are spread evenly, and tests come in lumps.
 */
import { Knex } from 'knex';
import { Cursor, MAX_COUNTED, orderBy, SortKey } from '../keyset';
import {
  endedConditions,
  EndedFilter,
  endedFilter,
  endedSql,
  matchesNone,
  Sql,
} from './endedTests';
import { KnownMany } from '../KnownMany';
import { HistoryFilter, matchingTests } from './testFilter';

/**
 * How many tests are looked through in order, first and when those do not fill
 * the page, before all that match are sorted.
 */
export const LOOK_THROUGH: readonly number[] = [20_000, 200_000];

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
  /** How many, from the first one after the cursor on. */
  wanted: number;
  /** See {@link LOOK_THROUGH}. */
  lookThrough: readonly number[];
  /** Filters of which many match, counted a moment ago. */
  knownMany: KnownMany;
}

/** What sorts and identifies a test. */
interface Place {
  id: string;
  value: Date | number;
}

/** Tests in order, and how many match: exact up to `MAX_COUNTED`. */
export interface Found {
  total: number;
  places: Place[];
}

const valueOf = (name: SortName, column: string) =>
  name === 'score' ? `${column}::float8` : column;

/** Finds the tests that are asked for. The caller's transaction is one snapshot. */
export async function findPlaces(trx: Knex, asked: Asked): Promise<Found> {
  if (asked.filter.lead_id) return ofLead(trx, asked);
  const active = activeTests(trx, asked);
  const ended = await findEnded(trx, asked);
  if (!active) return ended;
  const waiting = await findActive(trx, asked, active, ended.total);
  return {
    total: Math.min(MAX_COUNTED, ended.total + waiting.total),
    places: inOrder(asked, [...ended.places, ...waiting.places]).slice(
      0,
      asked.wanted,
    ),
  };
}

/** Of a lead there are few tests, in whatever state. */
async function ofLead(trx: Knex, asked: Asked): Promise<Found> {
  const matching = testsSql(trx, asked, matchingTests(trx, asked.filter));
  const few = await countedOrSorted(trx, asked, matching);
  if (few.total < MAX_COUNTED) return few;
  return { ...few, places: await sorted(trx, asked, matching) };
}

/** Those that wait or run; counted only as far as it changes the total. */
async function findActive(
  trx: Knex,
  asked: Asked,
  active: Knex.QueryBuilder,
  endedTotal: number,
): Promise<Found> {
  const counted =
    endedTotal < MAX_COUNTED
      ? await countedOrSorted(trx, asked, testsSql(trx, asked, active.clone()))
      : { total: MAX_COUNTED, places: [] };
  if (counted.total < MAX_COUNTED) return counted;
  return { ...counted, places: await nextOf(trx, asked, active) };
}

function inOrder({ descending }: Asked, places: Place[]): Place[] {
  const before = descending ? 1 : -1;
  const key = ({ value, id }: Place) => [Number(value), id] as const;
  return places.sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    if (a[0] !== b[0]) return a[0] < b[0] ? before : -before;
    return a[1] < b[1] ? before : -before;
  });
}

/** Tests that wait or run and match; undefined when none can. */
function activeTests(
  trx: Knex,
  { filter, name }: Asked,
): Knex.QueryBuilder | undefined {
  const { status = ['pending', 'running'], ...rest } = filter;
  const active = status.filter(one => one === 'pending' || one === 'running');
  // Nothing of them has failed or taken its time yet
  if (active.length === 0 || rest.failed_step || name === 'execution_time') {
    return undefined;
  }
  const found = matchingTests(trx, { ...rest, status: active });
  const begun =
    name === 'score' || rest.component || rest.provider_mode !== undefined;
  return begun
    ? // What waits in a batch has exercised nothing; it may be a long list
      found.whereRaw(
        `(e.status = 'running' OR (e.status = 'pending' AND e.batch_id IS NULL))`,
      )
    : found.whereRaw(`e.status IN ('pending', 'running')`);
}

/** Tests of `test_executions`, as {@link endedSql} gives them. */
function testsSql(trx: Knex, { name }: Asked, found: Knex.QueryBuilder): Sql {
  const { sql, bindings } = found
    .whereNotNull(`e.${name}`)
    .select(trx.raw('e.id AS test_id, e.created_at, e.execution_time, e.score'))
    .toSQL();
  return { sql, bindings: bindings as Knex.Value[] };
}

async function findEnded(trx: Knex, asked: Asked): Promise<Found> {
  const filter = await endedFilter(trx, asked.filter);
  if (matchesNone(filter)) return { total: 0, places: [] };
  const matching = endedSql(filter, asked.name);
  const many = { total: MAX_COUNTED };
  // A test without a duration or score is not in that order
  const counted = { ...asked.filter, order: asked.name };
  if (!asked.knownMany.has(counted)) {
    const few = await countedOrSorted(trx, asked, matching);
    if (few.total < MAX_COUNTED) return few;
    asked.knownMany.add(counted);
  }
  if (filter.batch_id && asked.name === 'created_at') {
    // Somewhere in the order of all tests, and in this order in its own index
    return { ...many, places: await inOrderOfIndex(trx, asked, matching) };
  }
  for (const depth of filter.batch_id ? [] : asked.lookThrough) {
    const near = await nearPlaces(trx, asked, filter, depth);
    if (near) return { ...many, places: near };
  }
  return { ...many, places: await sorted(trx, asked, matching) };
}

/** Counts those that match, and sorts them when they are few. */
async function countedOrSorted(
  trx: Knex,
  asked: Asked,
  matching: Sql,
): Promise<Found> {
  if (asked.filter.q) return countedAndSorted(trx, asked, matching);
  // To read an index twice takes less than to keep what was read
  const { rows } = await trx.raw(
    `SELECT count(*)::int AS total
     FROM (SELECT FROM (${matching.sql}) matching LIMIT ${MAX_COUNTED}) counted`,
    matching.bindings,
  );
  const { total } = rows[0];
  const few = total > 0 && total < MAX_COUNTED;
  return { total, places: few ? await sorted(trx, asked, matching) : [] };
}

/** The same in one go, for what takes long to find. */
async function countedAndSorted(
  trx: Knex,
  asked: Asked,
  matching: Sql,
): Promise<Found> {
  const page = pageSql(asked, 'few');
  const { rows } = await trx.raw(
    `WITH matching AS MATERIALIZED (${matching.sql}),
     few AS MATERIALIZED (SELECT * FROM matching LIMIT ${MAX_COUNTED}),
     counted AS MATERIALIZED (SELECT count(*)::int AS total FROM few)
     SELECT counted.total, page.id, page.value FROM counted
     LEFT JOIN (${page.sql}) page ON counted.total < ${MAX_COUNTED}`,
    [...matching.bindings, ...page.bindings],
  );
  return {
    total: rows[0].total,
    places: rows.filter((row: { id: string | null }) => row.id !== null),
  };
}

/**
 * Those that match among the next ones in order.
 *
 * @returns undefined when they do not fill the page
 */
async function nearPlaces(
  trx: Knex,
  asked: Asked,
  filter: EndedFilter,
  depth: number,
): Promise<Place[] | undefined> {
  const { name, wanted } = asked;
  const key = sortKey(asked, 'h');
  const matches = endedConditions(filter);
  const after = afterCursor(asked, key);
  const columns = [
    'h.test_id, h.created_at, h.kind, h.origin, h.batch_id',
    ...(name === 'created_at' ? [] : [key.value]),
    ...(filter.text ? ['h.text'] : []),
  ].join(', ');
  // In the order of time it begins and ends where the filter does
  const period =
    name === 'created_at'
      ? endedConditions({ from: filter.from, to: filter.to })
      : { sql: 'true', bindings: [] };
  const next = (select: string): Sql => ({
    sql: `SELECT ${select} FROM test_history h
      WHERE ${key.value} IS NOT NULL AND ${after.sql} AND ${period.sql}
      ORDER BY ${orderBy(key)} LIMIT ${depth}`,
    bindings: [...after.bindings, ...period.bindings],
  });
  const looked = next(columns);
  const found = await trx.raw(
    `SELECT h.test_id AS id, ${valueOf(name, key.value)} AS value
     FROM (${looked.sql}) h WHERE ${matches.sql}
     ORDER BY ${orderBy(key)} LIMIT ?`,
    [...looked.bindings, ...matches.bindings, wanted],
  );
  if (found.rows.length === wanted) return found.rows;
  // On the last page there is nothing more to look at
  const rest = next('1');
  const { rows } = await trx.raw(
    `SELECT count(*)::int AS n FROM (${rest.sql}) h`,
    rest.bindings,
  );
  return rows[0].n < depth ? found.rows : undefined;
}

/** The page of those that match, which an index has in the order of the page. */
async function inOrderOfIndex(
  trx: Knex,
  asked: Asked,
  matching: Sql,
): Promise<Place[]> {
  const page = pageSql(asked, `(${matching.sql})`);
  const { rows } = await trx.raw(page.sql, [
    ...matching.bindings,
    ...page.bindings,
  ]);
  return rows;
}

/** The page of all that match, sorted. */
async function sorted(
  trx: Knex,
  asked: Asked,
  matching: Sql,
): Promise<Place[]> {
  const page = pageSql(asked, 'matching');
  const { rows } = await trx.raw(
    `WITH matching AS MATERIALIZED (${matching.sql}) ${page.sql}`,
    [...matching.bindings, ...page.bindings],
  );
  return rows;
}

/** The next tests that match, of a list in the order of the page. */
async function nextOf(
  trx: Knex,
  asked: Asked,
  found: Knex.QueryBuilder,
): Promise<Place[]> {
  const key = sortKey(asked, 'e');
  const after = afterCursor(asked, key);
  return found
    .whereNotNull(key.value)
    .whereRaw(after.sql, after.bindings)
    .select(trx.raw(`e.id, ${valueOf(asked.name, key.value)} AS value`))
    .orderByRaw(orderBy(key))
    .limit(asked.wanted);
}

function sortKey({ name, descending }: Asked, alias: 'h' | 'e'): SortKey {
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

/** The page of a table of matches. */
function pageSql(asked: Asked, table: string): Sql {
  const key = sortKey(asked, 'h');
  const after = afterCursor(asked, key);
  return {
    sql: `SELECT h.test_id AS id, ${valueOf(asked.name, key.value)} AS value
      FROM ${table} h WHERE ${after.sql} ORDER BY ${orderBy(key)} LIMIT ?`,
    bindings: [...after.bindings, asked.wanted],
  };
}
