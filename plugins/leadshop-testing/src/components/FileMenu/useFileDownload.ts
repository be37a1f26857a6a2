import { useCallback, useEffect, useRef, useState } from 'react';
import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import { DownloadOptions, problemText } from '../../api';
import { saveFile } from '../../saveFile';
import { useTexts } from '../../translation';

/** A file that is asked for. */
export interface WantedFile {
  name: string;
  download(options: DownloadOptions): Promise<Blob>;
  /** What to say when it does not arrive. */
  failed(reason: string): string;
}

/** Saves files. A download that is under way can be watched and stopped. */
export function useFileDownload() {
  const t = useTexts();
  const alertApi = useApi(alertApiRef);
  const [bytes, setBytes] = useState<number>();
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);

  const save = useCallback(
    async ({ name, download, failed }: WantedFile) => {
      const controller = new AbortController();
      running.current = controller;
      setBytes(0);
      try {
        const { signal } = controller;
        saveFile(await download({ signal, onProgress: setBytes }), name);
      } catch (error) {
        if (!controller.signal.aborted) {
          alertApi.post({
            severity: 'error',
            message: failed(problemText(t, error)),
          });
        }
      }
      setBytes(undefined);
    },
    [alertApi, t],
  );
  return {
    save,
    /** How much has arrived; undefined while nothing is under way. */
    bytes,
    stop: useCallback(() => running.current?.abort(), []),
  };
}
