/*
 * Filters of which more match than are counted. Reading so far takes half the
 * time of a page or more, and the answer, "so many or more", stays true until
 * somebody deletes: for a minute it is not counted again.
 */
import { LRUCache } from 'lru-cache';

const KEPT_FOR_MS = 60_000;
const KEPT_FILTERS = 1_000;

/** To compare more with each other would take as long as to count. */
const LOOKED_AT = 200;

type Filter = Readonly<Record<string, unknown>>;

/** Remembers for a minute which filters match many. */
export class KnownMany {
  readonly #filters = new LRUCache<string, Filter>({
    max: KEPT_FILTERS,
    ttl: KEPT_FOR_MS,
  });

  /** Whether many matched a moment ago. */
  has(filter: object): boolean {
    return this.#filters.has(keyOf(filter));
  }

  /**
   * Whether many matched a moment ago, or already of a narrower filter: of what
   * asks for more, or for less of a period or of a list.
   */
  hasOrNarrower(filter: object): boolean {
    if (this.has(filter)) return true;
    const asked = Object.entries(filter);
    let looked = 0;
    for (const known of this.#filters.values()) {
      if (asked.every(([name, value]) => isWithin(name, known[name], value))) {
        return true;
      }
      looked += 1;
      if (looked === LOOKED_AT) return false;
    }
    return false;
  }

  /** Many match. */
  add(filter: object): void {
    this.#filters.set(keyOf(filter), { ...filter });
  }
}

/** Whether what a narrower filter says of a field is within what another says. */
function isWithin(name: string, narrow: unknown, wide: unknown): boolean {
  if (wide === undefined || narrow === wide) return true;
  if (Array.isArray(narrow) && Array.isArray(wide)) {
    return narrow.every(one => wide.includes(one));
  }
  if (typeof narrow !== 'string' || typeof wide !== 'string') return false;
  if (name === 'from') return Date.parse(narrow) >= Date.parse(wide);
  if (name === 'to') return Date.parse(narrow) <= Date.parse(wide);
  return false;
}

/** The same however its fields are ordered. */
function keyOf(filter: object): string {
  return JSON.stringify(Object.entries(filter).sort());
}
