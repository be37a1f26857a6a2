import { memo } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import type { SystemStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import type { LiveResource } from '../../live';
import { useTexts } from '../../translation';
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
  const { number } = useFormats();
  return (
    <div className={classes.figure}>
      <dt className={classes.term}>{term}</dt>
      <dd className={classes.number}>{number(value)}</dd>
    </div>
  );
};

const StatusContent = ({ status }: { status: SystemStatus }) => {
  const classes = useStyles();
  const t = useTexts();
  const { system_metrics: metrics, components } = status;
  return (
    <div className={classes.stack}>
      {metrics && (
        <>
          <UsageBar
            title={t('dashboard.status.cpu')}
            percent={metrics.cpu_usage}
          />
          <UsageBar
            title={t('dashboard.status.memory')}
            percent={metrics.memory_usage}
          />
        </>
      )}
      <dl className={classes.figures}>
        <Figure
          term={t('dashboard.status.active')}
          value={status.active_tests}
        />
        <Figure
          term={t('dashboard.status.completed')}
          value={status.completed_tests}
        />
        <Figure
          term={t('dashboard.status.failed')}
          value={status.failed_tests}
        />
        {metrics && (
          <>
            <Figure
              term={t('dashboard.status.connections')}
              value={metrics.database_connections}
            />
            <Figure
              term={t('dashboard.status.queue')}
              value={metrics.queue_depth}
            />
          </>
        )}
      </dl>
      {components && components.length > 0 && (
        <div>
          <h4 className={classes.heading}>
            {t('dashboard.status.components')}
          </h4>
          <ComponentList components={components} />
        </div>
      )}
      <span className={classes.asOf}>
        {t('dashboard.status.asOf')} <RelativeTime at={status.timestamp} />
      </span>
    </div>
  );
};

/**
 * How the system is. What needs the permission to see system metrics is shown
 * when the server sends it.
 */
export const SystemStatusPanel = memo(
  ({ status }: { status: LiveResource<SystemStatus> }) => {
    const t = useTexts();
    return (
      <Panel
        title={t('dashboard.status.title')}
        loading={status.loading}
        skeletonLines={6}
        error={status.error}
        onRetry={status.reload}
      >
        {status.value && <StatusContent status={status.value} />}
      </Panel>
    );
  },
);
