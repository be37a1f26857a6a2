import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { Metrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { Refreshed, useRefreshed } from '../../live';
import { Period } from '../Period';
import { useEndedTests } from './useEndedTests';

/** How often the period moves on when no test ends. */
const REFRESH_EVERY_MS = 60_000;

/** The figures of a period, kept up to date while tests end. */
export function useMetrics({
  days,
  mode,
}: Pick<Period, 'days' | 'mode'>): Refreshed<Metrics> {
  const api = useApi(leadshopTestingApiRef);
  const metrics = useRefreshed(
    useCallback(
      () => api.getMetrics({ days, provider_mode: mode }),
      [api, days, mode],
    ),
    REFRESH_EVERY_MS,
  );
  useEndedTests(metrics.reload);
  return metrics;
}
