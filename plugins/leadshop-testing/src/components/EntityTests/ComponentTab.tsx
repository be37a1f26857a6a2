import HelpIcon from '@material-ui/icons/HelpOutline';
import { COMPONENTS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ComponentSlug } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGate } from '../../permissions';
import { useTexts } from '../../translation';
import { ComponentChecks } from '../ComponentChecks';
import { ComponentDetails, useComponentResults } from '../MetricsPage';
import { EmptyNote, Panel } from '../Panel';
import { ModeChoice, PeriodChoice, usePeriod } from '../Period';
import { SandboxBadge } from '../SandboxBadge';
import { useOutdatedStyles } from '../TestingMetrics';
import { TestsPanel } from './TestsPanel';
import { useTabStyles } from './useTabStyles';

/** True for the slug of one of LeadShop's own components. */
export function isComponentSlug(name: string): name is ComponentSlug {
  return Object.hasOwn(COMPONENTS, name);
}

/** Says that an annotation names no component. */
export const UnknownComponent = ({ name }: { name: string }) => {
  const t = useTexts();
  return (
    <EmptyNote icon={HelpIcon} title={t('entity.tab.unknownTitle')}>
      {t('entity.tab.unknown', { name })}
    </EmptyNote>
  );
};

/** How a component did in tests, and the tests that exercised it. */
export const ComponentTab = ({ component }: { component: ComponentSlug }) => {
  const classes = useTabStyles();
  const outdated = useOutdatedStyles();
  const t = useTexts();
  const period = usePeriod();
  const results = useComponentResults(component, period);
  return (
    <div className={classes.parts}>
      <Panel
        title={t('entity.tab.step', { component: COMPONENTS[component] })}
        action={
          <div className={classes.choices}>
            <SandboxBadge mode={results.value?.provider_mode ?? null} />
            <ModeChoice period={period} metrics={results.value} />
            <PeriodChoice period={period} />
          </div>
        }
        loading={results.loading}
        skeletonLines={8}
        error={results.error}
        onRetry={results.reload}
      >
        {results.value && (
          <div
            className={results.outdated ? outdated.outdated : undefined}
            aria-busy={results.outdated}
          >
            <ComponentDetails results={results.value} />
          </div>
        )}
      </Panel>
      <PermissionGate permission="view_system_metrics">
        <Panel title={t('metrics.checks.title')}>
          <ComponentChecks name={component} days={period.days} untitled />
        </Panel>
      </PermissionGate>
      <TestsPanel filter={{ component }} />
    </div>
  );
};
