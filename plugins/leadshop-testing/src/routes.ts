import { createRouteRef, createSubRouteRef } from '@backstage/core-plugin-api';

/** The dashboard. The same refs serve both frontend systems. */
export const rootRouteRef = createRouteRef({ id: 'leadshop-testing' });

/** One test. */
export const testRouteRef = createSubRouteRef({
  id: 'leadshop-testing:test',
  parent: rootRouteRef,
  path: '/tests/:id',
});

/** All tests that were run. */
export const historyRouteRef = createSubRouteRef({
  id: 'leadshop-testing:history',
  parent: rootRouteRef,
  path: '/history',
});
