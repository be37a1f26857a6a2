import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { TestApiProvider } from '@backstage/test-utils';
import { catalogApiRef, EntityProvider } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { useLocation } from 'react-router-dom';
import {
  endedTest,
  HEALTHY_STATUS,
  testId,
} from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { hoursAgo, stepStatistics } from '../../__testUtils__/metrics';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
  ROOT,
} from '../../__testUtils__/renderPage';
import { isLeadshopTestingAvailable } from '../../entity';
import { EntityLeadshopTestsCard, EntityLeadshopTestsContent } from '.';

const entity = (
  annotations: Record<string, string> = {},
  name = 'scores',
  kind = 'Component',
) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, annotations },
});
const COMPONENT = entity({ 'leadshop.io/component': 'score-calculator' });
const SYSTEM = entity(
  { 'leadshop.io/pipeline': 'full_pipeline' },
  'leadshop',
  'System',
);
const partOf = (targetRef: string, name: string) => ({
  ...entity({ 'leadshop.io/component': 'score-calculator' }, name),
  relations: [{ type: 'partOf', targetRef }],
});

const Address = () => <p data-testid="address">{useLocation().search}</p>;

describe('tests of an entity', () => {
  let api: InMemoryTesting;
  const open = (content: JSX.Element, of = COMPONENT, setup: PageSetup = {}) =>
    renderPage(
      <TestApiProvider
        apis={[
          [
            catalogApiRef,
            catalogApiMock({
              entities: [
                partOf('system:default/other', 'a-copy'),
                partOf('system:default/leadshop', 'scores'),
              ],
            }),
          ],
        ]}
      >
        <EntityProvider entity={of}>{content}</EntityProvider>
        <Address />
      </TestApiProvider>,
      { api, ...setup },
    );
  const region = (name: string) => screen.findByRole('region', { name });

  beforeEach(() => {
    api = new InMemoryTesting();
    api.history = [endedTest(1), endedTest(2, { status: 'failed' })];
    api.componentResults.set('score-calculator', {
      total: 100,
      succeeded: 90,
      failed: 10,
      success_rate: 90,
      p50: 100,
      p95: 240,
      p99: 400,
      faults: { vendor: 8, network: 2 },
      provider_modes: { live: 100, sandbox: 20 },
      previous: { total: 80, success_rate: 95, p95: 300 },
      timeline: [
        {
          from: hoursAgo(1),
          hours: 1,
          succeeded: 90,
          failed: 10,
          p50: 100,
          p95: 240,
        },
      ],
      last_failures: [
        {
          test_id: testId(2),
          step_name: 'score_calculator',
          business_name: 'Business 2',
          website_url: null,
          error: 'No rubric',
          fault: 'config',
          at: hoursAgo(1),
        },
      ],
    });
  });

  it('are there for entities that say what they are', () => {
    expect(isLeadshopTestingAvailable(COMPONENT)).toBe(true);
    expect(isLeadshopTestingAvailable(SYSTEM)).toBe(true);
    expect(isLeadshopTestingAvailable(entity())).toBe(false);
  });

  describe('on the tab of a component', () => {
    it("show its own step's figures, and the last failures at that step", async () => {
      const { container } = await open(<EntityLeadshopTestsContent />);
      const results = await region('Results of Score Calculator');
      expect(await within(results).findByText('90 %')).toBeInTheDocument();
      expect(
        within(results).getByText('240 ms', { selector: 'dd' }),
      ).toBeInTheDocument();
      expect(results).toHaveTextContent('5.0 points fewer succeed (worse)');
      expect(results).toHaveTextContent('p95 60 ms faster (better)');
      expect(results).toHaveTextContent('The vendor 8');
      expect(
        within(results).getByRole('link', { name: 'Business 2' }),
      ).toHaveAttribute(
        'href',
        `${ROOT}/tests/${testId(2)}?step=score_calculator`,
      );
      expect(await accessibilityProblems(container)).toEqual([]);
    });

    it('list the tests that exercised it', async () => {
      await open(<EntityLeadshopTestsContent />);
      const tests = await region('Tests that exercised it');
      expect(await within(tests).findByText('Business 1')).toBeInTheDocument();
      expect(api.filters[0]).toMatchObject({ component: 'score-calculator' });
      expect(
        within(tests).getByRole('link', { name: 'All tests' }),
      ).toHaveAttribute('href', `${ROOT}/history?component=score-calculator`);
    });

    it('are of the period and the kind that the address says', async () => {
      await open(<EntityLeadshopTestsContent />, COMPONENT, { at: '?days=30' });
      await region('Results of Score Calculator');
      expect(api.componentQueries[0]).toEqual([
        'score-calculator',
        { days: 30, provider_mode: undefined },
      ]);
      await userEvent.click(
        await screen.findByRole('button', { name: '24 hours' }),
      );
      await userEvent.click(
        await screen.findByRole('button', { name: 'Sandbox (20)' }),
      );
      expect(screen.getByTestId('address')).toHaveTextContent(
        '?days=1&mode=sandbox',
      );
    });

    it('say when a panel could not be read, and the other stands', async () => {
      api.failing.getComponentResults = new Error('Too slow');
      await open(<EntityLeadshopTestsContent />);
      expect(await screen.findByText('Too slow')).toBeInTheDocument();
      expect(await screen.findByText('Business 1')).toBeInTheDocument();
      api.failing = {};
      await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
      expect(await screen.findByText('90 %')).toBeInTheDocument();
    });

    it('say when the annotation names no component', async () => {
      await open(
        <EntityLeadshopTestsContent />,
        entity({ 'leadshop.io/component': 'toaster' }),
      );
      expect(
        await screen.findByText('There is no such component'),
      ).toBeInTheDocument();
      expect(api.filters).toEqual([]);
    });
  });

  describe('on the tab of a system', () => {
    beforeEach(() => {
      api.metrics = {
        step_statistics: [
          stepStatistics(10, { success_rate: 97.5, p95: 240 }),
          stepStatistics(12, { total: 42, success_rate: 88 }),
        ],
      };
      api.status = {
        ...HEALTHY_STATUS,
        components: [
          {
            name: 'score-calculator',
            title: 'Score Calculator',
            status: 'warning',
            fault: null,
            provider_mode: 'live',
            last_check: null,
            response_time: null,
            success_rate: null,
            error_count: 0,
            message: null,
          },
        ],
      };
    });
    const row = async (name: string) => {
      const parts = await screen.findByRole('table', {
        name: /^Parts of the system/,
      });
      return within(parts).getByRole('rowheader', { name }).closest('tr');
    };

    it('show all thirteen parts, each with its step', async () => {
      const { container } = await open(<EntityLeadshopTestsContent />, SYSTEM);
      const parts = await screen.findByRole('table', {
        name: /^Parts of the system/,
      });
      expect(within(parts).getAllByRole('rowheader')).toHaveLength(13);
      expect(await row('Score Calculator')).toHaveTextContent(
        /Warning.*Score Calculator.*500.*97\.5 %.*240 ms/,
      );
      expect(await row('S3 Storage')).toHaveTextContent(
        'Not exercised in this period',
      );
      // One step exercises both
      for (const name of ['Report Builder', 'Email Formatter']) {
        expect(await row(name)).toHaveTextContent(
          /Report Builder & Email Formatter.*42.*88 %/,
        );
      }
      expect(await accessibilityProblems(container)).toEqual([]);
    });

    it('lead to the tab of each part, or to its tests', async () => {
      await open(<EntityLeadshopTestsContent />, SYSTEM);
      expect(
        await screen.findByRole('link', { name: 'Score Calculator' }),
      ).toHaveAttribute(
        'href',
        '/catalog/default/component/scores/pipeline-tests',
      );
      expect(screen.getByRole('link', { name: 'S3 Storage' })).toHaveAttribute(
        'href',
        `${ROOT}/history?component=s3-storage`,
      );
    });

    it('leave the status out for who may not see it', async () => {
      api.status = HEALTHY_STATUS;
      await open(<EntityLeadshopTestsContent />, SYSTEM);
      await row('Score Calculator');
      const parts = screen.getByRole('table', { name: /^Parts of the system/ });
      expect(
        within(parts)
          .getAllByRole('columnheader')
          .map(header => header.textContent),
      ).toEqual(['Component', 'Step', 'Runs', 'Success rate', 'p95']);
    });

    it('list the tests of its pipeline', async () => {
      await open(<EntityLeadshopTestsContent />, SYSTEM);
      const tests = await region('Tests of this pipeline');
      await within(tests).findByText('Business 1');
      expect(api.filters[0]).toMatchObject({ test_type: 'full_pipeline' });
      expect(
        within(tests).getByRole('link', { name: 'All tests' }),
      ).toHaveAttribute('href', `${ROOT}/history?test_type=full_pipeline`);
    });
  });

  it('explain the annotation to the others', async () => {
    await open(<EntityLeadshopTestsContent />, entity());
    expect(await screen.findByText('Missing Annotation')).toBeInTheDocument();
    expect(api.filters).toEqual([]);
  });

  it('say whom to ask for the permission', async () => {
    await open(<EntityLeadshopTestsContent />, COMPONENT, { role: 'none' });
    expect(
      await screen.findByText('You may not see test results'),
    ).toBeInTheDocument();
    expect(api.filters).toEqual([]);
  });

  describe('on the card', () => {
    it('are summed up', async () => {
      const { container } = await open(<EntityLeadshopTestsCard />);
      expect(
        await screen.findByText('1 of the last 2 ended tests succeeded'),
      ).toBeInTheDocument();
      expect(
        screen.getByRole('link', { name: 'Business 2: Failed' }),
      ).toBeInTheDocument();
      expect(await screen.findByText('90 %')).toBeInTheDocument();
      expect(screen.getByRole('link', { name: 'Business 2' })).toHaveAttribute(
        'href',
        `${ROOT}/tests/${testId(2)}?step=score_calculator`,
      );
      expect(await accessibilityProblems(container)).toEqual([]);
    });

    it('lead to the first one when there are none', async () => {
      api.history = [];
      await open(<EntityLeadshopTestsCard />);
      expect(
        await screen.findByText('No test data available'),
      ).toBeInTheDocument();
      expect(
        screen.getByRole('button', {
          name: 'Open the dashboard to run a test',
        }),
      ).toHaveAttribute('href', ROOT);
    });

    it('stand when the figures of the week could not be read', async () => {
      api.failing.getComponentResults = new Error('Too slow');
      await open(<EntityLeadshopTestsCard />);
      expect(await screen.findByText('Not read: Too slow')).toBeInTheDocument();
      expect(screen.getByText(/of the last 2 ended tests/)).toBeInTheDocument();
    });

    it('are nothing for an entity that is none of LeadShop', async () => {
      await open(<EntityLeadshopTestsCard />, entity());
      expect(screen.queryByText('Pipeline tests')).not.toBeInTheDocument();
    });
  });
});
