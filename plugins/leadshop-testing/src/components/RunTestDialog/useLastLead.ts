import { useCallback, useEffect, useMemo } from 'react';
import {
  identityApiRef,
  storageApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import type { LeadData } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';

/** Where an earlier version kept the lead itself. */
const FORMER_KEY = 'last-lead';

/**
 * The lead that this user tested last. Leads are personal data and do not
 * belong into the storage of a browser: only the id of the test is kept there,
 * and the server decides each time what of its lead this user may see.
 */
export function useLastLead() {
  const api = useApi(leadshopTestingApiRef);
  const identity = useApi(identityApiRef);
  const storage = useApi(storageApiRef);
  const bucket = useMemo(
    () => storage.forBucket('leadshop-testing'),
    [storage],
  );
  const keyOfUser = useCallback(async () => {
    const { userEntityRef } = await identity.getBackstageIdentity();
    return `last-test/${userEntityRef}`;
  }, [identity]);

  useEffect(() => {
    if (bucket.snapshot(FORMER_KEY).presence !== 'absent') {
      // When it fails, the next visit tries again
      bucket.remove(FORMER_KEY).catch(() => {});
    }
  }, [bucket]);

  /** Empty when there is none, or none that this user may see any more. */
  const recall = useCallback(async (): Promise<Partial<LeadData>> => {
    try {
      const id = bucket.snapshot<string>(await keyOfUser()).value;
      return id ? (await api.getTest(id)).lead_data : {};
    } catch {
      return {};
    }
  }, [api, bucket, keyOfUser]);

  const remember = useCallback(
    async (testId: string) => {
      try {
        await bucket.set(await keyOfUser(), testId);
      } catch {
        // The test runs all the same; the form will start empty
      }
    },
    [bucket, keyOfUser],
  );
  return { recall, remember };
}
