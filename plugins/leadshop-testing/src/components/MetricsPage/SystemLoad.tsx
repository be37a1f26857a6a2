import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { SystemMetrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Refreshed } from '../../live';
import { useTexts } from '../../translation';
import { Panel } from '../Panel';
import { NoSamples, useOutdatedStyles } from '../TestingMetrics';
import { Gauge, GAUGES } from './Gauge';

const useStyles = makeStyles(theme => ({
  grid: {
    display: 'grid',
    gap: theme.spacing(3),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 280px), 1fr))',
  },
  limits: { marginBottom: theme.spacing(2) },
}));

/** What the backends were loaded with over the period. */
export const SystemLoad = ({
  system,
}: {
  system: Refreshed<SystemMetrics>;
}) => {
  const classes = useStyles();
  const outdated = useOutdatedStyles();
  const t = useTexts();
  const { value } = system;
  const samples = value?.samples ?? [];
  return (
    <Panel
      title={t('metrics.system.title')}
      loading={system.loading}
      skeletonLines={6}
      error={system.error}
      onRetry={system.reload}
    >
      {value && samples.length === 0 && <NoSamples sampling={value.sampling} />}
      {value && samples.length > 0 && (
        <>
          <Typography
            variant="body2"
            color="textSecondary"
            className={classes.limits}
          >
            {t('metrics.system.limits')}
          </Typography>
          <div
            className={`${classes.grid} ${
              system.outdated ? outdated.outdated : ''
            }`}
            aria-busy={system.outdated}
          >
            {GAUGES.map(gauge => (
              <Gauge
                key={gauge.name}
                gauge={gauge}
                samples={samples}
                newest={value.now}
                days={value.period_days}
              />
            ))}
          </div>
        </>
      )}
    </Panel>
  );
};
