import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';
import type { SystemStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';

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
  const t = useTexts();
  const ill = (status.components ?? []).filter(
    component => component.status === 'error' || component.status === 'warning',
  );
  return (
    <Alert severity="warning" className={classes.root}>
      <AlertTitle>{t(`run.health.${status.pipeline_health}`)}</AlertTitle>
      {t(`words.healthHelp.${status.pipeline_health}`)}
      {ill.length > 0 && (
        <ul className={classes.list}>
          {ill.map(component => (
            <li key={component.name}>
              {component.message
                ? t('run.component', {
                    title: component.title,
                    message: component.message,
                  })
                : component.title}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
};
