import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';
import type { SystemStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { HEALTH_HELP, HEALTH_TEXT } from '../../texts';

const useStyles = makeStyles(theme => ({
  root: { marginBottom: theme.spacing(2) },
  list: { margin: theme.spacing(0.5, 0), paddingLeft: theme.spacing(2.5) },
}));

/**
 * Says what does not work, and leaves the decision to the person: an ill
 * system is when tests are needed most.
 */
export const HealthWarning = ({ status }: { status: SystemStatus }) => {
  const classes = useStyles();
  const ill = (status.components ?? []).filter(
    component => component.status === 'error' || component.status === 'warning',
  );
  return (
    <Alert severity="warning" className={classes.root}>
      <AlertTitle>
        The pipeline is {HEALTH_TEXT[status.pipeline_health].toLowerCase()}
      </AlertTitle>
      {HEALTH_HELP[status.pipeline_health]}
      {ill.length > 0 && (
        <ul className={classes.list}>
          {ill.map(component => (
            <li key={component.name}>
              {component.title}
              {component.message && `: ${component.message}`}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
};
