import { memo } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { testRouteRef } from '../../routes';
import { useNow } from '../../time';
import { Translate, useTexts } from '../../translation';
import { leadName, userName } from '../../words';
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

function whatHappens(t: Translate, test: ExecutionSummary): string {
  if (test.cancel_requested_at) {
    return t('activeTests.stopping');
  }
  if (test.status === 'pending') {
    return t('activeTests.waiting');
  }
  const running = test.steps.filter(step => step.status === 'running');
  const steps = running.map(step => step.title).join(', ');
  const progress = {
    ended: String(test.current_step),
    total: String(test.total_steps),
  };
  return steps
    ? t('activeTests.progressNow', { ...progress, steps })
    : t('activeTests.progress', progress);
}

function howItEnded(t: Translate, test: ExecutionSummary): string {
  if (test.error_message) {
    return test.error_message;
  }
  const steps = {
    succeeded: String(
      test.steps.filter(step => step.status === 'success').length,
    ),
    total: String(test.total_steps),
  };
  return test.score === null
    ? t('activeTests.succeeded', steps)
    : t('activeTests.succeededWithScore', {
        ...steps,
        score: String(Math.round(test.score)),
      });
}

/** How long it has taken, which goes on by itself while it runs. */
const Elapsed = ({
  test,
  estimate,
}: {
  test: ExecutionSummary;
  estimate?: string;
}) => {
  const t = useTexts();
  const { duration } = useFormats();
  const ended = isFinalStatus(test.status);
  const now = useNow(500, !ended);
  const since = Date.parse(test.started_at ?? test.created_at);
  const elapsed = duration(
    ended ? test.execution_time : Math.max(0, now - since),
  );
  return (
    <>{estimate ? t('activeTests.usually', { elapsed, estimate }) : elapsed}</>
  );
};

interface Props {
  test: ExecutionSummary;
  /** How long such a test usually takes. */
  estimate?: string;
  /** The end of this test was seen for long enough. */
  onGone: (id: string) => void;
}

/**
 * A test, filling as its steps end. When it has ended, it says how, and goes
 * after a while in which nobody is at it.
 */
export const ActiveTestCard = memo(({ test, estimate, onGone }: Props) => {
  const classes = useStyles();
  const t = useTexts();
  const testLink = useRouteRef(testRouteRef);
  const ended = isFinalStatus(test.status);
  const { attended, listeners } = useAttention(ended);
  useCountdown(ENDED_SHOWN_MS, attended || !ended, () => onGone(test.id));
  return (
    <article
      className={classes.root}
      aria-label={t('activeTests.test', { name: leadName(t, test) })}
      {...listeners}
    >
      <div className={classes.row}>
        <Link to={testLink({ id: test.id })} className={classes.name}>
          {leadName(t, test)}
        </Link>
        <StatusLabel
          status={test.status}
          text={t(`words.testStatus.${test.status}`)}
        />
        <SandboxBadge mode={test.provider_mode} />
        <span className={classes.grow} />
        {ended ? (
          <Link to={testLink({ id: test.id })}>{t('shared.openTest')}</Link>
        ) : (
          <CancelTestButton test={test} />
        )}
      </div>
      <StepSegments steps={test.steps} />
      <div className={`${classes.row} ${classes.facts}`}>
        <Typography variant="inherit" component="span">
          {ended ? howItEnded(t, test) : whatHappens(t, test)}
        </Typography>
        <span className={classes.grow} />
        <span className={classes.elapsed}>
          <Elapsed test={test} estimate={estimate} />
        </span>
        <span title={test.user_ref}>
          {t('shared.by', { name: userName(test.user_ref) })}
        </span>
      </div>
    </article>
  );
});
