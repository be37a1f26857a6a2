import { useCallback, useEffect, useMemo, useState } from 'react';
import { StorageApi, storageApiRef, useApi } from '@backstage/core-plugin-api';

/** What can be stored. */
type Storable = Parameters<StorageApi['set']>[1];

const BUCKET = 'leadshop-testing';

/** Something that a user set for themselves. */
export interface Setting {
  /** Undefined while it is not known, and when there is none. */
  value: Storable | undefined;
  /** False until the portal's storage has answered. */
  known: boolean;
  /** Rejects when it could not be kept. */
  save(value: Storable): Promise<void>;
}

/**
 * Keeps something for this user in the portal's user settings, or in the
 * browser where the portal has none. A change in another tab arrives here too.
 */
export function useSetting(key: string): Setting {
  const storage = useApi(storageApiRef);
  const bucket = useMemo(() => storage.forBucket(BUCKET), [storage]);
  const [snapshot, setSnapshot] = useState(() =>
    bucket.snapshot<Storable>(key),
  );
  useEffect(() => {
    setSnapshot(bucket.snapshot<Storable>(key));
    const subscription = bucket
      .observe$<Storable>(key)
      .subscribe(next => setSnapshot(next));
    return () => subscription.unsubscribe();
  }, [bucket, key]);
  return {
    value: snapshot.value,
    known: snapshot.presence !== 'unknown',
    save: useCallback(
      (value: Storable) => bucket.set(key, value),
      [bucket, key],
    ),
  };
}
