import { screen } from '@testing-library/react';
import { TestApiProvider } from '@backstage/test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { SCORES_ENTITY } from '../../__testUtils__/catalogPortal';
import { endedTest, testId, wholeTest } from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  renderPage,
} from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

describe('the way from a test to the catalog', () => {
  const open = (apis: [typeof catalogApiRef, object][]) => {
    const api = new InMemoryTesting();
    api.tests.set(
      testId(1),
      wholeTest(endedTest(1, { entity_ref: 'component:default/scores' })),
    );
    return renderPage(
      <TestApiProvider apis={apis}>
        <LeadshopTestingContent />
      </TestApiProvider>,
      { api, at: `/tests/${testId(1)}?step=score_calculator` },
    );
  };
  const ENTITY_PAGE = '/catalog/default/component/scores';

  it('leads from the test to its entity, and from a step to its component', async () => {
    const { container } = await open([
      [catalogApiRef, catalogApiMock({ entities: [SCORES_ENTITY] })],
    ]);
    expect(
      await screen.findByRole('link', {
        name: 'Score Calculator in the catalog',
      }),
    ).toHaveAttribute('href', ENTITY_PAGE);
    expect(screen.getByRole('link', { name: 'scores' })).toHaveAttribute(
      'href',
      ENTITY_PAGE,
    );
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('is only text where there is no catalog', async () => {
    await open([]);
    expect(
      await screen.findByText('component:default/scores'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/in the catalog$/)).not.toBeInTheDocument();
  });

  it('is not there for a component that the catalog does not know', async () => {
    await open([[catalogApiRef, catalogApiMock({ entities: [] })]]);
    await screen.findByRole('heading', { name: /Business 1/ });
    expect(screen.queryByText(/in the catalog$/)).not.toBeInTheDocument();
  });
});
