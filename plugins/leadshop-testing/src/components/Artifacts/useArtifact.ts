import { useEffect, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../api';

/** An artifact on its way, there, or refused. */
export interface LoadedArtifact {
  blob?: Blob;
  /** An address of the blob; it ends with the component that asked for it. */
  url?: string;
  error?: Error;
}

/**
 * Fetches an artifact. An `<img>` cannot send the bearer token, so the bytes
 * come by fetch and are shown from memory.
 */
export function useArtifact(testId: string, name: string): LoadedArtifact {
  const api = useApi(leadshopTestingApiRef);
  const [artifact, setArtifact] = useState<LoadedArtifact>({});
  useEffect(() => {
    let current = true;
    let url: string | undefined;
    setArtifact({});
    api.getArtifact(testId, name).then(
      blob => {
        if (current) {
          url = URL.createObjectURL(blob);
          setArtifact({ blob, url });
        }
      },
      error => {
        if (current) {
          setArtifact({ error });
        }
      },
    );
    return () => {
      current = false;
      if (url) {
        URL.revokeObjectURL(url);
      }
    };
  }, [api, testId, name]);
  return artifact;
}
