import { useState } from 'react';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import PlayArrowIcon from '@material-ui/icons/PlayArrow';
import { useNavigate } from 'react-router-dom';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { MAX_BATCH_SIZE } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, newIdempotencyKey } from '../../api';
import { PermissionGate } from '../../permissions';
import { batchRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { ConfirmDialog } from '../ConfirmDialog';

/** Runs the pipeline on each lead that an import created, and goes to the batch. */
export const TestLeadsButton = ({ of }: { of: ImportSummary }) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const navigate = useNavigate();
  const batchLink = useRouteRef(batchRouteRef);
  // One key for each time that the question is asked: a second press on the
  // button of one question does not start a second batch.
  const [key, setKey] = useState<string>();
  if (of.dry_run || of.status !== 'completed' || of.created === 0) {
    return null;
  }
  if (of.created > MAX_BATCH_SIZE) {
    return (
      <PermissionGate permission="run_pipeline_tests">
        <Typography variant="body2" color="textSecondary">
          {t('imports.test.tooMany', { most: MAX_BATCH_SIZE })}
        </Typography>
      </PermissionGate>
    );
  }
  const run = async () => {
    const { batch_id } = await api.batches.run(
      { import_id: of.id },
      key ?? newIdempotencyKey(),
    );
    navigate(batchLink({ id: batch_id }));
  };
  return (
    <PermissionGate permission="run_pipeline_tests">
      <Button
        size="small"
        variant="contained"
        color="primary"
        startIcon={<PlayArrowIcon />}
        onClick={() => setKey(newIdempotencyKey())}
      >
        {t('imports.test.button')}
      </Button>
      <ConfirmDialog
        open={key !== undefined}
        title={t('imports.test.title', {
          leads: t('imports.leads', { count: of.created }),
        })}
        confirm={t('imports.test.confirm')}
        onConfirm={run}
        onClose={() => setKey(undefined)}
      >
        {t('imports.test.help')}
      </ConfirmDialog>
    </PermissionGate>
  );
};
