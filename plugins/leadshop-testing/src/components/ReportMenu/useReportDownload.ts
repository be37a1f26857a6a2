import { useCallback, useEffect, useRef, useState } from 'react';
import { DateTime } from 'luxon';
import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import type {
  ReportFormat,
  ReportQuery,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { saveFile } from '../../saveFile';
import { useTexts } from '../../translation';

const EXTENSION: Record<ReportFormat, string> = {
  pdf: 'pdf',
  csv: 'csv',
  json: 'json',
  junit: 'xml',
};

/** Saves reports as files. A download that is under way can be watched and stopped. */
export function useReportDownload() {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const alertApi = useApi(alertApiRef);
  const [bytes, setBytes] = useState<number>();
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);

  const save = useCallback(
    async (query: ReportQuery) => {
      const controller = new AbortController();
      running.current = controller;
      setBytes(0);
      try {
        const file = await api.downloadReport(query, {
          signal: controller.signal,
          onProgress: setBytes,
        });
        saveFile(
          file,
          `test-report-${DateTime.now().toISODate()}.${
            EXTENSION[query.format]
          }`,
        );
      } catch (error) {
        if (!controller.signal.aborted) {
          alertApi.post({
            severity: 'error',
            message: t('dashboard.report.failed', {
              reason: problemText(t, error),
            }),
          });
        }
      }
      setBytes(undefined);
    },
    [api, alertApi, t],
  );
  return {
    save,
    /** How much has arrived; undefined while nothing is under way. */
    bytes,
    stop: useCallback(() => running.current?.abort(), []),
  };
}
