/*
 * Filters of which more match than are counted. Reading so far takes half the
 * time of a page or more, and the answer, "so many or more", stays true until
 * somebody deletes: for a minute it is not counted again.
 */
import { LRUCache } from 'lru-cache';

const KEPT_FOR_MS = 60_000;
const KEPT_FILTERS = 1_000;

/** Remembers for a minute which filters match many. */
export class KnownMany {
  readonly #filters = new LRUCache<string, true>({
    max: KEPT_FILTERS,
    ttl: KEPT_FOR_MS,
  });

  /** Whether many matched a moment ago. */
  has(filter: object): boolean {
    return this.#filters.has(keyOf(filter));
  }

  /** Many match. */
  add(filter: object): void {
    this.#filters.set(keyOf(filter), true);
  }
}

/** The same however its fields are ordered. */
function keyOf(filter: object): string {
  return JSON.stringify(Object.entries(filter).sort());
}
