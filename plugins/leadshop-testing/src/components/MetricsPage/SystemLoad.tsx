import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import type {
  Metrics,
  PerformanceSample,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Formats, useFormats } from '../../formats';
import type { Refreshed } from '../../live';
import { useTexts } from '../../translation';
import { ChartView, lineLook, useMomentText } from '../Charts';
import { Panel } from '../Panel';
import { NoSamples, useOutdatedStyles } from '../TestingMetrics';

const HEIGHT = 140;
const NONE = '–';

type Unit = 'percent' | 'millis' | 'count';

/** What is sampled, and in which unit. */
const GAUGES = [
  { key: 'cpu_usage', unit: 'percent' },
  { key: 'memory_usage', unit: 'percent' },
  { key: 'event_loop_lag', unit: 'millis' },
  { key: 'database_connections', unit: 'count' },
  { key: 'queue_depth', unit: 'count' },
  { key: 'sockets', unit: 'count' },
] as const satisfies readonly {
  key: keyof PerformanceSample;
  unit: Unit;
}[];

const useStyles = makeStyles(theme => ({
  grid: {
    display: 'grid',
    gap: theme.spacing(3),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 280px), 1fr))',
  },
  gauge: { minWidth: 0 },
  heading: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    justifyContent: 'space-between',
    gap: theme.spacing(0, 1),
    margin: theme.spacing(0, 0, 1),
    fontSize: theme.typography.pxToRem(14),
    fontWeight: 600,
  },
  now: {
    fontWeight: 400,
    fontSize: theme.typography.pxToRem(13),
    fontVariantNumeric: 'tabular-nums',
    color: theme.palette.text.secondary,
  },
}));

function valueText(
  { percent, duration, number }: Formats,
  unit: Unit,
  value: number | null | undefined,
): string {
  if (value === null || value === undefined) {
    return NONE;
  }
  switch (unit) {
    case 'percent':
      return percent(value, 0);
    case 'millis':
      return duration(value);
    default:
      return number(value, { maximumFractionDigits: 1 });
  }
}

const Gauge = ({
  gauge: { key, unit },
  samples,
  days,
}: {
  gauge: (typeof GAUGES)[number];
  samples: PerformanceSample[];
  days: number;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const theme: Theme = useTheme();
  const formats = useFormats();
  const momentText = useMomentText(days);
  const text = (value: number | null | undefined) =>
    valueText(formats, unit, value);
  const name = t(`metrics.system.${key}`);
  const known = samples.flatMap(sample => sample[key] ?? []);
  const now = text(samples[samples.length - 1][key]);
  const peak = text(known.length > 0 ? Math.max(...known) : null);
  return (
    <div className={classes.gauge}>
      <h4 className={classes.heading}>
        {name}
        <span className={classes.now}>
          {t('metrics.system.now', { value: now })} ·{' '}
          {t('metrics.system.peak', { value: peak })}
        </span>
      </h4>
      <ChartView
        name={name}
        summary={t('metrics.system.lineSummary', { name, now, peak })}
        height={HEIGHT}
        figures={{
          columns: [t('metrics.chart.time'), name],
          rows: samples.map(sample => ({
            key: sample.at,
            cells: [momentText(Date.parse(sample.at)), text(sample[key])],
          })),
        }}
      >
        {({ Lines }) => (
          <Lines
            points={samples.map(sample => ({
              at: Date.parse(sample.at),
              [key]: sample[key],
            }))}
            lines={[
              {
                key,
                title: name,
                color: lineLook(theme)[0].color,
                scale: unit === 'percent' ? 'percent' : undefined,
              },
            ]}
            momentText={momentText}
            valueText={text}
          />
        )}
      </ChartView>
    </div>
  );
};

/** What the backends were loaded with over the period. */
export const SystemLoad = ({ metrics }: { metrics: Refreshed<Metrics> }) => {
  const classes = useStyles();
  const outdated = useOutdatedStyles();
  const t = useTexts();
  const { value } = metrics;
  const samples = value?.performance ?? [];
  return (
    <Panel
      title={t('metrics.system.title')}
      loading={metrics.loading}
      skeletonLines={6}
      error={metrics.error}
      onRetry={metrics.reload}
    >
      {value && samples.length === 0 && <NoSamples sampling={value.sampling} />}
      {value && samples.length > 0 && (
        <div
          className={`${classes.grid} ${
            metrics.outdated ? outdated.outdated : ''
          }`}
          aria-busy={metrics.outdated}
        >
          {GAUGES.map(gauge => (
            <Gauge
              key={gauge.key}
              gauge={gauge}
              samples={samples}
              days={value.period_days}
            />
          ))}
        </div>
      )}
    </Panel>
  );
};
