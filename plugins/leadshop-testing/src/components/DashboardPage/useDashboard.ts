import { useCallback, useEffect, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ExecutionSummary,
  SystemStatus,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { LiveNews, leadshopTestingLiveRef, useLiveResource } from '../../live';
import { applyToActive, applyToRecent, testsIn } from '../ActiveTests';

/** How many ended tests the dashboard shows. */
const RECENT_TESTS = 10;
const ENDED: TestStatus[] = ['success', 'failed', 'cancelled'];

/** The server tells of its state when tests change it; load changes without. */
const STATUS_EVERY_MS = 30_000;

function applyToStatus(status: SystemStatus, news: LiveNews): SystemStatus {
  if (news.type !== 'updates') {
    return status;
  }
  return news.updates.reduce((before, update) => {
    if (update.type === 'system_status') {
      return update.payload;
    }
    if (update.type === 'component_health' && before.components) {
      return {
        ...before,
        components: before.components.map(component =>
          component.name === update.payload.name ? update.payload : component,
        ),
      };
    }
    return before;
  }, status);
}

function endedTests(news: LiveNews): ExecutionSummary[] {
  return testsIn(news).filter(test => isFinalStatus(test.status));
}

/**
 * What the dashboard shows. Each part is read by itself, so that one that
 * fails or is slow leaves the others alone.
 */
export function useDashboard() {
  const api = useApi(leadshopTestingApiRef);
  const feed = useApi(leadshopTestingLiveRef);
  const status = useLiveResource({
    channel: 'global',
    load: useCallback(() => api.getStatus(), [api]),
    apply: applyToStatus,
    refreshEvery: STATUS_EVERY_MS,
  });
  const active = useLiveResource({
    channel: 'global',
    load: useCallback(() => api.getActive(), [api]),
    apply: applyToActive,
  });
  const recent = useLiveResource({
    channel: 'global',
    load: useCallback(async () => {
      const { items } = await api.getHistory({
        limit: RECENT_TESTS,
        status: ENDED,
      });
      return items;
    }, [api]),
    apply: (tests, news) => applyToRecent(tests, news, RECENT_TESTS),
  });

  // Tests of a batch end by the thousand; the one who waits for them looks at
  // the batch.
  const [finished, setFinished] = useState<ExecutionSummary>();
  useEffect(
    () =>
      feed.subscribe('global', news => {
        const single = endedTests(news).filter(test => test.batch_id === null);
        if (single.length > 0) {
          setFinished(single[single.length - 1]);
        }
      }),
    [feed],
  );

  return {
    status,
    active,
    recent,
    finished,
    dismissFinished: useCallback(() => setFinished(undefined), []),
  };
}
