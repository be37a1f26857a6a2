import { useCallback, useMemo } from 'react';
import { storageApiRef, useApi } from '@backstage/core-plugin-api';
import { PERSONAL_LEAD_FIELDS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LeadData } from '@leadshop/backstage-plugin-leadshop-testing-common';

const PERSONAL: readonly string[] = PERSONAL_LEAD_FIELDS;

/**
 * The lead that this user tested last. Portals may keep this storage in a
 * database, and personal data must not get there: it is not remembered.
 */
export function useLastLead() {
  const storageApi = useApi(storageApiRef);
  const bucket = useMemo(
    () => storageApi.forBucket('leadshop-testing'),
    [storageApi],
  );
  const recall = useCallback(
    () => bucket.snapshot<Partial<LeadData>>('last-lead').value,
    [bucket],
  );
  const remember = useCallback(
    (lead: Record<string, string | number>) =>
      bucket.set(
        'last-lead',
        Object.fromEntries(
          Object.entries(lead).filter(([field]) => !PERSONAL.includes(field)),
        ),
      ),
    [bucket],
  );
  return { recall, remember };
}
