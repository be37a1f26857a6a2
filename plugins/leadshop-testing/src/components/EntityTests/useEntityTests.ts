import { useMemo } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { useApi } from '@backstage/core-plugin-api';
import { HistoryFilter, leadshopTestingApiRef } from '../../api';

/** The newest tests of an entity. */
export function useEntityTests(filter: HistoryFilter, limit: number) {
  const api = useApi(leadshopTestingApiRef);
  const { component, test_type } = filter;
  const query = useMemo(
    () => ({ component, test_type, limit }),
    [component, test_type, limit],
  );
  return useAsyncRetry(() => api.getHistory(query), [api, query]);
}
