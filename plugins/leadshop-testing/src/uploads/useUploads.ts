import { useCallback, useSyncExternalStore } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { ImportUpload, importUploadsApiRef } from './ImportUploads';

/** The uploads of this tab, kept up to date. */
export function useUploads(): readonly ImportUpload[] {
  const uploads = useApi(importUploadsApiRef);
  return useSyncExternalStore(
    useCallback(listener => uploads.subscribe(listener), [uploads]),
    useCallback(() => uploads.list(), [uploads]),
  );
}
