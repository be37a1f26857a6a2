import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useCursorTrail } from '../Pager';

/** What narrows a list, and which page of it is shown, kept in the address alone. */
export function useListAddress() {
  const [params, setParams] = useSearchParams();
  return {
    /** What a filter is set to; empty where it is not. */
    of: (name: string) => params.get(name) ?? '',
    trail: useCursorTrail(),
    /** Sets filters, or clears those set to an empty text, and goes to the first page. */
    narrow: useCallback(
      (changes: Record<string, string>) =>
        setParams(
          before => {
            const after = new URLSearchParams(before);
            after.delete('cursor');
            for (const [name, value] of Object.entries(changes)) {
              if (value) {
                after.set(name, value);
              } else {
                after.delete(name);
              }
            }
            return after;
          },
          { replace: true },
        ),
      [setParams],
    ),
  };
}
