import { memo } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import AssessmentIcon from '@material-ui/icons/AssessmentOutlined';
import type { Metrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import type { Refreshed } from '../../live';
import { useTexts } from '../../translation';
import { EmptyNote, Panel } from '../Panel';
import { ModeChoice, Period, PeriodChoice, periodText } from '../Period';
import { RelativeTime } from '../RelativeTime';
import { SandboxBadge } from '../SandboxBadge';
import { MetricCards } from './MetricCards';
import { useOutdatedStyles } from './useOutdatedStyles';
import { verdictOf } from './verdict';
import { verdictText } from './verdictText';

const useStyles = makeStyles(theme => ({
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
  },
  verdict: { fontWeight: 600 },
  asOf: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
}));

const Figures = ({ metrics }: { metrics: Metrics }) => {
  const classes = useStyles();
  const t = useTexts();
  const formats = useFormats();
  if (metrics.total_tests === 0 && metrics.previous.total_tests === 0) {
    return (
      <EmptyNote icon={AssessmentIcon} title={t('dashboard.metrics.noneTitle')}>
        {t('dashboard.metrics.none', {
          period: periodText(t, metrics.period_days),
        })}
      </EmptyNote>
    );
  }
  return (
    <>
      <Typography className={classes.verdict}>
        {verdictText(t, formats, verdictOf(metrics, metrics.previous), metrics)}
      </Typography>
      <MetricCards metrics={metrics} />
      <span className={classes.asOf}>
        {t('dashboard.metrics.asOf')} <RelativeTime at={metrics.generated_at} />
        {metrics.percentile_error > 0 &&
          ` · ${t('dashboard.metrics.approximate', {
            error: formats.percent(metrics.percentile_error * 100),
          })}`}
      </span>
    </>
  );
};

/** What the chosen period came to, and whether it was better than the last. */
export const MetricsPanel = memo(
  ({ metrics, period }: { metrics: Refreshed<Metrics>; period: Period }) => {
    const classes = useStyles();
    const outdated = useOutdatedStyles();
    const t = useTexts();
    return (
      <Panel
        title={t('dashboard.metrics.title')}
        action={
          <>
            <SandboxBadge mode={metrics.value?.provider_mode ?? null} />
            <ModeChoice period={period} metrics={metrics.value} />
            <PeriodChoice period={period} />
          </>
        }
        loading={metrics.loading}
        skeletonLines={5}
        error={metrics.error}
        onRetry={metrics.reload}
      >
        {metrics.value && (
          <div
            className={`${classes.stack} ${
              metrics.outdated ? outdated.outdated : ''
            }`}
            aria-busy={metrics.outdated}
          >
            <Figures metrics={metrics.value} />
          </div>
        )}
      </Panel>
    );
  },
);
