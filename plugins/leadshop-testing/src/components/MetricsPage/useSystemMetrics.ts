import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { SystemMetrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { Refreshed, useRefreshed } from '../../live';
import { Period } from '../Period';

/** Samples come once a minute. */
const REFRESH_EVERY_MS = 60_000;

/** How the system was in a period. */
export function useSystemMetrics({
  days,
  mode,
}: Pick<Period, 'days' | 'mode'>): Refreshed<SystemMetrics> {
  const api = useApi(leadshopTestingApiRef);
  return useRefreshed(
    useCallback(
      () => api.getSystemMetrics({ days, provider_mode: mode }),
      [api, days, mode],
    ),
    REFRESH_EVERY_MS,
  );
}
