import { makeStyles } from '@material-ui/core/styles';
import type { SystemStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LiveResource } from '../../live';
import { Panel } from '../Panel';
import { RelativeTime } from '../RelativeTime';
import { ComponentList } from './ComponentList';
import { UsageBar } from './UsageBar';

const useStyles = makeStyles(theme => ({
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
  },
  figures: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(76px, 1fr))',
    gap: theme.spacing(1.5),
    margin: 0,
  },
  figure: {
    display: 'flex',
    flexDirection: 'column-reverse',
    justifyContent: 'flex-end',
  },
  term: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  number: {
    margin: 0,
    fontSize: theme.typography.pxToRem(22),
    lineHeight: 1.3,
    fontWeight: 600,
    fontVariantNumeric: 'tabular-nums',
  },
  heading: {
    margin: theme.spacing(0, 0, 0.5),
    fontSize: theme.typography.pxToRem(13),
    fontWeight: 600,
    color: theme.palette.text.secondary,
  },
  asOf: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
}));

const Figure = ({ term, value }: { term: string; value: number }) => {
  const classes = useStyles();
  return (
    <div className={classes.figure}>
      <dt className={classes.term}>{term}</dt>
      <dd className={classes.number}>{value.toLocaleString()}</dd>
    </div>
  );
};

const StatusContent = ({ status }: { status: SystemStatus }) => {
  const classes = useStyles();
  const { system_metrics: metrics, components } = status;
  return (
    <div className={classes.stack}>
      {metrics && (
        <>
          <UsageBar title="CPU usage" percent={metrics.cpu_usage} />
          <UsageBar title="Memory usage" percent={metrics.memory_usage} />
        </>
      )}
      <dl className={classes.figures}>
        <Figure term="Active tests" value={status.active_tests} />
        <Figure term="Completed today" value={status.completed_tests} />
        <Figure term="Failed today" value={status.failed_tests} />
        {metrics && (
          <>
            <Figure
              term="DB connections"
              value={metrics.database_connections}
            />
            <Figure term="Queue depth" value={metrics.queue_depth} />
          </>
        )}
      </dl>
      {components && components.length > 0 && (
        <div>
          <h4 className={classes.heading}>Components</h4>
          <ComponentList components={components} />
        </div>
      )}
      <span className={classes.asOf}>
        As of <RelativeTime at={status.timestamp} />
      </span>
    </div>
  );
};

/**
 * How the system is. What needs the permission to see system metrics is shown
 * when the server sends it.
 */
export const SystemStatusPanel = ({
  status,
}: {
  status: LiveResource<SystemStatus>;
}) => (
  <Panel
    title="System Status"
    loading={status.loading}
    skeletonLines={6}
    error={status.error}
    onRetry={status.reload}
  >
    {status.value && <StatusContent status={status.value} />}
  </Panel>
);
