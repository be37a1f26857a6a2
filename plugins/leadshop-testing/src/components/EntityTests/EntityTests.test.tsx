import { screen } from '@testing-library/react';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { endedTest } from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  renderPage,
  ROOT,
} from '../../__testUtils__/renderPage';
import { isLeadshopTestingAvailable } from '../../entity';
import { EntityLeadshopTestsCard, EntityLeadshopTestsContent } from '.';

const entity = (annotations: Record<string, string> = {}) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'scores', annotations },
});
const COMPONENT = entity({ 'leadshop.io/component': 'score-calculator' });

describe('tests of an entity', () => {
  let api: InMemoryTesting;
  const open = (content: JSX.Element, of = COMPONENT) =>
    renderPage(<EntityProvider entity={of}>{content}</EntityProvider>, { api });

  beforeEach(() => {
    api = new InMemoryTesting();
    api.history = [endedTest(1), endedTest(2, { status: 'failed' })];
  });

  it('are there for entities that say what they are', () => {
    expect(isLeadshopTestingAvailable(COMPONENT)).toBe(true);
    expect(
      isLeadshopTestingAvailable(entity({ 'leadshop.io/pipeline': 'p' })),
    ).toBe(true);
    expect(isLeadshopTestingAvailable(entity())).toBe(false);
  });

  it('fill the tab with what exercised the component', async () => {
    const { container } = await open(<EntityLeadshopTestsContent />);
    expect(await screen.findByText('Business 1')).toBeInTheDocument();
    expect(api.filters[0]).toMatchObject({ component: 'score-calculator' });
    expect(screen.getByRole('link', { name: 'All tests' })).toHaveAttribute(
      'href',
      `${ROOT}/history?component=score-calculator`,
    );
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('are the runs of a pipeline for its owner', async () => {
    await open(
      <EntityLeadshopTestsContent />,
      entity({ 'leadshop.io/pipeline': 'full_pipeline' }),
    );
    await screen.findByText('Business 1');
    expect(api.filters[0]).toMatchObject({ test_type: 'full_pipeline' });
  });

  it('explain the annotation to the others', async () => {
    await open(<EntityLeadshopTestsContent />, entity());
    expect(await screen.findByText('Missing Annotation')).toBeInTheDocument();
    expect(api.filters).toEqual([]);
  });

  it('are summed up on the card', async () => {
    const { container } = await open(<EntityLeadshopTestsCard />);
    expect(
      await screen.findByText('1 of the last 2 ended tests succeeded'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Business 2: Failed' }),
    ).toBeInTheDocument();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('say when there are none', async () => {
    api.history = [];
    await open(<EntityLeadshopTestsCard />);
    expect(
      await screen.findByText('No test data available'),
    ).toBeInTheDocument();
  });
});
