import { Knex } from 'knex';
import {
  AuditEvent,
  AuditEventsQuery,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { countMatching, Cursor, pageAfter, SortKey } from '../store/keyset';
import { AUDIT_COLUMNS, AuditRow, toAuditEvent } from './auditEvent';

/** What narrows the audit trail. */
export type AuditFilter = Omit<AuditEventsQuery, 'limit' | 'cursor'>;

/** A page, the newest first. */
export interface AuditPage {
  events: AuditEvent[];
  total: number;
  next: Cursor<'-occurred_at'> | undefined;
}

const NEWEST_FIRST: SortKey = {
  value: 'e.occurred_at',
  type: 'timestamptz',
  id: 'e.id',
  descending: true,
};

const PAGE = 1_000;

/** Reads the audit trail. */
export class AuditStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** A page of the events that match. */
  async page(
    filter: AuditFilter,
    page: { limit: number; cursor: Cursor | undefined },
  ): Promise<AuditPage> {
    const [rows, total] = await Promise.all([
      this.#read(filter, page),
      countMatching(this.#knex, this.#matching(filter)),
    ]);
    return { ...pageOf(rows, page.limit), total };
  }

  /** All events that match, some at a time, as they are asked for. */
  async *all(filter: AuditFilter): AsyncGenerator<AuditEvent[]> {
    let cursor: Cursor | undefined;
    do {
      const rows = await this.#read(filter, { limit: PAGE, cursor });
      const { events, next } = pageOf(rows, PAGE);
      if (events.length > 0) yield events;
      cursor = next;
    } while (cursor);
  }

  async #read(
    filter: AuditFilter,
    page: { limit: number; cursor: Cursor | undefined },
  ): Promise<AuditRow[]> {
    const found = this.#matching(filter).select(this.#knex.raw(AUDIT_COLUMNS));
    return pageAfter(found, NEWEST_FIRST, page);
  }

  #matching(filter: AuditFilter): Knex.QueryBuilder {
    const { action, outcome, from, to, ...equal } = filter;
    const found = this.#knex('audit_events as e');
    for (const [column, value] of Object.entries(equal)) {
      if (value !== undefined) found.where(`e.${column}`, value);
    }
    if (action) found.whereIn('e.action', action);
    if (outcome) {
      found.whereIn('e.outcome', outcome);
      // Says what the index of the others is made for
      if (!outcome.includes('succeeded')) {
        found.whereRaw(`e.outcome <> 'succeeded'`);
      }
    }
    if (from) found.where('e.occurred_at', '>=', from);
    if (to) found.where('e.occurred_at', '<', to);
    return found;
  }
}

function pageOf(rows: AuditRow[], limit: number): Omit<AuditPage, 'total'> {
  const events = rows.slice(0, limit).map(toAuditEvent);
  const last = events.at(-1);
  return {
    events,
    next:
      rows.length > limit && last
        ? { sort: '-occurred_at', value: last.occurred_at, id: last.id }
        : undefined,
  };
}
