import type {
  ExecutionSummary,
  Lead,
  LeadFilter,
  LeadSort,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LeadsApi } from '../../api';
import { applyTest } from './leadTests';

/** Rows of a page while somebody scrolls, and while a long way is caught up. */
const PAGE = 100;
const LONG_PAGE = 500;

/** Rows that are read ahead of those in sight. */
const AHEAD = 50;

/** What is known of the list. */
export interface LeadPagesState {
  leads: Lead[];
  /** How many match; undefined until the first answer. */
  total?: number;
  /** True when all that match are in `leads`. */
  complete: boolean;
  /** Why the last reading failed; what was read before stays. */
  error?: Error;
}

interface Read extends Pick<LeadPagesState, 'leads' | 'complete'> {
  total?: number;
  cursor?: string;
}

const NOTHING: Read = { leads: [], complete: false };

/**
 * The leads that match, read page after page as far as somebody looks.
 *
 * - `show` says which row is the last in sight; pages are read until it and a
 *   few more are there. A failed reading waits for `retry`.
 * - `reload` reads from the start up to the same row and then swaps, so that
 *   nothing flickers and nobody loses their place. What lay further down is read
 *   again when somebody looks there.
 * - A lead that is changed here while a page is on its way may be in that page
 *   as it was before: the list is read once more.
 * - News of tests that arrives while a page is on its way is applied to the
 *   page, too: it may be newer.
 */
export class LeadPages {
  readonly #leads: Pick<LeadsApi, 'list'>;
  readonly #query: LeadFilter & { sort: LeadSort };
  readonly #listeners = new Set<() => void>();
  #state: LeadPagesState = { leads: [], complete: false };
  #cursor?: string;
  #lastShown = 0;
  #reading = false;
  #reloadAfter = false;
  #stopped = false;
  #heard: ExecutionSummary[] = [];

  constructor(
    leads: Pick<LeadsApi, 'list'>,
    query: LeadFilter & { sort: LeadSort },
  ) {
    this.#leads = leads;
    this.#query = query;
  }

  readonly getState = (): LeadPagesState => this.#state;

  /** Reads while somebody listens. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#stopped = false;
    this.#fill();
    return () => {
      this.#listeners.delete(listener);
      this.#stopped = this.#listeners.size === 0;
    };
  };

  /** Says that this row, counted from 0, is the last in sight. */
  show(lastRow: number): void {
    this.#lastShown = lastRow;
    this.#fill();
  }

  /** Tries again after an error. */
  retry(): void {
    this.#setState({ ...this.#state, error: undefined });
    this.#fill();
  }

  /** Reads again what is shown. */
  async reload(): Promise<void> {
    if (this.#reading) {
      this.#reloadAfter = true;
      return;
    }
    await this.#read(NOTHING);
  }

  /** Takes news of tests in; true when the list has one of their leads. */
  applyTests(tests: ExecutionSummary[]): boolean {
    if (this.#reading) {
      this.#heard.push(...tests);
    }
    const leads = withTests(this.#state.leads, tests);
    if (leads === this.#state.leads) {
      return false;
    }
    this.#setState({ ...this.#state, leads });
    return true;
  }

  /** Puts the newer state of a lead in its place. */
  replace(lead: Lead): void {
    this.#reloadAfter = this.#reading;
    this.#setState({
      ...this.#state,
      leads: this.#state.leads.map(one => (one.id === lead.id ? lead : one)),
    });
  }

  /** Takes a lead out. */
  remove(id: string): void {
    this.#reloadAfter = this.#reading;
    const leads = this.#state.leads.filter(lead => lead.id !== id);
    const removed = this.#state.leads.length - leads.length;
    const { total } = this.#state;
    this.#setState({
      ...this.#state,
      leads,
      total: total === undefined ? undefined : total - removed,
    });
  }

  #fill(): void {
    const { leads, complete, error } = this.#state;
    const idle = !this.#reading && !this.#stopped && !error;
    if (idle && this.#isShort({ leads, complete })) {
      this.#read({ ...this.#state, cursor: this.#cursor });
    }
  }

  #isShort({ leads, complete }: Read): boolean {
    return !complete && leads.length <= this.#lastShown + AHEAD;
  }

  async #read(from: Read): Promise<void> {
    this.#reading = true;
    this.#heard = [];
    let read = from;
    try {
      while (!this.#stopped && this.#isShort(read)) {
        read = await this.#next(read);
        // While it goes on from what is shown, each page can be shown at once
        if (from.leads.length > 0 || !this.#isShort(read)) {
          this.#keep(read);
        }
      }
    } catch (error) {
      this.#setState({
        ...this.#state,
        error: error instanceof Error ? error : new Error(String(error)),
      });
    }
    this.#reading = false;
    if (this.#reloadAfter && !this.#stopped) {
      this.#reloadAfter = false;
      await this.reload();
    } else {
      this.#fill();
    }
  }

  async #next(read: Read): Promise<Read> {
    const short = this.#lastShown + AHEAD - read.leads.length;
    const page = await this.#leads.list({
      ...this.#query,
      limit: short > PAGE ? LONG_PAGE : PAGE,
      cursor: read.cursor,
    });
    // A lead whose name changes may move from one page to the next
    const known = new Set(read.leads.map(({ id }) => id));
    const fresh = page.items.filter(({ id }) => !known.has(id));
    return {
      leads: [...read.leads, ...fresh],
      total: page.total,
      cursor: page.nextCursor,
      complete: page.nextCursor === undefined,
    };
  }

  #keep({ leads, total, cursor, complete }: Read): void {
    this.#cursor = cursor;
    this.#setState({
      leads: withTests(leads, this.#heard),
      total,
      complete,
      error: undefined,
    });
  }

  #setState(state: LeadPagesState): void {
    this.#state = state;
    this.#listeners.forEach(listener => listener());
  }
}

/** The same array when none of the tests is of one of the leads. */
function withTests(leads: Lead[], tests: ExecutionSummary[]): Lead[] {
  const byLead = new Map<string, ExecutionSummary[]>();
  for (const test of tests) {
    if (test.lead_id) {
      byLead.set(test.lead_id, [...(byLead.get(test.lead_id) ?? []), test]);
    }
  }
  if (!leads.some(({ id }) => byLead.has(id))) {
    return leads;
  }
  return leads.map(lead => (byLead.get(lead.id) ?? []).reduce(applyTest, lead));
}
