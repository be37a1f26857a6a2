import { reportFormatSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ReportQuery } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { FileMenu } from '../FileMenu';
import { useReportDownload } from './useReportDownload';

/** Saves a report of tests in one of its formats. */
export const ReportMenu = ({
  query,
  whatText,
  className,
}: {
  /** Which tests. */
  query: Omit<ReportQuery, 'format'>;
  /** Which tests, in words. */
  whatText: string;
  className?: string;
}) => {
  const t = useTexts();
  const { file, saveReport } = useReportDownload();
  return (
    <FileMenu
      label={t('dashboard.report.action')}
      menuLabel={whatText}
      formats={reportFormatSchema.options}
      nameOf={format => t(`dashboard.report.${format}`)}
      helpOf={format => t(`dashboard.report.${format}Help`)}
      runningText={megabytes => t('dashboard.report.running', { megabytes })}
      file={file}
      className={className}
      onChoose={format => saveReport({ ...query, format })}
    />
  );
};
