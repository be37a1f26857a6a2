import { useState } from 'react';
import Button from '@material-ui/core/Button';
import GetAppIcon from '@material-ui/icons/GetApp';
import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, refusalOf } from '../../api';
import { saveFile } from '../../saveFile';

/** Saves an artifact as a file. */
export const DownloadButton = ({
  testId,
  artifact,
}: {
  testId: string;
  artifact: Artifact;
}) => {
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
        message: `${artifact.title} was not downloaded: ${
          refusalOf(error).message
        }`,
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
      aria-label={`Download ${artifact.title}`}
    >
      Download
    </Button>
  );
};
