import { Theme, useTheme } from '@material-ui/core/styles';
import type {
  Metrics,
  PerformanceSample,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { ChartView, lineLook, useMomentText } from '../Charts';
import { Panel } from '../Panel';
import { periodText } from '../Period';
import { NoSamples } from './NoSamples';

const HEIGHT = 260;
const NONE = '–';
const LINES = [
  { key: 'response_time' },
  { key: 'cpu_usage', scale: 'percent' },
  { key: 'memory_usage', scale: 'percent' },
] as const;

const Performance = ({
  samples,
  days,
}: {
  samples: PerformanceSample[];
  days: number;
}) => {
  const t = useTexts();
  const theme: Theme = useTheme();
  const { percent, duration } = useFormats();
  const momentText = useMomentText(days);
  const percentText = (value: number | null) =>
    value === null ? NONE : percent(value, 0);
  const last = samples[samples.length - 1];
  return (
    <ChartView
      name={t('metrics.system.performance')}
      summary={t('metrics.system.summary', {
        period: periodText(t, days),
        response: duration(last.response_time),
        cpu: percentText(last.cpu_usage),
        memory: percentText(last.memory_usage),
      })}
      height={HEIGHT}
      figures={{
        columns: [
          t('metrics.chart.time'),
          ...LINES.map(({ key }) => t(`metrics.system.${key}`)),
        ],
        rows: samples.map(sample => ({
          key: sample.at,
          cells: [
            momentText(Date.parse(sample.at)),
            duration(sample.response_time),
            percentText(sample.cpu_usage),
            percentText(sample.memory_usage),
          ],
        })),
      }}
    >
      {({ Lines }) => (
        <Lines
          points={samples.map(sample => ({
            at: Date.parse(sample.at),
            response_time: sample.response_time,
            cpu_usage: sample.cpu_usage,
            memory_usage: sample.memory_usage,
          }))}
          lines={LINES.map((line, index) => ({
            ...line,
            ...lineLook(theme)[index],
            title: t(`metrics.system.${line.key}`),
          }))}
          momentText={momentText}
          valueText={(value, key) =>
            key === 'response_time' ? duration(value) : percentText(value)
          }
        />
      )}
    </ChartView>
  );
};

/** Response time and load of the system, for those who may see them. */
export const PerformancePanel = ({ metrics }: { metrics: Metrics }) => {
  const t = useTexts();
  const { performance, period_days, sampling } = metrics;
  if (!performance) {
    return null;
  }
  return (
    <Panel
      title={t('metrics.system.performanceOf', {
        period: periodText(t, period_days),
      })}
    >
      {performance.length > 0 ? (
        <Performance samples={performance} days={period_days} />
      ) : (
        <NoSamples sampling={sampling} />
      )}
    </Panel>
  );
};
