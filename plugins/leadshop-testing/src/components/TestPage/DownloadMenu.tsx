import { useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import GetAppIcon from '@material-ui/icons/GetApp';
import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { saveFile } from '../../saveFile';
import { useTexts } from '../../translation';
import { kindOf } from '../Artifacts';

/** Saves the whole test, or the report that its last step made of it. */
export const DownloadMenu = ({ test }: { test: Execution }) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const alertApi = useApi(alertApiRef);
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const report = test.pipeline_results
    .flatMap(({ artifacts }) => artifacts)
    .reverse()
    .find(file => kindOf(file) === 'pdf');
  const name = `leadshop-test-${test.id}`;

  const saveJson = () => {
    setAnchor(undefined);
    saveFile(
      new Blob([JSON.stringify(test, null, 2)], { type: 'application/json' }),
      `${name}.json`,
    );
  };
  const savePdf = async () => {
    setAnchor(undefined);
    if (!report) {
      return;
    }
    try {
      saveFile(await api.getArtifact(test.id, report.name), `${name}.pdf`);
    } catch (error) {
      alertApi.post({
        severity: 'error',
        message: t('test.actions.notDownloaded', {
          what: report.title,
          reason: problemText(t, error),
        }),
      });
    }
  };
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        startIcon={<GetAppIcon />}
        aria-haspopup="menu"
        aria-controls={anchor ? id : undefined}
        aria-expanded={anchor !== undefined}
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        {t('test.actions.download')}
      </Button>
      <Menu
        open={anchor !== undefined}
        anchorEl={anchor}
        getContentAnchorEl={null}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        onClose={() => setAnchor(undefined)}
        MenuListProps={{ id, 'aria-label': t('test.actions.download') }}
      >
        <MenuItem onClick={saveJson}>{t('test.actions.downloadJson')}</MenuItem>
        <MenuItem onClick={savePdf} disabled={!report}>
          {t(report ? 'test.actions.downloadPdf' : 'test.actions.noPdf')}
        </MenuItem>
      </Menu>
    </>
  );
};
