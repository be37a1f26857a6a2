import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  Metrics,
  RevenueImpact,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { PermissionGate } from '../../permissions';
import { importRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { Panel } from '../Panel';
import { periodText } from '../Period';
import { AmountList } from './AmountList';
import { ChartNote } from './ChartNote';

const useStyles = makeStyles(theme => ({
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
  },
  total: {
    fontSize: theme.typography.pxToRem(28),
    fontWeight: 600,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  },
  lists: {
    display: 'grid',
    gap: theme.spacing(3),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 180px), 1fr))',
  },
  formula: {
    fontSize: theme.typography.pxToRem(13),
    color: theme.palette.text.secondary,
    overflowWrap: 'anywhere',
  },
}));

const ImportName = ({
  part: { import_id, file_name },
}: {
  part: RevenueImpact['by_import'][number];
}) => {
  const t = useTexts();
  const importLink = useRouteRef(importRouteRef);
  if (!import_id) {
    return <>{t('dashboard.revenue.noImport')}</>;
  }
  if (!file_name) {
    return <>{t('dashboard.revenue.importGone')}</>;
  }
  return (
    <PermissionGate permission="bulk_import_leads" fallback={file_name}>
      <Link to={importLink({ id: import_id })}>{file_name}</Link>
    </PermissionGate>
  );
};

const Lists = ({ impact }: { impact: RevenueImpact }) => {
  const classes = useStyles();
  const t = useTexts();
  const { currency } = impact;
  const tests = (count: number) => t('dashboard.revenue.tests', { count });
  return (
    <div className={classes.lists}>
      <AmountList
        title={t('dashboard.revenue.byComponent')}
        currency={currency}
        amounts={impact.by_component.map(({ name, title, amount }) => ({
          key: name,
          name: title,
          amount,
        }))}
      />
      <AmountList
        title={t('dashboard.revenue.byIndustry')}
        currency={currency}
        amounts={impact.by_industry.map(part => ({
          key: part.industry ?? '',
          name: part.industry ?? t('dashboard.revenue.noIndustry'),
          amount: part.amount,
          detail: tests(part.tests),
        }))}
      />
      <AmountList
        title={t('dashboard.revenue.byImport')}
        currency={currency}
        amounts={impact.by_import.map(part => ({
          key: part.import_id ?? '',
          name: <ImportName part={part} />,
          amount: part.amount,
          detail: tests(part.tests),
        }))}
      />
    </div>
  );
};

/** What the problems that tests found may cost, and how that is calculated. */
export const RevenuePanel = ({ metrics }: { metrics: Metrics }) => {
  const classes = useStyles();
  const t = useTexts();
  const { money } = useFormats();
  const { revenue_impact: impact, previous, period_days } = metrics;
  const { total, currency, other_currencies: others } = impact;
  const more = total - previous.revenue_impact;
  return (
    <Panel title={t('dashboard.revenue.title')}>
      <div className={classes.stack}>
        {total === 0 ? (
          <ChartNote>{t('dashboard.revenue.empty')}</ChartNote>
        ) : (
          <>
            <div>
              <span className={classes.total}>{money(total, currency)}</span>{' '}
              {t('dashboard.revenue.total')}
              {more !== 0 && (
                <Typography variant="body2" color="textSecondary">
                  {t(
                    more > 0
                      ? 'dashboard.revenue.moreBefore'
                      : 'dashboard.revenue.lessBefore',
                    {
                      amount: money(Math.abs(more), currency),
                      period: periodText(t, period_days),
                    },
                  )}
                </Typography>
              )}
            </div>
            <ChartNote>{t('dashboard.revenue.help')}</ChartNote>
            <Lists impact={impact} />
            <details className={classes.formula}>
              <summary>{t('dashboard.revenue.formula')}</summary>
              {impact.formula}
            </details>
          </>
        )}
        {others > 0 && (
          <ChartNote>
            {t('dashboard.revenue.otherCurrencies', { count: others })}
          </ChartNote>
        )}
      </div>
    </Panel>
  );
};
