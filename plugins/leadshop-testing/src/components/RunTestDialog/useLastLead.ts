import { useCallback, useEffect, useMemo } from 'react';
import {
  identityApiRef,
  StorageApi,
  storageApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import type { LeadData } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';

/** Where an earlier version kept the lead itself. */
const FORMER_KEY = 'last-lead';

/** A form that waits longer for its first lead is in the way. */
const ANSWER_WITHIN_MS = 5_000;

/** Portals that keep settings in the backend know them later, or never. */
async function storedText(
  bucket: StorageApi,
  key: string,
): Promise<string | undefined> {
  const snapshot = bucket.snapshot<string>(key);
  if (snapshot.presence !== 'unknown') return snapshot.value;
  let timeout: ReturnType<typeof setTimeout> | undefined;
  let subscription: { unsubscribe(): void } | undefined;
  try {
    return await new Promise(resolve => {
      timeout = setTimeout(() => resolve(undefined), ANSWER_WITHIN_MS);
      subscription = bucket.observe$<string>(key).subscribe(next => {
        if (next.presence !== 'unknown') resolve(next.value);
      });
    });
  } finally {
    clearTimeout(timeout);
    subscription?.unsubscribe();
  }
}

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
    if (bucket.snapshot(FORMER_KEY).presence === 'present') {
      // When it fails, the next visit tries again
      bucket.remove(FORMER_KEY).catch(() => {});
    }
  }, [bucket]);

  /** Empty when there is none, or none that this user may see any more. */
  const recall = useCallback(async (): Promise<Partial<LeadData>> => {
    try {
      const id = await storedText(bucket, await keyOfUser());
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
