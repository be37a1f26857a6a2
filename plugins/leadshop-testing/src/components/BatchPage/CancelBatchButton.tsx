import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { useApi } from '@backstage/core-plugin-api';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { PermissionGate } from '../../permissions';
import { useTexts } from '../../translation';
import { ConfirmDialog } from '../ConfirmDialog';

/** Stops all tests of a batch after asking. */
export const CancelBatchButton = ({
  batch,
  onAnswered,
}: {
  batch: Batch;
  /** Also after a refusal: the batch is not as it was thought to be. */
  onAnswered: () => void;
}) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const [asking, setAsking] = useState(false);
  // While the question is open it stays, to say why it was refused
  if (batch.status !== 'running' && !asking) {
    return null;
  }
  const { pending, running } = batch.counts;
  return (
    <PermissionGate permission="run_pipeline_tests">
      <Button
        size="small"
        variant="outlined"
        disabled={
          batch.cancel_requested_at !== null || batch.status !== 'running'
        }
        onClick={() => setAsking(true)}
      >
        {t('batch.cancel.button')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('batch.cancel.title')}
        confirm={t('batch.cancel.confirm')}
        onConfirm={() => api.batches.cancel(batch.id).finally(onAnswered)}
        onClose={() => setAsking(false)}
      >
        {t('batch.cancel.help', { tests: pending + running })}
      </ConfirmDialog>
    </PermissionGate>
  );
};
