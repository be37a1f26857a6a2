import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import PlayArrowIcon from '@material-ui/icons/PlayArrow';
import TimelineIcon from '@material-ui/icons/Timeline';
import { LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGate } from '../../permissions';
import { metricsRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { Panel } from '../Panel';
import { Period, periodText } from '../Period';
import { ReportMenu } from '../ReportMenu';

const useStyles = makeStyles(theme => ({
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
  },
  button: { justifyContent: 'flex-start' },
}));

/** What people come to the dashboard for, one click away. */
export const QuickActions = ({
  period,
  providerMode,
  onTestSample,
}: {
  /** What a report is about. */
  period: Pick<Period, 'days'>;
  /** Which tests the figures beside it count. */
  providerMode: ProviderMode | undefined;
  onTestSample: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const metricsLink = useRouteRef(metricsRouteRef);
  return (
    <Panel title={t('dashboard.actions.title')}>
      <div className={classes.stack}>
        <PermissionGate permission="run_pipeline_tests">
          <Button
            variant="outlined"
            className={classes.button}
            startIcon={<PlayArrowIcon />}
            onClick={onTestSample}
          >
            {t('dashboard.actions.testSample')}
          </Button>
        </PermissionGate>
        <PermissionGate permission="view_system_metrics">
          <LinkButton
            to={metricsLink()}
            variant="outlined"
            className={classes.button}
            startIcon={<TimelineIcon />}
          >
            {t('dashboard.actions.viewMetrics')}
          </LinkButton>
        </PermissionGate>
        <ReportMenu
          className={classes.button}
          query={{ days: period.days, provider_mode: providerMode }}
          whatText={t('dashboard.report.title', {
            period: periodText(t, period.days),
          })}
        />
      </div>
    </Panel>
  );
};
