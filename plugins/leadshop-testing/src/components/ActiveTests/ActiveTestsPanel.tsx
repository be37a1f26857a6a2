import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import HourglassEmptyIcon from '@material-ui/icons/HourglassEmpty';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LiveResource } from '../../live';
import type { Page } from '../../api';
import { historyRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { EmptyNote, Panel } from '../Panel';
import { ActiveTestCard } from './ActiveTestCard';
import { useCards } from './useCards';

/** More cards than this help nobody; the history lists them all. */
const MOST_CARDS = 12;

const useStyles = makeStyles(theme => ({
  more: {
    padding: theme.spacing(1.5, 2),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
}));

const NONE: Page<ExecutionSummary> = { items: [], total: 0 };

/** The tests that wait or run, and for a moment those that ended here. */
export const ActiveTestsPanel = ({
  active,
  estimates = {},
  empty,
}: {
  active: LiveResource<Page<ExecutionSummary>>;
  /** How long single tests will take, by test id. */
  estimates?: Record<string, string>;
  /** What to do when nothing runs. */
  empty?: ReactNode;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const historyLink = useRouteRef(historyRouteRef);
  const { items, total } = active.value ?? NONE;
  const { cards, drop } = useCards(items, MOST_CARDS);
  const shown = cards.filter(test => !isFinalStatus(test.status)).length;
  return (
    <Panel
      title={
        active.value
          ? t('activeTests.titleWithTotal', { total: String(total) })
          : t('activeTests.title')
      }
      loading={active.loading}
      error={active.error}
      onRetry={active.reload}
      flush
    >
      {active.value && cards.length === 0 && (
        <EmptyNote icon={HourglassEmptyIcon} title={t('words.noActiveTests')}>
          {empty}
        </EmptyNote>
      )}
      {cards.map(test => (
        <ActiveTestCard
          key={test.id}
          test={test}
          estimate={estimates[test.id]}
          onGone={drop}
        />
      ))}
      {total > shown && (
        <div className={classes.more}>
          <Link to={`${historyLink()}?status=running,pending`}>
            {t('activeTests.showAll', { total })}
          </Link>
        </div>
      )}
    </Panel>
  );
};
