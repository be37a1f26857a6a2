import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { HistoryFilter, leadshopTestingApiRef, Page } from '../../api';
import {
  leadshopTestingLiveRef,
  POLL_EVERY_MS,
  useLiveState,
} from '../../live';
import { testsIn } from '../ActiveTests';
import { mayMatch } from './mayMatch';

/** A page of the history that holds still while it is read. */
export interface HistoryPageState {
  page?: Page<ExecutionSummary>;
  error?: Error;
  loading: boolean;
  /** Ended tests that the first page would begin with, were it read again. */
  newer: number;
  reload(): void;
}

type Reading = Pick<HistoryPageState, 'page' | 'error' | 'loading'>;

/** The same rows, in their newest state. */
function renewed(
  page: Page<ExecutionSummary>,
  tests: ExecutionSummary[],
): Page<ExecutionSummary> {
  const newest = new Map(tests.map(test => [test.id, test]));
  return page.items.some(({ id }) => newest.has(id))
    ? { ...page, items: page.items.map(test => newest.get(test.id) ?? test) }
    : page;
}

/**
 * Reads a page of the history. Rows never move under the reader: a test that
 * is on the page is kept up to date in its place, and tests that ended since
 * are only counted until the reader asks for them.
 *
 * @param filter undefined while it is not known yet
 */
export function useHistoryPage(
  filter: HistoryFilter | undefined,
): HistoryPageState {
  const api = useApi(leadshopTestingApiRef);
  const feed = useApi(leadshopTestingLiveRef);
  const { stale } = useLiveState();
  const [reading, setReading] = useState<Reading>({ loading: true });
  const [newer, setNewer] = useState<ReadonlySet<string>>(new Set());
  const [turn, reload] = useReducer((count: number) => count + 1, 0);
  const shown = useRef<ReadonlySet<string>>();

  useEffect(() => {
    if (!filter) {
      return undefined;
    }
    let current = true;
    shown.current = undefined;
    setReading(({ page }) => ({ page, loading: true }));
    setNewer(new Set());
    api.getHistory(filter).then(
      page => {
        if (current) {
          shown.current = new Set(page.items.map(({ id }) => id));
          setReading({ page, loading: false });
        }
      },
      cause => {
        if (current) {
          setReading({ error: toError(cause), loading: false });
        }
      },
    );
    return () => {
      current = false;
    };
  }, [api, filter, turn]);

  const hear = useCallback(
    (tests: ExecutionSummary[]) => {
      if (!filter || !shown.current || tests.length === 0) {
        return;
      }
      setReading(before => ({
        ...before,
        page: before.page && renewed(before.page, tests),
      }));
      const ids = shown.current;
      const found = tests.filter(
        test =>
          !filter.cursor &&
          isFinalStatus(test.status) &&
          !ids.has(test.id) &&
          mayMatch(test, filter),
      );
      if (found.length > 0) {
        setNewer(known => new Set([...known, ...found.map(({ id }) => id)]));
      }
    },
    [filter],
  );

  /** For what came while nobody told of it. */
  const lookAgain = useCallback(async () => {
    if (!filter) {
      return;
    }
    try {
      hear((await api.getHistory(filter)).items);
    } catch {
      // What is shown stays; the banner says that the link is down
    }
  }, [api, filter, hear]);

  useEffect(() => {
    let subscribed = false;
    return feed.subscribe('global', news => {
      if (
        news.type === 'resync' ||
        (news.type === 'subscribed' && subscribed)
      ) {
        lookAgain();
      }
      subscribed ||= news.type === 'subscribed';
      hear(testsIn(news));
    });
  }, [feed, hear, lookAgain]);

  useEffect(() => {
    if (!stale) {
      return undefined;
    }
    const timer = setInterval(lookAgain, POLL_EVERY_MS);
    return () => clearInterval(timer);
  }, [stale, lookAgain]);

  return { ...reading, newer: newer.size, reload };
}
