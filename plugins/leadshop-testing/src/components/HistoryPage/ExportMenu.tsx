import type { ReportFormat } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { HistoryFilter } from '../../api';
import { useTexts } from '../../translation';
import { FileMenu } from '../FileMenu';
import { useReportDownload } from '../ReportMenu';

/** What most people come for stands first. */
const FORMATS: readonly ReportFormat[] = ['csv', 'json', 'junit', 'pdf'];

/** Saves all tests that match as a file. */
export const ExportMenu = ({
  filter,
  narrowed,
  disabled,
}: {
  filter: HistoryFilter;
  narrowed: boolean;
  disabled: boolean;
}) => {
  const t = useTexts();
  const { file, saveReport } = useReportDownload();
  const { limit: _limit, cursor: _cursor, sort: _sort, ...which } = filter;
  const what = narrowed
    ? t('history.export.filtered')
    : t('history.export.all');
  return (
    <FileMenu
      label={t('history.export.button')}
      formats={FORMATS}
      nameOf={format => t(`history.export.formats.${format}`)}
      helpOf={format =>
        t('history.export.item', {
          what,
          help: t(`history.export.help.${format}`),
        })
      }
      runningText={size => t('history.export.running', { size })}
      file={file}
      size="small"
      disabled={disabled}
      onChoose={format => saveReport({ ...which, format })}
    />
  );
};
