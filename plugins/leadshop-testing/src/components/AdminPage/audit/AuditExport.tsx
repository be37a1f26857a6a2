import { DateTime } from 'luxon';
import { useApi } from '@backstage/core-plugin-api';
import { AuditFilter, leadshopTestingApiRef } from '../../../api';
import { useTexts } from '../../../translation';
import { FileMenu, useFileDownload } from '../../FileMenu';

const FORMATS = ['csv', 'json'] as const;

/** Saves the entries that match as a file. That, too, is an entry. */
export const AuditExport = ({
  filter,
  narrowed,
  disabled,
}: {
  filter: AuditFilter;
  narrowed: boolean;
  disabled: boolean;
}) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const file = useFileDownload();
  const what = t(
    narrowed ? 'admin.audit.export.filtered' : 'admin.audit.export.all',
  );
  return (
    <FileMenu
      label={t('admin.audit.export.button')}
      formats={FORMATS}
      nameOf={format => t(`admin.audit.export.${format}`)}
      helpOf={format =>
        t('admin.audit.export.item', {
          what,
          help: t(`admin.audit.export.${format}Help`),
        })
      }
      runningText={size => t('admin.audit.export.running', { size })}
      file={file}
      size="small"
      disabled={disabled}
      onChoose={format =>
        file.save({
          name: `audit-events-${DateTime.now().toISODate()}.${format}`,
          download: options =>
            api.admin.exportAuditEvents({ ...filter, format }, options),
          failed: reason => t('admin.audit.export.failed', { reason }),
        })
      }
    />
  );
};
