import { useEffect, useState } from 'react';
import { toError } from '@backstage/errors';

/** A text longer than this is shown up to here; the file has all of it. */
const MOST_BYTES = 512 * 1024;

/** The text of a blob, up to a size that a page can show. */
export function useArtifactText(blob: Blob | undefined): {
  text?: string;
  error?: Error;
} {
  const [read, setRead] = useState<{ text?: string; error?: Error }>({});
  useEffect(() => {
    let current = true;
    setRead({});
    (blob && blob.size > MOST_BYTES ? blob.slice(0, MOST_BYTES) : blob)
      ?.text()
      .then(
        text => current && setRead({ text }),
        error => current && setRead({ error: toError(error) }),
      );
    return () => {
      current = false;
    };
  }, [blob]);
  return read;
}
