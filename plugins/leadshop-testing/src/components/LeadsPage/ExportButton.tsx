import { DateTime } from 'luxon';
import { useApi } from '@backstage/core-plugin-api';
import { LeadExportRequest, leadshopTestingApiRef } from '../../api';
import { useTexts } from '../../translation';
import { FileMenu, useFileDownload } from '../FileMenu';

const FORMATS: readonly LeadExportRequest['format'][] = ['csv', 'xlsx', 'json'];

/** Saves leads as a file. */
export const ExportButton = ({
  what,
  whatText,
  disabled,
}: {
  what: Omit<LeadExportRequest, 'format'>;
  /** Which leads, in words. */
  whatText: string;
  disabled: boolean;
}) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const file = useFileDownload();
  return (
    <FileMenu
      label={t('leads.export.button')}
      formats={FORMATS}
      nameOf={format =>
        t('leads.export.format', { format: format.toUpperCase() })
      }
      helpOf={format =>
        t('leads.export.item', {
          what: whatText,
          help: t(
            format === 'json' ? 'leads.export.json' : 'leads.export.formulas',
          ),
        })
      }
      runningText={size => t('leads.export.running', { size })}
      file={file}
      size="small"
      disabled={disabled}
      onChoose={format =>
        file.save({
          name: `leads-${DateTime.now().toISODate()}.${format}`,
          download: options =>
            api.leads.exportLeads({ ...what, format }, options),
          failed: reason => t('leads.export.failed', { reason }),
        })
      }
    />
  );
};
