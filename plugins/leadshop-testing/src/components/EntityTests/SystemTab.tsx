import { useCallback } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { Link } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { useEntity, useEntityRefLink } from '@backstage/plugin-catalog-react';
import { leadshopTestingApiRef } from '../../api';
import { useFormats } from '../../formats';
import { useRefreshed } from '../../live';
import { historyRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { useComponentEntities } from '../CatalogLink';
import { useListTableStyles } from '../ListTable';
import { Panel } from '../Panel';
import { ModeChoice, PeriodChoice, usePeriod } from '../Period';
import { SandboxBadge } from '../SandboxBadge';
import { SidewaysScroll } from '../SidewaysScroll';
import { StatusLabel } from '../StatusLabel';
import { useMetrics, useOutdatedStyles } from '../TestingMetrics';
import { SystemPart, systemParts } from './systemParts';
import { TestsPanel } from './TestsPanel';
import { useTabStyles } from './useTabStyles';

/** Where the tab of a component is, as the plugin and the README mount it. */
const TAB = '/pipeline-tests';

/** Checks tell of the parts without a test, too. */
const STATUS_EVERY_MS = 60_000;

const useStyles = makeStyles(theme => ({
  table: {
    '& tbody th': {
      fontSize: theme.typography.pxToRem(14),
      color: theme.palette.text.primary,
      border: 0,
    },
    '& tbody tr + tr th': { borderTop: `1px solid ${theme.palette.divider}` },
  },
}));

const PartRow = ({
  part: { title, status, step },
  to,
  withStatus,
}: {
  part: SystemPart;
  to: string;
  withStatus: boolean;
}) => {
  const table = useListTableStyles();
  const t = useTexts();
  const { duration, number, percent } = useFormats();
  return (
    <tr>
      <th scope="row">
        <Link to={to}>{title}</Link>
      </th>
      {withStatus && (
        <td className={table.short}>
          {status && (
            <StatusLabel
              status={status}
              text={t(`words.componentStatus.${status}`)}
            />
          )}
        </td>
      )}
      <td className={table.short}>{step?.title ?? '–'}</td>
      {step ? (
        <>
          <td className={table.number}>{number(step.total)}</td>
          <td className={table.number}>
            {step.success_rate === null ? '–' : percent(step.success_rate)}
          </td>
          <td className={table.number}>{duration(step.p95)}</td>
        </>
      ) : (
        <td colSpan={3} className={table.small}>
          {t('metrics.components.unused')}
        </td>
      )}
    </tr>
  );
};

/** The parts of a system: each with how it is and how its step did. */
export const SystemParts = () => {
  const classes = useStyles();
  const tab = useTabStyles();
  const outdated = useOutdatedStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const { entity } = useEntity();
  const entityLink = useEntityRefLink();
  const historyLink = useRouteRef(historyRouteRef);
  const period = usePeriod();
  const metrics = useMetrics(period);
  // Without it, the figures of tests still say how the parts did
  const status = useRefreshed(
    useCallback(() => api.getStatus(), [api]),
    STATUS_EVERY_MS,
  );
  const entities = useComponentEntities(stringifyEntityRef(entity));
  const parts = metrics.value && systemParts(metrics.value, status.value);
  const withStatus = status.value?.components !== undefined;
  const caption = t('entity.system.caption');

  const linkOf = (component: string) => {
    const ref = entities.get(component);
    return ref
      ? `${entityLink(ref)}${TAB}`
      : `${historyLink()}?${new URLSearchParams({ component })}`;
  };
  const columns = [
    [t('entity.system.part')],
    ...(withStatus ? [[t('entity.system.status')]] : []),
    [t('entity.system.step')],
    [t('entity.system.runs'), table.number],
    [t('metrics.components.rate'), table.number],
    [t('metrics.components.p95'), table.number],
  ];
  return (
    <Panel
      title={t('entity.system.title')}
      action={
        <div className={tab.choices}>
          <SandboxBadge mode={metrics.value?.provider_mode ?? null} />
          <ModeChoice period={period} metrics={metrics.value} />
          <PeriodChoice period={period} />
        </div>
      }
      loading={metrics.loading}
      skeletonLines={13}
      error={metrics.error}
      onRetry={metrics.reload}
      flush
    >
      {parts && (
        <div
          className={metrics.outdated ? outdated.outdated : undefined}
          aria-busy={metrics.outdated}
        >
          <SidewaysScroll name={caption} flush>
            {measured => (
              <table
                ref={measured}
                className={`${table.table} ${classes.table}`}
                aria-label={caption}
              >
                <thead>
                  <tr>
                    {columns.map(([name, look]) => (
                      <th key={name} scope="col" className={look}>
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {parts.map(part => (
                    <PartRow
                      key={part.component}
                      part={part}
                      to={linkOf(part.component)}
                      withStatus={withStatus}
                    />
                  ))}
                </tbody>
              </table>
            )}
          </SidewaysScroll>
        </div>
      )}
    </Panel>
  );
};

/** The parts of a system, and the tests of its pipeline. */
export const SystemTab = ({ pipeline }: { pipeline: string }) => {
  const classes = useTabStyles();
  return (
    <div className={classes.parts}>
      <SystemParts />
      <TestsPanel filter={{ test_type: pipeline }} />
    </div>
  );
};
