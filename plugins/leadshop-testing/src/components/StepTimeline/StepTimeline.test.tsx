import { useState } from 'react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  endedTest,
  stepResult,
  testId,
  wholeTest,
} from '../../__testUtils__/executions';
import {
  accessibilityProblems,
  renderPage,
} from '../../__testUtils__/renderPage';
import { StepTimeline } from './StepTimeline';

const at = (millis: number) =>
  new Date(Date.parse('2026-03-01T10:00:00.100Z') + millis).toISOString();

const RETRIED = wholeTest(endedTest(1), {
  pipeline_results: [
    stepResult(1, 'success', { kept_from: testId(7) }),
    stepResult(2, 'success', {
      started_at: at(0),
      duration: 400,
      depends_on: [],
    }),
    stepResult(3, 'success', {
      started_at: at(700),
      duration: 1_000,
      attempts: [
        {
          number: 1,
          started_at: at(700),
          duration: 100,
          error: 'The quota is used up',
          fault: 'vendor',
          retry_in: 500,
        },
        {
          number: 2,
          started_at: at(1_300),
          duration: 400,
          error: null,
          fault: null,
          retry_in: null,
        },
      ],
    }),
    stepResult(4, 'skipped'),
  ],
});

const Timeline = ({ test }: { test: Execution }) => {
  const [selected, setSelected] = useState<string>();
  return (
    <>
      <StepTimeline test={test} selected={selected} onSelect={setSelected} />
      <output>{selected}</output>
    </>
  );
};

describe('StepTimeline', () => {
  const row = (title: RegExp) =>
    screen.getByRole('rowheader', { name: title }).closest('tr') as HTMLElement;

  it('shows waits, tries and pauses, and says them in words', async () => {
    const { container } = await renderPage(<Timeline test={RETRIED} />);
    const retried = row(/Assessment Orchestrator/);
    expect(
      [...retried.querySelectorAll('[data-kind]')].map(bar =>
        bar.getAttribute('data-kind'),
      ),
    ).toEqual(['waiting', 'tried', 'pause', 'success']);
    expect(retried).toHaveTextContent(
      'Waited for 300 ms after all that it needs had ended. ' +
        'Try 1 failed after 100 ms: The quota is used up. ' +
        'Paused for 500 ms before try 2. Try 2 took 400 ms',
    );
    expect(row(/S3 Storage/)).toHaveTextContent(
      /Kept from an earlier test.*kept/,
    );
    expect(row(/PageSpeed/)).toHaveTextContent(/skipped$/);
    expect(
      within(screen.getByRole('list', { name: 'What the bars show' }))
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'Waiting',
      'Succeeded',
      'Failed try',
      'Pause before the next try',
    ]);
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('explains a bar when its step has the focus', async () => {
    const user = userEvent.setup();
    await renderPage(<Timeline test={RETRIED} />);
    await user.hover(row(/Assessment Orchestrator/).querySelector('button')!);
    const explained = await screen.findByRole('tooltip');
    expect(
      within(explained)
        .getAllByRole('listitem')
        .map(line => line.textContent),
    ).toEqual([
      'Waited for 300 ms after all that it needs had ended',
      'Try 1 failed after 100 ms: The quota is used up',
      'Paused for 500 ms before try 2',
      'Try 2 took 400 ms',
    ]);
  });

  it('is one stop of the Tab key, and the arrows choose steps', async () => {
    const user = userEvent.setup();
    await renderPage(<Timeline test={RETRIED} />);
    const chosen = screen.getByRole('status');
    const first = screen.getByRole('button', { name: /S3 Storage/ });
    first.focus();
    expect(
      screen.getAllByRole('button').filter(button => button.tabIndex === 0),
    ).toEqual([first]);
    await user.keyboard('{ArrowDown}');
    expect(chosen).toHaveTextContent('lead_data_model');
    expect(
      screen.getByRole('button', { name: /Lead Data Model/, pressed: true }),
    ).toHaveFocus();
    await user.keyboard('{End}');
    expect(chosen).toHaveTextContent('pagespeed_integration');
    await user.keyboard('{ArrowDown}{ArrowUp}');
    expect(chosen).toHaveTextContent('assessment_orchestrator');
    await user.keyboard('{Home}');
    expect(chosen).toHaveTextContent('s3_setup');
  });

  it('writes round times on its axis, and the end', async () => {
    await renderPage(<Timeline test={RETRIED} />);
    expect(
      screen.getByRole('columnheader', { name: 'When' }),
    ).toHaveTextContent('0500ms1s1.8 s');
  });
});
