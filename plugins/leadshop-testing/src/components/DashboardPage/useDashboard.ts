import { useCallback, useRef } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type {
  SystemStatus,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { LiveNews, useLiveResource } from '../../live';
import { applyToActive, applyToRecent } from '../ActiveTests';
import { useFinishedTest } from '../FinishedTests';

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

/**
 * What the dashboard shows. Each part is read by itself, so that one that
 * fails or is slow leaves the others alone.
 */
export function useDashboard() {
  const api = useApi(leadshopTestingApiRef);
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

  const started = useRef(new Set<string>());
  const { finished, dismissFinished } = useFinishedTest(
    recent.value,
    useCallback(id => started.current.has(id), []),
  );

  return {
    status,
    active,
    recent,
    finished,
    dismissFinished,
    /** Tells that a test was started on this page. */
    noteStarted: useCallback((id: string) => {
      started.current.add(id);
    }, []),
  };
}
