import { useEffect, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';

/**
 * The test to compare an ended one with: the one that it repeats, or else the
 * one of the same lead that ended before it. Undefined when there is none, and
 * as long as nobody knows.
 */
export function usePreviousTest({
  rerun_of: repeats,
  lead_id: lead,
  created_at: created,
  status,
}: Execution): string | undefined {
  const api = useApi(leadshopTestingApiRef);
  const [before, setBefore] = useState<string>();
  const over = isFinalStatus(status);
  useEffect(() => {
    let current = true;
    setBefore(undefined);
    if (over && !repeats && lead) {
      api
        .getHistory({
          lead_id: lead,
          to: created,
          status: ['success', 'failed', 'cancelled'],
          limit: 1,
        })
        .then(
          ({ items: [previous] }) => current && setBefore(previous?.id),
          // Without an answer there is nothing to compare with
          () => {},
        );
    }
    return () => {
      current = false;
    };
  }, [api, over, repeats, lead, created]);
  return over ? repeats ?? before : undefined;
}
