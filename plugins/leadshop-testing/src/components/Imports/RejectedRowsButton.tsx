import { useState } from 'react';
import Button from '@material-ui/core/Button';
import GetAppIcon from '@material-ui/icons/GetApp';
import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { saveFile } from '../../saveFile';
import { useTexts } from '../../translation';

/** `leads.2026.xlsx` as `leads.2026-rejected.csv`. */
function rejectedName(fileName: string): string {
  return `${fileName.replace(/\.[^.]*$/, '')}-rejected.csv`;
}

/** Saves the rejected rows with their reasons; nothing when there are none. */
export const RejectedRowsButton = ({ of }: { of: ImportSummary }) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const alertApi = useApi(alertApiRef);
  const [busy, setBusy] = useState(false);
  if (of.failed === 0) {
    return null;
  }
  const download = async () => {
    setBusy(true);
    try {
      saveFile(await api.imports.errorsCsv(of.id), rejectedName(of.file_name));
    } catch (error) {
      alertApi.post({
        severity: 'error',
        message: t('imports.rejected.notDownloaded', {
          reason: problemText(t, error),
        }),
      });
    }
    setBusy(false);
  };
  return (
    <Button
      size="small"
      variant="outlined"
      startIcon={<GetAppIcon />}
      disabled={busy}
      onClick={download}
    >
      {t('imports.rejected.download')}
    </Button>
  );
};
