/* No way into the plugin goes around the declared routes. */
import { mockServices } from '@backstage/backend-test-utils';
import { Router } from 'express';
import { z } from 'zod';
import { createRouter } from './createRouter';
import { PermissionGuard } from './PermissionGuard';
import { Routes, RouteSpec } from './Routes';

function emptyRoutes() {
  return new Routes({
    httpAuth: mockServices.httpAuth(),
    guard: new PermissionGuard({
      auth: mockServices.auth(),
      permissions: mockServices.permissions.mock(),
    }),
    audit: { run: (_, work) => work(async () => {}) },
    limits: { count: async () => {} },
  });
}

interface Layer {
  name: string;
  handle: Partial<Router>;
  route?: { path: string; methods: Record<string, boolean> };
}

/** Everything that the router answers. */
function answered(router: Partial<Router>): string[] {
  return (router.stack as unknown as Layer[]).flatMap(({ route, handle }) => {
    if (!route) return handle.stack ? answered(handle) : [];
    return Object.keys(route.methods).map(method => `${method} ${route.path}`);
  });
}

const spec = {
  method: 'get',
  path: '/things',
  summary: 'Things',
  answers: z.object({}),
  handle: async () => ({}),
} as const;

it('answers the declared routes, the socket, and nothing else', () => {
  const routes = emptyRoutes();
  routes.add({ ...spec, permission: 'view_test_results' });
  const router = createRouter({
    routes,
    live: { connect: async () => {} } as never,
    refusedSockets: { run: async () => {} } as never,
    version: '1.0.0',
    serverUrl: 'http://localhost:7007',
    role: 'all',
  });
  expect(answered(router)).toEqual([
    'get /v1/ws',
    'get /things',
    'get /openapi.json',
  ]);
  expect(routes.specs.map(({ path }) => path)).toEqual([
    '/things',
    '/openapi.json',
  ]);
});

it('does not compile with a route that says no permission', () => {
  const declared: RouteSpec['permission'][] = [
    'view_test_results',
    ['view_test_results', 'manage_leads'],
    'signed-in',
    // @ts-expect-error none at all
    undefined,
    // @ts-expect-error none of several
    [],
    // @ts-expect-error one that is not there
    'view_everything',
    // @ts-expect-error signed-in beside others, which it would make pointless
    ['signed-in', 'manage_leads'],
  ];
  expect(declared).toHaveLength(7);
  // @ts-expect-error left out
  const undeclared: RouteSpec = spec;
  expect(undeclared.permission).toBeUndefined();
});
