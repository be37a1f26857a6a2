import type { Metrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { Panel } from '../Panel';
import { periodText } from '../Period';
import { ChartNote } from '../TestingMetrics';
import { OutcomesChart } from './OutcomesChart';

/** When tests ended, and how. */
export const TestsOverTime = ({ metrics }: { metrics: Metrics }) => {
  const t = useTexts();
  const { number } = useFormats();
  const title = t('metrics.tests.title');
  return (
    <Panel title={title}>
      {metrics.total_tests === 0 ? (
        <ChartNote>{t('metrics.tests.empty')}</ChartNote>
      ) : (
        <OutcomesChart
          name={title}
          summary={t('metrics.tests.summary', {
            period: periodText(t, metrics.period_days),
            succeeded: number(metrics.successful_tests),
            failed: number(metrics.failed_tests),
          })}
          days={metrics.period_days}
          slices={metrics.hourly_distribution.map(slice => ({
            ...slice,
            succeeded: slice.successful,
          }))}
        />
      )}
    </Panel>
  );
};
