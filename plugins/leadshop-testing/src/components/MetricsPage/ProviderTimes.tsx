import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import type { ProviderFigures } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { ChartView, lineLook, useMomentText } from '../Charts';

const HEIGHT = 160;
const PERCENTILES = ['p50', 'p95', 'p99'] as const;

const useStyles = makeStyles(theme => ({
  root: { minWidth: 0 },
  heading: {
    margin: theme.spacing(0, 0, 1),
    fontSize: theme.typography.pxToRem(14),
    fontWeight: 600,
  },
}));

/** How long the calls of a provider took, and how many failed, over time. */
export const ProviderTimes = ({
  figures,
  name,
  days,
}: {
  figures: ProviderFigures;
  name: string;
  days: number;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const theme: Theme = useTheme();
  const { duration, number } = useFormats();
  const momentText = useMomentText(days);
  const lines = PERCENTILES.map((key, index) => ({
    key,
    title: key,
    ...lineLook(theme)[index],
  }));
  return (
    <div className={classes.root}>
      <h4 className={classes.heading}>{name}</h4>
      <ChartView
        name={t('metrics.providers.chart', { name })}
        summary={t('metrics.providers.chartSummary', {
          name,
          p50: duration(figures.p50),
          p95: duration(figures.p95),
          p99: duration(figures.p99),
          errors: number(figures.errors),
          calls: number(figures.calls),
        })}
        height={HEIGHT}
        figures={{
          columns: [
            t('metrics.chart.time'),
            ...PERCENTILES,
            t('metrics.providers.calls'),
            t('metrics.providers.errors'),
          ],
          rows: figures.timeline.map(slice => ({
            key: slice.at,
            cells: [
              momentText(Date.parse(slice.at)),
              ...PERCENTILES.map(key => duration(slice[key])),
              number(slice.calls),
              number(slice.errors),
            ],
          })),
        }}
      >
        {({ Lines }) => (
          <Lines
            points={figures.timeline.map(({ at, p50, p95, p99 }) => ({
              at: Date.parse(at),
              p50,
              p95,
              p99,
            }))}
            lines={lines}
            momentText={momentText}
            valueText={value => duration(value)}
          />
        )}
      </ChartView>
    </div>
  );
};
