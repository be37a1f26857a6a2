import { useCallback, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { FULL_PIPELINE } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, newIdempotencyKey } from '../../api';
import type { SelectedLeads } from './useSelection';

/**
 * Starts tests of stored leads. When an answer got lost, asking for the same
 * again gives the tests that were started; what has an answer starts anew.
 */
export function useStartTests() {
  const api = useApi(leadshopTestingApiRef);
  const unanswered = useRef(new Map<string, string>());
  const [busy, setBusy] = useState(false);

  const once = useCallback(
    async <T>(
      request: object,
      send: (key: string) => Promise<T>,
    ): Promise<T> => {
      const text = JSON.stringify(request);
      const key = unanswered.current.get(text) ?? newIdempotencyKey();
      unanswered.current.set(text, key);
      setBusy(true);
      try {
        const answer = await send(key);
        unanswered.current.delete(text);
        return answer;
      } finally {
        setBusy(false);
      }
    },
    [],
  );

  return {
    busy,
    /** Answers the id of the test. */
    testLead: useCallback(
      async ({ id }: Pick<Lead, 'id'>): Promise<string> => {
        const request = { test_type: FULL_PIPELINE, lead_id: id };
        const { test_id } = await once(request, key =>
          api.runPipeline(request, key),
        );
        return test_id;
      },
      [api, once],
    ),
    /** Answers the id of the batch. */
    testLeads: useCallback(
      async (selected: SelectedLeads): Promise<string> => {
        const request = { test_type: FULL_PIPELINE, ...selected };
        const { batch_id } = await once(request, key =>
          api.batches.run(request, key),
        );
        return batch_id;
      },
      [api, once],
    ),
  };
}
