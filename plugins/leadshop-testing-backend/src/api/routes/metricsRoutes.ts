import {
  metricsQuerySchema,
  metricsSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { MetricsReader } from '../../health/MetricsReader';
import { Routes } from '../Routes';

/** `GET /metrics`. */
export function addMetricsRoutes(
  routes: Routes,
  options: { metrics: MetricsReader },
): void {
  const { metrics } = options;

  routes.add({
    method: 'get',
    path: '/metrics',
    summary: 'What the tests of a period came to',
    description:
      'Live and sandbox are never mixed; tests that called no provider, such as those cancelled while they waited, are in both. A test counts in the hour in which it ended. Percentiles have a relative error of `percentile_error` at most. `performance` is there only for who has view_system_metrics.',
    permission: 'view_test_results',
    query: metricsQuerySchema,
    answers: metricsSchema,
    problems: [503],
    handle: ({ query }) => metrics.read(query),
  });
}
