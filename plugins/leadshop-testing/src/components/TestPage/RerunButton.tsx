import { useState } from 'react';
import Button from '@material-ui/core/Button';
import ReplayIcon from '@material-ui/icons/Replay';
import { useNavigate } from 'react-router-dom';
import { alertApiRef, useApi, useRouteRef } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { PermissionGate } from '../../permissions';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';

/** Runs an ended test again and goes to the new one. */
export const RerunButton = ({
  test,
  fromStep,
}: {
  test: Execution;
  /** Keeps the results of the steps before this one. */
  fromStep?: string;
}) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const alertApi = useApi(alertApiRef);
  const navigate = useNavigate();
  const testLink = useRouteRef(testRouteRef);
  const [busy, setBusy] = useState(false);
  if (!isFinalStatus(test.status) || test.erased) {
    return null;
  }
  const rerun = async () => {
    setBusy(true);
    try {
      const started = await api.rerunTest(test.id, fromStep);
      navigate(testLink({ id: started.test_id }));
    } catch (error) {
      alertApi.post({
        severity: 'error',
        message: t('test.actions.notStarted', {
          reason: problemText(t, error),
        }),
      });
    }
    setBusy(false);
  };
  return (
    <PermissionGate permission="run_pipeline_tests">
      <Button
        size="small"
        variant={fromStep ? 'outlined' : 'contained'}
        color={fromStep ? 'default' : 'primary'}
        startIcon={<ReplayIcon />}
        disabled={busy}
        onClick={rerun}
      >
        {t(fromStep ? 'test.actions.rerunFrom' : 'test.actions.rerun')}
      </Button>
    </PermissionGate>
  );
};
