import { ReactNode } from 'react';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  TranslationApi,
  translationApiRef,
} from '@backstage/core-plugin-api/alpha';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import {
  alertApiRef,
  configApiRef,
  identityApiRef,
  storageApiRef,
} from '@backstage/core-plugin-api';
import {
  DEFAULT_ROLE_PERMISSIONS,
  permissionId,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  PermissionName,
  RoleName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Route, Routes } from 'react-router-dom';
import { StylesProvider } from '@material-ui/core/styles';
import axe from 'axe-core';
import { SWRConfig } from 'swr';
import { leadshopTestingApiRef } from '../api';
import { leadshopTestingLiveRef } from '../live';
import { rootRouteRef } from '../routes';
import { ImportUploads, importUploadsApiRef } from '../uploads';
import { InMemoryFeed, InMemoryTesting } from './InMemoryTesting';

/** Where the pages are in tests. */
export const ROOT = '/leadshop-testing';

type ConfigData = NonNullable<Parameters<typeof mockApis.config>[0]>['data'];

/** What a rendered page works with. */
export interface PageSetup {
  api?: InMemoryTesting;
  feed?: InMemoryFeed;
  role?: RoleName | 'none';
  /** What the user may do, where it is not what a role gives by default. */
  granted?: readonly PermissionName[];
  /** Entity reference of who looks. */
  user?: string;
  /** What app-config says. */
  config?: ConfigData;
  /** Address within the pages. */
  at?: string;
  /** Where the texts come from. */
  texts?: TranslationApi;
  /** What stays the same when a user leaves and comes back. */
  storage?: ReturnType<typeof mockApis.storage>;
}

/** A rendered page with what it works with. */
export type RenderedPage = Awaited<ReturnType<typeof renderInTestApp>> & {
  api: InMemoryTesting;
  feed: InMemoryFeed;
  storage: ReturnType<typeof mockApis.storage>;
  alerts: { message: string }[];
  uploads: ImportUploads;
};

/**
 * Renders what belongs below the root of the pages, without its styles: to ask
 * jsdom what is accessible takes twice as long with them. How pages look is for
 * the browser tests.
 */
export async function renderPage(
  content: ReactNode,
  setup: PageSetup = {},
): Promise<RenderedPage> {
  const {
    api = new InMemoryTesting(),
    feed = new InMemoryFeed(),
    role = 'admin',
    user = 'user:default/qa-tester',
    config = {},
    at = '',
    texts = mockApis.translation(),
    storage = mockApis.storage(),
  } = setup;
  const granted = (
    setup.granted ?? (role === 'none' ? [] : DEFAULT_ROLE_PERMISSIONS[role])
  ).map(permissionId);
  const alerts: { message: string }[] = [];
  const alertApi = {
    post: (alert: { message: string }) => alerts.push(alert),
    alert$: jest.fn(),
  };
  const uploads = new ImportUploads({
    api,
    alertApi,
    translationApi: texts,
  });
  const rendered = await renderInTestApp(
    // Permissions are cached per page load, not across tests.
    <SWRConfig value={{ provider: () => new Map() }}>
      <TestApiProvider
        apis={[
          [leadshopTestingApiRef, api],
          [leadshopTestingLiveRef, feed],
          [
            permissionApiRef,
            mockApis.permission({
              authorize: ({ permission }) =>
                granted.includes(permission.name)
                  ? AuthorizeResult.ALLOW
                  : AuthorizeResult.DENY,
            }),
          ],
          [storageApiRef, storage],
          [identityApiRef, mockApis.identity({ userEntityRef: user })],
          [configApiRef, mockApis.config({ data: config })],
          [alertApiRef, alertApi],
          [translationApiRef, texts],
          [importUploadsApiRef, uploads],
        ]}
      >
        <Routes>
          <Route
            path={`${ROOT}/*`}
            element={
              <StylesProvider disableGeneration>{content}</StylesProvider>
            }
          />
        </Routes>
      </TestApiProvider>
    </SWRConfig>,
    {
      routeEntries: [`${ROOT}${at}`],
      mountedRoutes: {
        [ROOT]: rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
  return { ...rendered, api, feed, storage, alerts, uploads };
}

/**
 * What is wrong for people with assistive technology, by axe. Colours are left
 * to the browser tests: nothing is painted here.
 */
export async function accessibilityProblems(
  element: Element,
): Promise<string[]> {
  const { violations } = await axe.run(element, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`,
  );
}
