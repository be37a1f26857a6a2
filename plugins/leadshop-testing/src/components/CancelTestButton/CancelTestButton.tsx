import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { useApi } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { PermissionGate } from '../../permissions';
import { leadName } from '../../texts';
import { ConfirmDialog } from '../ConfirmDialog';

/** Stops a test after asking; nothing for a test that has ended. */
export const CancelTestButton = ({ test }: { test: ExecutionSummary }) => {
  const api = useApi(leadshopTestingApiRef);
  const [asking, setAsking] = useState(false);
  if (isFinalStatus(test.status)) {
    return null;
  }
  return (
    <PermissionGate permission="run_pipeline_tests">
      <Button
        size="small"
        variant="outlined"
        disabled={test.cancel_requested_at !== null}
        onClick={() => setAsking(true)}
        aria-label={`Cancel the test of ${leadName(test)}`}
      >
        Cancel
      </Button>
      <ConfirmDialog
        open={asking}
        title="Cancel this test?"
        confirm="Cancel the test"
        onConfirm={() => api.cancelTest(test.id)}
        onClose={() => setAsking(false)}
      >
        The test of {leadName(test)} stops at once, also in the middle of a
        step. What was found so far is kept.
      </ConfirmDialog>
    </PermissionGate>
  );
};
