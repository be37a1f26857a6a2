import { useCallback } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../../api';
import { useRefreshed, useReloadOn } from '../../../live';
import { QueuePanel } from './QueuePanel';
import { ReplicasPanel } from './ReplicasPanel';
import { RetentionPanel } from './RetentionPanel';

/** Backends come, go and fall silent without news. */
const REFRESH_EVERY_MS = 10_000;

const useStyles = makeStyles(theme => ({
  parts: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    minWidth: 0,
  },
}));

/** The queue, the backends that take from it, and the deletion of old data. */
export const OperationsTab = () => {
  const api = useApi(leadshopTestingApiRef);
  const queue = useRefreshed(
    useCallback(() => api.operations.getQueue(), [api]),
    REFRESH_EVERY_MS,
  );
  useReloadOn('system_status', queue.reload);
  return (
    <div className={useStyles().parts}>
      <QueuePanel queue={queue} />
      <ReplicasPanel queue={queue} />
      <RetentionPanel />
    </div>
  );
};
