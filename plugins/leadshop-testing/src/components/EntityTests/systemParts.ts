import {
  COMPONENT_SLUGS,
  COMPONENTS,
  MEASURED_BY,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ComponentSlug,
  ComponentStatus,
  Metrics,
  StepStatistics,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** A part of the system, with what is known of it. */
export interface SystemPart {
  component: ComponentSlug;
  title: string;
  /** Undefined for those who may not see it. */
  status?: ComponentStatus;
  /** Undefined when no test of the period exercised it. */
  step?: StepStatistics;
}

/** The thirteen parts, in the order of the pipeline. */
export function systemParts(
  metrics: Pick<Metrics, 'step_statistics'>,
  status: Pick<SystemStatus, 'components'> | undefined,
): SystemPart[] {
  return COMPONENT_SLUGS.map(component => {
    const called = MEASURED_BY[component] ?? component;
    return {
      component,
      title: COMPONENTS[component],
      status: status?.components?.find(({ name }) => name === component)
        ?.status,
      step: metrics.step_statistics.find(
        step => step.component === called && step.total > 0,
      ),
    };
  });
}
