import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ComponentResults } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { historyRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { ChartView, lineLook, useMomentText } from '../Charts';
import { Fact, Facts } from '../Facts';
import { periodText } from '../Period';
import { ChartNote } from '../TestingMetrics';
import { faultsOf } from './faults';
import { LastFailures } from './LastFailures';
import { OutcomesChart } from './OutcomesChart';
import { TrendNote } from './TrendNote';

const HEIGHT = 180;
const NONE = '–';

const useStyles = makeStyles(theme => ({
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
  },
  heading: {
    margin: theme.spacing(0, 0, 1),
    fontSize: theme.typography.pxToRem(16),
    fontWeight: 600,
  },
  links: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2) },
  faults: { margin: 0, paddingLeft: theme.spacing(2.5) },
}));

const Figures = ({ results }: { results: ComponentResults }) => {
  const t = useTexts();
  const { number, percent, duration } = useFormats();
  const { success_rate } = results;
  return (
    <Facts>
      <Fact term={t('metrics.components.rate')}>
        {success_rate === null ? NONE : percent(success_rate)}
      </Fact>
      <Fact term={t('metrics.details.runs')}>{number(results.total)}</Fact>
      <Fact term={t('metrics.tests.failed')}>{number(results.failed)}</Fact>
      <Fact term={t('metrics.details.skipped')}>{number(results.skipped)}</Fact>
      <Fact term="p50">{duration(results.p50)}</Fact>
      <Fact term="p95">{duration(results.p95)}</Fact>
      <Fact term="p99">{duration(results.p99)}</Fact>
    </Facts>
  );
};

const ResponseTimes = ({ results }: { results: ComponentResults }) => {
  const t = useTexts();
  const theme: Theme = useTheme();
  const { duration } = useFormats();
  const momentText = useMomentText(results.period_days);
  const name = t('metrics.details.responseTimes');
  const lines = (['p50', 'p95'] as const).map((key, index) => ({
    key,
    title: key,
    ...lineLook(theme)[index],
  }));
  return (
    <ChartView
      name={name}
      summary={t('metrics.details.responseSummary', {
        title: results.title,
        p50: duration(results.p50),
        p95: duration(results.p95),
      })}
      height={HEIGHT}
      figures={{
        columns: [t('metrics.chart.time'), ...lines.map(({ title }) => title)],
        rows: results.timeline.map(slice => ({
          key: slice.from,
          cells: [
            momentText(Date.parse(slice.from)),
            duration(slice.p50),
            duration(slice.p95),
          ],
        })),
      }}
    >
      {({ Lines }) => (
        <Lines
          points={results.timeline.map(({ from, p50, p95 }) => ({
            at: Date.parse(from),
            p50,
            p95,
          }))}
          lines={lines}
          momentText={momentText}
          valueText={value => duration(value)}
        />
      )}
    </ChartView>
  );
};

/** What the tests of a period say of a component. */
export const ComponentDetails = ({
  results,
}: {
  results: ComponentResults;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { number } = useFormats();
  const historyLink = useRouteRef(historyRouteRef);
  const testsOf = (more: Record<string, string>) =>
    `${historyLink()}?${new URLSearchParams({
      component: results.name,
      provider_mode: results.provider_mode,
      ...more,
    })}`;
  const faults = faultsOf(results);
  if (results.total === 0) {
    return (
      <div className={classes.stack}>
        <ChartNote>{t('metrics.components.unused')}</ChartNote>
        <Link to={testsOf({})}>{t('metrics.details.allTests')}</Link>
      </div>
    );
  }
  return (
    <div className={classes.stack}>
      <div>
        <Figures results={results} />
        <TrendNote results={results} />
      </div>
      <section>
        <Typography component="h3" className={classes.heading}>
          {t('metrics.details.timeline')}
        </Typography>
        <OutcomesChart
          name={t('metrics.details.timeline')}
          summary={t('metrics.details.timelineSummary', {
            title: results.title,
            period: periodText(t, results.period_days),
            succeeded: number(results.succeeded),
            failed: number(results.failed),
          })}
          slices={results.timeline}
          days={results.period_days}
        />
      </section>
      <section>
        <Typography component="h3" className={classes.heading}>
          {t('metrics.details.responseTimes')}
        </Typography>
        <ResponseTimes results={results} />
      </section>
      {faults.length > 0 && (
        <section>
          <Typography component="h3" className={classes.heading}>
            {t('metrics.details.faults')}
          </Typography>
          <ul className={classes.faults}>
            {faults.map(([fault, count]) => (
              <li key={fault}>
                {t('metrics.components.fault', {
                  fault: t(`words.fault.${fault}`),
                  failures: number(count),
                })}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <Typography component="h3" className={classes.heading}>
          {t('metrics.details.lastFailures')}
        </Typography>
        {results.last_failures.length > 0 ? (
          <LastFailures failures={results.last_failures} />
        ) : (
          <ChartNote>{t('metrics.details.noFailures')}</ChartNote>
        )}
      </section>
      <div className={classes.links}>
        <Link to={testsOf({ status: 'failed' })}>
          {t('metrics.details.allFailures')}
        </Link>
        <Link to={testsOf({})}>{t('metrics.details.allTests')}</Link>
      </div>
    </div>
  );
};
