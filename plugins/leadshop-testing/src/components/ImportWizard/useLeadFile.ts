import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type {
  ImportOptions,
  ImportPreview,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { fileKind, previewCsv, readCsvHead, refusalText } from './file';

/** How to read a file where that cannot be seen; what is left out is detected. */
export type ReadingOptions = Pick<
  Partial<ImportOptions>,
  'sheet' | 'delimiter' | 'encoding'
>;

/** A file on its way to be understood. */
export interface LeadFile {
  file?: File;
  options: ReadingOptions;
  /** How it reads: at first as the browser sees it, then as the server does. */
  preview?: ImportPreview;
  busy: boolean;
  /** Share that has been sent, 0 to 1. */
  sent?: number;
  /** Why it cannot be taken, and what to do. */
  problem?: string;
}

const NOTHING: LeadFile = { options: {}, busy: false };

/**
 * The file that the user chose. Of a CSV file the server gets the first lines
 * only; a spreadsheet can only be read as a whole.
 */
export function useLeadFile(maxBytes: number) {
  const t = useTexts();
  const formats = useFormats();
  const api = useApi(leadshopTestingApiRef);
  const [state, setState] = useState(NOTHING);
  const work = useRef<AbortController>();

  useEffect(() => () => work.current?.abort(), []);

  const read = useCallback(
    async (
      file: File,
      options: ReadingOptions = {},
    ): Promise<ImportPreview | undefined> => {
      work.current?.abort();
      const control = new AbortController();
      const { signal } = control;
      work.current = control;
      const tell = (change: Partial<LeadFile>) => {
        if (!signal.aborted) {
          setState(before => ({ ...before, ...change }));
        }
      };
      setState(({ file: known, preview }) => ({
        file,
        options,
        preview: known === file ? preview : undefined,
        busy: true,
      }));
      try {
        const kind = await fileKind(file, maxBytes);
        if ('refusal' in kind) {
          const problem = refusalText(t, formats, { file, maxBytes, ...kind });
          tell({ file: undefined, busy: false, problem });
          return undefined;
        }
        let sample = file;
        if (kind.format === 'csv') {
          const head = await readCsvHead(file, options.encoding);
          tell({ preview: previewCsv(head, options) });
          sample = head.file;
        }
        const preview = await api.imports.preview(sample, options, {
          signal,
          onUploadProgress: (sent, total) => tell({ sent: sent / total }),
        });
        tell({ preview, busy: false });
        return signal.aborted ? undefined : preview;
      } catch (error) {
        tell({ busy: false, problem: problemText(t, error) });
        return undefined;
      }
    },
    [api, maxBytes, t, formats],
  );

  const refuse = useCallback((problem: string) => {
    work.current?.abort();
    setState({ ...NOTHING, problem });
  }, []);

  return { ...state, read, refuse };
}
