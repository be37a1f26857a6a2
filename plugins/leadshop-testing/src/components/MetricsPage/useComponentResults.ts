import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { ComponentResults } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { Refreshed, useRefreshed } from '../../live';
import { Period } from '../Period';

/** How often figures are read again. */
const REFRESH_EVERY_MS = 60_000;

/** What the tests of a period say of a component. */
export function useComponentResults(
  name: string,
  { days, mode }: Pick<Period, 'days' | 'mode'>,
): Refreshed<ComponentResults> {
  const api = useApi(leadshopTestingApiRef);
  return useRefreshed(
    useCallback(
      () => api.getComponentResults(name, { days, provider_mode: mode }),
      [api, name, days, mode],
    ),
    REFRESH_EVERY_MS,
  );
}
