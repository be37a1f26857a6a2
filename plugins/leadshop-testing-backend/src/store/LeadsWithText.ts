/*
 * Pages of leads that hold a text. The search knows which leads those are, and
 * nothing of their order; the indexes of leads know the order, and nothing of the
 * text. Which way is short depends on how many leads hold the text:
 *
 * - Few (below the number up to which totals are exact): all of them are taken
 *   from the search, filtered, counted and sorted. However rare a word is, and
 *   whatever the filter and the order, that is at most so many leads.
 * - Many: leads are looked at one by one in the order of the page, which is full
 *   soon. Where those that hold the text are all far down (an early import is the
 *   only one with that word), this is given up and all of them are sorted.
 *
 * What is read behind WITH … MATERIALIZED is planned as if to its end, and read
 * only as far as is asked. With a limit in the plan the database would bet that
 * matches are spread evenly, and imports come in lumps.
 */
import { Knex } from 'knex';
import {
  LeadFilter,
  LeadsQuery,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Cursor, MAX_COUNTED, orderBy, pageAfter, SortKey } from './keyset';
import { KnownMany } from './KnownMany';
import { LeadCondition, leadFilterSql, matchingLeads } from './leadFilter';
import {
  foundInOrderSql,
  foundLeadsSql,
  foundSql,
  patternOf,
} from './searchSql';

/** Leads that are looked at in order before all that hold the text are sorted. */
const LOOKED_THROUGH = 10_000;

/** Leads that hold the text, in order, that are held against the filter first. */
const FILTERED = 2_000;

/** Which leads are asked for. */
export interface TextPage {
  query: LeadsQuery & { q: string };
  key: SortKey;
  cursor: Cursor | undefined;
}

/** Ids of a page's leads and of one more if there is, and the total. */
export interface FoundPage {
  ids: string[];
  total: number;
}

/** Finds pages of leads that hold a text. */
export class LeadsWithText {
  readonly #knex: Knex;
  readonly #knownMany = new KnownMany();
  /** Of which those next in order were looked through in vain. */
  readonly #knownFar = new KnownMany();

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async page(page: TextPage): Promise<FoundPage> {
    // However many of those pass the rest of the filter
    const text = { q: page.query.q };
    if (!this.#knownMany.has(text)) {
      const few = await this.#ofFew(page);
      if (few) return few;
      this.#knownMany.add(text);
    }
    const [ids, total] = await Promise.all([
      this.#idsOfMany(page),
      this.#countMany(page.query),
    ]);
    return { ids, total };
  }

  /** @returns undefined when many leads hold the text. */
  async #ofFew(page: TextPage): Promise<FoundPage | undefined> {
    const { query, key } = page;
    if (isAlone(query)) return this.#ofFewAlone(page);
    const found = foundSql(query.q);
    const filter = leadFilterSql(withoutText(query));
    const { rows } = await this.#knex.raw(
      `WITH found AS MATERIALIZED (${found.sql}),
       few AS MATERIALIZED (SELECT lead_id FROM found LIMIT ${MAX_COUNTED}),
       matching AS MATERIALIZED (
         SELECT lead.* FROM few CROSS JOIN LATERAL (
           SELECT l.id, ${key.value} AS sort_value FROM leads l
           WHERE l.id = few.lead_id AND ${filter.sql} OFFSET 0) lead
         WHERE (SELECT count(*) FROM few) < ${MAX_COUNTED}
       )
       SELECT (SELECT count(*)::int FROM few) AS found,
         (SELECT count(*)::int FROM matching) AS total, ARRAY(?) AS ids`,
      [...found.bindings, ...filter.bindings, this.#idsOfPage(page)],
    );
    const [{ found: holders, total, ids }] = rows;
    return holders < MAX_COUNTED ? { ids, total } : undefined;
  }

  /** The same where nothing but the text is asked. */
  async #ofFewAlone(page: TextPage): Promise<FoundPage | undefined> {
    const found = foundInOrderSql(page.query.q, sortOf(page));
    const { rows } = await this.#knex.raw(
      `WITH found AS MATERIALIZED (${found.sql}),
       matching AS MATERIALIZED (SELECT * FROM found LIMIT ${MAX_COUNTED}),
       counted AS MATERIALIZED (SELECT count(*)::int AS total FROM matching)
       SELECT total, CASE WHEN total < ${MAX_COUNTED} THEN ARRAY(?) END AS ids
       FROM counted`,
      [...found.bindings, this.#idsOfPage(page)],
    );
    const [{ total, ids }] = rows;
    return total < MAX_COUNTED ? { ids, total } : undefined;
  }

  async #idsOfMany(page: TextPage): Promise<string[]> {
    const { limit: _, cursor: __, ...asked } = page.query;
    if (!this.#knownFar.has(asked)) {
      const near = await this.#nearIds(page);
      if (near.length > page.query.limit) return near;
      this.#knownFar.add(asked);
    }
    return this.#allIds(page);
  }

  /** Those among the next leads in order. */
  async #nearIds({ query, key, cursor }: TextPage): Promise<string[]> {
    const filter = withoutText(query);
    // Each filter has an index in the order of time. In another order leads
    // would have to be looked at for the filter alone, however few match it
    const next = pageAfter(
      matchingLeads(this.#knex, key.type === 'timestamptz' ? filter : {}),
      key,
      { limit: LOOKED_THROUGH, cursor },
    ).select(
      'l.*',
      this.#knex.raw(`${key.value} AS sort_value, lead_search_text(l) AS text`),
    );
    const matches = leadFilterSql(filter);
    return this.#knex
      .from(next.as('l'))
      .whereRaw(matches.sql, matches.bindings)
      .whereRaw('l.text LIKE lower(?)', [patternOf(query.q)])
      .orderByRaw(orderBy({ ...key, value: 'l.sort_value' }))
      .limit(query.limit + 1)
      .pluck('l.id');
  }

  /** Those among all that hold the text. */
  async #allIds(page: TextPage): Promise<string[]> {
    const { query } = page;
    const found = foundInOrderSql(query.q, sortOf(page));
    if (!isAlone(query)) return this.#allIdsOfFilter(page, found);
    const { rows } = await this.#knex.raw(
      `WITH matching AS MATERIALIZED (${found.sql}) ?`,
      [...found.bindings, this.#idsOfPage(page)],
    );
    return rows.map(({ id }: { id: string }) => id);
  }

  /**
   * The same with a filter. The search knows nothing of it, but what it finds it
   * can sort: of the first of those leads there are mostly enough that pass.
   */
  async #allIdsOfFilter(
    page: TextPage,
    found: LeadCondition,
  ): Promise<string[]> {
    const { query, key } = page;
    const filter = leadFilterSql(withoutText(query));
    const first = pageAfter(
      this.#knex.select('l.id', 'l.sort_value').from('matching as l'),
      { ...key, value: 'l.sort_value' },
      { limit: FILTERED, cursor: page.cursor },
    );
    const { rows } = await this.#knex.raw(
      `WITH matching AS MATERIALIZED (${found.sql}),
       first AS MATERIALIZED (?),
       passed AS MATERIALIZED (
         SELECT first.* FROM first CROSS JOIN LATERAL (
           SELECT FROM leads l WHERE l.id = first.id AND ${
             filter.sql
           } OFFSET 0) l
         ORDER BY ${orderBy({ ...key, value: 'sort_value', id: 'id' })} LIMIT ?)
       SELECT ARRAY(SELECT id FROM passed) AS ids,
         (SELECT count(*) FROM first) <= ${FILTERED} AS complete`,
      [...found.bindings, first, ...filter.bindings, query.limit + 1],
    );
    const [{ ids, complete }] = rows;
    if (complete || ids.length > query.limit) return ids;
    const matching = foundLeadsSql(
      query.q,
      `l.id, ${key.value} AS sort_value`,
      filter,
    );
    const all = await this.#knex.raw(
      `WITH matching AS MATERIALIZED (${matching.sql}) ?`,
      [...matching.bindings, this.#idsOfPage(page)],
    );
    return all.rows.map(({ id }: { id: string }) => id);
  }

  /** Exact up to `MAX_COUNTED`; at least so many hold the text. */
  async #countMany(query: TextPage['query']): Promise<number> {
    const rest = withoutText(query);
    const filter = { ...rest, q: query.q };
    if (isAlone(query) || this.#knownMany.has(filter)) return MAX_COUNTED;
    const found = foundLeadsSql(query.q, '1', leadFilterSql(rest));
    const { rows } = await this.#knex.raw(
      `SELECT count(*)::int AS n FROM (${found.sql} LIMIT ${MAX_COUNTED}) counted`,
      found.bindings,
    );
    if (rows[0].n === MAX_COUNTED) this.#knownMany.add(filter);
    return rows[0].n;
  }

  /** Of `matching`, which has `id` and `sort_value`. */
  #idsOfPage({ query, key, cursor }: TextPage): Knex.QueryBuilder {
    return pageAfter(
      this.#knex.select('l.id').from('matching as l'),
      { ...key, value: 'l.sort_value' },
      { limit: query.limit, cursor },
    );
  }
}

/** Whether nothing but the text narrows the list. */
function isAlone(query: LeadsQuery): boolean {
  return Object.values(withoutText(query)).every(value => value === undefined);
}

function sortOf({ key }: TextPage): {
  value: string;
  type: 'timestamptz' | 'text';
} {
  return {
    value: key.value,
    type: key.type === 'timestamptz' ? 'timestamptz' : 'text',
  };
}

function withoutText(query: LeadsQuery): LeadFilter {
  const { q: _, limit: __, cursor: ___, sort: ____, ...filter } = query;
  return filter;
}
