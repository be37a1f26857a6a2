import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import useUpdateEffect from 'react-use/esm/useUpdateEffect';
import { toError } from '@backstage/errors';
import { useLiveState } from './useLiveState';
import { POLL_EVERY_MS } from './useLiveResource';

/** Something read over HTTP that changes without news of its own. */
export interface Refreshed<T> {
  /** Undefined until it was read for the first time. */
  value?: T;
  /** Why the last reading failed. */
  error?: Error;
  /** True while nothing can be shown yet. */
  loading: boolean;
  /** The value is an answer to what was asked before. */
  outdated: boolean;
  /** Reads it again. */
  reload(): void;
}

/**
 * Reads a value, and again every so often: every few seconds while the live
 * link is down, and at once when it is back. When something else is asked for,
 * the former value stays until the answer is there, and is called outdated.
 */
export function useRefreshed<T>(
  load: () => Promise<T>,
  refreshEvery: number,
): Refreshed<T> {
  const { stale } = useLiveState();
  const [state, setState] = useState<Omit<Refreshed<T>, 'reload'>>({
    loading: true,
    outdated: false,
  });
  const readAgain = useRef(() => {});

  useEffect(() => {
    let current = true;
    let reading = false;
    let again = false;
    const read = async () => {
      if (reading) {
        again = true;
        return;
      }
      reading = true;
      again = false;
      try {
        const value = await load();
        if (current) {
          setState({ value, loading: false, outdated: false });
        }
      } catch (error) {
        const reason = toError(error);
        if (current) {
          setState(({ value, outdated }) => ({
            // What answers another question is no answer to this one
            value: outdated ? undefined : value,
            error: reason,
            loading: false,
            outdated: false,
          }));
        }
      }
      reading = false;
      if (again && current) {
        read();
      }
    };
    setState(({ value }) => ({
      value,
      loading: value === undefined,
      outdated: value !== undefined,
    }));
    readAgain.current = read;
    read();
    return () => {
      current = false;
    };
  }, [load]);

  const every = stale ? POLL_EVERY_MS : refreshEvery;
  useEffect(() => {
    const timer = setInterval(() => readAgain.current(), every);
    return () => clearInterval(timer);
  }, [every]);
  useUpdateEffect(() => {
    if (!stale) {
      readAgain.current();
    }
  }, [stale]);

  const reload = useCallback(() => {
    setState(({ value, outdated }) => ({
      value,
      outdated,
      loading: value === undefined,
    }));
    readAgain.current();
  }, []);
  return useMemo(() => ({ ...state, reload }), [state, reload]);
}
