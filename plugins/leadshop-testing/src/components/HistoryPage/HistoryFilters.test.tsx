import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { endedTest, stepStates, testId } from '../../__testUtils__/executions';
import { button, historyScreen } from '../../__testUtils__/historyScreen';
import { accessibilityProblems } from '../../__testUtils__/renderPage';

describe('filters of the history', () => {
  let history: ReturnType<typeof historyScreen>;
  beforeEach(() => {
    history = historyScreen();
  });

  it('are read from the address, all of them', async () => {
    history.api.history = [
      endedTest(1, {
        status: 'failed',
        steps: stepStates(...Array(5).fill('success'), 'failed'),
        lead_id: testId(7),
        batch_id: testId(8),
      }),
    ];
    const { container } = await history.open(
      `?status=failed,nonsense,cancelled&q=acme&user=QA-Tester&from=2026-03-01&to=2026-03-02&component=score-calculator&failed_step=gbp_integration&provider_mode=live&test_type=full_pipeline&entity_ref=component:default/x&lead_id=${testId(
        7,
      )}&batch_id=${testId(8)}&sort=-score`,
    );
    await screen.findByText('Business 1');
    expect(history.lastFilter()).toMatchObject({
      status: ['failed', 'cancelled'],
      q: 'acme',
      user: 'user:default/qa-tester',
      component: 'score-calculator',
      failed_step: 'gbp_integration',
      provider_mode: 'live',
      test_type: 'full_pipeline',
      entity_ref: 'component:default/x',
      lead_id: testId(7),
      batch_id: testId(8),
      sort: '-score',
    });
    // Whole days of the reader: the last one belongs to the period
    const { from = '', to = '' } = history.lastFilter();
    expect(Date.parse(to) - Date.parse(from)).toBe(2 * 24 * 3_600_000);
    expect(new Date(from)).toEqual(new Date(2026, 2, 1));
    expect(screen.getByLabelText('Business or site')).toHaveValue('acme');
    expect(button('Failed')).toHaveAttribute('aria-pressed', 'true');
    expect(
      screen
        .getAllByRole('button', { name: /^Remove filter/ })
        .map(chip => chip.textContent),
    ).toEqual([
      'Business or site: acme',
      'Status: Failed or Cancelled',
      'Started from: Mar 1, 2026',
      'Started to: Mar 2, 2026',
      'Component: Score Calculator',
      'Failed at step: GBP Integration',
      'Live or sandbox: Live',
      'Started by: QA-Tester',
      'Pipeline: full_pipeline',
      'Catalog entity: component:default/x',
      'Lead: Business 1',
      'Batch: 00000000',
    ]);
    expect(button('More filters (8)')).toHaveAttribute(
      'aria-expanded',
      'false',
    );
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('are kept in the address', async () => {
    await history.open();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Failed' }),
    );
    expect(history.address()).toBe('?status=failed');
    await history.moreFilters();
    await userEvent.type(screen.getByLabelText('Started by'), 'jo');
    await waitFor(() =>
      expect(history.lastFilter().user).toBe('user:default/jo'),
    );
    await userEvent.selectOptions(
      screen.getByLabelText('Component'),
      'Score Calculator',
    );
    await userEvent.selectOptions(
      screen.getByLabelText('Failed at step'),
      '6. GBP Integration',
    );
    await userEvent.selectOptions(
      screen.getByLabelText('Live or sandbox'),
      'Sandbox',
    );
    await waitFor(() =>
      expect(history.lastFilter()).toMatchObject({
        component: 'score-calculator',
        failed_step: 'gbp_integration',
        provider_mode: 'sandbox',
      }),
    );
    await userEvent.click(button('Clear filters'));
    expect(history.address()).toBe('');
    await waitFor(() => expect(history.lastFilter().user).toBeUndefined());
  });

  it('go one by one with their chips, by the keyboard too', async () => {
    await history.open('?status=failed&user=jo&sort=score');
    const chip = await screen.findByRole('button', {
      name: 'Remove filter: Started by: jo',
    });
    chip.focus();
    await userEvent.keyboard('{Enter}');
    expect(history.address()).toBe('?status=failed&sort=score');
    expect(
      screen.getByRole('group', { name: 'Filters that are set' }),
    ).toHaveFocus();
    await userEvent.click(button('Remove filter: Status: Failed'));
    expect(history.address()).toBe('?sort=score');
  });

  it('narrow to a period up to now or to other dates, never to both', async () => {
    await history.open();
    await screen.findByText('Business 1');
    const before = Date.now();
    await userEvent.selectOptions(
      screen.getByLabelText('Period'),
      'Last 7 days',
    );
    expect(history.address()).toBe('?days=7');
    await waitFor(() => expect(history.lastFilter().from).toBeDefined());
    const from = Date.parse(history.lastFilter().from ?? '');
    const week = 7 * 24 * 3_600_000;
    expect(from).toBeGreaterThanOrEqual(before - week);
    expect(from).toBeLessThanOrEqual(Date.now() - week);

    await userEvent.selectOptions(
      screen.getByLabelText('Period'),
      'Other dates',
    );
    expect(history.address()).toBe('');
    await userEvent.type(screen.getByLabelText('Started from'), '2026-03-01');
    expect(history.address()).toBe('?from=2026-03-01');
    await userEvent.selectOptions(
      screen.getByLabelText('Period'),
      'Last 24 hours',
    );
    expect(history.address()).toBe('?days=1');
    expect(screen.queryByLabelText('Started from')).not.toBeInTheDocument();
  });

  it('wait until a text can mean something', async () => {
    await history.open();
    await history.moreFilters();
    await userEvent.type(screen.getByLabelText('Catalog entity'), 'score');
    expect(
      await screen.findByText('Such as component:default/score-calculator'),
    ).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Batch'), testId(8));
    await waitFor(() => expect(history.lastFilter().batch_id).toBe(testId(8)));
    expect(history.lastFilter().entity_ref).toBeUndefined();
  });

  it('offer to narrow to what the reader started', async () => {
    await history.open('', { user: 'user:default/jane' });
    await history.moreFilters();
    await userEvent.click(await screen.findByRole('button', { name: 'Me' }));
    await waitFor(() =>
      expect(history.lastFilter().user).toBe('user:default/jane'),
    );
    expect(screen.queryByRole('button', { name: 'Me' })).toBeNull();
  });

  it('are reached with /', async () => {
    await history.open();
    await screen.findByText('Business 1');
    await userEvent.keyboard('/');
    expect(screen.getByLabelText('Business or site')).toHaveFocus();
  });
});
