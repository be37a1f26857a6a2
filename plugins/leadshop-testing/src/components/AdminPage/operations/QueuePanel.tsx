import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import PauseIcon from '@material-ui/icons/Pause';
import PlayArrowIcon from '@material-ui/icons/PlayArrow';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import type { Queue } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../../api';
import { useFormats } from '../../../formats';
import type { Refreshed } from '../../../live';
import { useTexts } from '../../../translation';
import { userName } from '../../../words';
import { ConfirmDialog } from '../../ConfirmDialog';
import { DoneNote } from '../../DoneNote';
import { Panel } from '../../Panel';
import { ReasonDialog } from '../../ReasonDialog';
import { RelativeTime } from '../../RelativeTime';
import { StatusLabel } from '../../StatusLabel';
import { Figures } from './Figures';

const MAX_REASON = 500;

const useStyles = makeStyles(theme => ({
  body: { padding: theme.spacing(2) },
  paused: { marginBottom: theme.spacing(2), overflowWrap: 'anywhere' },
}));

const Content = ({ of }: { of: Queue }) => {
  const classes = useStyles();
  const t = useTexts();
  const { number, duration } = useFormats();
  const { paused } = of;
  return (
    <div className={classes.body}>
      {paused && (
        <Alert severity="warning" className={classes.paused}>
          {t('operations.queue.pausedBy', {
            ago: <RelativeTime at={paused.since} />,
            name: userName(paused.by),
          })}
          {paused.reason && (
            <div>{t('operations.queue.reason', { reason: paused.reason })}</div>
          )}
        </Alert>
      )}
      <Figures
        of={[
          [
            t('shared.status'),
            <StatusLabel
              status={paused ? 'warning' : 'healthy'}
              text={t(
                paused ? 'operations.queue.paused' : 'operations.queue.takes',
              )}
            />,
          ],
          [t('operations.queue.depth'), number(of.depth)],
          [t('operations.queue.oldest'), duration(of.oldest_age)],
          [t('operations.queue.running'), number(of.running)],
          [
            t('operations.queue.limit'),
            of.max_running === null
              ? t('operations.queue.noLimit')
              : number(of.max_running),
          ],
        ]}
      />
    </div>
  );
};

/** How many tests wait and run, and the way to hold them all up. */
export const QueuePanel = ({ queue }: { queue: Refreshed<Queue> }) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const { value, error, loading, reload } = queue;
  const [asking, setAsking] = useState<'pause' | 'resume'>();
  const [done, setDone] = useState<string>();
  const close = () => setAsking(undefined);
  const finish = (text: string) => {
    setDone(text);
    reload();
  };
  return (
    <Panel
      title={t('operations.queue.title')}
      action={
        value && (
          <Button
            size="small"
            variant={value.paused ? 'contained' : 'outlined'}
            color={value.paused ? 'primary' : 'default'}
            startIcon={value.paused ? <PlayArrowIcon /> : <PauseIcon />}
            onClick={() => setAsking(value.paused ? 'resume' : 'pause')}
          >
            {t(
              value.paused
                ? 'operations.queue.resume'
                : 'operations.queue.pause',
            )}
          </Button>
        )
      }
      loading={loading}
      skeletonLines={2}
      error={error}
      onRetry={reload}
      flush
    >
      <DoneNote onDismiss={() => setDone(undefined)}>{done}</DoneNote>
      {value && <Content of={value} />}
      {asking === 'pause' && (
        <ReasonDialog
          title={t('operations.queue.pauseTitle')}
          confirm={t('operations.queue.pauseConfirm')}
          label={t('operations.queue.pauseReason')}
          help={t('operations.queue.pauseReasonHelp')}
          maxLength={MAX_REASON}
          required
          onConfirm={async reason => {
            await api.operations.pauseQueue({ reason });
            finish(t('operations.queue.isPaused'));
          }}
          onClose={close}
        >
          {t('operations.queue.pauseHelp')}
        </ReasonDialog>
      )}
      <ConfirmDialog
        open={asking === 'resume'}
        title={t('operations.queue.resumeTitle')}
        confirm={t('operations.queue.resumeConfirm')}
        onConfirm={async () => {
          await api.operations.resumeQueue();
          finish(t('operations.queue.isResumed'));
        }}
        onClose={close}
      >
        {t('operations.queue.resumeHelp', { count: value?.depth ?? 0 })}
      </ConfirmDialog>
    </Panel>
  );
};
