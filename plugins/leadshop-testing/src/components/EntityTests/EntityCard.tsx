import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ComponentResults } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { problemText } from '../../api';
import type { HistoryFilter } from '../../api';
import { useFormats } from '../../formats';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { leadName } from '../../words';
import { TrendNote, useComponentResults } from '../MetricsPage';
import { Panel } from '../Panel';
import { RelativeTime } from '../RelativeTime';
import { LastTests } from './LastTests';
import { AllTests, NoTests } from './TestsPanel';
import { useEntityTests } from './useEntityTests';

const TESTS_ON_CARD = 10;
/** A card has no choice of periods. */
const CARD_PERIOD = { days: 7 };

const useStyles = makeStyles(theme => ({
  parts: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    fontSize: theme.typography.pxToRem(14),
  },
  figures: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 4),
    margin: 0,
    '& dt': {
      fontSize: theme.typography.pxToRem(12),
      color: theme.palette.text.secondary,
    },
    '& dd': {
      margin: 0,
      fontSize: theme.typography.pxToRem(18),
      fontWeight: 600,
      fontVariantNumeric: 'tabular-nums',
    },
  },
  small: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
}));

const WeekOf = ({ results }: { results: ComponentResults }) => {
  const classes = useStyles();
  const t = useTexts();
  const { duration, number, percent } = useFormats();
  const testLink = useRouteRef(testRouteRef);
  const { success_rate, p50, p95, total, last_failures } = results;
  const [failure] = last_failures;
  if (total === 0) {
    return <span className={classes.small}>{t('entity.card.unused')}</span>;
  }
  return (
    <>
      <dl className={classes.figures}>
        <div>
          <dt>{t('metrics.components.rate')}</dt>
          <dd>{success_rate === null ? '–' : percent(success_rate)}</dd>
        </div>
        <div>
          <dt>{t('metrics.components.p50')}</dt>
          <dd>{duration(p50)}</dd>
        </div>
        <div>
          <dt>{t('metrics.components.p95')}</dt>
          <dd>{duration(p95)}</dd>
        </div>
        <div>
          <dt>{t('entity.card.runs')}</dt>
          <dd>{number(total)}</dd>
        </div>
      </dl>
      <TrendNote results={results} />
      {failure && (
        <div>
          {t('entity.card.lastFailure')}{' '}
          <Link
            to={`${testLink({ id: failure.test_id })}?${new URLSearchParams({
              step: failure.step_name,
            })}`}
          >
            {leadName(t, failure)}
          </Link>
          <div className={classes.small}>
            {failure.error && <>{failure.error} · </>}
            <RelativeTime at={failure.at} />
          </div>
        </div>
      )}
    </>
  );
};

const ComponentWeek = ({ component }: { component: string }) => {
  const classes = useStyles();
  const t = useTexts();
  const results = useComponentResults(component, CARD_PERIOD);
  if (results.error && !results.value) {
    return (
      <span className={classes.small} role="alert">
        {t('metrics.components.failed', {
          reason: problemText(t, results.error),
        })}
      </span>
    );
  }
  return results.value ? <WeekOf results={results.value} /> : null;
};

/** How the tests of an entity ended, in short. */
export const EntityCard = ({ filter }: { filter: HistoryFilter }) => {
  const classes = useStyles();
  const t = useTexts();
  const page = useEntityTests(filter, TESTS_ON_CARD);
  const tests = page.value?.items ?? [];
  return (
    <Panel
      title={t('entity.tab.title')}
      action={<AllTests filter={filter} />}
      loading={page.loading}
      error={page.error}
      onRetry={page.reload}
    >
      {page.value && tests.length === 0 && <NoTests filter={filter} />}
      {tests.length > 0 && (
        <div className={classes.parts}>
          {filter.component && <ComponentWeek component={filter.component} />}
          <LastTests tests={tests} />
        </div>
      )}
    </Panel>
  );
};
