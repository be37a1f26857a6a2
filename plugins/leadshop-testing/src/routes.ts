import { createRouteRef, createSubRouteRef } from '@backstage/core-plugin-api';

/** The dashboard. The same refs serve both frontend systems. */
export const rootRouteRef = createRouteRef({ id: 'leadshop-testing' });

/** One test. */
export const testRouteRef = createSubRouteRef({
  id: 'leadshop-testing:test',
  parent: rootRouteRef,
  path: '/tests/:id',
});

/** What changed from one test to another: `?a=<id>&b=<id>`. */
export const compareRouteRef = createSubRouteRef({
  id: 'leadshop-testing:compare',
  parent: rootRouteRef,
  path: '/tests/compare',
});

/** All tests that were run. */
export const historyRouteRef = createSubRouteRef({
  id: 'leadshop-testing:history',
  parent: rootRouteRef,
  path: '/history',
});

/** The stored leads; `?import=new` opens the import. */
export const leadsRouteRef = createSubRouteRef({
  id: 'leadshop-testing:leads',
  parent: rootRouteRef,
  path: '/leads',
});

/** All imports of leads. */
export const importsRouteRef = createSubRouteRef({
  id: 'leadshop-testing:imports',
  parent: rootRouteRef,
  path: '/imports',
});

/** One import of leads. */
export const importRouteRef = createSubRouteRef({
  id: 'leadshop-testing:import',
  parent: rootRouteRef,
  path: '/imports/:id',
});

/** All batches of tests. */
export const batchesRouteRef = createSubRouteRef({
  id: 'leadshop-testing:batches',
  parent: rootRouteRef,
  path: '/batches',
});

/** One batch of tests. */
export const batchRouteRef = createSubRouteRef({
  id: 'leadshop-testing:batch',
  parent: rootRouteRef,
  path: '/batches/:id',
});

/** Roles, audit trail, settings and credentials, each below its name. */
export const adminRouteRef = createSubRouteRef({
  id: 'leadshop-testing:admin',
  parent: rootRouteRef,
  path: '/admin',
});

/** Alerts, their rules, webhooks and dead letters, each below its name. */
export const alertsRouteRef = createSubRouteRef({
  id: 'leadshop-testing:alerts',
  parent: rootRouteRef,
  path: '/alerts',
});

/** How the system does over time; `?component=` opens one component. */
export const metricsRouteRef = createSubRouteRef({
  id: 'leadshop-testing:metrics',
  parent: rootRouteRef,
  path: '/metrics',
});
