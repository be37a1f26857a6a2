import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { HistoryFilter, leadshopTestingApiRef } from '../../api';
import { useRefreshed } from '../../live';
import { useEndedTests } from '../TestingMetrics';

/** How often to look for tests that began; of those that end there is news. */
const REFRESH_EVERY_MS = 60_000;

/** The newest tests of an entity, kept up to date. */
export function useEntityTests(filter: HistoryFilter, limit: number) {
  const api = useApi(leadshopTestingApiRef);
  const { component, test_type } = filter;
  const tests = useRefreshed(
    useCallback(
      () => api.getHistory({ component, test_type, limit }),
      [api, component, test_type, limit],
    ),
    REFRESH_EVERY_MS,
  );
  useEndedTests(tests.reload);
  return tests;
}
