import { useCallback } from 'react';
import { DateTime } from 'luxon';
import { useApi } from '@backstage/core-plugin-api';
import type {
  ReportFormat,
  ReportQuery,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { useTexts } from '../../translation';
import { useFileDownload } from '../FileMenu';

const EXTENSION: Record<ReportFormat, string> = {
  pdf: 'pdf',
  csv: 'csv',
  json: 'json',
  junit: 'xml',
};

/** Saves reports of tests as files. */
export function useReportDownload() {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const file = useFileDownload();
  const { save } = file;
  const saveReport = useCallback(
    (query: ReportQuery) =>
      save({
        name: `test-report-${DateTime.now().toISODate()}.${
          EXTENSION[query.format]
        }`,
        download: options => api.downloadReport(query, options),
        failed: reason => t('dashboard.report.failed', { reason }),
      }),
    [api, save, t],
  );
  return { file, saveReport };
}
