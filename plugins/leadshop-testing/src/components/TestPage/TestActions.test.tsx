import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  endedTest,
  runningTest,
  stepResult,
  testId,
  wholeTest,
} from '../../__testUtils__/executions';
import { ROOT } from '../../__testUtils__/renderPage';
import { testScreen } from '../../__testUtils__/testScreen';

const ID = testId(1);

describe('what can be done with a test', () => {
  let { api, open, has } = testScreen();
  beforeEach(() => {
    ({ api, open, has } = testScreen());
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
});
