import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import {
  endedTest,
  runningTest,
  stepResult,
  testEvent,
  testId,
  wholeTest,
} from '../../__testUtils__/executions';
import { ROOT } from '../../__testUtils__/renderPage';
import { testScreen } from '../../__testUtils__/testScreen';

const ID = testId(1);

describe('Test page', () => {
  let { api, open, has, region, happen } = testScreen();
  beforeEach(() => {
    ({ api, open, has, region, happen } = testScreen());
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

  it('shows the trace id, which finds the test in the log, and copies it', async () => {
    const trace_id = '4bf92f3577b34da6a3ce929d0e0e4736';
    has(wholeTest(endedTest(1), { trace_id }));
    await open();
    const copied = jest.fn();
    document.execCommand = () => {
      copied(document.getSelection()?.toString());
      return true;
    };
    await userEvent.click(
      await screen.findByRole('button', {
        name: `Copy the trace id ${trace_id}`,
      }),
    );
    expect(
      await screen.findByRole('button', { name: 'Trace id copied' }),
    ).toBeInTheDocument();
    expect(copied).toHaveBeenCalledWith(trace_id);
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
