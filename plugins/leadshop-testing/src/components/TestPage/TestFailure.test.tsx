import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  endedTest,
  runningTest,
  stepResult,
  testEvent,
  wholeTest,
} from '../../__testUtils__/executions';
import { accessibilityProblems } from '../../__testUtils__/renderPage';
import { testScreen } from '../../__testUtils__/testScreen';

describe('a test that failed or was cut off', () => {
  let { api, open, has, region, happen } = testScreen();
  beforeEach(() => {
    ({ api, open, has, region, happen } = testScreen());
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
});
