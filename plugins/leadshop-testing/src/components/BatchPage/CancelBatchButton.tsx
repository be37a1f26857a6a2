import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { useApi } from '@backstage/core-plugin-api';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { PermissionGate } from '../../permissions';
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
        Cancel all
      </Button>
      <ConfirmDialog
        open={asking}
        title="Cancel this batch?"
        confirm="Cancel the batch"
        onConfirm={() => api.batches.cancel(batch.id).finally(onAnswered)}
        onClose={() => setAsking(false)}
      >
        The {(pending + running).toLocaleString()} tests that have not ended
        stop at once, also in the middle of a step. What was found so far is
        kept.
      </ConfirmDialog>
    </PermissionGate>
  );
};
