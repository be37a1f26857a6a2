import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  QueuePause,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGate } from '../../permissions';
import { adminRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { userName } from '../../words';
import { RelativeTime } from '../RelativeTime';

const useStyles = makeStyles(theme => ({
  root: { marginBottom: theme.spacing(2) },
  words: { overflowWrap: 'anywhere' },
}));

const Why = ({ of: { since, by, reason } }: { of: QueuePause }) => {
  const t = useTexts();
  const who = { ago: <RelativeTime at={since} />, name: userName(by) };
  return reason
    ? t('operations.paused.because', { ...who, reason })
    : t('operations.paused.since', who);
};

/**
 * Says that tests wait, and why: somebody paused the queue, or no backend is
 * there that runs tests. Nothing while tests start.
 */
export const QueuePaused = ({
  status,
  yourTest = false,
}: {
  status: SystemStatus | undefined;
  /** It stands where the reader starts a test. */
  yourTest?: boolean;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const admin = useRouteRef(adminRouteRef)();
  const paused = status?.queue_paused;
  const idle = status?.workers === 0;
  return (
    <div role="status">
      {(paused || idle) && (
        <Alert severity="warning" className={classes.root}>
          <AlertTitle>
            {t(
              paused
                ? 'operations.paused.title'
                : 'operations.paused.noWorkers',
            )}
          </AlertTitle>
          <span className={classes.words}>
            {paused ? (
              <>
                {t(
                  yourTest
                    ? 'operations.paused.yourTest'
                    : 'operations.paused.wait',
                )}{' '}
                <Why of={paused} />
              </>
            ) : (
              t('operations.paused.noWorkersHelp')
            )}{' '}
            {!yourTest && (
              <PermissionGate permission="system_administration">
                <Link to={`${admin}/operations`}>
                  {t('operations.paused.manage')}
                </Link>
              </PermissionGate>
            )}
          </span>
        </Alert>
      )}
    </div>
  );
};
