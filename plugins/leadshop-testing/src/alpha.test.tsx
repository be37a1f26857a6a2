import { screen, within } from '@testing-library/react';
import { createTranslationMessages } from '@backstage/core-plugin-api/alpha';
import {
  createFrontendModule,
  FrontendFeature,
} from '@backstage/frontend-plugin-api';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { TranslationBlueprint } from '@backstage/plugin-app-react';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import searchPlugin from '@backstage/plugin-search/alpha';
import { searchApiRef } from '@backstage/plugin-search-react';
import { CORNER_SEARCH, SCORES_ENTITY } from './__testUtils__/catalogPortal';
import { endedTest, testId } from './__testUtils__/executions';
import { InMemoryFeed, InMemoryTesting } from './__testUtils__/InMemoryTesting';
import leadshopTestingPlugin, { leadshopTestingTranslationRef } from './alpha';
import { leadshopTestingApiRef } from './api';
import { leadshopTestingLiveRef } from './live';

/** A portal loads its pages one by one. */
const WAIT = { timeout: 40_000 };

describe('the plugin in a portal on the new frontend system', () => {
  let api: InMemoryTesting;
  const open = (address: string, features: FrontendFeature[] = []) =>
    renderTestApp({
      features: [
        leadshopTestingPlugin,
        catalogPlugin,
        searchPlugin,
        ...features,
      ],
      initialRouteEntries: [address],
      apis: [
        [leadshopTestingApiRef, api],
        [leadshopTestingLiveRef, new InMemoryFeed()],
        [catalogApiRef, catalogApiMock({ entities: [SCORES_ENTITY] })],
        [searchApiRef, CORNER_SEARCH],
      ],
    });

  beforeEach(() => {
    api = new InMemoryTesting();
    api.history = [endedTest(1)];
  });

  it('shows its pages below the header of the portal', async () => {
    open('/leadshop-testing');
    expect(
      await screen.findByText('LeadShop Testing Interface', undefined, WAIT),
    ).toBeInTheDocument();
    expect(screen.getAllByText('LeadShop Testing').length).toBeGreaterThan(0);
  }, 60_000);

  it('opens a page by its address', async () => {
    open('/leadshop-testing/history?status=failed');
    expect(
      await screen.findByText('Test History', undefined, WAIT),
    ).toBeInTheDocument();
    expect(await screen.findByText('Business 1')).toBeInTheDocument();
    expect(api.filters[0]).toMatchObject({ status: ['failed'] });
  }, 60_000);

  it('has a tab on the page of an entity', async () => {
    open('/catalog/default/component/scores/pipeline-tests');
    expect(
      await screen.findByText('Results of Score Calculator', undefined, WAIT),
    ).toBeInTheDocument();
    expect(await screen.findByText('Business 1')).toBeInTheDocument();
  }, 60_000);

  it('has a card on the overview of an entity', async () => {
    open('/catalog/default/component/scores');
    const link = await screen.findByRole(
      'link',
      { name: 'Business 1: Succeeded' },
      WAIT,
    );
    expect(link).toHaveAttribute(
      'href',
      `/leadshop-testing/tests/${testId(1)}`,
    );
  }, 60_000);

  it('shows tests and leads in the results of the search', async () => {
    open('/search?query=corner');
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
    const item = test.closest('li');
    expect(item).toHaveTextContent(/Failed.*score 62 B.*Sandbox/);
    expect(
      await screen.findByRole('link', { name: 'Lead Corner Bookshop' }),
    ).toHaveAttribute('href', `/leadshop-testing/leads?journey=${testId(2)}`);
    expect(await screen.findByText('corner-service')).toBeInTheDocument();
  }, 60_000);

  it('takes the words of the portal', async () => {
    open('/leadshop-testing/history', [
      createFrontendModule({
        pluginId: 'app',
        extensions: [
          TranslationBlueprint.make({
            name: 'words-of-the-portal',
            params: {
              resource: createTranslationMessages({
                ref: leadshopTestingTranslationRef,
                messages: { 'history.title': 'Testverlauf' },
              }),
            },
          }),
        ],
      }),
    ]);
    expect(
      await screen.findByRole('heading', { name: 'Testverlauf' }, WAIT),
    ).toBeInTheDocument();
    expect(screen.queryByText('Test History')).not.toBeInTheDocument();
  }, 60_000);
});
