import { useCallback, useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import DeleteSweepIcon from '@material-ui/icons/DeleteSweep';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../../api';
import { useFormats } from '../../../formats';
import { useRefreshed } from '../../../live';
import { useTexts } from '../../../translation';
import { ConfirmDialog } from '../../ConfirmDialog';
import { DoneNote } from '../../DoneNote';
import { Panel } from '../../Panel';
import { RelativeTime } from '../../RelativeTime';
import { Figures } from './Figures';
import { RetentionRuns } from './RetentionRuns';

/** A run that somebody asked for takes seconds, mostly. */
const REFRESH_EVERY_MS = 10_000;

const useStyles = makeStyles(theme => ({
  body: { padding: theme.spacing(2) },
}));

/** What deletes that which is too old: when it ran, when again, and the way to run it now. */
export const RetentionPanel = () => {
  const classes = useStyles();
  const t = useTexts();
  const { span } = useFormats();
  const api = useApi(leadshopTestingApiRef);
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<string>();
  const { value, error, loading, reload } = useRefreshed(
    useCallback(() => api.operations.getRetention(), [api]),
    REFRESH_EVERY_MS,
  );
  return (
    <Panel
      title={t('operations.retention.title')}
      action={
        value && (
          <Button
            size="small"
            variant="outlined"
            startIcon={<DeleteSweepIcon />}
            disabled={value.last_run?.outcome === 'running'}
            onClick={() => setAsking(true)}
          >
            {t('operations.retention.run')}
          </Button>
        )
      }
      loading={loading}
      skeletonLines={4}
      error={error}
      onRetry={reload}
      flush
    >
      <DoneNote onDismiss={() => setDone(undefined)}>{done}</DoneNote>
      {value && (
        <>
          <div className={classes.body}>
            <Figures
              of={[
                [
                  t('operations.retention.keeps'),
                  value.settings.history_enabled
                    ? span(value.settings.history_retention_ms)
                    : t('operations.retention.keepsNot'),
                ],
                [
                  t('operations.retention.audit'),
                  span(value.settings.audit_retention_ms),
                ],
                [
                  t('operations.retention.every'),
                  span(value.settings.every_ms),
                ],
                [
                  t('operations.retention.next'),
                  <RelativeTime at={value.next_run_at} />,
                ],
              ]}
            />
          </div>
          <RetentionRuns of={value} />
        </>
      )}
      <ConfirmDialog
        open={asking}
        title={t('operations.retention.runTitle')}
        confirm={t('operations.retention.runConfirm')}
        onConfirm={async () => {
          await api.operations.runRetention();
          setDone(t('operations.retention.began'));
          reload();
        }}
        onClose={() => setAsking(false)}
      >
        {t('operations.retention.runHelp')}
      </ConfirmDialog>
    </Panel>
  );
};
