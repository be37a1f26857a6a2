import { useId } from 'react';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useFormats } from '../../formats';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { leadName, userName } from '../../words';
import { TestScore } from '../ExecutionTable';
import { RelativeTime } from '../RelativeTime';
import { SandboxBadge } from '../SandboxBadge';
import { StatusLabel } from '../StatusLabel';

const useStyles = makeStyles(theme => ({
  root: {
    minWidth: 0,
    padding: theme.spacing(2),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius * 2,
  },
  side: {
    fontSize: theme.typography.pxToRem(12),
    fontWeight: 600,
    color: theme.palette.text.secondary,
  },
  title: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
    margin: theme.spacing(0.5, 0, 1.5),
    fontSize: theme.typography.pxToRem(18),
    fontWeight: 600,
    overflowWrap: 'anywhere',
  },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    gap: theme.spacing(0.5, 2),
    margin: 0,
    '& dt': { color: theme.palette.text.secondary },
    '& dd': { margin: 0, overflowWrap: 'anywhere' },
  },
}));

/** One of the two tests. */
export const TestHead = ({
  side,
  test,
}: {
  side: 'A' | 'B';
  test: ExecutionSummary;
}) => {
  const classes = useStyles();
  const id = useId();
  const t = useTexts();
  const { duration } = useFormats();
  const testLink = useRouteRef(testRouteRef);
  return (
    <Paper
      component="section"
      elevation={0}
      className={classes.root}
      aria-labelledby={id}
    >
      <div className={classes.side}>{t('compare.test', { side })}</div>
      <h3 id={id} className={classes.title}>
        <Link to={testLink({ id: test.id })}>{leadName(t, test)}</Link>
        <SandboxBadge mode={test.provider_mode} />
      </h3>
      <dl className={classes.facts}>
        <dt>{t('compare.facts.status')}</dt>
        <dd>
          <StatusLabel
            status={test.status}
            text={t(`words.testStatus.${test.status}`)}
          />
        </dd>
        <dt>{t('compare.facts.started')}</dt>
        <dd>
          <RelativeTime at={test.created_at} />
        </dd>
        <dt>{t('compare.facts.by')}</dt>
        <dd title={test.user_ref}>{userName(test.user_ref)}</dd>
        <dt>{t('compare.facts.score')}</dt>
        <dd>
          <TestScore test={test} />
        </dd>
        <dt>{t('compare.facts.duration')}</dt>
        <dd>{duration(test.execution_time)}</dd>
        <dt>{t('compare.facts.pipeline')}</dt>
        <dd>{test.test_type}</dd>
      </dl>
    </Paper>
  );
};
