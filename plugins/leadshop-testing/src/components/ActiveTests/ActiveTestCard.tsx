import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testRouteRef } from '../../routes';
import { leadName, TEST_STATUS_TEXT, userName } from '../../texts';
import { formatDuration, useNow } from '../../time';
import { CancelTestButton } from '../CancelTestButton';
import { SandboxBadge } from '../SandboxBadge';
import { StatusLabel } from '../StatusLabel';
import { StepSegments } from '../StepSegments';

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

/** A test that has not ended, filling as its steps end. */
export const ActiveTestCard = ({
  test,
  estimate,
}: {
  test: ExecutionSummary;
  /** How long such a test usually takes. */
  estimate?: string;
}) => {
  const classes = useStyles();
  const testLink = useRouteRef(testRouteRef);
  const now = useNow(500);
  const since = Date.parse(test.started_at ?? test.created_at);
  return (
    <article className={classes.root} aria-label={`Test of ${leadName(test)}`}>
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
        <CancelTestButton test={test} />
      </div>
      <StepSegments steps={test.steps} />
      <div className={`${classes.row} ${classes.facts}`}>
        <Typography variant="inherit" component="span">
          {whatHappens(test)}
        </Typography>
        <span className={classes.grow} />
        <span className={classes.elapsed}>
          {formatDuration(Math.max(0, now - since))}
          {estimate && ` (usually ${estimate})`}
        </span>
        <span title={test.user_ref}>by {userName(test.user_ref)}</span>
      </div>
    </article>
  );
};
