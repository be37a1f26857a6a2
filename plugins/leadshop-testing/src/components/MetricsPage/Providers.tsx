import { makeStyles } from '@material-ui/core/styles';
import {
  COMPONENTS,
  ComponentSlug,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ProviderFigures,
  SystemMetrics,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import type { Refreshed } from '../../live';
import { TextKey, useTexts } from '../../translation';
import { useListTableStyles } from '../ListTable';
import { Panel } from '../Panel';
import { ChartNote, useOutdatedStyles } from '../TestingMetrics';
import { faultsOf } from './faults';
import { FigureTable } from './FigureTable';
import { ProviderTimes } from './ProviderTimes';

const COLUMNS = [
  'provider',
  'calls',
  'errors',
  'rate',
  'p50',
  'p95',
  'p99',
  'faults',
] as const;

/** Those that are named here; others are components, or a module's own. */
const NAMES: Record<string, TextKey> = {
  s3: 'metrics.providers.names.s3',
  smtp: 'metrics.providers.names.smtp',
  spamd: 'metrics.providers.names.spamd',
  pagespeed: 'metrics.providers.names.pagespeed',
  places: 'metrics.providers.names.places',
  screenshotone: 'metrics.providers.names.screenshotone',
  semrush: 'metrics.providers.names.semrush',
  llm: 'metrics.providers.names.llm',
};

const useStyles = makeStyles(theme => ({
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    minWidth: 0,
  },
  charts: {
    display: 'grid',
    gap: theme.spacing(3),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 280px), 1fr))',
  },
}));

function useProviderName() {
  const t = useTexts();
  return (provider: string) => {
    const known = NAMES[provider];
    return known ? t(known) : COMPONENTS[provider as ComponentSlug] ?? provider;
  };
}

const Row = ({ figures, name }: { figures: ProviderFigures; name: string }) => {
  const table = useListTableStyles();
  const t = useTexts();
  const { number, percent, duration, list } = useFormats();
  const { calls, errors } = figures;
  const faults = faultsOf(figures);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={table.number}>{number(calls)}</td>
      <td className={table.number}>{number(errors)}</td>
      <td className={table.number}>
        {percent(calls === 0 ? 0 : (100 * (calls - errors)) / calls)}
      </td>
      <td className={table.number}>{duration(figures.p50)}</td>
      <td className={table.number}>{duration(figures.p95)}</td>
      <td className={table.number}>{duration(figures.p99)}</td>
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
    </tr>
  );
};

const HEADINGS: Record<(typeof COLUMNS)[number], TextKey> = {
  provider: 'metrics.providers.provider',
  calls: 'metrics.providers.calls',
  errors: 'metrics.providers.errors',
  rate: 'metrics.providers.rate',
  p50: 'metrics.tests.p50',
  p95: 'metrics.tests.p95',
  p99: 'metrics.providers.p99',
  faults: 'metrics.providers.faults',
};

/** How calls of the outside services went: in figures, and over time. */
export const Providers = ({ system }: { system: Refreshed<SystemMetrics> }) => {
  const classes = useStyles();
  const outdated = useOutdatedStyles();
  const t = useTexts();
  const nameOf = useProviderName();
  const { value } = system;
  return (
    <Panel
      title={t('metrics.providers.title')}
      loading={system.loading}
      skeletonLines={4}
      error={system.error}
      onRetry={system.reload}
    >
      <ChartNote>{t('metrics.providers.help')}</ChartNote>
      {value && value.providers.length === 0 && (
        <ChartNote>{t('metrics.providers.none')}</ChartNote>
      )}
      {value && value.providers.length > 0 && (
        <div
          className={`${classes.stack} ${
            system.outdated ? outdated.outdated : ''
          }`}
          aria-busy={system.outdated}
        >
          <FigureTable
            caption={t('metrics.providers.caption')}
            columns={COLUMNS.map(name => ({
              name,
              title: t(HEADINGS[name]),
              figures: name !== 'provider' && name !== 'faults',
            }))}
          >
            {value.providers.map(figures => (
              <Row
                key={figures.provider}
                figures={figures}
                name={nameOf(figures.provider)}
              />
            ))}
          </FigureTable>
          <div className={classes.charts}>
            {value.providers.map(figures => (
              <ProviderTimes
                key={figures.provider}
                figures={figures}
                name={nameOf(figures.provider)}
                days={value.period_days}
              />
            ))}
          </div>
        </div>
      )}
    </Panel>
  );
};
