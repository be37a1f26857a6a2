import { useCallback, useState } from 'react';
import Button from '@material-ui/core/Button';
import CircularProgress from '@material-ui/core/CircularProgress';
import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import PlayArrowIcon from '@material-ui/icons/PlayArrow';
import { SupportButton } from '@backstage/core-components';
import type {
  RunPipelineResponse,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LiveResource } from '../../live';
import { PermissionGate, usePermissions } from '../../permissions';
import { useTexts } from '../../translation';
import { ActiveTestsPanel } from '../ActiveTests';
import { ALERT_TABS } from '../AlertsPage/alertTabs';
import { FinishedTests } from '../FinishedTests';
import { HealthIndicator } from '../HealthIndicator';
import { OpenAlerts } from '../OpenAlerts';
import { PageHeading } from '../PageHeading';
import { usePeriod } from '../Period';
import { QueuePaused } from '../QueuePaused';
import { QuickActions } from '../QuickActions';
import { RunTestDialog } from '../RunTestDialog';
import { SystemStatusPanel } from '../SystemStatusPanel';
import { MetricsCharts, MetricsPanel, useMetrics } from '../TestingMetrics';
import { RecentHistoryPanel } from './RecentHistoryPanel';
import { useDashboard } from './useDashboard';
import { useRunKey } from './useRunKey';

const useStyles = makeStyles(theme => ({
  grid: {
    display: 'grid',
    gap: theme.spacing(3),
    gridTemplateColumns: 'minmax(0, 1fr)',
    [theme.breakpoints.up('md')]: {
      gridTemplateColumns: 'minmax(280px, 1fr) minmax(0, 2.2fr)',
    },
    [theme.breakpoints.up('xl')]: {
      gridTemplateColumns: 'minmax(320px, 1fr) minmax(0, 3.4fr)',
    },
  },
  column: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    minWidth: 0,
  },
  // On narrow screens what runs comes before how the system is.
  main: { [theme.breakpoints.down('sm')]: { order: -1 } },
  loading: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    color: theme.palette.text.secondary,
  },
  runKey: {
    marginLeft: theme.spacing(1),
    padding: '0 6px',
    borderRadius: 4,
    border: '1px solid currentColor',
    fontFamily: 'inherit',
    fontSize: theme.typography.pxToRem(11),
    lineHeight: '16px',
    textTransform: 'uppercase',
    [theme.breakpoints.down('sm')]: { display: 'none' },
  },
}));

const HealthOrLoading = ({
  status,
}: {
  status: LiveResource<SystemStatus>;
}) => {
  const classes = useStyles();
  const t = useTexts();
  if (status.value) {
    return <HealthIndicator health={status.value.pipeline_health} />;
  }
  return status.loading ? (
    <span className={classes.loading} role="status">
      <CircularProgress size={16} aria-hidden />
      {t('dashboard.loading')}
    </span>
  ) : null;
};

/**
 * How the system is, what runs, what a period came to, what ran, and the button
 * that runs a test.
 */
export const DashboardPage = () => {
  const classes = useStyles();
  const t = useTexts();
  const period = usePeriod();
  const metrics = useMetrics(period);
  const { status, active, recent, finished, dismissFinished, noteStarted } =
    useDashboard();
  const { hasPermission } = usePermissions();
  const [dialog, setDialog] = useState<'closed' | 'last' | 'sample'>('closed');
  const [estimates, setEstimates] = useState<Record<string, string>>({});

  useRunKey(
    useCallback(() => setDialog('last'), []),
    hasPermission('run_pipeline_tests'),
  );

  const onStarted = (test: RunPipelineResponse) => {
    setDialog('closed');
    noteStarted(test.test_id);
    setEstimates(known => ({
      ...known,
      [test.test_id]: test.estimated_duration,
    }));
    // The live feed shows it too, a moment later.
    active.reload();
  };

  return (
    <>
      <PageHeading
        title={t('dashboard.title')}
        subtitle={t('dashboard.subtitle')}
      >
        <HealthOrLoading status={status} />
        <PermissionGate permission="run_pipeline_tests">
          <Tooltip title={t('dashboard.runHelp')}>
            <Button
              color="primary"
              variant="contained"
              startIcon={<PlayArrowIcon />}
              aria-keyshortcuts="r"
              onClick={() => setDialog('last')}
            >
              {t('words.runTest')}
              <kbd className={classes.runKey} aria-hidden>
                r
              </kbd>
            </Button>
          </Tooltip>
        </PermissionGate>
        <SupportButton>
          <p>{t('dashboard.support')}</p>
          <p>{t('dashboard.supportFigures')}</p>
        </SupportButton>
      </PageHeading>
      <FinishedTests finished={finished} onDismiss={dismissFinished} />
      <QueuePaused status={status.value} />
      <PermissionGate permissions={[...ALERT_TABS.raised]}>
        <OpenAlerts />
      </PermissionGate>
      <div className={classes.grid}>
        <div className={classes.column}>
          <SystemStatusPanel status={status} />
          <QuickActions
            period={period}
            providerMode={metrics.value?.provider_mode ?? period.mode}
            onTestSample={() => setDialog('sample')}
          />
        </div>
        <div className={`${classes.column} ${classes.main}`}>
          <ActiveTestsPanel
            active={active}
            estimates={estimates}
            empty={
              <PermissionGate permission="run_pipeline_tests">
                {t('dashboard.runFirst')}
              </PermissionGate>
            }
          />
          <MetricsPanel metrics={metrics} period={period} />
          <MetricsCharts metrics={metrics} />
          <RecentHistoryPanel recent={recent} />
        </div>
      </div>
      <RunTestDialog
        open={dialog !== 'closed'}
        sample={dialog === 'sample'}
        status={status.value}
        onStarted={onStarted}
        onClose={() => setDialog('closed')}
      />
    </>
  );
};
