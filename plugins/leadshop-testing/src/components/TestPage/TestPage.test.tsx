import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import type {
  Execution,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  endedTest,
  runningTest,
  stepResult,
  testEvent,
  testId,
  wholeTest,
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

const ID = testId(1);

describe('Test page', () => {
  let api: InMemoryTesting;
  let feed: InMemoryFeed;

  const open = (at = `/tests/${ID}`, setup: PageSetup = {}) =>
    renderPage(<LeadshopTestingContent />, { api, feed, at, ...setup });
  const has = (test: Execution) => api.tests.set(test.id, test);
  const region = (name: RegExp | string) =>
    screen.findByRole('region', { name });
  const happen = (test: Execution, event: TestEvent) =>
    act(() => {
      const { pipeline_results: _kept, ...summary } = test;
      feed.publish(`test:${ID}`, {
        type: 'test',
        completed: event.kind === 'ended',
        test: { ...summary, event },
      });
    });

  beforeEach(() => {
    api = new InMemoryTesting();
    feed = new InMemoryFeed();
  });

  it('shows the figures of the test', async () => {
    has(wholeTest(endedTest(1), { rerun_of: testId(7) }));
    await open();
    expect(
      await screen.findByRole('heading', { name: /Business 1/ }),
    ).toBeInTheDocument();
    const fact = (term: string) =>
      screen.getByText(term, { selector: 'dt' }).nextElementSibling;
    expect(fact('Status')).toHaveTextContent('Succeeded');
    expect(fact('Score')).toHaveTextContent('72 B');
    expect(fact('Revenue impact per year')).toHaveTextContent('$24,800');
    expect(fact('Spam score')).toHaveTextContent('1.2');
    expect(fact('Duration')).toHaveTextContent('1.8 s');
    expect(fact('Started by')).toHaveTextContent('qa-tester');
    expect(
      screen.getByRole('link', { name: testId(7).slice(0, 8) }),
    ).toHaveAttribute('href', `${ROOT}/tests/${testId(7)}`);
  });

  it('shows what failed first, whose fault it is and what to do', async () => {
    has(
      wholeTest(
        endedTest(1, {
          status: 'failed',
          failure_reason: 'step',
          error_message: 'Failed at step 8',
        }),
        {
          pipeline_results: [
            stepResult(1, 'success'),
            stepResult(2, 'failed', {
              error: 'The quota is used up',
              fault: 'vendor',
              attempts: [
                {
                  number: 1,
                  started_at: '2026-03-01T10:00:00.200Z',
                  duration: 20,
                  error: 'No answer within 20 ms',
                  fault: 'network',
                  retry_in: 500,
                },
                {
                  number: 2,
                  started_at: '2026-03-01T10:00:00.800Z',
                  duration: 10,
                  error: 'The quota is used up',
                  fault: 'vendor',
                  retry_in: null,
                },
              ],
              warnings: ['The answer was old'],
            }),
            stepResult(3, 'skipped', {
              error: 'It needs Lead Data Model, which failed',
            }),
          ],
        },
      ),
    );
    const { container } = await open();
    expect(await screen.findByText('Failed at step 8')).toBeInTheDocument();
    const step = await region('2. Lead Data Model');
    expect(step).toHaveTextContent(
      /The quota is used up.*At fault: The vendor/,
    );
    expect(within(step).getByText('The answer was old')).toBeInTheDocument();
    expect(
      within(step).getByText('No answer within 20 ms'),
    ).toBeInTheDocument();
    expect(step).toHaveTextContent(/tried again after 500 ms/);
    await userEvent.click(
      screen.getByRole('button', { name: /Assessment Orchestrator: Skipped/ }),
    );
    expect(await region('3. Assessment Orchestrator')).toHaveTextContent(
      'It needs Lead Data Model, which failed',
    );
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('calls a step that a cancel cut off stopped', async () => {
    has(
      wholeTest(endedTest(1, { status: 'cancelled' }), {
        pipeline_results: [
          stepResult(1, 'success'),
          stepResult(2, 'skipped', {
            started_at: '2026-03-01T10:00:00.200Z',
            duration: 1740,
            error: 'Cancelled while it was running.',
          }),
          stepResult(3, 'skipped'),
        ],
      }),
    );
    await open();
    const steps = await screen.findByRole('table', { name: /^Steps/ });
    const row = (name: RegExp) =>
      within(steps).getByRole('rowheader', { name }).closest('tr');
    expect(row(/Lead Data Model: Stopped/)).toHaveTextContent(
      /Stopped after 1\.7 s.*stopped/,
    );
    expect(row(/Assessment Orchestrator: Skipped/)).toHaveTextContent(
      /skipped$/,
    );
    // It is what the page opens with
    const details = await region('2. Lead Data Model');
    expect(within(details).getByText('Stopped')).toBeInTheDocument();
    expect(
      within(details).getByText('Cancelled while it was running.'),
    ).toBeInTheDocument();
    expect(within(details).queryByText(/Skipped/)).not.toBeInTheDocument();
  });

  it('opens at the step that the address names', async () => {
    has(
      wholeTest(endedTest(1), {
        pipeline_results: [
          stepResult(1, 'success'),
          stepResult(2, 'success', { details: { verified: true } }),
        ],
      }),
    );
    await open(`/tests/${ID}?step=lead_data_model`);
    const step = await region('2. Lead Data Model');
    expect(within(step).getByText('Verified')).toBeInTheDocument();
    await userEvent.click(within(step).getByRole('tab', { name: 'Raw JSON' }));
    const json = await within(step).findByRole('region', { name: 'Raw JSON' });
    expect(json).toHaveTextContent(/verified: ?true/);
  });

  it('moves as the test does, and fetches the evidence of an ended step', async () => {
    const running = wholeTest(runningTest(1));
    has(running);
    api.events = [testEvent(1)];
    await open();
    const steps = await screen.findByRole('table');
    expect(
      within(steps).getByRole('button', { name: /Lead Data Model: Running/ }),
    ).toBeInTheDocument();
    happen(
      running,
      testEvent(2, {
        kind: 'step_started',
        message: 'Orchestrator started',
        step: {
          step_name: 'assessment_orchestrator',
          step_number: 3,
          title: 'Assessment Orchestrator',
          component: 'assessment-orchestrator',
          status: 'running',
          started_at: '2026-03-01T10:00:00.400Z',
        },
      }),
    );
    expect(
      within(steps).getByRole('button', {
        name: /Assessment Orchestrator: Running/,
      }),
    ).toBeInTheDocument();
    expect(
      within(screen.getByRole('log')).getByText('Orchestrator started'),
    ).toBeInTheDocument();

    has({
      ...running,
      pipeline_results: running.pipeline_results.map(step =>
        step.step_number === 2
          ? stepResult(2, 'success', { details: { plan: 'Fetched' } })
          : step,
      ),
    });
    happen(
      running,
      testEvent(3, {
        kind: 'step_finished',
        step: {
          step_name: 'lead_data_model',
          step_number: 2,
          title: 'Lead Data Model',
          component: 'lead-data-model',
          status: 'success',
        },
      }),
    );
    await userEvent.click(
      await within(steps).findByRole('button', {
        name: /Lead Data Model: Succeeded/,
      }),
    );
    expect(await screen.findByText('Fetched')).toBeInTheDocument();
  });

  it('writes each event once, newest last', async () => {
    has(wholeTest(runningTest(1)));
    api.events = [testEvent(1), testEvent(2)];
    await open();
    await screen.findByText('Event 2');
    happen(wholeTest(runningTest(1)), testEvent(3));
    happen(wholeTest(runningTest(1)), testEvent(2));
    const lines = within(screen.getByRole('log')).getAllByRole('listitem');
    expect(lines.map(line => line.lastElementChild?.textContent)).toEqual([
      'Event 1',
      'Event 2',
      'Event 3',
    ]);
  });

  it('runs the test again as a whole or from a step', async () => {
    has(wholeTest(endedTest(1)));
    has(wholeTest(runningTest(98)));
    await open(`/tests/${ID}?step=score_calculator`);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Rerun from here' }),
    );
    expect(api.reruns).toEqual([{ id: ID, fromStep: 'score_calculator' }]);
    expect(
      await screen.findByRole('heading', { name: /Business 98/ }),
    ).toBeInTheDocument();
  });

  it('says when the test could not be run again', async () => {
    has(wholeTest(endedTest(1)));
    api.failing.rerunTest = new Error('Too many tests');
    const { alerts } = await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Rerun' }));
    await waitFor(() =>
      expect(alerts).toMatchObject([
        { message: 'The test was not started: Too many tests' },
      ]),
    );
  });

  it('offers a running test to be cancelled and not to be run again', async () => {
    has(wholeTest(runningTest(1)));
    await open();
    expect(
      await screen.findByRole('button', { name: /^Cancel/ }),
    ).toBeInTheDocument();
    expect(screen.queryByText(/^Rerun/)).not.toBeInTheDocument();
  });

  it('lets a viewer look and not touch', async () => {
    has(
      wholeTest(endedTest(1), {
        personal_data_hidden: true,
        lead_data: { business_name: 'Business 1' },
      }),
    );
    await open(undefined, { role: 'viewer' });
    expect(
      await screen.findByText(/Personal data is only shown to those/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/^Rerun/)).not.toBeInTheDocument();
  });

  it('says when there is no such test', async () => {
    api.failing.getTest = await ResponseError.fromResponse(
      new Response('{}', { status: 404 }),
    );
    await open();
    expect(
      await screen.findByRole('heading', { name: 'There is no such test' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Browse the history' }),
    ).toHaveAttribute('href', `${ROOT}/history`);
  });

  it('leads from the dashboard to why a test failed in fewer than three clicks', async () => {
    const failed = endedTest(1, {
      status: 'failed',
      failure_reason: 'step',
      error_message: 'Failed at step 2 (Lead Data Model).',
    });
    api.history = [failed];
    has(
      wholeTest(failed, {
        pipeline_results: [
          stepResult(1, 'success'),
          stepResult(2, 'failed', {
            error: 'The e-mail address is missing',
            fault: 'lead',
          }),
          stepResult(3, 'skipped'),
        ],
      }),
    );
    await open('');
    let clicks = 0;
    document.addEventListener('click', () => clicks++);
    await userEvent.click(
      await screen.findByRole('link', { name: 'Business 1' }),
    );
    const [alert] = await screen.findAllByRole('alert');
    expect(alert).toHaveTextContent('Step 2: Lead Data Model');
    expect(alert).toHaveTextContent('The e-mail address is missing');
    expect(alert).toHaveTextContent('At fault: The lead.');
    expect(alert).toHaveTextContent('What to do: Correct the lead');
    expect(alert).toHaveTextContent('1 later step was skipped because of it.');
    expect(clicks).toBeLessThan(3);
  });

  it('shows the step of a failure when asked, and keeps it in the address', async () => {
    has(
      wholeTest(endedTest(1, { status: 'failed' }), {
        pipeline_results: [
          stepResult(1, 'failed', { error: 'one' }),
          stepResult(2, 'failed', { error: 'two' }),
        ],
      }),
    );
    await open();
    await region('1. S3 Storage');
    await userEvent.click(screen.getByRole('button', { name: 'Show step 2' }));
    expect(await region('2. Lead Data Model')).toHaveTextContent('two');
  });

  it('shows the beginning of a very long error, and all of it when asked', async () => {
    const error = `${'x'.repeat(9_999)}!`;
    has(
      wholeTest(endedTest(1, { status: 'failed' }), {
        pipeline_results: [stepResult(1, 'failed', { error })],
      }),
    );
    await open();
    const step = await region('1. S3 Storage');
    expect(step).not.toHaveTextContent('!');
    await userEvent.click(
      within(step).getByRole('button', { name: 'Show all 10,000 characters' }),
    );
    expect(step).toHaveTextContent('!');
  });

  it('offers to compare with the test that it repeats', async () => {
    has(wholeTest(endedTest(1), { rerun_of: testId(7), lead_id: testId(5) }));
    await open();
    expect(
      await screen.findByRole('button', { name: 'Compare with previous' }),
    ).toHaveAttribute('href', `${ROOT}/tests/compare?a=${testId(7)}&b=${ID}`);
    expect(api.filters).toEqual([]);
  });

  it('offers to compare with the test of the same lead before it', async () => {
    has(wholeTest(endedTest(1), { lead_id: testId(5) }));
    api.history = [endedTest(3)];
    await open();
    expect(
      await screen.findByRole('button', { name: 'Compare with previous' }),
    ).toHaveAttribute('href', `${ROOT}/tests/compare?a=${testId(3)}&b=${ID}`);
    expect(api.filters).toEqual([
      {
        lead_id: testId(5),
        to: '2026-03-01T10:00:00.000Z',
        status: ['success', 'failed', 'cancelled'],
        limit: 1,
      },
    ]);
  });

  it('offers no comparison for the first test of a lead, nor while it runs', async () => {
    has(wholeTest(runningTest(1), { lead_id: testId(5) }));
    api.history = [endedTest(3)];
    await open();
    await screen.findByRole('button', { name: /^Cancel/ });
    expect(screen.queryByText('Compare with previous')).not.toBeInTheDocument();
    expect(api.filters).toEqual([]);
  });

  it('saves the whole test, and the report where there is one', async () => {
    has(
      wholeTest(endedTest(1), {
        pipeline_results: [
          stepResult(1, 'success', {
            artifacts: [
              {
                name: 'report.pdf',
                content_type: 'application/pdf',
                size: 3,
                sha256: 'abc',
                title: 'Report (PDF)',
                personal: false,
              },
            ],
          }),
        ],
      }),
    );
    api.artifacts.set('report.pdf', new Blob(['pdf']));
    const saved: string[] = [];
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = () => 'blob:1';
    URL.revokeObjectURL = () => {};
    const saving = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        saved.push(this.download);
      });
    await open();
    for (const item of ['The whole test (JSON)', 'The report (PDF)']) {
      const buttons = await screen.findAllByRole('button', {
        name: 'Download',
      });
      await userEvent.click(buttons[0]);
      await userEvent.click(
        await screen.findByRole('menuitem', { name: item }),
      );
    }
    await waitFor(() =>
      expect(saved).toEqual([
        `leadshop-test-${ID}.json`,
        `leadshop-test-${ID}.pdf`,
      ]),
    );
    saving.mockRestore();
    Object.assign(URL, { createObjectURL, revokeObjectURL });
  });

  it('says that no report was made', async () => {
    has(wholeTest(endedTest(1)));
    await open();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Download' }),
    );
    expect(
      await screen.findByRole('menuitem', {
        name: 'The report (PDF): none was made',
      }),
    ).toHaveAttribute('aria-disabled', 'true');
  });

  it('keeps an old state when it cannot be read again, and says so', async () => {
    const running = wholeTest(runningTest(1));
    has(running);
    await open();
    await screen.findByRole('heading', { name: /Business 1/ });
    api.failing.getTest = new Error('The database is away');
    happen(running, testEvent(2, { kind: 'step_retry' }));
    expect(
      await screen.findByText('What is shown may be old: The database is away'),
    ).toBeInTheDocument();
    api.failing = {};
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await waitFor(() =>
      expect(screen.queryByText(/may be old/)).not.toBeInTheDocument(),
    );
  });

  it('tells those who listen which steps failed', async () => {
    const running = wholeTest(runningTest(1));
    has(running);
    await open();
    const said = await screen.findByText('The test: Running');
    happen(
      running,
      testEvent(2, {
        kind: 'step_finished',
        step: {
          step_name: 'lead_data_model',
          step_number: 2,
          title: 'Lead Data Model',
          component: 'lead-data-model',
          status: 'failed',
        },
      }),
    );
    expect(said).toHaveTextContent(
      'The test: Running. Failed: Lead Data Model',
    );
    expect(said).toHaveAttribute('role', 'status');
  });

  it('shows the choices that the address holds', async () => {
    has(wholeTest(endedTest(1)));
    api.events = [testEvent(1), testEvent(2, { kind: 'ended' })];
    await open(
      `/tests/${ID}?step=lead_data_model&view=raw&log_kind=ended&raw=1`,
    );
    const step = await region('2. Lead Data Model');
    expect(
      within(step).getByRole('tab', { name: 'Raw JSON', selected: true }),
    ).toBeInTheDocument();
    expect(
      within(await region('Raw JSON of the test')).getByText(/"full_pipeline"/),
    ).toBeInTheDocument();
    expect(await screen.findByText('1 of 2 events')).toBeInTheDocument();
  });

  it('offers to try again when the test could not be read', async () => {
    api.failing.getTest = new Error('The database is away');
    has(wholeTest(endedTest(1)));
    await open();
    expect(await screen.findByText('The database is away')).toBeInTheDocument();
    api.failing = {};
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(
      await screen.findByRole('heading', { name: /Business 1/ }),
    ).toBeInTheDocument();
  });
});
