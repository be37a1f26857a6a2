import { useCallback } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { useSearchParams } from 'react-router-dom';
import { SupportButton } from '@backstage/core-components';
import { useTexts } from '../../translation';
import { PageHeading } from '../PageHeading';
import { ModeChoice, PeriodChoice, usePeriod } from '../Period';
import { PermittedOnly } from '../PermittedOnly';
import { SandboxBadge } from '../SandboxBadge';
import { useMetrics } from '../TestingMetrics';
import { ComponentDrawer } from './ComponentDrawer';
import { ComponentTable } from './ComponentTable';
import { Providers } from './Providers';
import { SystemLoad } from './SystemLoad';
import { TestsOverTime } from './TestsOverTime';
import { useSystemMetrics } from './useSystemMetrics';

const useStyles = makeStyles(theme => ({
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    minWidth: 0,
  },
}));

const Figures = () => {
  const classes = useStyles();
  const t = useTexts();
  const period = usePeriod();
  const metrics = useMetrics(period);
  const system = useSystemMetrics(period);
  const [params, setParams] = useSearchParams();
  const component = params.get('component');
  const close = useCallback(
    () =>
      setParams(before => {
        const after = new URLSearchParams(before);
        after.delete('component');
        return after;
      }),
    [setParams],
  );
  return (
    <>
      <PageHeading title={t('metrics.title')} subtitle={t('metrics.subtitle')}>
        <SandboxBadge mode={metrics.value?.provider_mode ?? null} />
        <ModeChoice period={period} metrics={metrics.value} />
        <PeriodChoice period={period} />
        <SupportButton>{t('metrics.support')}</SupportButton>
      </PageHeading>
      <div className={classes.stack}>
        <SystemLoad system={system} />
        {metrics.value && <TestsOverTime metrics={metrics.value} />}
        <ComponentTable period={period} />
        <Providers system={system} />
      </div>
      {component && (
        <ComponentDrawer name={component} period={period} onClose={close} />
      )}
    </>
  );
};

/** How the system and its components do over time. */
export const MetricsPage = () => {
  const t = useTexts();
  return (
    <PermittedOnly
      permissions={['view_system_metrics']}
      title={t('metrics.mayNotSee')}
      loadingText={t('metrics.loading')}
    >
      <Figures />
    </PermittedOnly>
  );
};
