import { useEffect } from 'react';

const EVENTS = ['dragover', 'drop'] as const;

/**
 * Keeps the browser from opening a file that is dropped beside the place for
 * it: the portal would be left, and what was put right here with it.
 */
export function useNoStrayDrops(): void {
  useEffect(() => {
    const prevent = (event: Event) => event.preventDefault();
    EVENTS.forEach(name => document.addEventListener(name, prevent));
    return () =>
      EVENTS.forEach(name => document.removeEventListener(name, prevent));
  }, []);
}
