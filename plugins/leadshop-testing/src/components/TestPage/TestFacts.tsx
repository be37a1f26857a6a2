import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Paper from '@material-ui/core/Paper';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testRouteRef } from '../../routes';
import { formatMoney, TEST_STATUS_TEXT, userName } from '../../texts';
import { formatDuration, useNow } from '../../time';
import { TierBadge } from '../ExecutionTable';
import { RelativeTime } from '../RelativeTime';
import { StatusLabel } from '../StatusLabel';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gridTemplateColumns: 'repeat(4, minmax(0, 1fr))',
    [theme.breakpoints.up('xl')]: {
      gridTemplateColumns: 'repeat(8, minmax(0, 1fr))',
    },
    [theme.breakpoints.down('xs')]: {
      gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    },
    gap: theme.spacing(2),
    margin: theme.spacing(0, 0, 3),
    padding: theme.spacing(2),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius * 2,
  },
  term: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  value: {
    margin: 0,
    fontSize: theme.typography.pxToRem(16),
    fontWeight: 600,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  },
}));

const Fact = ({ term, children }: { term: string; children: ReactNode }) => {
  const classes = useStyles();
  return (
    <div>
      <dt className={classes.term}>{term}</dt>
      <dd className={classes.value}>{children}</dd>
    </div>
  );
};

/** The figures of a test. */
export const TestFacts = ({ test }: { test: Execution }) => {
  const classes = useStyles();
  const testLink = useRouteRef(testRouteRef);
  const over = isFinalStatus(test.status);
  const now = useNow(500, !over);
  const elapsed = now - Date.parse(test.started_at ?? test.created_at);
  return (
    <Paper component="dl" elevation={0} className={classes.root}>
      <Fact term="Status">
        <StatusLabel
          status={test.status}
          text={TEST_STATUS_TEXT[test.status]}
        />
      </Fact>
      <Fact term="Steps ended">
        {test.current_step} of {test.total_steps}
      </Fact>
      <Fact term="Duration">
        {formatDuration(over ? test.execution_time : Math.max(0, elapsed))}
      </Fact>
      <Fact term="Score">
        {test.score === null ? '–' : Math.round(test.score)}{' '}
        {test.tier && <TierBadge tier={test.tier} />}
      </Fact>
      <Fact term="Revenue impact per year">
        {formatMoney(test.revenue_impact, test.revenue_currency)}
      </Fact>
      <Fact term="Spam score">{test.spam_score ?? '–'}</Fact>
      <Fact term="Started">
        <RelativeTime at={test.started_at ?? test.created_at} />
      </Fact>
      <Fact term="Started by">
        <span title={test.user_ref}>{userName(test.user_ref)}</span>
      </Fact>
      {test.rerun_of && (
        <Fact term="Rerun of">
          <Link to={testLink({ id: test.rerun_of })}>
            {test.rerun_of.slice(0, 8)}
          </Link>
        </Fact>
      )}
      {test.reruns.length > 0 && (
        <Fact term="Reruns">
          {test.reruns.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link to={testLink({ id })}>{id.slice(0, 8)}</Link>
            </span>
          ))}
        </Fact>
      )}
    </Paper>
  );
};
