import { useState } from 'react';
import Button from '@material-ui/core/Button';
import UndoIcon from '@material-ui/icons/Undo';
import { useApi } from '@backstage/core-plugin-api';
import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { useTexts } from '../../translation';
import { ConfirmDialog } from '../ConfirmDialog';

/** Takes an import back after asking; nothing when there is nothing to take back. */
export const UndoImportButton = ({
  of,
  onUndone,
}: {
  of: ImportSummary;
  onUndone: () => void;
}) => {
  const t = useTexts();
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
        aria-label={t('imports.undo.label', { file: of.file_name })}
      >
        {t('imports.undo.button')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('imports.undo.title', { file: of.file_name })}
        confirm={t('imports.undo.confirm')}
        onConfirm={async () => {
          await api.imports.undo(of.id);
          onUndone();
        }}
        onClose={() => setAsking(false)}
      >
        {t('imports.undo.help', {
          created: t('imports.undo.created', { count: of.created }),
          updated: t('imports.undo.updated', { count: of.updated }),
        })}
      </ConfirmDialog>
    </>
  );
};
