import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';
import type {
  Execution,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { wasStopped } from '../../words';
import { FaultNote, LongText } from '../StepDetails';

const useStyles = makeStyles(theme => ({
  alert: {
    marginBottom: theme.spacing(3),
    overflowWrap: 'anywhere',
    '& > div': { minWidth: 0 },
  },
  steps: { margin: 0, padding: 0, listStyle: 'none' },
  step: { marginTop: theme.spacing(1.5) },
  title: { fontWeight: 600 },
  show: { marginTop: theme.spacing(0.5) },
}));

const FailedStep = ({
  step,
  onShow,
}: {
  step: StepResult;
  onShow: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const number = String(step.step_number);
  return (
    <li className={classes.step}>
      <div className={classes.title}>
        {t('test.failure.step', { number, title: step.title })}
      </div>
      <LongText text={step.error ?? t('test.failure.noError')} />
      {step.fault && <FaultNote fault={step.fault} />}
      <Button
        size="small"
        color="inherit"
        variant="outlined"
        className={classes.show}
        onClick={onShow}
      >
        {t('test.failure.show', { number })}
      </Button>
    </li>
  );
};

/** Why a test failed, whose fault that is and what to do, before all else. */
export const FailureSummary = ({
  test,
  onShow,
}: {
  test: Execution;
  onShow: (stepName: string) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  if (test.status !== 'failed') {
    return null;
  }
  const failed = test.pipeline_results.filter(
    ({ status }) => status === 'failed',
  );
  const skipped = test.pipeline_results.filter(
    step => step.status === 'skipped' && !wasStopped(step),
  ).length;
  return (
    <Alert severity="error" className={classes.alert}>
      <AlertTitle>
        {test.failure_reason
          ? t(`words.failureReason.${test.failure_reason}`)
          : t('test.failure.title')}
      </AlertTitle>
      {test.error_message && <LongText text={test.error_message} />}
      {failed.length > 0 && (
        <ul className={classes.steps}>
          {failed.map(step => (
            <FailedStep
              key={step.step_name}
              step={step}
              onShow={() => onShow(step.step_name)}
            />
          ))}
        </ul>
      )}
      {failed.length > 0 && skipped > 0 && (
        <div className={classes.step}>
          {t('test.failure.others', { count: skipped })}
        </div>
      )}
    </Alert>
  );
};
