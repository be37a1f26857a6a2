import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import { useLocation } from 'react-router-dom';
import type {
  Comparison,
  Difference,
  ExecutionSummary,
  StepComparison,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { FULL_PIPELINE_STEPS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { endedTest, runningTest, testId } from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  renderPage,
  ROOT,
} from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

const A = testId(1);
const B = testId(2);
const DONE = {
  status: 'success',
  duration: 90,
  error: null,
  kept_from: null,
} as const;

const Address = () => <p data-testid="address">{useLocation().search}</p>;

const step = (
  number: number,
  change: Partial<StepComparison> = {},
): StepComparison => ({
  ...FULL_PIPELINE_STEPS[number - 1],
  a: DONE,
  b: DONE,
  differences: [],
  ...change,
});

describe('Compare page', () => {
  let api: InMemoryTesting;
  const open = (query = `?a=${A}&b=${B}`) =>
    renderPage(
      <>
        <LeadshopTestingContent />
        <Address />
      </>,
      { api, at: `/tests/compare${query}` },
    );
  const compared = (
    change: Partial<Comparison> = {},
    a: ExecutionSummary = endedTest(1),
    b: ExecutionSummary = endedTest(2),
  ) => {
    const comparison: Comparison = {
      a,
      b,
      differences: [],
      steps: [step(1), step(2)],
      personal_data_hidden: false,
      ...change,
    };
    api.comparisons.set(`${a.id} ${b.id}`, comparison);
    return comparison;
  };
  const ofStep = (...differences: Difference[]) =>
    compared({ steps: [step(1), step(4, { differences })] });
  const region = (name: string | RegExp) =>
    screen.findByRole('region', { name });
  const rows = async (name: string | RegExp) =>
    within(await screen.findByRole('table', { name }))
      .getAllByRole('row')
      .slice(1)
      .map(row => Array.from(row.children, cell => cell.textContent));

  beforeEach(() => {
    api = new InMemoryTesting();
  });

  it('shows both tests side by side, with links to them and their steps', async () => {
    compared(
      {
        steps: [
          step(4, {
            b: { ...DONE, status: 'failed', duration: 2100 },
            differences: [
              { kind: 'status', field: 'status', a: 'success', b: 'failed' },
            ],
          }),
        ],
      },
      endedTest(1),
      endedTest(2, {
        status: 'failed',
        score: null,
        tier: null,
        execution_time: 2840,
      }),
    );
    const { container } = await open();
    const b = await region('Business 2 Sandbox');
    expect(b).toHaveTextContent(/Test B.*Failed.*qa-tester.*Duration2\.8 s/);
    expect(await region('Business 1 Sandbox')).toHaveTextContent(
      /Test A.*Succeeded.*Score72 B.*Duration1\.8 s/,
    );
    expect(within(b).getByRole('link')).toHaveAttribute(
      'href',
      `${ROOT}/tests/${B}`,
    );
    const panel = await region('4. PageSpeed Integration');
    expect(within(panel).getByRole('link', { name: 'Test B' })).toHaveAttribute(
      'href',
      `${ROOT}/tests/${B}?step=pagespeed_integration`,
    );
    expect(panel).toHaveTextContent(/Test ASucceeded90 msTest BFailed2\.1 s/);
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('says of each difference what it was, what it is, and which is better', async () => {
    ofStep(
      {
        kind: 'score',
        field: 'details.mobile.scores.performance',
        a: 48,
        b: 61.25,
        change: 13.25,
        better: true,
      },
      {
        kind: 'duration',
        field: 'details.mobile.lcp_ms',
        a: 2100,
        b: 4200,
        change: 2100,
        better: false,
      },
      {
        kind: 'number',
        field: 'details.pages',
        a: 1200,
        b: 1300,
        change: 100,
        better: null,
      },
      { kind: 'flag', field: 'details.https', a: true, b: null },
      { kind: 'text', field: 'fault', a: null, b: 'vendor' },
      {
        kind: 'list',
        field: 'warnings',
        added: ['Slow'],
        removed: ['Old', 'Older'],
      },
    );
    await open();
    expect(await rows(/PageSpeed/)).toEqual([
      ['Mobile › Scores › Performance', '48', '61.3', '+13.3, better'],
      ['Mobile › LCP', '2.1 s', '4.2 s', '+2.1 s, worse'],
      ['Pages', '1,200', '1,300', '+100, changed'],
      ['Https', 'Yes', '–', 'changed'],
      ['At fault', '–', 'The vendor', 'changed'],
      ['Warnings', 'OldOlder', 'Slow', 'changed'],
    ]);
  });

  it('compares the tests as a whole, in their own money', async () => {
    compared(
      {
        differences: [
          { kind: 'status', field: 'status', a: 'success', b: 'failed' },
          {
            kind: 'money',
            field: 'revenue_impact',
            a: 24_800,
            b: 20_000,
            change: -4_800,
            better: true,
          },
        ],
      },
      endedTest(1),
      endedTest(2, { revenue_currency: 'USD' }),
    );
    await open();
    expect(await rows(/The whole test/)).toEqual([
      ['Status', 'Succeeded', 'Failed', 'changed'],
      ['Revenue impact per year', '$24,800', '$20,000', '−$4,800, better'],
    ]);
  });

  it('leaves out what did not change, unless all is asked for', async () => {
    const usual: Difference = {
      kind: 'duration',
      field: 'duration',
      a: 90,
      b: 110,
      change: 20,
      better: false,
    };
    ofStep(usual, {
      kind: 'duration',
      field: 'details.timings_ms.total',
      a: 1000,
      b: 1500,
      change: 500,
      better: false,
    });
    await open();
    expect(await rows(/PageSpeed/)).toHaveLength(1);
    expect(screen.queryByText('1. S3 Storage')).not.toBeInTheDocument();
    const toggle = screen.getByRole('checkbox', { name: 'Only what changed' });
    expect(toggle).toBeChecked();
    toggle.focus();
    await userEvent.keyboard(' ');
    expect(screen.getByTestId('address')).toHaveTextContent(
      `?a=${A}&b=${B}&show=all`,
    );
    expect(await region('1. S3 Storage')).toHaveTextContent('The same in both');
    expect((await rows(/PageSpeed/))[0]).toEqual([
      'Duration',
      '90 ms',
      '110 ms',
      '+20 ms, about the same',
    ]);
  });

  it('names a step that only one pipeline has', async () => {
    compared({
      steps: [step(3, { a: null, b: { ...DONE, kept_from: testId(9) } })],
    });
    await open();
    const panel = await region('3. Assessment Orchestrator');
    expect(panel).toHaveTextContent(
      'Test A: its pipeline does not have this step',
    );
    expect(panel).toHaveTextContent('kept from an earlier test');
    expect(panel).not.toHaveTextContent('The same in both');
  });

  it('swaps the tests', async () => {
    compared();
    compared({}, endedTest(2), endedTest(1));
    await open();
    await region('Business 2 Sandbox');
    await userEvent.click(screen.getByRole('button', { name: 'Swap A and B' }));
    expect(screen.getByTestId('address')).toHaveTextContent(`?a=${B}&b=${A}`);
    await waitFor(async () =>
      expect(await region('Business 2 Sandbox')).toHaveTextContent('Test A'),
    );
  });

  it('says that nothing changed', async () => {
    compared();
    const { container } = await open();
    expect(await screen.findByText('Nothing changed')).toBeInTheDocument();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('says that a test still runs, and what could not be compared', async () => {
    compared({ personal_data_hidden: true }, endedTest(1), runningTest(2));
    await open();
    expect(
      await screen.findByText(/One of the tests still runs/),
    ).toBeInTheDocument();
    expect(screen.getByText(/Personal data was left out/)).toBeInTheDocument();
  });

  it.each([
    ['', 'Two tests are needed'],
    [`?a=${A}`, 'Two tests are needed'],
    [`?a=${A}&b=${A}`, 'This is one and the same test'],
  ])('leads from "%s" to the history', async (query, title) => {
    const { container } = await open(query);
    expect(
      await screen.findByRole('heading', { name: title, level: 2 }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Browse the history' }),
    ).toHaveAttribute('href', `${ROOT}/history`);
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('says that there is no such test', async () => {
    api.failing.compareTests = await ResponseError.fromResponse(
      new Response('{}', { status: 404 }),
    );
    await open();
    expect(
      await screen.findByRole('heading', {
        name: 'One of the tests does not exist',
      }),
    ).toBeInTheDocument();
  });

  it('offers to try again', async () => {
    api.failing.compareTests = new Error('The database is away');
    await open();
    expect(await screen.findByText('The database is away')).toBeInTheDocument();
    api.failing = {};
    compared();
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await region('Business 1 Sandbox')).toBeInTheDocument();
  });
});
