import { makeStyles } from '@material-ui/core/styles';
import type { StepAttempt } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { StatusLabel } from '../StatusLabel';
import { LongText } from './LongText';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    gap: theme.spacing(0, 1.5),
    padding: theme.spacing(0.75, 0),
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  facts: {
    color: theme.palette.text.secondary,
    fontSize: theme.typography.pxToRem(13),
  },
  error: { gridColumn: '1 / -1', overflowWrap: 'anywhere' },
}));

/** The tries of a step, and why each but the last failed. */
export const AttemptList = ({ attempts }: { attempts: StepAttempt[] }) => {
  const classes = useStyles();
  const t = useTexts();
  const { duration } = useFormats();
  const factsOf = (attempt: StepAttempt) =>
    [
      duration(attempt.duration),
      attempt.fault &&
        t('test.step.faultOfTry', { fault: t(`words.fault.${attempt.fault}`) }),
      attempt.retry_in !== null &&
        t('test.step.againAfter', { duration: duration(attempt.retry_in) }),
    ]
      .filter(Boolean)
      .join(', ');
  return (
    <ol className={classes.list}>
      {attempts.map(attempt => (
        <li key={attempt.number} className={classes.item}>
          <StatusLabel
            status={attempt.error === null ? 'success' : 'failed'}
            text={t('test.step.try', { number: String(attempt.number) })}
          />
          <span className={classes.facts}>{factsOf(attempt)}</span>
          {attempt.error && (
            <span className={classes.error}>
              <LongText text={attempt.error} />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
};
