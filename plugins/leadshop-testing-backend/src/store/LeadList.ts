/* The list of leads: which, in what order, page by page. */
import { Knex } from 'knex';
import {
  Lead,
  LeadSort,
  LeadsQuery,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  countMatching,
  Cursor,
  MAX_COUNTED,
  orderBy,
  pageAfter,
  SortKey,
} from './keyset';
import { KnownMany } from './KnownMany';
import { matchingLeads } from './leadFilter';
import { LAST_TEST, LEAD_COLUMNS, LeadRow, toLead } from './leadRows';
import { LeadsWithText, TextPage } from './LeadsWithText';

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

/** The page's leads and one more if there is, and the total. */
interface FoundRows {
  rows: PageRow[];
  total: number;
}

/** Reads the list of leads. */
export class LeadList {
  readonly #knex: Knex;
  readonly #withText: LeadsWithText;
  readonly #knownMany = new KnownMany();

  constructor(knex: Knex) {
    this.#knex = knex;
    this.#withText = new LeadsWithText(knex);
  }

  /** A page of leads that match. */
  async page(
    query: LeadsQuery,
    cursor: LeadCursor | undefined,
  ): Promise<LeadPage> {
    const key = leadSortKey(query.sort);
    const { rows, total } = await (query.q === undefined
      ? this.#listed(query, key, cursor)
      : this.#searched({ query: { ...query, q: query.q }, key, cursor }));
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

  async #listed(
    query: LeadsQuery,
    key: SortKey,
    cursor: LeadCursor | undefined,
  ): Promise<FoundRows> {
    const page = pageAfter(matchingLeads(this.#knex, query), key, {
      limit: query.limit,
      cursor,
    });
    const [rows, total] = await Promise.all([
      this.#read(page, key),
      this.#count(query),
    ]);
    return { rows, total };
  }

  /** Many are counted once a minute: it takes longer than to read the page. */
  async #count(query: LeadsQuery): Promise<number> {
    const { limit: _, cursor: __, sort: ___, ...filter } = query;
    if (this.#knownMany.hasOrNarrower(filter)) return MAX_COUNTED;
    const matching = matchingLeads(this.#knex, filter);
    const total = await countMatching(this.#knex, matching);
    if (total === MAX_COUNTED) this.#knownMany.add(filter);
    return total;
  }

  async #searched(page: TextPage): Promise<FoundRows> {
    const { ids, total } = await this.#withText.page(page);
    // One may have been erased a moment ago
    const found = matchingLeads(this.#knex, {}).whereIn('l.id', ids);
    return { rows: await this.#read(found, page.key), total };
  }

  /** The leads of a page; their last tests are looked up for it alone. */
  async #read(page: Knex.QueryBuilder, key: SortKey): Promise<PageRow[]> {
    const leads = page.select(
      'l.*',
      this.#knex.raw(`${key.value} AS sort_value`),
    );
    const { rows } = await this.#knex.raw(
      `SELECT ${LEAD_COLUMNS}, l.sort_value FROM ? ${LAST_TEST}
       ORDER BY ${orderBy({ ...key, value: 'l.sort_value' })}`,
      [leads.as('l')],
    );
    return rows;
  }
}

function textOf(value: Date | string): string {
  return value instanceof Date ? value.toISOString() : value;
}
