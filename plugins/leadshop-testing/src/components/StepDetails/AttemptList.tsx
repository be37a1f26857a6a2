import { makeStyles } from '@material-ui/core/styles';
import type { StepAttempt } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { FAULT_TEXT } from '../../texts';
import { formatDuration } from '../../time';
import { StatusLabel } from '../StatusLabel';

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
  return (
    <ol className={classes.list}>
      {attempts.map(attempt => (
        <li key={attempt.number} className={classes.item}>
          <StatusLabel
            status={attempt.error === null ? 'success' : 'failed'}
            text={`Try ${attempt.number}`}
          />
          <span className={classes.facts}>
            {formatDuration(attempt.duration)}
            {attempt.fault && `, at fault: ${FAULT_TEXT[attempt.fault]}`}
            {attempt.retry_in !== null &&
              `, tried again after ${formatDuration(attempt.retry_in)}`}
          </span>
          {attempt.error && (
            <span className={classes.error}>{attempt.error}</span>
          )}
        </li>
      ))}
    </ol>
  );
};
