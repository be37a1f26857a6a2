import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { StepResult } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testRouteRef } from '../../routes';
import { Translate, useTexts } from '../../translation';
import { wasStopped } from '../../words';
import { FaultNote } from './FaultNote';
import { LongText } from './LongText';

const useStyles = makeStyles(theme => ({
  alert: { overflowWrap: 'anywhere', '& > div': { minWidth: 0 } },
  error: { marginBottom: theme.spacing(0.5) },
  warnings: { margin: 0, paddingLeft: theme.spacing(2) },
}));

function whyNot(t: Translate, step: StepResult): string {
  return (
    step.error ??
    t(wasStopped(step) ? 'test.step.stoppedPlain' : 'test.step.skippedPlain')
  );
}

/** How a step came out where there is more to say than that it succeeded. */
export const Outcome = ({ step }: { step: StepResult }) => {
  const classes = useStyles();
  const t = useTexts();
  const testLink = useRouteRef(testRouteRef);
  return (
    <>
      {step.status === 'failed' && (
        <Alert severity="error" className={classes.alert}>
          <div className={classes.error}>
            <LongText text={step.error ?? t('test.failure.noError')} />
          </div>
          {step.fault && <FaultNote fault={step.fault} />}
        </Alert>
      )}
      {step.status === 'skipped' && (
        <Alert severity="info" className={classes.alert}>
          <LongText text={whyNot(t, step)} />
        </Alert>
      )}
      {step.kept_from && (
        <Alert severity="info">
          {t('test.step.kept')}{' '}
          <Link to={testLink({ id: step.kept_from })} underline="always">
            {t('test.step.keptFrom')}
          </Link>
          .
        </Alert>
      )}
      {step.warnings.length > 0 && (
        <Alert severity="warning" className={classes.alert}>
          <ul className={classes.warnings}>
            {step.warnings.map((warning, index) => (
              <li key={index}>
                <LongText text={warning} />
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </>
  );
};
