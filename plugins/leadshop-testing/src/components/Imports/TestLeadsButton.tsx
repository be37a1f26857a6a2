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
import { ConfirmDialog } from '../ConfirmDialog';
import { countText } from './resultText';

/** Runs the pipeline on each lead that an import created, and goes to the batch. */
export const TestLeadsButton = ({ of }: { of: ImportSummary }) => {
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
          A batch has at most {MAX_BATCH_SIZE.toLocaleString()} tests. To test
          these leads, show them and select fewer.
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
        Test these leads
      </Button>
      <ConfirmDialog
        open={key !== undefined}
        title={`Test ${countText(of.created, 'lead')}?`}
        confirm="Start the tests"
        onConfirm={run}
        onClose={() => setKey(undefined)}
      >
        The whole pipeline runs on each lead that this import created. They run
        as a batch that can be watched and cancelled.
      </ConfirmDialog>
    </PermissionGate>
  );
};
