/**
 * LeadShop Testing for portals on Backstage's new frontend system.
 *
 * @packageDocumentation
 */
import {
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import {
  SearchFilterResultTypeBlueprint,
  SearchResultListItemBlueprint,
} from '@backstage/plugin-search-react/alpha';
import {
  PLUGIN_ID,
  SEARCH_TYPES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import ContactsIcon from '@material-ui/icons/ContactsOutlined';
import PlaylistAddCheckIcon from '@material-ui/icons/PlaylistAddCheck';
import {
  importUploadsApiFactory,
  leadshopTestingApiFactory,
  leadshopTestingLiveFactory,
} from './apis';
import { isLeadshopTestingAvailable } from './entity';
import { rootRouteRef } from './routes';

export {
  leadshopTestingMessages,
  leadshopTestingTranslationRef,
} from './translation';
export type { MessageKey, MessageKeysOf } from './translation';

const api = ApiBlueprint.make({
  params: define => define(leadshopTestingApiFactory),
});

const live = ApiBlueprint.make({
  name: 'live',
  params: define => define(leadshopTestingLiveFactory),
});

const uploads = ApiBlueprint.make({
  name: 'uploads',
  params: define => define(importUploadsApiFactory),
});

const page = PageBlueprint.make({
  params: {
    path: '/leadshop-testing',
    title: 'LeadShop Testing',
    icon: <PlaylistAddCheckIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    // The portal draws the header here, and leaves the main landmark to us.
    loader: () =>
      import('./components/LeadshopTestingPage').then(m => (
        <main>
          <m.LeadshopTestingContent />
        </main>
      )),
  },
});

const entityContent = EntityContentBlueprint.make({
  name: 'tests',
  params: {
    path: '/pipeline-tests',
    title: 'Pipeline tests',
    filter: isLeadshopTestingAvailable,
    loader: () =>
      import('./components/EntityTests').then(m => (
        <m.EntityLeadshopTestsContent />
      )),
  },
});

const entityCard = EntityCardBlueprint.make({
  name: 'tests',
  params: {
    type: 'info',
    filter: isLeadshopTestingAvailable,
    loader: () =>
      import('./components/EntityTests').then(m => (
        <m.EntityLeadshopTestsCard />
      )),
  },
});

const testResult = SearchResultListItemBlueprint.make({
  name: 'test',
  params: {
    icon: <PlaylistAddCheckIcon />,
    predicate: ({ type }) => type === SEARCH_TYPES.test,
    component: () =>
      import('./components/SearchResults').then(m => m.TestSearchResultItem),
  },
});

const leadResult = SearchResultListItemBlueprint.make({
  name: 'lead',
  params: {
    icon: <ContactsIcon />,
    predicate: ({ type }) => type === SEARCH_TYPES.lead,
    component: () =>
      import('./components/SearchResults').then(m => m.LeadSearchResultItem),
  },
});

const testResultType = SearchFilterResultTypeBlueprint.make({
  name: 'test',
  params: {
    value: SEARCH_TYPES.test,
    name: 'Pipeline tests',
    icon: <PlaylistAddCheckIcon />,
  },
});

const leadResultType = SearchFilterResultTypeBlueprint.make({
  name: 'lead',
  params: {
    value: SEARCH_TYPES.lead,
    name: 'Leads',
    icon: <ContactsIcon />,
  },
});

/**
 * The plugin: its pages with a sidebar entry, a tab and a card for catalog
 * entities, and tests and leads in the portal's search.
 *
 * @public
 */
export default createFrontendPlugin({
  pluginId: PLUGIN_ID,
  title: 'LeadShop Testing',
  icon: <PlaylistAddCheckIcon fontSize="inherit" />,
  routes: { root: rootRouteRef },
  extensions: [
    api,
    live,
    uploads,
    page,
    entityContent,
    entityCard,
    testResult,
    leadResult,
    testResultType,
    leadResultType,
  ],
});
