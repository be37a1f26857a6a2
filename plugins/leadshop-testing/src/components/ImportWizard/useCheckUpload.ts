import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { ImportOptions } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { useTexts } from '../../translation';
import { assertUnchanged } from '../../uploads';

interface Upload {
  busy: boolean;
  /** Share that has been sent, 0 to 1. */
  sent: number;
  /** Why the server did not take it. */
  problem?: string;
}

const IDLE: Upload = { busy: false, sent: 0 };

/**
 * Sends a file to be checked, which changes nothing: an upload that nobody
 * waits for any more is stopped.
 */
export function useCheckUpload() {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const [state, setState] = useState(IDLE);
  const work = useRef<AbortController>();

  const stop = useCallback(() => {
    work.current?.abort();
    setState(IDLE);
  }, []);
  useEffect(() => () => work.current?.abort(), []);

  const start = useCallback(
    /** The id of the dry run; undefined when there is none. */
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
          dryRun: true,
          signal,
          onUploadProgress: (sent, total) => tell({ sent: sent / total }),
        });
        tell({ busy: false });
        return signal.aborted ? undefined : import_id;
      } catch (error) {
        tell({ busy: false, problem: problemText(t, error) });
        return undefined;
      }
    },
    [api, t],
  );

  return { ...state, start, stop };
}
