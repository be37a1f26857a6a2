import { memo } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import type { Metrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Refreshed } from '../../live';
import { useTexts } from '../../translation';
import { useDrawnCharts } from '../Charts';
import { Panel } from '../Panel';
import { PerformancePanel } from './PerformancePanel';
import { RevenuePanel } from './RevenuePanel';
import { StatusSharesPanel } from './StatusSharesPanel';
import { StepRatesPanel } from './StepRatesPanel';
import { useOutdatedStyles } from './useOutdatedStyles';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    minWidth: 0,
  },
  pair: {
    display: 'grid',
    alignItems: 'start',
    gap: theme.spacing(3),
    gridTemplateColumns: 'minmax(0, 1fr)',
    [theme.breakpoints.up('lg')]: {
      gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)',
    },
  },
}));

/**
 * The charts of a period. When its figures cannot be read the panel of the
 * figures says so, and there is nothing to draw. Nothing is drawn again while
 * the rest of the dashboard follows what runs.
 */
export const MetricsCharts = memo(
  ({
    metrics: { value, loading, outdated },
  }: {
    metrics: Refreshed<Metrics>;
  }) => {
    const classes = useStyles();
    const outdatedStyles = useOutdatedStyles();
    const t = useTexts();
    // Loaded beside the figures, and not after them
    useDrawnCharts();
    if (loading) {
      return (
        <div className={classes.pair}>
          <Panel title={t('dashboard.steps.title')} loading skeletonLines={8} />
          <Panel
            title={t('dashboard.shares.title')}
            loading
            skeletonLines={8}
          />
        </div>
      );
    }
    if (!value || value.total_tests === 0) {
      return value?.performance ? <PerformancePanel metrics={value} /> : null;
    }
    return (
      <div
        className={`${classes.root} ${outdated ? outdatedStyles.outdated : ''}`}
        aria-busy={outdated}
      >
        <div className={classes.pair}>
          <StepRatesPanel metrics={value} />
          <StatusSharesPanel metrics={value} />
        </div>
        <PerformancePanel metrics={value} />
        <RevenuePanel metrics={value} />
      </div>
    );
  },
);
