import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ComponentHealth } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { metricsRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { RelativeTime } from '../RelativeTime';
import { StatusLabel } from '../StatusLabel';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    display: 'grid',
    gridTemplateColumns: '1fr auto',
    gap: theme.spacing(0, 1),
    padding: theme.spacing(0.75, 0),
    fontSize: theme.typography.pxToRem(14),
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  facts: {
    gridColumn: '1 / -1',
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
    overflowWrap: 'anywhere',
  },
}));

const Facts = ({ component }: { component: ComponentHealth }) => {
  const t = useTexts();
  const { duration, percent } = useFormats();
  const facts = [
    component.response_time !== null && duration(component.response_time),
    component.success_rate !== null &&
      t('dashboard.status.ok', {
        percent: percent(component.success_rate, 0),
      }),
    typeof component.uptime === 'number' &&
      t('dashboard.status.uptime', { percent: percent(component.uptime) }),
    component.provider_mode === 'sandbox' && t('dashboard.status.sandbox'),
    component.status !== 'healthy' &&
      component.fault &&
      t('dashboard.status.atFault', {
        fault: t(`words.fault.${component.fault}`),
      }),
    component.status !== 'healthy' && component.message,
  ].filter(Boolean);
  return (
    <>
      {facts.join(' · ')}
      {component.last_check && (
        <>
          {facts.length > 0 && ' · '}
          <RelativeTime at={component.last_check} short />
        </>
      )}
    </>
  );
};

/** The parts of the pipeline and how each is; each leads to its figures. */
export const ComponentList = ({
  components,
}: {
  components: ComponentHealth[];
}) => {
  const classes = useStyles();
  const t = useTexts();
  const metricsLink = useRouteRef(metricsRouteRef);
  return (
    <ul className={classes.list} aria-label={t('dashboard.status.components')}>
      {components.map(component => (
        <li key={component.name} className={classes.item}>
          <Link
            to={`${metricsLink()}?${new URLSearchParams({
              component: component.name,
            })}`}
          >
            {component.title}
          </Link>
          <StatusLabel
            status={component.status}
            text={t(`words.componentStatus.${component.status}`)}
          />
          <span className={classes.facts}>
            <Facts component={component} />
          </span>
        </li>
      ))}
    </ul>
  );
};
