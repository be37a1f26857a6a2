import { useState } from 'react';
import Button from '@material-ui/core/Button';
import GetAppIcon from '@material-ui/icons/GetApp';
import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { saveFile } from '../../saveFile';
import { useTexts } from '../../translation';

/** Saves all that is stored of a lead, files included: a person may ask for it. */
export const DossierButton = ({ lead }: { lead: Lead }) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const alertApi = useApi(alertApiRef);
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      saveFile(await api.leads.exportLead(lead.id), `lead-${lead.id}.zip`);
    } catch (error) {
      alertApi.post({
        severity: 'error',
        message: t('lead.journey.notDownloaded', {
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
      {t('lead.journey.download')}
    </Button>
  );
};
