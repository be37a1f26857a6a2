/* The list of leads: which, in what order, page by page. */
import { Knex } from 'knex';
import {
  Lead,
  LeadFilter,
  LeadSort,
  LeadsQuery,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  countMatching,
  Cursor,
  MAX_COUNTED,
  pageAfter,
  SortKey,
} from './keyset';
import { leadFilterSql, matchingLeads } from './leadFilter';
import { LAST_TEST, LEAD_COLUMNS, LeadRow, toLead } from './leadRows';
import { countSql, patternOf } from './searchSql';

/** Where a page ended. */
export type LeadCursor = Cursor<LeadSort>;

/** A page of leads. */
export interface LeadPage {
  leads: Lead[];
  /** Exact up to `MAX_COUNTED`. */
  total: number;
  next: LeadCursor | undefined;
}

const SORTS = {
  created_at: { value: 'l.created_at', type: 'timestamptz' },
  // As the index has it; leads without a name are the first
  business_name: {
    value: `lower(coalesce(l.business_name, '')) COLLATE "C"`,
    type: 'text',
  },
} as const;

/** By what leads are sorted; the export reads them in the same order. */
export function leadSortKey(sort: LeadSort): SortKey {
  const name = sort.replace('-', '') as keyof typeof SORTS;
  return { ...SORTS[name], id: 'l.id', descending: sort.startsWith('-') };
}

/** A lead on its page, with what it is sorted by. */
type PageRow = LeadRow & { sort_value: Date | string };

/**
 * Leads, in order, that are looked at one by one for a text before it is looked
 * up in the search: what many have is on the page by then.
 */
const LOOKED_THROUGH = 5_000;

/** Reads the list of leads. */
export class LeadList {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** A page of leads that match. */
  async page(
    query: LeadsQuery,
    cursor: LeadCursor | undefined,
  ): Promise<LeadPage> {
    const [rows, total] = await Promise.all([
      this.#rows(query, cursor),
      this.#count(query),
    ]);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    return {
      leads: shown.map(({ sort_value: _, ...row }) => toLead(row)),
      total,
      next:
        rows.length > query.limit && last
          ? { sort: query.sort, value: textOf(last.sort_value), id: last.id }
          : undefined,
    };
  }

  /** The page's leads, and one more if there is. */
  async #rows(
    query: LeadsQuery,
    cursor: LeadCursor | undefined,
  ): Promise<PageRow[]> {
    const { limit, q } = query;
    const key = leadSortKey(query.sort);
    const inOrder = (filter: LeadFilter, atMost: number) =>
      pageAfter(matchingLeads(this.#knex, filter), key, {
        limit: atMost,
        cursor,
      }).select('l.*', this.#knex.raw(`${key.value} AS sort_value`));
    if (q) {
      const first = inOrder(withoutText(query), LOOKED_THROUGH);
      const found = this.#knex
        .from(
          first.select(this.#knex.raw('lead_search_text(l) AS text')).as('l'),
        )
        .whereRaw('l.text LIKE lower(?)', [patternOf(q)])
        .orderByRaw(orderOf(key))
        .limit(limit + 1);
      const rows = await this.#withLastTests(found, key);
      if (rows.length > limit) return rows;
    }
    return this.#withLastTests(inOrder(query, limit), key);
  }

  /** The last tests are looked up for the page alone. */
  async #withLastTests(
    page: Knex.QueryBuilder,
    key: SortKey,
  ): Promise<PageRow[]> {
    const { rows } = await this.#knex.raw(
      `SELECT ${LEAD_COLUMNS}, l.sort_value FROM ? ${LAST_TEST}
       ORDER BY ${orderOf(key)}`,
      [page.as('l')],
    );
    return rows;
  }

  async #count(query: LeadsQuery): Promise<number> {
    if (!query.q) {
      return countMatching(this.#knex, matchingLeads(this.#knex, query));
    }
    const filter = withoutText(query);
    const alone = Object.values(filter).every(value => value === undefined);
    const { sql, bindings } = countSql(
      query.q,
      alone ? undefined : leadFilterSql(filter),
      MAX_COUNTED,
    );
    const { rows } = await this.#knex.raw(sql, bindings);
    return rows[0].n;
  }
}

function withoutText(query: LeadsQuery): LeadFilter {
  const { q: _, limit: __, cursor: ___, sort: ____, ...filter } = query;
  return filter;
}

function orderOf({ descending }: SortKey): string {
  const order = descending ? 'DESC' : 'ASC';
  return `l.sort_value ${order}, l.id ${order}`;
}

function textOf(value: Date | string): string {
  return value instanceof Date ? value.toISOString() : value;
}
