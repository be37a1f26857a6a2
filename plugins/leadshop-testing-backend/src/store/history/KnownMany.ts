/*
 * Filters of which more tests match than are counted. Reading so far takes half
 * the time of a page, and the answer, "so many or more", stays true until
 * retention deletes: for a minute it is not counted again.
 */
import { LRUCache } from 'lru-cache';
import type { Asked } from './places';

const KEPT_FOR_MS = 60_000;
const KEPT_FILTERS = 1_000;

/** Remembers for a minute which filters match many. */
export class KnownMany {
  readonly #filters = new LRUCache<string, true>({
    max: KEPT_FILTERS,
    ttl: KEPT_FOR_MS,
  });

  /** Whether many matched a moment ago. */
  has(asked: Pick<Asked, 'filter' | 'name'>): boolean {
    return this.#filters.has(keyOf(asked));
  }

  /** Many match. */
  add(asked: Pick<Asked, 'filter' | 'name'>): void {
    this.#filters.set(keyOf(asked), true);
  }
}

/** A test without a duration or score is not in that order. */
function keyOf({ filter, name }: Pick<Asked, 'filter' | 'name'>): string {
  return JSON.stringify([name, Object.entries(filter).sort()]);
}
