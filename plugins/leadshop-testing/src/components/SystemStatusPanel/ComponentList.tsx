import { makeStyles } from '@material-ui/core/styles';
import type { ComponentHealth } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { COMPONENT_STATUS_TEXT, FAULT_TEXT } from '../../texts';
import { formatDuration } from '../../time';
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
  const facts = [
    component.response_time !== null && formatDuration(component.response_time),
    component.success_rate !== null &&
      `${Math.round(component.success_rate)} % ok`,
    component.provider_mode === 'sandbox' && 'sandbox',
    component.status !== 'healthy' &&
      component.fault &&
      `at fault: ${FAULT_TEXT[component.fault]}`,
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

/** The parts of the pipeline and how each is. */
export const ComponentList = ({
  components,
}: {
  components: ComponentHealth[];
}) => {
  const classes = useStyles();
  return (
    <ul className={classes.list} aria-label="Components">
      {components.map(component => (
        <li key={component.name} className={classes.item}>
          <span>{component.title}</span>
          <StatusLabel
            status={component.status}
            text={COMPONENT_STATUS_TEXT[component.status]}
          />
          <span className={classes.facts}>
            <Facts component={component} />
          </span>
        </li>
      ))}
    </ul>
  );
};
