import {
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
} from '@backstage/core-plugin-api';
import { createSearchResultListItemExtension } from '@backstage/plugin-search-react';
import {
  PLUGIN_ID,
  SEARCH_TYPES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  importUploadsApiFactory,
  leadshopTestingApiFactory,
  leadshopTestingLiveFactory,
} from './apis';
import { rootRouteRef } from './routes';

/**
 * LeadShop Testing for portals on Backstage's original frontend system.
 *
 * @public
 */
export const leadshopTestingPlugin = createPlugin({
  id: PLUGIN_ID,
  apis: [
    leadshopTestingApiFactory,
    leadshopTestingLiveFactory,
    importUploadsApiFactory,
  ],
  routes: { root: rootRouteRef },
});

/**
 * All pages: the dashboard, single tests and the history.
 *
 * @public
 */
export const LeadshopTestingPage = leadshopTestingPlugin.provide(
  createRoutableExtension({
    name: 'LeadshopTestingPage',
    component: () =>
      import('./components/LeadshopTestingPage').then(
        m => m.LeadshopTestingPage,
      ),
    mountPoint: rootRouteRef,
  }),
);

/**
 * The tab "Pipeline tests" of a catalog entity.
 *
 * @public
 */
export const EntityLeadshopTestsContent = leadshopTestingPlugin.provide(
  createComponentExtension({
    name: 'EntityLeadshopTestsContent',
    component: {
      lazy: () =>
        import('./components/EntityTests').then(
          m => m.EntityLeadshopTestsContent,
        ),
    },
  }),
);

/**
 * The overview card of a catalog entity.
 *
 * @public
 */
export const EntityLeadshopTestsCard = leadshopTestingPlugin.provide(
  createComponentExtension({
    name: 'EntityLeadshopTestsCard',
    component: {
      lazy: () =>
        import('./components/EntityTests').then(m => m.EntityLeadshopTestsCard),
    },
  }),
);

/**
 * A test in the results of the portal's search.
 *
 * @public
 */
export const TestSearchResultListItem = leadshopTestingPlugin.provide(
  createSearchResultListItemExtension({
    name: 'TestSearchResultListItem',
    predicate: ({ type }) => type === SEARCH_TYPES.test,
    component: () =>
      import('./components/SearchResults').then(m => m.TestSearchResultItem),
  }),
);

/**
 * A lead in the results of the portal's search.
 *
 * @public
 */
export const LeadSearchResultListItem = leadshopTestingPlugin.provide(
  createSearchResultListItemExtension({
    name: 'LeadSearchResultListItem',
    predicate: ({ type }) => type === SEARCH_TYPES.lead,
    component: () =>
      import('./components/SearchResults').then(m => m.LeadSearchResultItem),
  }),
);
