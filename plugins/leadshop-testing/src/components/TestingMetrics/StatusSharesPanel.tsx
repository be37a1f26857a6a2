import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Metrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { historyRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { ChartView } from '../Charts';
import { Panel } from '../Panel';
import { StatusLabel, statusColor } from '../StatusLabel';
import { ChartNote } from './ChartNote';

const HEIGHT = 240;

const useStyles = makeStyles(theme => ({
  legend: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    margin: 0,
    padding: 0,
    listStyle: 'none',
    fontSize: theme.typography.pxToRem(14),
  },
  item: { display: 'flex', gap: theme.spacing(1), alignItems: 'center' },
  count: {
    fontVariantNumeric: 'tabular-nums',
    color: theme.palette.text.secondary,
  },
}));

/** How the tests of a period ended. */
export const StatusSharesPanel = ({ metrics }: { metrics: Metrics }) => {
  const classes = useStyles();
  const t = useTexts();
  const theme: Theme = useTheme();
  const { number, percent, list } = useFormats();
  const historyLink = useRouteRef(historyRouteRef);
  const title = t('dashboard.shares.title');
  const present = metrics.status_distribution.filter(({ count }) => count > 0);
  const total = present.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) {
    return (
      <Panel title={title}>
        <ChartNote>{t('dashboard.shares.empty')}</ChartNote>
      </Panel>
    );
  }
  const shares = present.map(({ status, count }) => ({
    status,
    value: count,
    name: t(`words.testStatus.${status}`),
    count: number(count),
    percent: percent((count / total) * 100),
    color: statusColor(theme, status),
    address: `${historyLink()}?${new URLSearchParams({
      status,
      provider_mode: metrics.provider_mode,
    })}`,
  }));
  return (
    <Panel title={title}>
      <ChartView
        name={title}
        summary={t('dashboard.shares.summary', {
          shares: list(
            shares.map(share =>
              t('dashboard.shares.share', {
                status: share.name,
                tests: share.count,
                percent: share.percent,
              }),
            ),
          ),
        })}
        height={HEIGHT}
        figures={{
          columns: [
            t('dashboard.shares.status'),
            t('dashboard.shares.tests'),
            t('dashboard.shares.percent'),
          ],
          rows: shares.map(share => ({
            key: share.status,
            cells: [share.name, share.count, share.percent],
          })),
        }}
        note={
          <ul className={classes.legend}>
            {shares.map(share => (
              <li key={share.status} className={classes.item}>
                <Link to={share.address}>
                  <StatusLabel status={share.status} text={share.name} />
                </Link>
                <span className={classes.count}>
                  {share.count} · {share.percent}
                </span>
              </li>
            ))}
          </ul>
        }
      >
        {({ Shares }) => (
          <Shares
            shares={shares.map(share => ({ ...share, figure: share.percent }))}
          />
        )}
      </ChartView>
    </Panel>
  );
};
