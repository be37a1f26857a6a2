import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApis } from '@backstage/test-utils';
import { useLocation } from 'react-router-dom';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  endedTest,
  runningTest,
  stepStates,
  testId,
} from '../../__testUtils__/executions';
import {
  InMemoryFeed,
  InMemoryTesting,
} from '../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
  ROOT,
} from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

const Address = () => <p data-testid="address">{useLocation().search}</p>;

describe('History page', () => {
  let api: InMemoryTesting;
  let feed: InMemoryFeed;

  const open = (query = '', setup: PageSetup = {}) =>
    renderPage(
      <>
        <LeadshopTestingContent />
        <Address />
      </>,
      { api, feed, at: `/history${query}`, ...setup },
    );
  const address = () => screen.getByTestId('address').textContent;
  const lastFilter = () => api.filters[api.filters.length - 1];
  const button = (name: string | RegExp) =>
    screen.getByRole('button', { name });
  const moreFilters = async () => {
    await userEvent.click(
      await screen.findByRole('button', { name: /^More filters/ }),
    );
    await screen.findByLabelText('Component');
  };
  const rows = () =>
    within(screen.getByRole('table', { name: 'Test history' }))
      .getAllByRole('link', { name: /^Business/ })
      .map(link => link.textContent);
  const news = (...tests: ExecutionSummary[]) =>
    act(() =>
      feed.publish('global', {
        type: 'updates',
        updates: tests.map(payload => ({ type: 'test_completed', payload })),
      }),
    );

  beforeEach(() => {
    api = new InMemoryTesting();
    feed = new InMemoryFeed();
    api.history = [endedTest(1), endedTest(2, { status: 'failed' })];
  });

  it('lists tests', async () => {
    const { container } = await open();
    expect(await screen.findByText('Business 1')).toBeInTheDocument();
    expect(screen.getByText('1–2 of 2')).toBeInTheDocument();
    expect(button('Next')).toBeDisabled();
    expect(button('Previous')).toBeDisabled();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  describe('filters', () => {
    it('are read from the address, all of them', async () => {
      api.history = [
        endedTest(1, {
          status: 'failed',
          steps: stepStates(...Array(5).fill('success'), 'failed'),
          lead_id: testId(7),
          batch_id: testId(8),
        }),
      ];
      const { container } = await open(
        `?status=failed,nonsense,cancelled&q=acme&user=QA-Tester&from=2026-03-01&to=2026-03-02&component=score-calculator&failed_step=gbp_integration&provider_mode=live&test_type=full_pipeline&entity_ref=component:default/x&lead_id=${testId(
          7,
        )}&batch_id=${testId(8)}&sort=-score`,
      );
      await screen.findByText('Business 1');
      expect(lastFilter()).toMatchObject({
        status: ['failed', 'cancelled'],
        q: 'acme',
        user: 'user:default/qa-tester',
        component: 'score-calculator',
        failed_step: 'gbp_integration',
        provider_mode: 'live',
        test_type: 'full_pipeline',
        entity_ref: 'component:default/x',
        lead_id: testId(7),
        batch_id: testId(8),
        sort: '-score',
      });
      // Whole days of the reader: the last one belongs to the period
      const { from = '', to = '' } = lastFilter();
      expect(Date.parse(to) - Date.parse(from)).toBe(2 * 24 * 3_600_000);
      expect(new Date(from)).toEqual(new Date(2026, 2, 1));
      expect(screen.getByLabelText('Business or site')).toHaveValue('acme');
      expect(button('Failed')).toHaveAttribute('aria-pressed', 'true');
      expect(
        screen
          .getAllByRole('button', { name: /^Remove filter/ })
          .map(chip => chip.textContent),
      ).toEqual([
        'Business or site: acme',
        'Status: Failed or Cancelled',
        'Started from: Mar 1, 2026',
        'Started to: Mar 2, 2026',
        'Component: Score Calculator',
        'Failed at step: GBP Integration',
        'Live or sandbox: Live',
        'Started by: QA-Tester',
        'Pipeline: full_pipeline',
        'Catalog entity: component:default/x',
        'Lead: Business 1',
        'Batch: 00000000',
      ]);
      expect(button('More filters (8)')).toHaveAttribute(
        'aria-expanded',
        'false',
      );
      expect(await accessibilityProblems(container)).toEqual([]);
    });

    it('are kept in the address', async () => {
      await open();
      await userEvent.click(
        await screen.findByRole('button', { name: 'Failed' }),
      );
      expect(address()).toBe('?status=failed');
      await moreFilters();
      await userEvent.type(screen.getByLabelText('Started by'), 'jo');
      await waitFor(() => expect(lastFilter().user).toBe('user:default/jo'));
      await userEvent.selectOptions(
        screen.getByLabelText('Component'),
        'Score Calculator',
      );
      await userEvent.selectOptions(
        screen.getByLabelText('Failed at step'),
        '6. GBP Integration',
      );
      await userEvent.selectOptions(
        screen.getByLabelText('Live or sandbox'),
        'Sandbox',
      );
      await waitFor(() =>
        expect(lastFilter()).toMatchObject({
          component: 'score-calculator',
          failed_step: 'gbp_integration',
          provider_mode: 'sandbox',
        }),
      );
      await userEvent.click(button('Clear filters'));
      expect(address()).toBe('');
      await waitFor(() => expect(lastFilter().user).toBeUndefined());
    });

    it('go one by one with their chips, by the keyboard too', async () => {
      await open('?status=failed&user=jo&sort=score');
      const chip = await screen.findByRole('button', {
        name: 'Remove filter: Started by: jo',
      });
      chip.focus();
      await userEvent.keyboard('{Enter}');
      expect(address()).toBe('?status=failed&sort=score');
      expect(
        screen.getByRole('group', { name: 'Filters that are set' }),
      ).toHaveFocus();
      await userEvent.click(button('Remove filter: Status: Failed'));
      expect(address()).toBe('?sort=score');
    });

    it('narrow to a period up to now or to other dates, never to both', async () => {
      await open();
      await screen.findByText('Business 1');
      const before = Date.now();
      await userEvent.selectOptions(
        screen.getByLabelText('Period'),
        'Last 7 days',
      );
      expect(address()).toBe('?days=7');
      await waitFor(() => expect(lastFilter().from).toBeDefined());
      const from = Date.parse(lastFilter().from ?? '');
      const week = 7 * 24 * 3_600_000;
      expect(from).toBeGreaterThanOrEqual(before - week);
      expect(from).toBeLessThanOrEqual(Date.now() - week);

      await userEvent.selectOptions(
        screen.getByLabelText('Period'),
        'Other dates',
      );
      expect(address()).toBe('');
      await userEvent.type(screen.getByLabelText('Started from'), '2026-03-01');
      expect(address()).toBe('?from=2026-03-01');
      await userEvent.selectOptions(
        screen.getByLabelText('Period'),
        'Last 24 hours',
      );
      expect(address()).toBe('?days=1');
      expect(screen.queryByLabelText('Started from')).not.toBeInTheDocument();
    });

    it('wait until a text can mean something', async () => {
      await open();
      await moreFilters();
      await userEvent.type(screen.getByLabelText('Catalog entity'), 'score');
      expect(
        await screen.findByText('Such as component:default/score-calculator'),
      ).toBeInTheDocument();
      await userEvent.type(screen.getByLabelText('Batch'), testId(8));
      await waitFor(() => expect(lastFilter().batch_id).toBe(testId(8)));
      expect(lastFilter().entity_ref).toBeUndefined();
    });

    it('offer to narrow to what the reader started', async () => {
      await open('', { user: 'user:default/jane' });
      await moreFilters();
      await userEvent.click(await screen.findByRole('button', { name: 'Me' }));
      await waitFor(() => expect(lastFilter().user).toBe('user:default/jane'));
      expect(screen.queryByRole('button', { name: 'Me' })).toBeNull();
    });

    it('are reached with /', async () => {
      await open();
      await screen.findByText('Business 1');
      await userEvent.keyboard('/');
      expect(screen.getByLabelText('Business or site')).toHaveFocus();
    });
  });

  it('pages by cursor, forward and back, and starts anew with a filter', async () => {
    api.nextCursor = 'c1';
    await open();
    await screen.findByText('Business 1');
    await userEvent.click(button('Next'));
    await waitFor(() => expect(lastFilter().cursor).toBe('c1'));
    expect(await screen.findByText('26–27 of 2')).toBeInTheDocument();
    api.nextCursor = 'c2';
    await userEvent.click(await screen.findByRole('button', { name: 'Next' }));
    await waitFor(() => expect(address()).toBe('?cursor=c1&cursor=c1'));
    await userEvent.click(button('Previous'));
    expect(address()).toBe('?cursor=c1');
    await userEvent.click(button('Failed'));
    expect(address()).toBe('?status=failed');
  });

  it('is ordered by the column that is pressed', async () => {
    await open();
    const header = await screen.findByRole('columnheader', { name: 'Started' });
    expect(header).toHaveAttribute('aria-sort', 'descending');
    await userEvent.click(button('Score'));
    expect(address()).toBe('?sort=-score');
    expect(lastFilter().sort).toBe('-score');
    expect(screen.getByRole('columnheader', { name: 'Score' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    await userEvent.click(button('Score'));
    expect(address()).toBe('?sort=score');
    await userEvent.click(button('Started'));
    expect(address()).toBe('');
  });

  it('shows the columns that its reader chose last, or those of the address', async () => {
    const storage = mockApis.storage();
    const { unmount } = await open('', { storage });
    await screen.findByText('Business 1');
    await userEvent.click(button('Columns'));
    await userEvent.click(
      screen.getByRole('menuitemcheckbox', { name: 'Failed at' }),
    );
    await userEvent.click(
      screen.getByRole('menuitemcheckbox', { name: 'Ended' }),
    );
    await userEvent.keyboard('{Escape}');
    const names = () =>
      screen.getAllByRole('columnheader').map(header => header.textContent);
    const chosen = [
      'Compare',
      'Status',
      'Business',
      'Failed at',
      'Score',
      'Duration',
      'Started',
    ];
    await waitFor(() => expect(names()).toEqual(chosen));
    expect(address()).toBe(
      '?columns=status%2Clead%2CfailedStep%2Cscore%2Cduration%2Cstarted',
    );
    unmount();

    const again = await open('', { storage });
    await screen.findByText('Business 1');
    expect(names()).toEqual(chosen);
    again.unmount();

    await open('?columns=spam,nonsense', { storage });
    await screen.findByText('Business 1');
    expect(names()).toEqual(['Compare', 'Business', 'Spam score']);
    await userEvent.click(button('Columns'));
    await userEvent.click(
      screen.getByRole('menuitem', { name: 'Usual columns' }),
    );
    await waitFor(() => expect(names()).toHaveLength(7));
    expect(address()).toBe('');
  });

  it('leads to the comparison of two tests, the older one first', async () => {
    api.history = [
      endedTest(3, { created_at: '2026-03-03T10:00:00.000Z' }),
      endedTest(2, { created_at: '2026-03-02T10:00:00.000Z' }),
      endedTest(1),
    ];
    await open();
    const box = (lead: string) =>
      screen.getByRole('checkbox', { name: new RegExp(`^Select ${lead},`) });
    await screen.findByText('Business 1');
    await userEvent.click(box('Business 3'));
    expect(screen.getByText(/^One test is selected/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Compare' })).toBeNull();
    await userEvent.click(box('Business 1'));
    expect(box('Business 2')).toBeDisabled();
    expect(button('Compare')).toHaveAttribute(
      'href',
      `${ROOT}/tests/compare?a=${testId(1)}&b=${testId(3)}`,
    );
    await userEvent.click(button('Clear selection'));
    expect(box('Business 2')).toBeEnabled();
    expect(address()).toBe('');
  });

  describe('while tests end', () => {
    it('counts them and lets the rows stand', async () => {
      api.history = [runningTest(3), endedTest(1)];
      await open('?user=qa-tester');
      await screen.findByText('Business 3');
      const other = endedTest(6, { user_ref: 'user:default/other' });
      news(endedTest(4), endedTest(3), runningTest(5), other);
      news(endedTest(4));
      expect(screen.getByText('1 newer test')).toBeInTheDocument();
      expect(rows()).toEqual(['Business 3', 'Business 1']);
      // What is on the page is kept up to date in its place
      expect(
        within(screen.getByRole('table')).queryByText('Running'),
      ).not.toBeInTheDocument();
      news(endedTest(7));
      expect(screen.getByText('2 newer tests')).toBeInTheDocument();

      api.history = [endedTest(7), endedTest(4), endedTest(3), endedTest(1)];
      await userEvent.click(button('Show'));
      expect(await screen.findByText('Business 7')).toBeInTheDocument();
      expect(screen.queryByText(/newer test/)).not.toBeInTheDocument();
    });

    it('says nothing on later pages', async () => {
      await open('?cursor=c1');
      await screen.findByText('Business 1');
      news(endedTest(9));
      expect(screen.queryByText(/newer test/)).not.toBeInTheDocument();
    });

    it('asks for what came while the link was down', async () => {
      await open();
      await screen.findByText('Business 1');
      api.history = [endedTest(9), ...api.history];
      act(() => feed.publish('global', { type: 'resync' }));
      expect(await screen.findByText('1 newer test')).toBeInTheDocument();
      expect(rows()).toEqual(['Business 1', 'Business 2']);
    });
  });

  describe('export', () => {
    it('saves what is filtered in each format', async () => {
      await open('?status=failed&q=acme&sort=score');
      await screen.findByText('Business 1');
      for (const name of [
        'Export CSV',
        'Export JSON',
        'Export JUnit XML',
        'Report as PDF',
      ]) {
        await userEvent.click(
          await screen.findByRole('button', { name: 'Export' }),
        );
        await userEvent.click(
          await screen.findByRole('menuitem', { name: new RegExp(`^${name}`) }),
        );
      }
      await waitFor(() => expect(api.reports).toHaveLength(4));
      expect(api.reports.map(({ format }) => format)).toEqual([
        'csv',
        'json',
        'junit',
        'pdf',
      ]);
      expect(api.reports[0]).toMatchObject({ status: ['failed'], q: 'acme' });
      expect(api.reports[0]).not.toHaveProperty('sort');
      expect(api.reports[0]).not.toHaveProperty('limit');
    });

    it('has nothing to save when nothing matches', async () => {
      api.history = [];
      await open('?q=nobody');
      await screen.findByText('No test matches these filters.');
      expect(button('Export')).toBeDisabled();
    });
  });

  it('names the component that it is narrowed to', async () => {
    await open('?component=score-calculator');
    expect(
      await screen.findByText('Tests of Score Calculator'),
    ).toBeInTheDocument();
  });

  it('says that nothing matches, and in which order some are left out', async () => {
    api.history = [];
    await open('?q=nobody&sort=-score');
    expect(
      await screen.findByText(
        /^No test matches these filters\..*the others are left out/,
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('No test data available')).toBeInTheDocument();
  });

  it('leads to the first test when there is none', async () => {
    api.history = [];
    await open();
    expect(
      await screen.findByRole('button', {
        name: 'Open the dashboard to run a test',
      }),
    ).toHaveAttribute('href', ROOT);
  });

  it('offers to try again', async () => {
    api.failing.getHistory = new Error('Too many requests');
    await open();
    expect(await screen.findByText('Too many requests')).toBeInTheDocument();
    api.failing = {};
    await userEvent.click(button('Retry'));
    expect(await screen.findByText('Business 1')).toBeInTheDocument();
  });
});
