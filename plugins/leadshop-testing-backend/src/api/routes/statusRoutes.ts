import { systemStatusSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { StatusReader } from '../../health/StatusReader';
import { PermissionGuard } from '../PermissionGuard';
import { Routes } from '../Routes';

/** `GET /status`. */
export function addStatusRoutes(
  routes: Routes,
  options: {
    status: StatusReader;
    guard: PermissionGuard;
  },
): void {
  const { status, guard } = options;

  routes.add({
    method: 'get',
    path: '/status',
    summary: 'How the pipeline is',
    description:
      'Counts are of the current UTC day. `system_metrics` and `components` are there only for who has view_system_metrics.',
    permission: 'view_test_results',
    answers: systemStatusSchema,
    async handle({ credentials }) {
      const whole = await status.read();
      if (await guard.has(credentials, 'view_system_metrics')) return whole;
      const { system_metrics: _, components: __, ...counts } = whole;
      return counts;
    },
  });
}
