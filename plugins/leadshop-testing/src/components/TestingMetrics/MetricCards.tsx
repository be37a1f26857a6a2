import { makeStyles } from '@material-ui/core/styles';
import type { Metrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Formats, useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { Change, changeOf } from './change';
import { ChangeNote } from './ChangeNote';
import { MetricCard } from './MetricCard';

/** From here on a number is written short, and in full beside the pointer. */
const LONG_NUMBER = 10_000_000;
/** Smaller moves show no difference in the digits that a card has. */
const SMALLEST = { points: 0.05, millis: 1, score: 0.05 };
const NONE = '–';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
    [theme.breakpoints.down('xs')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
    [theme.breakpoints.up('xl')]: {
      gridTemplateColumns: 'repeat(4, minmax(0, 1fr))',
    },
  },
}));

function shortNumber({ number }: Formats, value: number): string {
  return value < LONG_NUMBER
    ? number(value)
    : number(value, { notation: 'compact', maximumFractionDigits: 2 });
}

const oneDigit = ({ number }: Formats, value: number) =>
  number(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** The share by which a count moved, in percent. */
function growth(now: number, before: number): Change | undefined {
  return before === 0
    ? undefined
    : changeOf(((now - before) / before) * 100, 0);
}

const TotalCard = ({ metrics }: { metrics: Metrics }) => {
  const t = useTexts();
  const formats = useFormats();
  const { total_tests, successful_tests, failed_tests, cancelled_tests } =
    metrics;
  return (
    <MetricCard
      title={t('dashboard.card.total')}
      help={t('dashboard.card.totalHelp')}
      value={shortNumber(formats, total_tests)}
      exact={formats.number(total_tests)}
      change={
        <ChangeNote
          change={growth(total_tests, metrics.previous.total_tests)}
          up={amount =>
            t('dashboard.change.more', { amount: formats.percent(amount, 0) })
          }
          down={amount =>
            t('dashboard.change.fewer', { amount: formats.percent(amount, 0) })
          }
        />
      }
    >
      {t('dashboard.card.ended', {
        succeeded: shortNumber(formats, successful_tests),
        failed: shortNumber(formats, failed_tests),
        cancelled: shortNumber(formats, cancelled_tests),
      })}
    </MetricCard>
  );
};

const RateCard = ({ metrics }: { metrics: Metrics }) => {
  const t = useTexts();
  const formats = useFormats();
  const { success_rate, failed_tests, previous } = metrics;
  return (
    <MetricCard
      title={t('dashboard.card.rate')}
      help={t('dashboard.card.rateHelp')}
      value={success_rate === null ? NONE : formats.percent(success_rate)}
      change={
        <ChangeNote
          change={changeOf(
            success_rate,
            previous.success_rate,
            'up',
            SMALLEST.points,
          )}
          up={amount =>
            t('dashboard.change.pointsMore', {
              amount: oneDigit(formats, amount),
            })
          }
          down={amount =>
            t('dashboard.change.pointsFewer', {
              amount: oneDigit(formats, amount),
            })
          }
        />
      }
    >
      {t('dashboard.card.failed', {
        failed: shortNumber(formats, failed_tests),
        before: shortNumber(formats, previous.failed_tests),
      })}
    </MetricCard>
  );
};

const TimeCard = ({ metrics }: { metrics: Metrics }) => {
  const t = useTexts();
  const { duration } = useFormats();
  const { average_execution_time_ms, p50, p95, p99, previous } = metrics;
  return (
    <MetricCard
      title={t('dashboard.card.time')}
      help={t('dashboard.card.timeHelp')}
      value={duration(average_execution_time_ms)}
      change={
        <ChangeNote
          change={changeOf(
            average_execution_time_ms,
            previous.average_execution_time_ms,
            'down',
            SMALLEST.millis,
          )}
          up={amount =>
            t('dashboard.change.slower', { amount: duration(amount) })
          }
          down={amount =>
            t('dashboard.change.faster', { amount: duration(amount) })
          }
        />
      }
    >
      {t('dashboard.card.percentiles', {
        p50: duration(p50),
        p95: duration(p95),
        p99: duration(p99),
      })}
    </MetricCard>
  );
};

const SpamCard = ({ metrics }: { metrics: Metrics }) => {
  const t = useTexts();
  const formats = useFormats();
  const { average_spam_score, previous } = metrics;
  return (
    <MetricCard
      title={t('dashboard.card.spam')}
      help={t('dashboard.card.spamHelp')}
      value={
        average_spam_score === null
          ? NONE
          : oneDigit(formats, average_spam_score)
      }
      change={
        <ChangeNote
          change={changeOf(
            average_spam_score,
            previous.average_spam_score,
            'down',
            SMALLEST.score,
          )}
          up={amount =>
            t('dashboard.change.higher', { amount: oneDigit(formats, amount) })
          }
          down={amount =>
            t('dashboard.change.lower', { amount: oneDigit(formats, amount) })
          }
        />
      }
    >
      {t('dashboard.card.spamScale')}
    </MetricCard>
  );
};

/** The four figures of a period, each with how it moved. */
export const MetricCards = ({ metrics }: { metrics: Metrics }) => (
  <div className={useStyles().root}>
    <TotalCard metrics={metrics} />
    <RateCard metrics={metrics} />
    <TimeCard metrics={metrics} />
    <SpamCard metrics={metrics} />
  </div>
);
