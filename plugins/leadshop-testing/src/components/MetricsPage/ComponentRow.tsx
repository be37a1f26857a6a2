import Button from '@material-ui/core/Button';
import Skeleton from '@material-ui/lab/Skeleton';
import { useSearchParams } from 'react-router-dom';
import { Link } from '@backstage/core-components';
import type { ComponentResults } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { problemText } from '../../api';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { useComponentChecks } from '../ComponentChecks';
import { useListTableStyles } from '../ListTable';
import { Period } from '../Period';
import { useOutdatedStyles } from '../TestingMetrics';
import { faultsOf } from './faults';
import { TrendNote } from './TrendNote';
import { useComponentResults } from './useComponentResults';

/** The columns of the table; all but the first two come from the results. */
export const COLUMNS = [
  'component',
  'uptime',
  'rate',
  'p50',
  'p95',
  'faults',
  'trend',
] as const;
const RESULT_COLUMNS = COLUMNS.length - 2;
const NONE = '–';

const Cells = ({ results }: { results: ComponentResults }) => {
  const table = useListTableStyles();
  const t = useTexts();
  const { duration, number, percent, list } = useFormats();
  const faults = faultsOf(results);
  if (results.total === 0) {
    return (
      <td colSpan={RESULT_COLUMNS} className={table.small}>
        {t('metrics.components.unused')}
      </td>
    );
  }
  return (
    <>
      <td className={table.number}>
        {results.success_rate === null ? NONE : percent(results.success_rate)}
      </td>
      <td className={table.number}>{duration(results.p50)}</td>
      <td className={table.number}>{duration(results.p95)}</td>
      <td className={table.short}>
        {faults.length === 0
          ? t('metrics.components.noFaults')
          : list(
              faults.map(([fault, count]) =>
                t('metrics.components.fault', {
                  fault: t(`words.fault.${fault}`),
                  failures: number(count),
                }),
              ),
            )}
      </td>
      <td className={table.short}>
        <TrendNote results={results} />
      </td>
    </>
  );
};

/** The share of checks that succeeded; the drawer says why there is none. */
const Uptime = ({ name, days }: { name: string; days: number }) => {
  const table = useListTableStyles();
  const { percent } = useFormats();
  const { value } = useComponentChecks(name, days);
  const uptime = value?.uptime ?? null;
  return (
    <td className={table.number}>{uptime === null ? NONE : percent(uptime)}</td>
  );
};

/** How a component did in the period. It loads and fails by itself. */
export const ComponentRow = ({
  name,
  title,
  period,
}: {
  name: string;
  title: string;
  period: Period;
}) => {
  const t = useTexts();
  const outdated = useOutdatedStyles();
  const [params] = useSearchParams();
  const results = useComponentResults(name, period);
  const address = new URLSearchParams(params);
  address.set('component', name);
  return (
    <tr
      className={results.outdated ? outdated.outdated : undefined}
      aria-busy={results.loading || results.outdated}
    >
      <th scope="row">
        <Link to={`?${address}`}>{title}</Link>
      </th>
      <Uptime name={name} days={period.days} />
      {results.loading && (
        <td colSpan={RESULT_COLUMNS}>
          <Skeleton aria-label={t('metrics.components.loading', { title })} />
        </td>
      )}
      {results.error && !results.value && (
        <td colSpan={RESULT_COLUMNS}>
          {t('metrics.components.failed', {
            reason: problemText(t, results.error),
          })}{' '}
          <Button size="small" onClick={results.reload}>
            {t('words.retry')}
          </Button>
        </td>
      )}
      {results.value && <Cells results={results.value} />}
    </tr>
  );
};
