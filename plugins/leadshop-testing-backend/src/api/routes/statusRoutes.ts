import {
  meSchema,
  PERMISSION_NAMES,
  RoleName,
  systemStatusSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { StatusReader } from '../../health/StatusReader';
import { PermissionGuard } from '../PermissionGuard';
import { Routes } from '../Routes';

/** `GET /status` and `GET /me`. */
export function addStatusRoutes(
  routes: Routes,
  options: {
    status: StatusReader;
    guard: PermissionGuard;
    rolesOf: (credentials: BackstageCredentials) => Promise<RoleName[]>;
  },
): void {
  const { status, guard, rolesOf } = options;

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

  routes.add({
    method: 'get',
    path: '/me',
    summary: 'Who is calling, and what they may do',
    permission: 'signed-in',
    answers: meSchema,
    async handle({ credentials, principal }) {
      const granted = await guard.granted(credentials);
      return {
        user_ref: principal,
        roles: await rolesOf(credentials),
        permissions: PERMISSION_NAMES.filter(name => granted.has(name)),
      };
    },
  });
}
