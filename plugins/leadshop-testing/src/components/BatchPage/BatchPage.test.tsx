import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import type {
  Batch,
  ExecutionSummary,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { endedTest, stepStates, testId } from '../../__testUtils__/executions';
import {
  InMemoryFeed,
  InMemoryTesting,
} from '../../__testUtils__/InMemoryTesting';
import { batchOf, wholeImport, workId } from '../../__testUtils__/leads';
import { refused } from '../../__testUtils__/refusals';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
  ROOT,
} from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

const ID = workId(1);
const DONE: Partial<Batch> = {
  status: 'completed',
  counts: { pending: 0, running: 0, success: 95, failed: 5, cancelled: 0 },
  progress: 100,
  eta_seconds: null,
  completed_at: '2026-03-01T10:05:00.000Z',
};

const Address = () => (
  <p data-testid="address">
    {useLocation().pathname.replace(ROOT, '')}
    {useLocation().search}
  </p>
);

const inBatch = (number: number, change: Partial<ExecutionSummary> = {}) =>
  endedTest(number, { batch_id: ID, ...change });
const failedTest = (number: number) =>
  inBatch(number, {
    status: 'failed',
    failure_reason: 'step',
    score: null,
    tier: null,
    steps: stepStates('success', 'failed'),
    error_message: 'Failed at step 2 (Lead Data Model).',
  });

describe('Batch page', () => {
  let api: InMemoryTesting;
  let feed: InMemoryFeed;

  const open = (query = '', setup: PageSetup = {}) =>
    renderPage(
      <>
        <LeadshopTestingContent />
        <Address />
      </>,
      { api, feed, at: `/batches/${ID}${query}`, ...setup },
    );
  const address = () => screen.getByTestId('address').textContent;
  const fact = (term: string) =>
    screen.getByText(term, { selector: 'dt' }).nextElementSibling;
  const names = async () =>
    within(await screen.findByRole('table', { name: 'Tests of the batch' }))
      .getAllByRole('link')
      .map(link => link.textContent);
  const tell = (change: Partial<Batch>) => {
    const batch = api.batches.change(ID, change) as Batch;
    act(() =>
      feed.publish(`batch:${ID}`, {
        type: 'updates',
        updates: [{ type: 'batch_update', payload: batch }],
      }),
    );
  };

  beforeEach(() => {
    api = new InMemoryTesting();
    feed = new InMemoryFeed();
    api.batches.stored = [batchOf(1)];
    api.history = [inBatch(1), failedTest(2), inBatch(3), failedTest(4)];
  });

  it('says what is tested, how far it is, how fast, and until when', async () => {
    const { container } = await open();
    expect(
      await screen.findByRole('heading', { name: '100 selected leads' }),
    ).toBeInTheDocument();
    expect(fact('Status')).toHaveTextContent('Running');
    expect(fact('Tests ended')).toHaveTextContent('40 of 100 (40 %)');
    expect(fact('Success rate')).toHaveTextContent('87.5 %');
    expect(fact('Tests a minute')).toHaveTextContent('120');
    expect(fact('Time left')).toHaveTextContent('about 30 s');
    expect(fact('Started by')).toHaveTextContent('qa-tester');
    const progress = screen.getByRole('region', { name: 'Progress' });
    expect(within(progress).getByRole('progressbar')).toHaveAttribute(
      'aria-valuetext',
      '40 %: 35 succeeded, 5 failed, 10 running, 50 waiting',
    );
    expect(
      within(progress)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      '35 succeeded',
      '5 failed',
      '0 cancelled',
      '10 running',
      '50 waiting',
    ]);
    await names();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('shows that it reads, however long that takes', async () => {
    let answer = () => {};
    api.batches.answersAfter = new Promise(resolve => {
      answer = resolve;
    });
    await open();
    expect(
      await screen.findByRole('status', { name: 'Loading Batch' }),
    ).toBeInTheDocument();
    answer();
    expect(
      await screen.findByRole('heading', { name: '100 selected leads' }),
    ).toBeInTheDocument();
    await names();
  });

  it('keeps what it shows when the link is lost, and asks again', async () => {
    await open();
    await names();
    jest.useFakeTimers();
    try {
      act(() => feed.setState({ status: 'connecting', stale: true }));
      api.batches.change(ID, DONE);
      await act(() => jest.advanceTimersByTimeAsync(5_000));
      expect(fact('Status')).toHaveTextContent('Finished with failures');
    } finally {
      jest.useRealTimers();
    }
  });

  it('says that it is being cancelled, without a time that is left', async () => {
    api.batches.stored = [
      batchOf(1, { cancel_requested_at: '2026-03-01T10:01:00.000Z' }),
    ];
    await open();
    await names();
    expect(fact('Status')).toHaveTextContent('Being cancelled');
    expect(fact('Time left')).toHaveTextContent('–');
  });

  it('names the import that its leads came from', async () => {
    api.batches.stored = [
      batchOf(1, { source: 'import', import_id: workId(7) }),
    ];
    api.imports.stored = [wholeImport(7)];
    await open();
    expect(
      await screen.findByRole('heading', {
        name: '100 leads of leads-7.csv',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'import of leads-7.csv' }),
    ).toHaveAttribute('href', `${ROOT}/imports/${workId(7)}`);
  });

  it('moves as its tests end, and says when the last one has', async () => {
    await open();
    await names();
    const said = screen.getByText('The batch is running');
    expect(said).toHaveAttribute('role', 'status');
    tell({
      counts: { pending: 0, running: 1, success: 94, failed: 5, cancelled: 0 },
      progress: 99,
      rate_per_minute: 600,
      eta_seconds: 90,
    });
    expect(fact('Tests ended')).toHaveTextContent('99 of 100 (99 %)');
    expect(fact('Time left')).toHaveTextContent('about 1 min 30 s');
    expect(said).toHaveTextContent('The batch is running');

    api.history = [...api.history, inBatch(5, { business_name: 'The Last' })];
    tell(DONE);
    expect(said).toHaveTextContent(
      'The batch has finished: 95 succeeded, 5 failed',
    );
    expect(fact('Status')).toHaveTextContent('Finished with failures');
    expect(fact('Took')).toHaveTextContent('5 min 00 s');
    expect(screen.queryByText('Time left')).not.toBeInTheDocument();
    // Not what the last minute had
    expect(fact('Tests a minute, on average')).toHaveTextContent(/^20$/);
    // The end of the batch brings its last tests
    expect(await screen.findByText('The Last')).toBeInTheDocument();
  });

  it('lists the failed tests first, with why', async () => {
    await open();
    expect(await names()).toEqual([
      'Business 2',
      'Business 4',
      'Business 1',
      'Business 3',
    ]);
    const row = screen.getByRole('row', { name: /Business 2/ });
    expect(row).toHaveTextContent('Failed at step 2 (Lead Data Model).');
    expect(
      within(row).getByRole('link', { name: 'Business 2' }),
    ).toHaveAttribute('href', `${ROOT}/tests/${testId(2)}`);
    expect(screen.getByText('1–4 of 100')).toBeInTheDocument();
  });

  it('reads status, order and page from the address, and keeps them there', async () => {
    api.history = [
      ...Array.from({ length: 30 }, (_, index) => failedTest(index + 1)),
      inBatch(99),
    ];
    await open('?status=failed&cursor=0.25');
    expect(await names()).toHaveLength(5);
    expect(screen.getByRole('button', { name: 'Failed 5' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Previous' }));
    await waitFor(async () => expect(await names()).toHaveLength(25));
    expect(address()).toBe(`/batches/${ID}?status=failed`);
    await userEvent.click(screen.getByRole('button', { name: 'Succeeded 35' }));
    expect(address()).toBe(`/batches/${ID}?status=failed%2Csuccess`);
    await userEvent.click(screen.getByRole('button', { name: 'Failed 5' }));
    await waitFor(async () => expect(await names()).toEqual(['Business 99']));
    await userEvent.selectOptions(screen.getByLabelText('Order'), 'slowest');
    expect(address()).toBe(`/batches/${ID}?status=success&order=slowest`);
    await waitFor(() =>
      expect(api.filters.at(-1)).toMatchObject({
        status: ['success'],
        sort: '-execution_time',
      }),
    );
    await userEvent.selectOptions(screen.getByLabelText('Order'), 'failing');
    expect(address()).toBe(`/batches/${ID}?status=success`);
  });

  it('lists the tests that failed at a step', async () => {
    api.batches.stored = [
      batchOf(1, {
        ...DONE,
        failing_steps: [
          { step_name: 'lead_data_model', title: 'Lead Data Model', count: 2 },
        ],
      }),
    ];
    await open();
    const steps = await screen.findByRole('region', {
      name: 'Where tests failed',
    });
    expect(steps).toHaveTextContent('3 failed at no step');
    const step = within(steps).getByRole('button', {
      name: 'Lead Data Model 2 failed',
    });
    await userEvent.click(step);
    expect(address()).toBe(`/batches/${ID}?step=lead_data_model`);
    expect(step).toHaveAttribute('aria-pressed', 'true');
    await waitFor(async () =>
      expect(await names()).toEqual(['Business 2', 'Business 4']),
    );
    expect(screen.getByText('1–2 of 2')).toBeInTheDocument();
    expect(screen.getByText('Failed at Lead Data Model')).toBeInTheDocument();
    await userEvent.click(step);
    expect(address()).toBe(`/batches/${ID}`);
  });

  it('says that no test has failed, and that none matches', async () => {
    api.batches.stored = [
      batchOf(1, {
        counts: {
          pending: 99,
          running: 0,
          success: 1,
          failed: 0,
          cancelled: 0,
        },
        failing_steps: [],
        rate_per_minute: null,
        eta_seconds: null,
      }),
    ];
    await open('?status=cancelled');
    expect(await screen.findByText('No test has failed')).toBeInTheDocument();
    expect(await screen.findByText('No test matches')).toBeInTheDocument();
    expect(fact('Time left')).toHaveTextContent('not known yet');
    expect(fact('Success rate')).toHaveTextContent('100 %');
  });

  it('cancels all after asking', async () => {
    await open();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Cancel all' }),
    );
    const question = screen.getByRole('dialog', { name: 'Cancel this batch?' });
    expect(question).toHaveTextContent('The 60 tests that have not ended');
    await userEvent.click(
      within(question).getByRole('button', { name: 'Cancel the batch' }),
    );
    await waitFor(() => expect(api.batches.cancelled).toEqual([ID]));
    expect(
      await screen.findByText(
        'The batch was cancelled: 35 succeeded, 5 failed, 60 cancelled',
      ),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(
        screen.queryByRole('button', { name: 'Cancel all' }),
      ).not.toBeInTheDocument(),
    );
  });

  it('says why a batch was not cancelled, and shows how it is', async () => {
    await open();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Cancel all' }),
    );
    api.batches.change(ID, DONE);
    const question = screen.getByRole('dialog', { name: 'Cancel this batch?' });
    await userEvent.click(
      within(question).getByRole('button', { name: 'Cancel the batch' }),
    );
    expect(
      await within(question).findByText('This batch has ended'),
    ).toBeInTheDocument();
    expect(
      await screen.findByText(/^The batch has finished/),
    ).toBeInTheDocument();
  });

  it('runs what failed again, as a batch that leads back', async () => {
    api.batches.stored = [batchOf(1, DONE)];
    await open();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Rerun failed (5)' }),
    );
    expect(
      await screen.findByRole('heading', { name: 'Rerun of 5 failed tests' }),
    ).toBeInTheDocument();
    expect(api.batches.rerun).toEqual([ID]);
    expect(
      screen.getByRole('link', { name: `batch ${ID.slice(0, 8)}` }),
    ).toHaveAttribute('href', `${ROOT}/batches/${ID}`);
  });

  it('says why what failed was not run again', async () => {
    api.batches.stored = [batchOf(1, DONE)];
    api.batches.failing.rerunFailed = new Error('Too many requests');
    const { alerts } = await open();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Rerun failed (5)' }),
    );
    await waitFor(() =>
      expect(alerts[0]?.message).toBe(
        'The batch was not started: Too many requests',
      ),
    );
  });

  it('offers nothing to those who may only look', async () => {
    await open('', { role: 'viewer' });
    await names();
    expect(
      screen.queryByRole('button', { name: /Cancel all|Rerun failed/ }),
    ).not.toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Copy link to this batch' }),
    ).toBeInTheDocument();
  });

  it('says that there is no such batch', async () => {
    api.batches.stored = [];
    await open();
    expect(
      await screen.findByRole('heading', { name: 'There is no such batch' }),
    ).toBeInTheDocument();
  });

  it('says that somebody may not see it', async () => {
    await open('', { role: 'none' });
    expect(
      await screen.findByText('You may not see test results'),
    ).toBeInTheDocument();
  });

  it('says what the server refuses, and tries again', async () => {
    api.batches.failing.get = await refused(
      403,
      'NotAllowedError',
      "Permission 'view_test_results' required",
    );
    await open();
    expect(
      await screen.findByText("Permission 'view_test_results' required"),
    ).toBeInTheDocument();
    api.batches.failing = {};
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await names()).toHaveLength(4);
  });

  it('says that a batch has no tests', async () => {
    api.batches.stored = [
      batchOf(1, {
        ...DONE,
        total: 0,
        counts: { pending: 0, running: 0, success: 0, failed: 0, cancelled: 0 },
        failing_steps: [],
      }),
    ];
    await open();
    expect(
      await screen.findByText('There are no tests in this batch'),
    ).toBeInTheDocument();
  });
});
