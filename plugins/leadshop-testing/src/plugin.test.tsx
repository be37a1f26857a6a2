import { render, screen, within } from '@testing-library/react';
import { createApp } from '@backstage/app-defaults';
import { AppRouter, FlatRoutes } from '@backstage/core-app-api';
import { createApiFactory } from '@backstage/core-plugin-api';
import { createTranslationMessages } from '@backstage/core-plugin-api/alpha';
import {
  CatalogEntityPage,
  CatalogIndexPage,
  catalogPlugin,
  EntityLayout,
} from '@backstage/plugin-catalog';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  SearchContextProvider,
  searchApiRef,
  SearchResult,
} from '@backstage/plugin-search-react';
import { Route } from 'react-router-dom';
import { giveAppConfig } from './__testUtils__/appConfig';
import { CORNER_SEARCH, SCORES_ENTITY } from './__testUtils__/catalogPortal';
import { endedTest, testId } from './__testUtils__/executions';
import { InMemoryFeed, InMemoryTesting } from './__testUtils__/InMemoryTesting';
import {
  EntityLeadshopTestsCard,
  EntityLeadshopTestsContent,
  isLeadshopTestingAvailable,
  leadshopTestingApiRef,
  leadshopTestingLiveRef,
  LeadSearchResultListItem,
  LeadshopTestingPage,
  leadshopTestingPlugin,
  leadshopTestingTranslationRef,
  TestSearchResultListItem,
} from '.';

/** A portal loads its pages one by one. */
const WAIT = { timeout: 15_000 };

const entityPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <EntityLeadshopTestsCard />
    </EntityLayout.Route>
    <EntityLayout.Route
      path="/pipeline-tests"
      title="Pipeline tests"
      if={isLeadshopTestingAvailable}
    >
      <EntityLeadshopTestsContent />
    </EntityLayout.Route>
  </EntityLayout>
);

const searchPage = (
  <SearchContextProvider
    initialState={{ term: 'corner', types: [], filters: {} }}
  >
    <SearchResult>
      <TestSearchResultListItem />
      <LeadSearchResultListItem />
    </SearchResult>
  </SearchContextProvider>
);

describe('the plugin in a portal on the original frontend system', () => {
  const open = (
    address: string,
    messages: { 'history.title'?: string } = {},
  ) => {
    window.history.pushState({}, '', address);
    giveAppConfig();
    const api = new InMemoryTesting();
    api.history = [endedTest(1)];
    const app = createApp({
      plugins: [leadshopTestingPlugin, catalogPlugin],
      apis: [
        createApiFactory(leadshopTestingApiRef, api),
        createApiFactory(leadshopTestingLiveRef, new InMemoryFeed()),
        createApiFactory(
          catalogApiRef,
          catalogApiMock({ entities: [SCORES_ENTITY] }),
        ),
        createApiFactory(searchApiRef, CORNER_SEARCH),
      ],
      __experimentalTranslations: {
        resources: [
          createTranslationMessages({
            ref: leadshopTestingTranslationRef,
            messages,
          }),
        ],
      },
    });
    const Root = app.createRoot(
      <AppRouter>
        <FlatRoutes>
          <Route path="/leadshop-testing" element={<LeadshopTestingPage />} />
          <Route path="/catalog" element={<CatalogIndexPage />} />
          <Route
            path="/catalog/:namespace/:kind/:name"
            element={<CatalogEntityPage />}
          >
            {entityPage}
          </Route>
          <Route path="/search" element={searchPage} />
        </FlatRoutes>
      </AppRouter>,
    );
    render(<Root />);
  };

  it('shows its pages below a header', async () => {
    open('/leadshop-testing');
    expect(
      await screen.findByText('LeadShop Testing Interface', undefined, WAIT),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { level: 1, name: 'LeadShop Testing' }),
    ).toBeInTheDocument();
  }, 30_000);

  it('has a tab on the page of an entity', async () => {
    open('/catalog/default/component/scores/pipeline-tests');
    expect(
      await screen.findByText('Results of Score Calculator', undefined, WAIT),
    ).toBeInTheDocument();
    expect(await screen.findByText('Business 1')).toBeInTheDocument();
  }, 30_000);

  it('has a card for the overview of an entity', async () => {
    open('/catalog/default/component/scores');
    expect(
      await screen.findByRole('link', { name: 'Business 1: Succeeded' }, WAIT),
    ).toHaveAttribute('href', `/leadshop-testing/tests/${testId(1)}`);
  }, 30_000);

  it('shows tests and leads in the results of the search', async () => {
    open('/search');
    const test = await screen.findByRole(
      'link',
      { name: 'Test of Corner Bookshop' },
      WAIT,
    );
    expect(test).toHaveAttribute(
      'href',
      `/leadshop-testing/tests/${testId(1)}`,
    );
    expect(within(test).getByText('Corner').tagName).toBe('MARK');
    expect(test.closest('li')).toHaveTextContent(/Failed.*score 62 B.*Sandbox/);
    expect(
      await screen.findByRole('link', { name: 'Lead Corner Bookshop' }),
    ).toHaveAttribute('href', `/leadshop-testing/leads?journey=${testId(2)}`);
    expect(await screen.findByText('corner-service')).toBeInTheDocument();
  }, 30_000);

  it('takes the words of the portal', async () => {
    open('/leadshop-testing/history', { 'history.title': 'Testverlauf' });
    expect(
      await screen.findByRole('heading', { name: 'Testverlauf' }, WAIT),
    ).toBeInTheDocument();
    expect(screen.queryByText('Test History')).not.toBeInTheDocument();
  }, 30_000);
});
