import { useEffect, useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/core-plugin-api';
import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { kindOf } from './kinds';

/** An artifact on its way, there, or refused. */
export interface LoadedArtifact {
  blob?: Blob;
  /** An address of the blob; it ends with the component that asked for it. */
  url?: string;
  error?: Error;
}

/**
 * Fetches an artifact. An `<img>` cannot send the bearer token, so the bytes
 * come by fetch and are shown from memory. Such an address counts as the
 * portal's own, so only pictures and PDFs get one, and are held to that type.
 */
export function useArtifact(
  testId: string,
  artifact: Artifact,
): LoadedArtifact {
  const api = useApi(leadshopTestingApiRef);
  const [loaded, setLoaded] = useState<LoadedArtifact>({});
  const { name, content_type } = artifact;
  const shown = ['picture', 'pdf'].includes(kindOf(artifact));
  useEffect(() => {
    let current = true;
    let url: string | undefined;
    setLoaded({});
    api.getArtifact(testId, name).then(
      blob => {
        if (current) {
          url = shown
            ? URL.createObjectURL(blob.slice(0, blob.size, content_type))
            : undefined;
          setLoaded({ blob, url });
        }
      },
      error => {
        if (current) {
          setLoaded({ error: toError(error) });
        }
      },
    );
    return () => {
      current = false;
      if (url) {
        URL.revokeObjectURL(url);
      }
    };
  }, [api, testId, name, content_type, shown]);
  return loaded;
}
