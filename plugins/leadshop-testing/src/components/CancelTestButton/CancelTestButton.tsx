import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { useApi } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { PermissionGate } from '../../permissions';
import { useTexts } from '../../translation';
import { leadName } from '../../words';
import { ConfirmDialog } from '../ConfirmDialog';

/** Stops a test after asking; nothing for a test that has ended. */
export const CancelTestButton = ({ test }: { test: ExecutionSummary }) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const [asking, setAsking] = useState(false);
  if (isFinalStatus(test.status)) {
    return null;
  }
  const name = leadName(t, test);
  return (
    <PermissionGate permission="run_pipeline_tests">
      <Button
        size="small"
        variant="outlined"
        disabled={test.cancel_requested_at !== null}
        onClick={() => setAsking(true)}
        aria-label={t('shared.cancelTest.label', { name })}
      >
        {t('shared.cancelTest.button')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('shared.cancelTest.title')}
        confirm={t('shared.cancelTest.confirm')}
        onConfirm={() => api.cancelTest(test.id)}
        onClose={() => setAsking(false)}
      >
        {t('shared.cancelTest.help', { name })}
      </ConfirmDialog>
    </PermissionGate>
  );
};
