import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { ComponentChecks } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { Refreshed, useRefreshed } from '../../live';

/** How often checks are read again. */
const REFRESH_EVERY_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

/** What checks of the last days say of a component. */
export function useComponentChecks(
  name: string,
  days: number,
): Refreshed<ComponentChecks> {
  const api = useApi(leadshopTestingApiRef);
  return useRefreshed(
    useCallback(
      () =>
        api.getComponentChecks(name, {
          from: new Date(Date.now() - days * DAY_MS).toISOString(),
        }),
      [api, name, days],
    ),
    REFRESH_EVERY_MS,
  );
}
