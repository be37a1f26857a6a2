import { useCallback, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  FULL_PIPELINE,
  leadDataSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { RunPipelineResponse } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  leadshopTestingApiRef,
  newIdempotencyKey,
  problemText,
  Refusal,
  refusalOf,
} from '../../api';
import { useTexts } from '../../translation';

/**
 * Starts a test. Sending the same lead again, because the answer got lost or a
 * button was pressed twice, gives the same test; a changed lead gets a key of
 * its own, because the server refuses one key for two leads.
 */
export function useRunTest() {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const sent = useRef<{ key: string; lead: string }>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();

  const reset = useCallback(() => {
    sent.current = undefined;
    setRefusal(undefined);
  }, []);

  const run = useCallback(
    async (
      lead: Record<string, string | number>,
    ): Promise<RunPipelineResponse | undefined> => {
      const text = JSON.stringify(lead);
      if (sent.current?.lead !== text) {
        sent.current = { key: newIdempotencyKey(), lead: text };
      }
      setBusy(true);
      setRefusal(undefined);
      try {
        return await api.runPipeline(
          {
            test_type: FULL_PIPELINE,
            lead_data: leadDataSchema.parse(lead),
          },
          sent.current.key,
        );
      } catch (error) {
        setRefusal({ ...refusalOf(error), message: problemText(t, error) });
        return undefined;
      } finally {
        setBusy(false);
      }
    },
    [api, t],
  );

  return { run, reset, busy, refusal };
}
