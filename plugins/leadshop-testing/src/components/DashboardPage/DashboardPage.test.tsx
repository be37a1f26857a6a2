import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  endedTest,
  HEALTHY_STATUS,
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

const RUN = 'Run Full Pipeline Test';

describe('Dashboard', () => {
  let api: InMemoryTesting;
  let feed: InMemoryFeed;

  const open = (setup: PageSetup = {}) =>
    renderPage(<LeadshopTestingContent />, { api, feed, ...setup });
  const panel = (name: RegExp | string) =>
    screen.findByRole('region', { name });
  const publish = (
    type: 'test_update' | 'test_completed',
    test: ReturnType<typeof runningTest>,
  ) =>
    act(() =>
      feed.publish('global', {
        type: 'updates',
        updates: [{ type, payload: test }],
      }),
    );

  beforeEach(() => {
    api = new InMemoryTesting();
    feed = new InMemoryFeed();
  });

  it('renders dashboard with system status', async () => {
    api.active = [runningTest(1), runningTest(2)];
    await open();
    expect(
      await screen.findByText('LeadShop Testing Interface'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Comprehensive system testing and validation dashboard'),
    ).toBeInTheDocument();
    expect(await screen.findByText('Active Tests (2)')).toBeInTheDocument();
    const status = await panel('System Status');
    expect(
      await within(status).findByRole('progressbar', { name: 'CPU usage' }),
    ).toHaveAttribute('aria-valuenow', '25');
    expect(within(status).getByText('DB connections')).toBeInTheDocument();
    expect(screen.getByText('Healthy')).toBeInTheDocument();
  });

  it('says that it is loading', async () => {
    api.getStatus = () => new Promise(() => {});
    await open();
    expect(
      await screen.findByText('Loading testing dashboard...'),
    ).toBeInTheDocument();
  });

  it('says what to do when there is nothing yet', async () => {
    await open();
    expect(
      await screen.findByText('No active tests running'),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('No test data available'),
    ).toBeInTheDocument();
  });

  it('shows only counts to those who may not see metrics', async () => {
    const { system_metrics: _hidden, ...counts } = HEALTHY_STATUS;
    api.status = counts;
    await open();
    const status = await panel('System Status');
    expect(await within(status).findByText('45')).toBeInTheDocument();
    expect(within(status).queryByText('CPU usage')).not.toBeInTheDocument();
  });

  it('shows the components with their state in words', async () => {
    api.status = {
      ...HEALTHY_STATUS,
      pipeline_health: 'degraded',
      components: [
        {
          name: 'semrush-integration',
          title: 'SEMrush Integration',
          status: 'error',
          fault: 'vendor',
          provider_mode: 'live',
          last_check: HEALTHY_STATUS.timestamp,
          response_time: 120,
          success_rate: 40,
          error_count: 3,
          message: 'Quota used up',
        },
      ],
    };
    await open();
    const item = (await screen.findByText('SEMrush Integration')).closest('li');
    expect(item).toHaveTextContent(
      /Error.*120 ms.*40 % ok.*at fault: The vendor.*Quota used up/,
    );
    expect(screen.getByText('Degraded')).toBeInTheDocument();
  });

  it('lets each panel fail and try again by itself', async () => {
    api.failing.getHistory = new Error('The history is being repaired');
    api.active = [runningTest(1)];
    await open();
    const history = await panel('Recent Test History');
    expect(
      await within(history).findByText('The history is being repaired'),
    ).toBeInTheDocument();
    expect(await screen.findByText('Active Tests (1)')).toBeInTheDocument();
    api.failing = {};
    api.history = [endedTest(3)];
    await userEvent.click(
      within(history).getByRole('button', { name: 'Retry' }),
    );
    expect(await within(history).findByText('Business 3')).toBeInTheDocument();
    expect(within(history).queryByRole('alert')).not.toBeInTheDocument();
  });

  it('fills a card as steps end, without a reload', async () => {
    await open();
    await screen.findByText('No active tests running');
    publish('test_update', runningTest(1));
    const card = await screen.findByRole('article', {
      name: 'Test of Business 1',
    });
    expect(
      within(card).getByText('1. S3 Storage: Succeeded'),
    ).toBeInTheDocument();
    expect(
      within(card).getByText('2. Lead Data Model: Running'),
    ).toBeInTheDocument();
    expect(within(card).getAllByRole('listitem')).toHaveLength(12);
    publish(
      'test_update',
      runningTest(1, {
        current_step: 2,
        steps: stepStates('success', 'failed', 'skipped'),
      }),
    );
    expect(
      within(card).getByText('2. Lead Data Model: Failed'),
    ).toBeInTheDocument();
    expect(within(card).getByText(/2 of 12 steps ended/)).toBeInTheDocument();
  });

  it('moves an ended test to the history and announces it with a link', async () => {
    api.active = [runningTest(1)];
    await open();
    await screen.findByText('Active Tests (1)');
    publish('test_completed', endedTest(1));
    expect(screen.getByText('Active Tests (0)')).toBeInTheDocument();
    const history = await panel('Recent Test History');
    expect(within(history).getByText('Business 1')).toBeInTheDocument();
    const news = screen.getByRole('status', { name: 'Finished tests' });
    expect(news).toHaveAttribute('aria-live', 'polite');
    expect(news).toHaveTextContent(/Business 1: succeeded.*1\.8 s.*score 72/);
    expect(
      within(news).getByRole('link', { name: 'Open the test' }),
    ).toHaveAttribute('href', `${ROOT}/tests/${testId(1)}`);
    await userEvent.click(
      within(news).getByRole('button', { name: 'Dismiss' }),
    );
    expect(news).toBeEmptyDOMElement();
  });

  it('shows what the history tells of a test', async () => {
    api.history = [endedTest(1, { business_name: 'Acme Dental' })];
    await open();
    const row = (
      await screen.findByRole('link', { name: 'Acme Dental' })
    ).closest('tr');
    expect(row).toHaveTextContent(
      /Succeeded.*Acme Dental.*Sandbox.*72.*B.*1\.8 s.*qa-tester/,
    );
    const cells = within(row as HTMLElement).getAllByRole('cell');
    const headers = screen.getAllByRole('columnheader');
    const timeBelow = (name: string) =>
      cells[headers.findIndex(header => header.textContent === name)]
        .querySelector('time')
        ?.getAttribute('datetime');
    expect(timeBelow('Started')).toBe('2026-03-01T10:00:00.000Z');
    expect(timeBelow('Ended')).toBe('2026-03-01T10:00:01.940Z');
    expect(
      screen.getByRole('columnheader', { name: 'Started' }),
    ).toHaveAttribute('aria-sort', 'descending');
  });

  it('takes over the state that the server sends', async () => {
    await open();
    await screen.findByText('Healthy');
    act(() =>
      feed.publish('global', {
        type: 'updates',
        updates: [
          {
            type: 'system_status',
            payload: { ...HEALTHY_STATUS, pipeline_health: 'down' },
          },
        ],
      }),
    );
    expect(screen.getByText('Down')).toBeInTheDocument();
  });

  it('cancels a test after asking', async () => {
    api.active = [runningTest(1)];
    await open();
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Cancel the test of Business 1',
      }),
    );
    expect(api.cancelled).toEqual([]);
    await userEvent.click(
      screen.getByRole('button', { name: 'Cancel the test' }),
    );
    await waitFor(() => expect(api.cancelled).toEqual([testId(1)]));
  });

  it('says when a test could not be cancelled', async () => {
    api.active = [runningTest(1)];
    api.failing.cancelTest = new Error('The test has ended');
    await open();
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Cancel the test of Business 1',
      }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Cancel the test' }),
    );
    expect(await screen.findByText('The test has ended')).toBeInTheDocument();
  });

  it('displays permission-based UI elements', async () => {
    api.active = [runningTest(1)];
    await open({ role: 'viewer' });
    expect(await screen.findByText('Active Tests (1)')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: RUN })).not.toBeInTheDocument();
    expect(screen.queryByText('Test Sample Lead')).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /^Cancel/ }),
    ).not.toBeInTheDocument();
    await userEvent.keyboard('r');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('tells when the page is no longer live', async () => {
    await open();
    await screen.findByText('No active tests running');
    act(() =>
      feed.setState({
        status: 'waiting',
        stale: true,
        problem: 'lost',
      }),
    );
    const banner = screen.getByText(/asks every 5 seconds/);
    expect(banner).toHaveTextContent(/was lost/);
    await userEvent.click(screen.getByRole('button', { name: 'Try now' }));
    expect(feed.reconnects).toBe(1);
    act(() => feed.setState({ status: 'open', stale: false }));
    expect(banner).not.toBeInTheDocument();
  });

  it('has nothing in the way of assistive technology', async () => {
    api.active = [runningTest(1)];
    api.history = [endedTest(2), endedTest(3, { status: 'failed' })];
    const { container } = await open();
    await screen.findByText('Active Tests (1)');
    await screen.findByText('Business 2');
    expect(await accessibilityProblems(container)).toEqual([]);
  });
});
