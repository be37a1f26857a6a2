import type { Page } from '../api';

/** A page of a list; its cursors are places. */
export function pageOf<T>(
  all: T[],
  { limit = 50, cursor }: { limit?: number; cursor?: string },
): Page<T> {
  const start = Number(cursor ?? 0);
  const end = start + limit;
  return {
    items: all.slice(start, end),
    total: all.length,
    nextCursor: end < all.length ? String(end) : undefined,
  };
}
