import { useCallback, useMemo } from 'react';
import { SavedViews, savedViewsOf, storedViews } from './savedViews';
import { useSetting } from './useSetting';

/** The views of a list that this user saved. */
export function useSavedViews(key: string) {
  const { value, known, save } = useSetting(key);
  return {
    saved: useMemo(() => savedViewsOf(value), [value]),
    known,
    save: useCallback((views: SavedViews) => save(storedViews(views)), [save]),
  };
}
