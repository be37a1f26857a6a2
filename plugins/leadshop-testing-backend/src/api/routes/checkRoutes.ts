import {
  componentChecksQuerySchema,
  componentChecksSchema,
  componentListSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';
import { ChecksReader } from '../../checks';
import { StatusReader } from '../../health/StatusReader';
import { Routes } from '../Routes';

/** `GET /components` and `GET /components/{name}/checks`. */
export function addCheckRoutes(
  routes: Routes,
  options: { status: StatusReader; checks: ChecksReader },
): void {
  const { status, checks } = options;

  routes.add({
    method: 'get',
    path: '/components',
    summary: 'How the components are',
    description:
      'The same as `components` of `/status`: the worse of what checks and real tests say, with the uptime of the last 24 hours.',
    permission: 'view_system_metrics',
    answers: componentListSchema,
    async handle() {
      const { components = [], timestamp } = await status.read();
      return { checks_enabled: checks.enabled, components, timestamp };
    },
  });

  routes.add({
    method: 'get',
    path: '/components/:name/checks',
    summary: 'What checks say of one component over time',
    description:
      'Checks are light calls in regular intervals, and never part of the figures of tests. Live and sandbox are never mixed: only checks in the mode of the newest one are counted.',
    permission: 'view_system_metrics',
    params: z.object({ name: z.string() }),
    query: componentChecksQuerySchema,
    answers: componentChecksSchema,
    problems: [404],
    handle: ({ params, query }) => checks.read(params.name, query),
  });
}
