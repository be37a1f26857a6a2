import { useState } from 'react';
import Button from '@material-ui/core/Button';
import GetAppIcon from '@material-ui/icons/GetApp';
import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { saveFile } from '../../saveFile';
import { useTexts } from '../../translation';

/** Saves an artifact as a file. */
export const DownloadButton = ({
  testId,
  artifact,
  named = false,
}: {
  testId: string;
  artifact: Artifact;
  /** Says what is downloaded, where that stands nowhere beside it. */
  named?: boolean;
}) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const alertApi = useApi(alertApiRef);
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      saveFile(await api.getArtifact(testId, artifact.name), artifact.name);
    } catch (error) {
      alertApi.post({
        severity: 'error',
        message: t('test.actions.notDownloaded', {
          what: artifact.title,
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
      aria-label={t('test.actions.downloadFile', { title: artifact.title })}
    >
      {named ? artifact.title : t('test.files.download')}
    </Button>
  );
};
