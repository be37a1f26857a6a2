import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import Skeleton from '@material-ui/lab/Skeleton';
import type {
  ComponentChecks as Checks,
  FailedCheck,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { problemText } from '../../api';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { Fact, Facts } from '../Facts';
import { OutcomesChart } from '../MetricsPage/OutcomesChart';
import { periodText } from '../Period';
import { RelativeTime } from '../RelativeTime';
import { ChartNote, useOutdatedStyles } from '../TestingMetrics';
import { useComponentChecks } from './useComponentChecks';

const NONE = '–';

const useStyles = makeStyles(theme => ({
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    marginTop: theme.spacing(3),
  },
  untitled: { marginTop: 0 },
  heading: {
    margin: 0,
    fontSize: theme.typography.pxToRem(16),
    fontWeight: 600,
  },
  failures: {
    margin: 0,
    paddingLeft: theme.spacing(2.5),
    overflowWrap: 'anywhere',
  },
}));

const Failures = ({ failures }: { failures: FailedCheck[] }) => {
  const classes = useStyles();
  const t = useTexts();
  if (failures.length === 0) {
    return <ChartNote>{t('metrics.checks.noFailures')}</ChartNote>;
  }
  return (
    <ul className={classes.failures}>
      {failures.map(failure => (
        <li key={failure.at}>
          <RelativeTime at={failure.at} />{' '}
          {t('metrics.checks.failure', {
            fault: failure.fault
              ? t(`words.fault.${failure.fault}`)
              : t('metrics.checks.noFault'),
            message: failure.message ?? NONE,
          })}
        </li>
      ))}
    </ul>
  );
};

const Found = ({ checks, days }: { checks: Checks; days: number }) => {
  const classes = useStyles();
  const t = useTexts();
  const { number, percent, duration } = useFormats();
  const share = (value: number | null) =>
    value === null ? NONE : percent(value);
  if (checks.total === 0) {
    return (
      <ChartNote>
        {checks.enabled ? t('metrics.checks.none') : t('metrics.checks.off')}
      </ChartNote>
    );
  }
  return (
    <>
      <Facts>
        <Fact term={t('metrics.checks.uptime')}>{share(checks.uptime)}</Fact>
        <Fact term={t('metrics.checks.withoutVendor')}>
          {share(checks.success_rate)}
        </Fact>
        <Fact term={t('metrics.checks.total')}>{number(checks.total)}</Fact>
        <Fact term={t('metrics.tests.failed')}>{number(checks.failed)}</Fact>
        <Fact term="p50">{duration(checks.p50)}</Fact>
        <Fact term="p95">{duration(checks.p95)}</Fact>
      </Facts>
      <OutcomesChart
        name={t('metrics.checks.chart')}
        summary={t('metrics.checks.summary', {
          title: checks.title,
          period: periodText(t, days),
          succeeded: number(checks.succeeded),
          failed: number(checks.failed),
        })}
        slices={checks.slices}
        days={days}
      />
      <Typography component="h4" className={classes.heading}>
        {t('metrics.checks.lastFailures')}
      </Typography>
      <Failures failures={checks.last_failures} />
    </>
  );
};

/** What health checks of a period say of a component. */
export const ComponentChecks = ({
  name,
  days,
  untitled = false,
}: {
  /** Slug of the component. */
  name: string;
  days: number;
  /** What it is in has the title. */
  untitled?: boolean;
}) => {
  const classes = useStyles();
  const outdated = useOutdatedStyles();
  const t = useTexts();
  const checks = useComponentChecks(name, days);
  // What has the title is the region
  const Region = untitled ? 'div' : 'section';
  return (
    <Region
      className={`${classes.stack} ${untitled ? classes.untitled : ''} ${
        checks.outdated ? outdated.outdated : ''
      }`}
      aria-label={untitled ? undefined : t('metrics.checks.title')}
      aria-busy={checks.loading || checks.outdated}
    >
      {!untitled && (
        <Typography component="h3" className={classes.heading}>
          {t('metrics.checks.title')}
        </Typography>
      )}
      <ChartNote>{t('metrics.checks.help')}</ChartNote>
      {checks.loading && <Skeleton aria-label={t('metrics.checks.loading')} />}
      {checks.error && (
        <Alert
          severity="error"
          action={
            <Button size="small" onClick={checks.reload}>
              {t('words.retry')}
            </Button>
          }
        >
          {problemText(t, checks.error)}
        </Alert>
      )}
      {checks.value && <Found checks={checks.value} days={days} />}
    </Region>
  );
};
