import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testRouteRef } from '../../routes';
import { leadName, TEST_STATUS_TEXT, userName } from '../../texts';
import { formatDuration, useNow } from '../../time';
import { CancelTestButton } from '../CancelTestButton';
import { SandboxBadge } from '../SandboxBadge';
import { StatusLabel } from '../StatusLabel';
import { StepSegments } from '../StepSegments';
import { useAttention } from './useAttention';
import { useCountdown } from './useCountdown';

/** How long the end of a test can be seen. */
const ENDED_SHOWN_MS = 8_000;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.25),
    padding: theme.spacing(2),
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
    minWidth: 0,
  },
  name: {
    fontWeight: 600,
    overflowWrap: 'anywhere',
  },
  grow: { flex: 1 },
  facts: {
    fontSize: theme.typography.pxToRem(13),
    color: theme.palette.text.secondary,
  },
  elapsed: { fontVariantNumeric: 'tabular-nums' },
}));

function whatHappens(test: ExecutionSummary): string {
  if (test.cancel_requested_at) {
    return 'Stopping…';
  }
  if (test.status === 'pending') {
    return 'Waiting for a free worker';
  }
  const running = test.steps.filter(step => step.status === 'running');
  const names = running.map(step => step.title).join(', ');
  return `${test.current_step} of ${test.total_steps} steps ended${
    names && `, now: ${names}`
  }`;
}

function howItEnded(test: ExecutionSummary): string {
  if (test.error_message) {
    return test.error_message;
  }
  const succeeded = test.steps.filter(step => step.status === 'success');
  return `${succeeded.length} of ${test.total_steps} steps succeeded${
    test.score === null ? '' : `, score ${Math.round(test.score)}`
  }`;
}

/**
 * A test, filling as its steps end. When it has ended, it says how, and goes
 * after a while in which nobody is at it.
 */
export const ActiveTestCard = ({
  test,
  estimate,
  onGone,
}: {
  test: ExecutionSummary;
  /** How long such a test usually takes. */
  estimate?: string;
  /** The end was seen for long enough. */
  onGone: () => void;
}) => {
  const classes = useStyles();
  const testLink = useRouteRef(testRouteRef);
  const ended = isFinalStatus(test.status);
  const { attended, listeners } = useAttention(ended);
  useCountdown(ENDED_SHOWN_MS, attended || !ended, onGone);
  const now = useNow(500, !ended);
  const since = Date.parse(test.started_at ?? test.created_at);
  return (
    <article
      className={classes.root}
      aria-label={`Test of ${leadName(test)}`}
      {...listeners}
    >
      <div className={classes.row}>
        <Link to={testLink({ id: test.id })} className={classes.name}>
          {leadName(test)}
        </Link>
        <StatusLabel
          status={test.status}
          text={TEST_STATUS_TEXT[test.status]}
        />
        <SandboxBadge mode={test.provider_mode} />
        <span className={classes.grow} />
        {ended ? (
          <Link to={testLink({ id: test.id })}>Open the test</Link>
        ) : (
          <CancelTestButton test={test} />
        )}
      </div>
      <StepSegments steps={test.steps} />
      <div className={`${classes.row} ${classes.facts}`}>
        <Typography variant="inherit" component="span">
          {ended ? howItEnded(test) : whatHappens(test)}
        </Typography>
        <span className={classes.grow} />
        <span className={classes.elapsed}>
          {formatDuration(
            ended ? test.execution_time : Math.max(0, now - since),
          )}
          {estimate && ` (usually ${estimate})`}
        </span>
        <span title={test.user_ref}>by {userName(test.user_ref)}</span>
      </div>
    </article>
  );
};
