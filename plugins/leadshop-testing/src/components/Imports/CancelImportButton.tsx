import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { useApi } from '@backstage/core-plugin-api';
import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
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
        {cancelling ? 'Cancelling…' : 'Cancel import'}
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Cancel the import of ${of.file_name}?`}
        confirm="Cancel the import"
        onConfirm={async () => {
          await api.imports.cancel(of.id);
          setCancelling(true);
          onCancelled();
        }}
        onClose={() => setAsking(false)}
      >
        It stops at once, and nothing of it is imported. The file can be
        imported again later.
      </ConfirmDialog>
    </>
  );
};
