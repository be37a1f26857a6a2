import { useEffect, useRef } from 'react';

/**
 * The value, or the last one while the next is read: a list stays where it is
 * when its page is turned.
 */
export function useKept<T>(
  value: T | undefined,
  loading: boolean,
): T | undefined {
  const last = useRef(value);
  useEffect(() => {
    if (value !== undefined) {
      last.current = value;
    }
  }, [value]);
  return value ?? (loading ? last.current : undefined);
}
