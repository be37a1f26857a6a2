import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/**
 * The pages that were turned, kept in the address alone. Cursors only lead
 * forward: the address holds one for each page, and going back drops the last.
 */
export function useCursorTrail() {
  const [params, setParams] = useSearchParams();
  const cursors = params.getAll('cursor');
  const walk = useCallback(
    (change: (trail: string[]) => string[]) =>
      setParams(before => {
        const after = new URLSearchParams(before);
        after.delete('cursor');
        change(before.getAll('cursor')).forEach(cursor =>
          after.append('cursor', cursor),
        );
        return after;
      }),
    [setParams],
  );
  return {
    /** Where this page starts; undefined on the first. */
    cursor: cursors[cursors.length - 1] as string | undefined,
    /** Number of the page, from 1. */
    pageNumber: cursors.length + 1,
    next: useCallback(
      (cursor: string) => walk(trail => [...trail, cursor]),
      [walk],
    ),
    previous: useCallback(() => walk(trail => trail.slice(0, -1)), [walk]),
  };
}
