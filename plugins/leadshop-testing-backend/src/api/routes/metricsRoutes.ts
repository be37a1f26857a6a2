import {
  componentResultsQuerySchema,
  componentResultsSchema,
  metricsQuerySchema,
  metricsSchema,
  systemMetricsQuerySchema,
  systemMetricsSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';
import { ComponentReader } from '../../health/ComponentReader';
import { MetricsReader } from '../../health/MetricsReader';
import { PerformanceReader } from '../../health/PerformanceReader';
import { SystemMetricsReader } from '../../health/SystemMetricsReader';
import { PermissionGuard } from '../PermissionGuard';
import { Routes } from '../Routes';

const MODES =
  'Live and sandbox are never mixed; tests that called no provider, such as those cancelled while they waited, are in both. A test counts, with its steps, in the hour in which it ended. Percentiles have a relative error of 1 percent at most.';

/** `GET /metrics`, `GET /system-metrics` and `GET /components/{name}/results`. */
export function addMetricsRoutes(
  routes: Routes,
  options: {
    metrics: MetricsReader;
    performance: PerformanceReader;
    systemMetrics: SystemMetricsReader;
    componentResults: ComponentReader;
    guard: PermissionGuard;
  },
): void {
  const { metrics, performance, systemMetrics, componentResults, guard } =
    options;

  routes.add({
    method: 'get',
    path: '/metrics',
    summary: 'What the tests of a period came to',
    description: `${MODES} \`performance\` is there only for who has view_system_metrics.`,
    permission: 'view_test_results',
    query: metricsQuerySchema,
    answers: metricsSchema,
    problems: [503],
    async handle({ query, credentials }) {
      const figures = await metrics.read(query);
      return (await guard.has(credentials, 'view_system_metrics'))
        ? { ...figures, performance: await performance.read(figures) }
        : figures;
    },
  });

  routes.add({
    method: 'get',
    path: '/system-metrics',
    summary: 'How the system was, and how calls of providers went',
    description:
      'Samples of all replicas, averaged; of `event_loop_lag_max` and `queue_oldest_age` the highest. Percentages are of the limits of the container where it has any. Calls of live providers and of the sandbox are never mixed; a call that an open circuit refused is no call.',
    permission: 'view_system_metrics',
    query: systemMetricsQuerySchema,
    answers: systemMetricsSchema,
    handle: ({ query }) => systemMetrics.read(query),
  });

  routes.add({
    method: 'get',
    path: '/components/:name/results',
    summary: 'What tests say of one component',
    description: `${MODES} Email Formatter and Report Builder are measured by the same step.`,
    permission: 'view_test_results',
    params: z.object({ name: z.string() }),
    query: componentResultsQuerySchema,
    answers: componentResultsSchema,
    problems: [404, 503],
    handle: ({ params, query }) => componentResults.read(params.name, query),
  });
}
