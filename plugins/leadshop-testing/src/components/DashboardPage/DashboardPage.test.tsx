import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
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

  it('does not announce the thousands of a batch', async () => {
    await open();
    await screen.findByText('No active tests running');
    publish('test_completed', endedTest(1, { batch_id: testId(50) }));
    expect(
      screen.getByRole('status', { name: 'Finished tests' }),
    ).toBeEmptyDOMElement();
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
    expect(row?.querySelector('time')).toHaveAttribute(
      'datetime',
      '2026-03-01T10:00:01.940Z',
    );
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
        reason: 'The live link to the server was lost.',
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

  describe('the dialog', () => {
    const openDialog = async (setup: PageSetup = {}) => {
      const page = await open(setup);
      await userEvent.click(await screen.findByRole('button', { name: RUN }));
      await screen.findByRole('dialog');
      return page;
    };
    const run = (name = 'Run test') =>
      userEvent.click(screen.getByRole('button', { name }));

    it('handles pipeline test execution', async () => {
      await openDialog();
      await userEvent.click(
        screen.getByRole('button', { name: 'Use sample lead' }),
      );
      api.active = [runningTest(99)];
      await run();
      expect(
        await screen.findByRole('article', { name: 'Test of Business 99' }),
      ).toHaveTextContent(/usually 1-2 seconds/);
      expect(api.started).toHaveLength(1);
      expect(api.started[0].request).toMatchObject({
        test_type: 'full_pipeline',
        lead_data: { annual_revenue: 1450000, employee_count: 14 },
      });
      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
    });

    it('opens with the key r, and with the sample lead from the quick action', async () => {
      await open();
      await screen.findByRole('button', { name: RUN });
      await userEvent.keyboard('r');
      expect(await screen.findByRole('dialog')).toBeInTheDocument();
      await userEvent.click(screen.getByRole('button', { name: 'Close' }));
      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
      await userEvent.click(screen.getByText('Test Sample Lead'));
      expect(screen.getByLabelText('Business name')).not.toHaveValue('');
    });

    it('has all eleven fields and nothing in the way of assistive technology', async () => {
      await openDialog();
      const dialog = screen.getByRole('dialog');
      expect(
        dialog.querySelectorAll('input, textarea:not([aria-hidden])'),
      ).toHaveLength(11);
      expect(await accessibilityProblems(dialog)).toEqual([]);
    });

    it('says at the field what is missing', async () => {
      await openDialog();
      await run();
      expect(screen.getByText('Website URL is required')).toBeInTheDocument();
      expect(screen.getByLabelText(/Website URL/)).toHaveAttribute(
        'aria-invalid',
        'true',
      );
      expect(api.started).toEqual([]);
    });

    it('shows at the field what the server says of it', async () => {
      await openDialog();
      api.failing.runPipeline = await ResponseError.fromResponse(
        new Response(
          JSON.stringify({
            error: {
              name: 'InputError',
              message: 'The lead was refused',
              fields: [
                { field: 'lead_data.phone', message: 'Phone has no digits' },
              ],
            },
            response: { statusCode: 400 },
          }),
          { status: 400, headers: { 'Content-Type': 'application/json' } },
        ),
      );
      await userEvent.type(
        screen.getByLabelText(/Website URL/),
        'https://a.example',
      );
      await userEvent.type(screen.getByLabelText('Phone'), 'none');
      await run();
      expect(
        await screen.findByText('Phone has no digits'),
      ).toBeInTheDocument();
      expect(screen.getByText('The lead was refused')).toBeInTheDocument();
      await userEvent.type(screen.getByLabelText('Phone'), '1');
      expect(screen.queryByText('Phone has no digits')).not.toBeInTheDocument();
    });

    it('sends the same key again for the same lead, and a new one for another', async () => {
      await openDialog();
      api.failing.runPipeline = new Error('No answer');
      const site = screen.getByLabelText(/Website URL/);
      await userEvent.type(site, 'https://a.example');
      await run();
      await screen.findByText('No answer');
      await run();
      await waitFor(() => expect(api.started).toHaveLength(2));
      await userEvent.type(site, '/b');
      await run();
      await waitFor(() => expect(api.started).toHaveLength(3));
      const [first, second, third] = api.started.map(({ key }) => key);
      expect(second).toBe(first);
      expect(third).not.toBe(first);
    });

    it('remembers the last lead without personal data', async () => {
      const { storage, unmount } = await openDialog();
      await userEvent.type(screen.getByLabelText('Business name'), 'Acme');
      await userEvent.type(
        screen.getByLabelText(/Website URL/),
        'https://a.example',
      );
      await userEvent.type(screen.getByLabelText('Email'), 'jo@a.example');
      await run();
      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
      unmount();
      await openDialog({ storage });
      expect(screen.getByLabelText('Business name')).toHaveValue('Acme');
      expect(screen.getByLabelText(/Website URL/)).toHaveValue(
        'https://a.example',
      );
      expect(screen.getByLabelText('Email')).toHaveValue('');
    });

    it('warns when the pipeline is ill, and leaves the decision', async () => {
      api.status = { ...HEALTHY_STATUS, pipeline_health: 'down' };
      await open();
      await screen.findByText('Down');
      await userEvent.click(screen.getByRole('button', { name: RUN }));
      expect(screen.getByText('The pipeline is down')).toBeInTheDocument();
      await userEvent.type(
        screen.getByLabelText(/Website URL/),
        'https://a.example',
      );
      await run('Run anyway');
      await waitFor(() => expect(api.started).toHaveLength(1));
    });
  });
});

describe('Pages', () => {
  it('tell those without a role whom to ask', async () => {
    await renderPage(<LeadshopTestingContent />, { role: 'none' });
    expect(
      await screen.findByText('You may not see test results'),
    ).toBeInTheDocument();
  });

  it('say when an address leads nowhere', async () => {
    await renderPage(<LeadshopTestingContent />, { at: '/nowhere' });
    expect(await screen.findByText(/Page not found/i)).toBeInTheDocument();
  });
});
