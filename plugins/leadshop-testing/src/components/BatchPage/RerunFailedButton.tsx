import { useState } from 'react';
import Button from '@material-ui/core/Button';
import ReplayIcon from '@material-ui/icons/Replay';
import { useNavigate } from 'react-router-dom';
import { alertApiRef, useApi, useRouteRef } from '@backstage/core-plugin-api';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { PermissionGate } from '../../permissions';
import { batchRouteRef } from '../../routes';
import { useTexts } from '../../translation';

/** Tests the leads again whose tests failed, and goes to the new batch. */
export const RerunFailedButton = ({ batch }: { batch: Batch }) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const alertApi = useApi(alertApiRef);
  const navigate = useNavigate();
  const batchLink = useRouteRef(batchRouteRef);
  const [busy, setBusy] = useState(false);
  const { failed } = batch.counts;
  if (batch.status === 'running' || failed === 0) {
    return null;
  }
  const rerun = async () => {
    setBusy(true);
    try {
      const started = await api.batches.rerunFailed(batch.id);
      navigate(batchLink({ id: started.batch_id }));
    } catch (error) {
      alertApi.post({
        severity: 'error',
        message: t('batch.rerun.failed', { reason: problemText(t, error) }),
      });
      setBusy(false);
    }
  };
  return (
    <PermissionGate permission="run_pipeline_tests">
      <Button
        size="small"
        variant="contained"
        color="primary"
        startIcon={<ReplayIcon />}
        disabled={busy}
        onClick={rerun}
      >
        {t('batch.rerun.button', { tests: failed })}
      </Button>
    </PermissionGate>
  );
};
