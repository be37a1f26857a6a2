import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { useApi } from '@backstage/core-plugin-api';
import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { useTexts } from '../../translation';
import { ConfirmDialog } from '../ConfirmDialog';
import { isUnderWay } from './resultText';

/** Stops an import after asking; nothing for one that has ended. */
export const CancelImportButton = ({
  of,
  onCancelled,
}: {
  of: ImportSummary;
  onCancelled: () => void;
}) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const [asking, setAsking] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  if (!isUnderWay(of)) {
    return null;
  }
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        disabled={cancelling}
        onClick={() => setAsking(true)}
      >
        {t(cancelling ? 'imports.cancel.busy' : 'imports.cancel.button')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('imports.cancel.title', { file: of.file_name })}
        confirm={t('imports.cancel.confirm')}
        onConfirm={async () => {
          await api.imports.cancel(of.id);
          setCancelling(true);
          onCancelled();
        }}
        onClose={() => setAsking(false)}
      >
        {t('imports.cancel.help')}
      </ConfirmDialog>
    </>
  );
};
