import { useState } from 'react';
import Button from '@material-ui/core/Button';
import UndoIcon from '@material-ui/icons/Undo';
import { useApi } from '@backstage/core-plugin-api';
import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { ConfirmDialog } from '../ConfirmDialog';
import { countText } from './resultText';

/** Takes an import back after asking; nothing when there is nothing to take back. */
export const UndoImportButton = ({
  of,
  onUndone,
}: {
  of: ImportSummary;
  onUndone: () => void;
}) => {
  const api = useApi(leadshopTestingApiRef);
  const [asking, setAsking] = useState(false);
  if (of.dry_run || of.status !== 'completed' || of.successful === 0) {
    return null;
  }
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        startIcon={<UndoIcon />}
        onClick={() => setAsking(true)}
        aria-label={`Undo import of ${of.file_name}`}
      >
        Undo import
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Undo the import of ${of.file_name}?`}
        confirm="Undo the import"
        onConfirm={async () => {
          await api.imports.undo(of.id);
          onUndone();
        }}
        onClose={() => setAsking(false)}
      >
        {countText(of.created, 'created lead')} and{' '}
        {countText(of.updated, 'updated lead')}: those created are removed,
        those updated get their former values back. Leads that somebody changed
        or tested since stay as they are.
      </ConfirmDialog>
    </>
  );
};
