/* The list of leads: which, in what order, page by page. */
import { Knex } from 'knex';
import {
  Lead,
  LeadSort,
  LeadsQuery,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { countMatching, Cursor, pageAfter, SortKey } from './keyset';
import { matchingLeads } from './leadFilter';
import { LAST_TEST, LEAD_COLUMNS, LeadRow, toLead } from './leadRows';

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
    const key = leadSortKey(query.sort);
    const page = pageAfter(matchingLeads(this.#knex, query), key, {
      limit: query.limit,
      cursor,
    }).select('l.*', this.#knex.raw(`${key.value} AS sort_value`));
    const order = key.descending ? 'DESC' : 'ASC';
    // The last tests are looked up for the page alone
    const [{ rows }, total] = await Promise.all([
      this.#knex.raw(
        `SELECT ${LEAD_COLUMNS}, l.sort_value FROM ? ${LAST_TEST}
         ORDER BY l.sort_value ${order}, l.id ${order}`,
        [page.as('l')],
      ),
      countMatching(this.#knex, matchingLeads(this.#knex, query)),
    ]);
    const shown: (LeadRow & { sort_value: Date | string })[] = rows.slice(
      0,
      query.limit,
    );
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
}

function textOf(value: Date | string): string {
  return value instanceof Date ? value.toISOString() : value;
}
