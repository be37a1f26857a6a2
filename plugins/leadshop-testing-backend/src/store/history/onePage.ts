/*
 * A page of the history by one statement: how many match, which tests are on the
 * page, and what is shown of them. The ways to the page stand in it side by side
 * (see HistoryStore.ts), and the total, which the database comes to first, decides
 * which of them is gone. When each was a question of its own, asking took longer
 * than finding.
 */
import { Knex } from 'knex';
import { MAX_COUNTED, orderBy } from '../keyset';
import { SUMMARY_COLUMNS, SummaryRow } from '../rows';
import {
  EndedFilter,
  endedFilter,
  endedSql,
  Sql,
  withIdsRead,
} from './endedTests';
import {
  activeTests,
  Asked,
  hasNextSql,
  nearSql,
  nextInOrder,
  pageSql,
  sortKey,
  testsSql,
} from './places';
import { matchingTests } from './testFilter';

/**
 * How those are found of which there are many: among so many next ones in order,
 * in the order of an index that has all that match, or by sorting all.
 */
export type Far = { lookThrough: number } | 'in order' | 'sorted';

/** What the statement comes to. */
export interface OnePage {
  /** How many ended tests match: exact up to `MAX_COUNTED`. */
  ended: number;
  /** How many others match, where they change the total. */
  active: number;
  /** False: those that were looked through do not fill the page. */
  complete: boolean;
  rows: SummaryRow[];
}

/** Of a page without tests there is one row, and its test is null. */
type PageRow = Omit<OnePage, 'rows'> & { sort_value: unknown } & SummaryRow;

/**
 * Reads a page.
 *
 * @param many - that many match is known, and not counted again
 */
export async function readOnePage(
  db: Knex,
  asked: Asked,
  ways: { far: Far; many: boolean },
): Promise<OnePage> {
  const { sql, bindings } = asked.filter.lead_id
    ? ofLeadSql(db, asked)
    : onePageSql(db, asked, { ...ways, filter: await endedOf(db, asked) });
  const { rows }: { rows: PageRow[] } = await db.raw(sql, bindings);
  const [{ ended, active, complete }] = rows;
  return {
    ended,
    active,
    complete,
    rows: rows.flatMap(
      ({ ended: _, active: __, complete: ___, sort_value: ____, ...test }) =>
        test.id === null ? [] : [test],
    ),
  };
}

async function endedOf(db: Knex, { filter }: Asked): Promise<EndedFilter> {
  const ended = endedFilter(filter);
  return ended.text ? withIdsRead(db, ended) : ended;
}

const FEW = `(SELECT n FROM counted) < ${MAX_COUNTED}`;
const MANY = `(SELECT n FROM counted) >= ${MAX_COUNTED}`;

/** A named part of a statement. */
const part = (name: string, { sql, bindings }: Sql): Sql => ({
  sql: `${name} AS MATERIALIZED (${sql})`,
  bindings,
});

const together = (list: Sql[], separator: string): Sql => ({
  sql: list.map(({ sql }) => sql).join(separator),
  bindings: list.flatMap(({ bindings }) => bindings),
});

const countOf = ({ sql, bindings }: Sql): Sql => ({
  sql: `SELECT count(*)::int AS n FROM (SELECT FROM ${sql} LIMIT ${MAX_COUNTED}) c`,
  bindings,
});

const plain = (sql: string): Sql => ({ sql, bindings: [] });

/** Of a lead there are few tests, in whatever state; else all are sorted. */
function ofLeadSql(db: Knex, asked: Asked): Sql {
  const matching = testsSql(db, asked, matchingTests(db, asked.filter));
  return shownSql(asked, {
    parts: [
      part('few', matching),
      part('counted', countOf(plain('few'))),
      part('waiting', plain('SELECT 0 AS n')),
    ],
    pages: [pageSql(asked, 'few')],
    complete: plain('true'),
  });
}

function onePageSql(
  db: Knex,
  asked: Asked,
  { filter, far, many }: { filter: EndedFilter; far: Far; many: boolean },
): Sql {
  const pages: Sql[] = [];
  const parts = many
    ? [part('counted', plain(`SELECT ${MAX_COUNTED} AS n`))]
    : fewParts(asked, filter, far);
  if (!many) pages.push(pageSql(asked, 'few', far === 'sorted' ? 'true' : FEW));
  if (many || far !== 'sorted') {
    parts.push(part('ended', farSql(asked, filter, far)));
    pages.push(plain('SELECT * FROM ended'));
  }
  const active = activeTests(db, asked);
  const waiting = active && !many && testsSql(db, asked, active.clone());
  parts.push(
    part(
      'waiting',
      waiting
        ? countOf({
            sql: `(${waiting.sql}) w WHERE ${FEW}`,
            bindings: waiting.bindings,
          })
        : plain('SELECT 0 AS n'),
    ),
  );
  if (active) pages.push(nextInOrder(db, asked, active));
  return shownSql(asked, {
    parts,
    pages,
    complete: completeSql(asked, filter, far),
  });
}

/** Those that match, and how many. */
function fewParts(asked: Asked, filter: EndedFilter, far: Far): Sql[] {
  const { sql, bindings } = endedSql(filter, asked.name);
  if (!filter.text) {
    // To read an index twice takes less than to keep what was read
    return [
      part('few', { sql, bindings }),
      part('counted', countOf({ sql: `(${sql}) m`, bindings })),
    ];
  }
  const limit = far === 'sorted' ? '' : `LIMIT ${MAX_COUNTED}`;
  return [
    part('few', { sql: `SELECT * FROM (${sql}) m ${limit}`, bindings }),
    part('counted', countOf(plain('few'))),
  ];
}

/** The page of many. */
function farSql(asked: Asked, filter: EndedFilter, far: Far): Sql {
  if (typeof far === 'object') {
    return nearSql(asked, filter, far.lookThrough, MANY);
  }
  const matching = endedSql(filter, asked.name);
  const page =
    far === 'in order'
      ? pageSql(asked, `(${matching.sql})`, MANY)
      : // Not in the order of an index, whatever the planner makes of the limit
        pageSql(
          asked,
          `(WITH all_of_them AS MATERIALIZED (${matching.sql}) TABLE all_of_them)`,
        );
  return {
    sql: page.sql,
    bindings: [...matching.bindings, ...page.bindings],
  };
}

/** Whether those looked through fill the page, or there is nothing more to look at. */
function completeSql(asked: Asked, filter: EndedFilter, far: Far): Sql {
  if (typeof far === 'string') return plain('true');
  const more = hasNextSql(asked, filter, far.lookThrough);
  return {
    sql: `${FEW} OR EXISTS (SELECT FROM ended OFFSET ${asked.wanted - 1})
      OR NOT ${more.sql}`,
    bindings: more.bindings,
  };
}

/** The whole statement, with what is shown of each test. */
function shownSql(
  asked: Asked,
  { parts, pages, complete }: { parts: Sql[]; pages: Sql[]; complete: Sql },
): Sql {
  const key = { ...sortKey(asked, 'h'), value: 'value', id: 'id' };
  const page = together(pages, ') UNION ALL (');
  const all = together(
    [
      ...parts,
      part('page', {
        sql: `SELECT id, value FROM ((${page.sql})) p
          ORDER BY ${orderBy(key)} LIMIT ? OFFSET ?`,
        bindings: [
          ...page.bindings,
          asked.wanted - asked.skipped,
          asked.skipped,
        ],
      }),
    ],
    ', ',
  );
  const order = orderBy({ ...key, value: 'shown.sort_value', id: 'shown.id' });
  return {
    sql: `WITH ${all.sql}
      SELECT counted.n AS ended, waiting.n AS active,
        (${complete.sql}) AS complete, shown.*
      FROM counted CROSS JOIN waiting LEFT JOIN (
        SELECT page.value AS sort_value, ${SUMMARY_COLUMNS}
        FROM page JOIN test_executions e ON e.id = page.id
      ) shown ON true ORDER BY ${order}`,
    bindings: [...all.bindings, ...complete.bindings],
  };
}
