import { Theme, useTheme } from '@material-ui/core/styles';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { ChartView, useMomentText } from '../Charts';
import { statusColor } from '../StatusLabel';

const HEIGHT = 200;

/** What ended in a slice of the period. */
export interface OutcomeSlice {
  from: string;
  succeeded: number;
  failed: number;
  p50: number | null;
  p95: number | null;
}

/** How many succeeded and failed over time. */
export const OutcomesChart = ({
  name,
  summary,
  slices,
  days,
}: {
  name: string;
  summary: string;
  slices: OutcomeSlice[];
  days: number;
}) => {
  const t = useTexts();
  const theme: Theme = useTheme();
  const { number, duration } = useFormats();
  const momentText = useMomentText(days);
  return (
    <ChartView
      name={name}
      summary={summary}
      height={HEIGHT}
      figures={{
        columns: [
          t('metrics.chart.time'),
          t('metrics.tests.succeeded'),
          t('metrics.tests.failed'),
          t('metrics.tests.p50'),
          t('metrics.tests.p95'),
        ],
        rows: slices.map(slice => ({
          key: slice.from,
          cells: [
            momentText(Date.parse(slice.from)),
            number(slice.succeeded),
            number(slice.failed),
            duration(slice.p50),
            duration(slice.p95),
          ],
        })),
      }}
    >
      {({ StackedBars }) => (
        <StackedBars
          points={slices.map(({ from, succeeded, failed }) => ({
            at: Date.parse(from),
            succeeded,
            failed,
          }))}
          stacks={[
            {
              key: 'succeeded',
              title: t('metrics.tests.succeeded'),
              color: statusColor(theme, 'success'),
            },
            {
              key: 'failed',
              title: t('metrics.tests.failed'),
              color: statusColor(theme, 'failed'),
            },
          ]}
          momentText={momentText}
          valueText={value => number(value)}
        />
      )}
    </ChartView>
  );
};
