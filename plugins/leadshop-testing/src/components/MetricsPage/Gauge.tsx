import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import type { SystemSample } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Formats, useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { ChartView, lineLook, useMomentText } from '../Charts';

const HEIGHT = 160;
const NONE = '–';

type Unit = 'percent' | 'millis' | 'count';

interface GaugeLine {
  key: Exclude<keyof SystemSample, 'at'>;
  /** Tells it from the other lines of its gauge. */
  title?:
    | 'process'
    | 'container'
    | 'lagP99'
    | 'lagHighest'
    | 'connectionsAll'
    | 'poolUsed'
    | 'poolPending';
}

interface GaugeKind {
  name: Extract<
    keyof SystemSample,
    | 'cpu_usage'
    | 'memory_usage'
    | 'event_loop_lag'
    | 'database_connections'
    | 'queue_depth'
    | 'queue_oldest_age'
    | 'sockets'
  >;
  unit: Unit;
  lines: readonly GaugeLine[];
}

/** What is sampled, and in which unit; what belongs together has one chart. */
export const GAUGES: readonly GaugeKind[] = [
  {
    name: 'cpu_usage',
    unit: 'percent',
    lines: [
      { key: 'cpu_usage', title: 'process' },
      { key: 'container_cpu_usage', title: 'container' },
    ],
  },
  {
    name: 'memory_usage',
    unit: 'percent',
    lines: [
      { key: 'memory_usage', title: 'process' },
      { key: 'container_memory_usage', title: 'container' },
    ],
  },
  {
    name: 'event_loop_lag',
    unit: 'millis',
    lines: [
      { key: 'event_loop_lag', title: 'lagP99' },
      { key: 'event_loop_lag_max', title: 'lagHighest' },
    ],
  },
  {
    name: 'database_connections',
    unit: 'count',
    lines: [
      { key: 'database_connections', title: 'connectionsAll' },
      { key: 'database_pool_used', title: 'poolUsed' },
      { key: 'database_pool_pending', title: 'poolPending' },
    ],
  },
  { name: 'queue_depth', unit: 'count', lines: [{ key: 'queue_depth' }] },
  {
    name: 'queue_oldest_age',
    unit: 'millis',
    lines: [{ key: 'queue_oldest_age' }],
  },
  { name: 'sockets', unit: 'count', lines: [{ key: 'sockets' }] },
];

const useStyles = makeStyles(theme => ({
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

/** One chart of the system's load; a line that was never measured is left out. */
export const Gauge = ({
  gauge,
  samples,
  newest,
  days,
}: {
  gauge: GaugeKind;
  /** Not a mean, as the samples of a long period are; null: none came lately. */
  newest: SystemSample | null;
  samples: SystemSample[];
  days: number;
}) => {
  const { name, unit } = gauge;
  const classes = useStyles();
  const t = useTexts();
  const theme: Theme = useTheme();
  const formats = useFormats();
  const momentText = useMomentText(days);
  const text = (value: number | null | undefined) =>
    valueText(formats, unit, value);
  const title = t(`metrics.system.${name}`);
  const lines = gauge.lines
    .filter(
      ({ key }, index) =>
        index === 0 || samples.some(sample => sample[key] !== null),
    )
    .map((line, index) => ({
      key: line.key,
      title: line.title ? t(`metrics.system.${line.title}`) : title,
      ...lineLook(theme)[index],
      scale: unit === 'percent' ? ('percent' as const) : undefined,
    }));
  const known = [...samples, ...(newest ? [newest] : [])].flatMap(
    sample => sample[name] ?? [],
  );
  const now = text(newest?.[name]);
  const peak = text(known.length > 0 ? Math.max(...known) : null);
  return (
    <div className={classes.gauge}>
      <h4 className={classes.heading}>
        {title}
        <span className={classes.now}>
          {t('metrics.system.now', { value: now })} ·{' '}
          {t('metrics.system.peak', { value: peak })}
        </span>
      </h4>
      <ChartView
        name={title}
        summary={[
          t('metrics.system.lineSummary', { name: title, now, peak }),
          ...lines.slice(1).map(line =>
            t('metrics.system.nowOf', {
              line: line.title,
              value: text(newest?.[line.key]),
            }),
          ),
        ].join(' ')}
        height={HEIGHT}
        figures={{
          columns: [t('metrics.chart.time'), ...lines.map(line => line.title)],
          rows: samples.map(sample => ({
            key: sample.at,
            cells: [
              momentText(Date.parse(sample.at)),
              ...lines.map(line => text(sample[line.key])),
            ],
          })),
        }}
      >
        {({ Lines }) => (
          <Lines
            points={samples.map(sample => ({
              at: Date.parse(sample.at),
              ...Object.fromEntries(
                lines.map(({ key }) => [key, sample[key]] as const),
              ),
            }))}
            lines={lines}
            momentText={momentText}
            valueText={text}
          />
        )}
      </ChartView>
    </div>
  );
};
