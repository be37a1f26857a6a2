import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type {
  LeadFilter,
  LeadSort,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import {
  leadshopTestingLiveRef,
  POLL_EVERY_MS,
  useLiveState,
} from '../../live';
import { testsIn } from '../ActiveTests';
import { LeadPages, LeadPagesState } from './LeadPages';
import { leavesStatusOpen } from './leadTests';

/** Tests of a batch are cancelled by the thousand: the list is read once. */
const SETTLE_MS = 1_000;

/**
 * The leads that match, kept up to date: news of tests changes the rows it is
 * about, and the list is read again when something was missed.
 */
export function useLeadPages(filter: LeadFilter, sort: LeadSort) {
  const api = useApi(leadshopTestingApiRef);
  const feed = useApi(leadshopTestingLiveRef);
  const { stale } = useLiveState();
  const pages = useMemo(
    () => new LeadPages(api.leads, { ...filter, sort }),
    [api, filter, sort],
  );
  const state = useSyncExternalStore(pages.subscribe, pages.getState);

  useEffect(() => {
    let settling: ReturnType<typeof setTimeout> | undefined;
    const reloadSoon = () => {
      settling ??= setTimeout(() => {
        settling = undefined;
        pages.reload();
      }, SETTLE_MS);
    };
    const unsubscribe = feed.subscribe('global', news => {
      if (news.type === 'subscribed' || news.type === 'resync') {
        pages.reload();
        return;
      }
      const tests = testsIn(news);
      if (pages.applyTests(tests) && tests.some(leavesStatusOpen)) {
        reloadSoon();
      }
    });
    return () => {
      clearTimeout(settling);
      unsubscribe();
    };
  }, [feed, pages]);

  useEffect(() => {
    if (!stale) {
      return undefined;
    }
    const timer = setInterval(() => pages.reload(), POLL_EVERY_MS);
    return () => clearInterval(timer);
  }, [pages, stale]);

  // Until the first answer the rows before stay, so that typing does not flicker
  const answered = useRef<LeadPagesState>();
  const older = state.total === undefined && !state.error;
  useEffect(() => {
    if (!older) {
      answered.current = state;
    }
  }, [older, state]);
  return {
    pages,
    ...(older ? answered.current ?? state : state),
    /** True while the rows are those of the filters before. */
    older,
  };
}
