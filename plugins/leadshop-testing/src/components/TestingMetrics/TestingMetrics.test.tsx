import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import type { Metrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { endedTest } from '../../__testUtils__/executions';
import {
  InMemoryFeed,
  InMemoryTesting,
} from '../../__testUtils__/InMemoryTesting';
import { FULL_WEEK, metricsOf } from '../../__testUtils__/metrics';
import { PageSetup, renderPage } from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

const Address = () => <p data-testid="address">{useLocation().search}</p>;

describe('the figures of the dashboard', () => {
  let api: InMemoryTesting;
  let feed: InMemoryFeed;

  const open = (setup: PageSetup = {}) =>
    renderPage(
      <>
        <LeadshopTestingContent />
        <Address />
      </>,
      { api, feed, ...setup },
    );
  const panel = async (name: string) =>
    within(await screen.findByRole('region', { name }));
  const metricsPanel = () => panel('Testing Metrics');
  const card = async (name: string) =>
    (await metricsPanel()).findByRole('group', { name });
  const lastQuery = () => api.metricsQueries[api.metricsQueries.length - 1];
  beforeEach(() => {
    api = new InMemoryTesting();
    feed = new InMemoryFeed();
    api.metrics = FULL_WEEK;
  });

  it('say whether the week was better than the last', async () => {
    await open();
    expect(
      await screen.findByText(
        'The last 7 days were better than the 7 days before: 92 % of the tests succeeded, 17 percentage points more.',
      ),
    ).toBeInTheDocument();
  });

  it.each<[string, Partial<Metrics>, RegExp]>([
    [
      'worse',
      {
        successful_tests: 300,
        failed_tests: 200,
        success_rate: 60,
      },
      /were worse than the 7 days before: 60 % .* 15 percentage points fewer/,
    ],
    [
      'about as good',
      { successful_tests: 8, failed_tests: 2, success_rate: 80 },
      /were about as good as .*: 80 % .*, against 75 %/,
    ],
    [
      'as good',
      { success_rate: 75 },
      /were as good as the 7 days before: 75 % .* in both/,
    ],
    [
      'the first',
      { previous: metricsOf({ days: 7 }).previous },
      /There is nothing to compare with/,
    ],
    [
      'without a result',
      { success_rate: null },
      /No test succeeded or failed in the last 7 days/,
    ],
  ])('say that a week was %s', async (_, change, sentence) => {
    api.metrics = { ...FULL_WEEK, ...change };
    await open();
    expect(await screen.findByText(sentence)).toBeInTheDocument();
  });

  it('have a card for each, with how it moved in words', async () => {
    await open();
    expect(await card('Total Tests')).toHaveTextContent(
      /510.*28 % more than before.*460 succeeded, 40 failed, 10 cancelled/,
    );
    expect(await card('Success Rate')).toHaveTextContent(
      /92 %.*17\.0 points more than before \(better\).*40 failed, 100 before/,
    );
    expect(await card('Avg Execution Time')).toHaveTextContent(
      /1\.8 s.*500 ms faster than before \(better\).*p50 1\.7 s.*p95 2\.9 s.*p99 4\.1 s/,
    );
    expect(await card('Avg Spam Score')).toHaveTextContent(
      /1\.4.*0\.5 lower than before \(better\)/,
    );
  });

  it('say worse where it is worse', async () => {
    api.metrics = {
      ...FULL_WEEK,
      total_tests: 300,
      success_rate: 60,
      average_execution_time_ms: 4340,
      average_spam_score: 3.9,
    };
    await open();
    const total = await card('Total Tests');
    expect(total).toHaveTextContent('25 % fewer than before');
    expect(total).not.toHaveTextContent('worse');
    expect(await card('Success Rate')).toHaveTextContent(
      '15.0 points fewer than before (worse)',
    );
    expect(await card('Avg Execution Time')).toHaveTextContent(
      '2.0 s slower than before (worse)',
    );
    expect(await card('Avg Spam Score')).toHaveTextContent(
      '2.0 higher than before (worse)',
    );
  });

  it('stay readable when they are huge', async () => {
    api.metrics = {
      ...FULL_WEEK,
      total_tests: 12_345_678,
      successful_tests: 1_234_567,
      average_execution_time_ms: 5_430_000,
    };
    await open();
    const total = await card('Total Tests');
    expect(total).toHaveTextContent(/12\.35M.*1,234,567 succeeded/);
    expect(within(total).getByTitle('12,345,678')).toBeInTheDocument();
    expect(await card('Avg Execution Time')).toHaveTextContent('1 h 30 min');
  });

  it('say what to do when there are none', async () => {
    api.metrics = {};
    await open();
    const figures = await metricsPanel();
    expect(
      await figures.findByText('No test data available'),
    ).toBeInTheDocument();
    expect(figures.getByText(/Choose a longer period/)).toBeInTheDocument();
    expect(
      screen.queryByText('Pipeline Step Success Rates'),
    ).not.toBeInTheDocument();
  });

  it('load and fail by themselves, and are read again when asked', async () => {
    api.failing.getMetrics = new Error('The figures are being counted');
    api.history = [endedTest(3)];
    await open();
    const figures = await metricsPanel();
    expect(
      await figures.findByText('The figures are being counted'),
    ).toBeInTheDocument();
    expect(await screen.findByText('Business 3')).toBeInTheDocument();
    expect(screen.queryByText('Revenue Impact')).not.toBeInTheDocument();
    api.failing = {};
    await userEvent.click(figures.getByRole('button', { name: 'Retry' }));
    expect(await card('Total Tests')).toHaveTextContent('510');
    expect(await screen.findByText('Revenue Impact')).toBeInTheDocument();
  });

  it('show that they load', async () => {
    api.getMetrics = () => new Promise(() => {});
    await open();
    expect(
      (await metricsPanel()).getByRole('status', {
        name: 'Loading Testing Metrics',
      }),
    ).toBeInTheDocument();
  });

  it('are of the period that the address names', async () => {
    await open({ at: '?days=30&mode=sandbox' });
    await card('Total Tests');
    expect(api.metricsQueries).toEqual([
      { days: 30, provider_mode: 'sandbox' },
    ]);
    expect(screen.getByRole('button', { name: '30 days' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  });

  it.each(['days=8', 'days=nonsense', 'days=-1', 'mode=both'])(
    'are of seven days when the address says %s',
    async query => {
      await open({ at: `?${query}` });
      await card('Total Tests');
      expect(lastQuery()).toEqual({ days: 7, provider_mode: undefined });
    },
  );

  it('follow the choice of a period, and keep it in the address', async () => {
    await open();
    await card('Total Tests');
    api.metrics = { ...FULL_WEEK, total_tests: 99 };
    await userEvent.click(screen.getByRole('button', { name: '24 hours' }));
    await waitFor(async () =>
      expect(await card('Total Tests')).toHaveTextContent('99'),
    );
    expect(lastQuery()).toMatchObject({ days: 1 });
    expect(screen.getByTestId('address')).toHaveTextContent('days=1');
    expect(
      screen.getByText(/The last 24 hours were better than the 24 hours/),
    ).toBeInTheDocument();
  });

  it('never show the figures of another period for those that fail', async () => {
    await open();
    await card('Total Tests');
    api.failing.getMetrics = new Error('The figures are being counted');
    await userEvent.click(screen.getByRole('button', { name: '90 days' }));
    const figures = await metricsPanel();
    expect(
      await figures.findByText('The figures are being counted'),
    ).toBeInTheDocument();
    expect(figures.queryByText('510')).not.toBeInTheDocument();
  });

  it('offer live and sandbox tests only where there are both', async () => {
    const { unmount } = await open();
    await card('Total Tests');
    expect(
      screen.queryByRole('button', { name: /^Sandbox \(/ }),
    ).not.toBeInTheDocument();
    unmount();

    api.metrics = { ...FULL_WEEK, provider_modes: { live: 510, sandbox: 31 } };
    await open();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Sandbox (31)' }),
    );
    await waitFor(() =>
      expect(lastQuery()).toEqual({ days: 7, provider_mode: 'sandbox' }),
    );
    expect(screen.getByTestId('address')).toHaveTextContent('mode=sandbox');
  });

  it('wear a badge when they are of sandbox tests', async () => {
    api.metrics = { ...FULL_WEEK, provider_mode: 'sandbox' };
    await open();
    await card('Total Tests');
    expect((await metricsPanel()).getByText('Sandbox')).toBeInTheDocument();
  });

  it('are read again once for all tests that end within seconds', async () => {
    await open();
    await card('Total Tests');
    const before = api.metricsQueries.length;
    api.metrics = { ...FULL_WEEK, total_tests: 512 };
    jest.useFakeTimers();
    try {
      [1, 2, 3].forEach(number =>
        act(() =>
          feed.publish('global', {
            type: 'updates',
            updates: [{ type: 'test_completed', payload: endedTest(number) }],
          }),
        ),
      );
      await act(async () => jest.advanceTimersByTime(3_000));
      expect(api.metricsQueries).toHaveLength(before + 1);
    } finally {
      jest.useRealTimers();
    }
    expect(await card('Total Tests')).toHaveTextContent('512');
  });
});
