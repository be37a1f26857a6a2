import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { ImportOptions } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, refusalOf } from '../../api';
import { bytesOf } from './file';

interface Upload {
  busy: boolean;
  /** Share that has been sent, 0 to 1. */
  sent: number;
  /** Why the server did not take it. */
  problem?: string;
}

const IDLE: Upload = { busy: false, sent: 0 };

async function assertUnchanged(file: File): Promise<void> {
  try {
    await bytesOf(file.slice(0, 1));
  } catch {
    throw new Error(
      `${file.name} was changed, moved or deleted after it was chosen. Go back to the first step and choose it again.`,
    );
  }
}

/** Sends a file to be imported, or to be checked only. */
export function useUpload({ dryRun }: { dryRun: boolean }) {
  const api = useApi(leadshopTestingApiRef);
  const [state, setState] = useState(IDLE);
  const work = useRef<AbortController>();

  const stop = useCallback(() => {
    work.current?.abort();
    setState(IDLE);
  }, []);
  useEffect(() => () => work.current?.abort(), []);

  const start = useCallback(
    /** The id of the import; undefined when there is none. */
    async (
      file: File,
      options: Partial<ImportOptions>,
    ): Promise<string | undefined> => {
      work.current?.abort();
      const control = new AbortController();
      const { signal } = control;
      work.current = control;
      const tell = (change: Partial<Upload>) => {
        if (!signal.aborted) {
          setState(before => ({ ...before, ...change }));
        }
      };
      setState({ ...IDLE, busy: true });
      try {
        await assertUnchanged(file);
        const { import_id } = await api.imports.start(file, options, {
          dryRun,
          signal,
          onUploadProgress: (sent, total) => tell({ sent: sent / total }),
        });
        tell({ busy: false });
        return signal.aborted ? undefined : import_id;
      } catch (error) {
        tell({ busy: false, problem: refusalOf(error).message });
        return undefined;
      }
    },
    [api, dryRun],
  );

  return { ...state, start, stop };
}
