import { ReactNode, useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import Skeleton from '@material-ui/lab/Skeleton';
import { useTexts } from '../../translation';
import { ChartBoundary } from './ChartBoundary';
import { ChartFigures, ChartTable } from './ChartTable';
import { DrawnCharts, useDrawnCharts } from './useDrawnCharts';

const useStyles = makeStyles(theme => ({
  root: { margin: 0, minWidth: 0 },
  // What is drawn never makes its place wider
  drawing: { position: 'relative', minWidth: 0, '& > *': { minWidth: 0 } },
  more: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    marginTop: theme.spacing(1),
    fontSize: theme.typography.pxToRem(13),
  },
  toggle: {
    marginLeft: 'auto',
    textTransform: 'none',
    color: theme.palette.text.secondary,
  },
}));

/**
 * A chart in three ways: drawn, in a sentence for those who cannot see it, and
 * as a table for those who want the figures. Without what draws it, there is
 * the table.
 */
export const ChartView = ({
  name,
  summary,
  figures,
  height,
  children,
  note,
}: {
  name: string;
  /** What the chart shows, in a sentence. */
  summary: string;
  figures: ChartFigures;
  height: number;
  children: (charts: DrawnCharts) => ReactNode;
  /** What stands below the chart. */
  note?: ReactNode;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const charts = useDrawnCharts();
  const [open, setOpen] = useState(false);
  const tableName = t('metrics.chart.nameOfTable', { name });
  const table = <ChartTable name={tableName} figures={figures} />;
  const failed = (
    <>
      <Alert
        severity="warning"
        action={
          charts.error && (
            <Button color="inherit" size="small" onClick={charts.retry}>
              {t('words.retry')}
            </Button>
          )
        }
      >
        {t('metrics.chart.failed')}
      </Alert>
      {table}
    </>
  );
  if (charts.error && !charts.loading) {
    return <figure className={classes.root}>{failed}</figure>;
  }
  return (
    <figure className={classes.root}>
      <ChartBoundary instead={failed}>
        {charts.value ? (
          <div
            role="img"
            aria-label={summary}
            className={classes.drawing}
            style={{ height }}
          >
            {children(charts.value)}
          </div>
        ) : (
          <div role="status" aria-label={t('metrics.chart.loading')}>
            <Skeleton variant="rect" height={height} />
          </div>
        )}
      </ChartBoundary>
      <div className={classes.more}>
        {note}
        <Button
          size="small"
          className={classes.toggle}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t(open ? 'metrics.chart.hideTable' : 'metrics.chart.showTable')}
        </Button>
      </div>
      {open && table}
    </figure>
  );
};
