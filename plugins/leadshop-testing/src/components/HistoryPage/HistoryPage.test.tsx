import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApis } from '@backstage/test-utils';
import { endedTest, testId } from '../../__testUtils__/executions';
import { button, historyScreen } from '../../__testUtils__/historyScreen';
import { accessibilityProblems, ROOT } from '../../__testUtils__/renderPage';

describe('History page', () => {
  let history: ReturnType<typeof historyScreen>;
  beforeEach(() => {
    history = historyScreen();
  });

  it('lists tests', async () => {
    const { container } = await history.open();
    expect(await screen.findByText('Business 1')).toBeInTheDocument();
    expect(screen.getByText('1–2 of 2')).toBeInTheDocument();
    expect(button('Next')).toBeDisabled();
    expect(button('Previous')).toBeDisabled();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('pages by cursor, forward and back, and starts anew with a filter', async () => {
    history.api.nextCursor = 'c1';
    await history.open();
    await screen.findByText('Business 1');
    await userEvent.click(button('Next'));
    await waitFor(() => expect(history.lastFilter().cursor).toBe('c1'));
    expect(await screen.findByText('26–27 of 2')).toBeInTheDocument();
    history.api.nextCursor = 'c2';
    await userEvent.click(await screen.findByRole('button', { name: 'Next' }));
    await waitFor(() => expect(history.address()).toBe('?cursor=c1&cursor=c1'));
    await userEvent.click(button('Previous'));
    expect(history.address()).toBe('?cursor=c1');
    await userEvent.click(button('Failed'));
    expect(history.address()).toBe('?status=failed');
  });

  it('is ordered by the column that is pressed', async () => {
    await history.open();
    const header = await screen.findByRole('columnheader', { name: 'Started' });
    expect(header).toHaveAttribute('aria-sort', 'descending');
    await userEvent.click(button('Score'));
    expect(history.address()).toBe('?sort=-score');
    expect(history.lastFilter().sort).toBe('-score');
    expect(screen.getByRole('columnheader', { name: 'Score' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    await userEvent.click(button('Score'));
    expect(history.address()).toBe('?sort=score');
    await userEvent.click(button('Started'));
    expect(history.address()).toBe('');
  });

  it('shows the columns that its reader chose last, or those of the address', async () => {
    const storage = mockApis.storage();
    const { unmount } = await history.open('', { storage });
    await screen.findByText('Business 1');
    await userEvent.click(button('Columns'));
    await userEvent.click(
      screen.getByRole('menuitemcheckbox', { name: 'Failed at' }),
    );
    await userEvent.click(
      screen.getByRole('menuitemcheckbox', { name: 'Ended' }),
    );
    await userEvent.keyboard('{Escape}');
    const names = () =>
      screen.getAllByRole('columnheader').map(header => header.textContent);
    const chosen = [
      'Compare',
      'Status',
      'Business',
      'Failed at',
      'Score',
      'Duration',
      'Started',
    ];
    await waitFor(() => expect(names()).toEqual(chosen));
    expect(history.address()).toBe(
      '?columns=status%2Clead%2CfailedStep%2Cscore%2Cduration%2Cstarted',
    );
    unmount();

    const again = await history.open('', { storage });
    await screen.findByText('Business 1');
    expect(names()).toEqual(chosen);
    again.unmount();

    await history.open('?columns=spam,nonsense', { storage });
    await screen.findByText('Business 1');
    expect(names()).toEqual(['Compare', 'Business', 'Spam score']);
    await userEvent.click(button('Columns'));
    await userEvent.click(
      screen.getByRole('menuitem', { name: 'Usual columns' }),
    );
    await waitFor(() => expect(names()).toHaveLength(7));
    expect(history.address()).toBe('');
  });

  it('leads to the comparison of two tests, the older one first', async () => {
    history.api.history = [
      endedTest(3, { created_at: '2026-03-03T10:00:00.000Z' }),
      endedTest(2, { created_at: '2026-03-02T10:00:00.000Z' }),
      endedTest(1),
    ];
    await history.open();
    const box = (lead: string) =>
      screen.getByRole('checkbox', { name: new RegExp(`^Select ${lead},`) });
    await screen.findByText('Business 1');
    await userEvent.click(box('Business 3'));
    expect(screen.getByText(/^One test is selected/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Compare' })).toBeNull();
    await userEvent.click(box('Business 1'));
    expect(box('Business 2')).toBeDisabled();
    expect(button('Compare')).toHaveAttribute(
      'href',
      `${ROOT}/tests/compare?a=${testId(1)}&b=${testId(3)}`,
    );
    await userEvent.click(button('Clear selection'));
    expect(box('Business 2')).toBeEnabled();
    expect(history.address()).toBe('');
  });

  it('names the component that it is narrowed to', async () => {
    await history.open('?component=score-calculator');
    expect(
      await screen.findByText('Tests of Score Calculator'),
    ).toBeInTheDocument();
  });

  it('says that nothing matches, and in which order some are left out', async () => {
    history.api.history = [];
    await history.open('?q=nobody&sort=-score');
    expect(
      await screen.findByText(
        /^No test matches these filters\..*the others are left out/,
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('No test data available')).toBeInTheDocument();
  });

  it('leads to the first test when there is none', async () => {
    history.api.history = [];
    await history.open();
    expect(
      await screen.findByRole('button', {
        name: 'Open the dashboard to run a test',
      }),
    ).toHaveAttribute('href', ROOT);
  });

  it('offers to try again', async () => {
    history.api.failing.getHistory = new Error('Too many requests');
    await history.open();
    expect(await screen.findByText('Too many requests')).toBeInTheDocument();
    history.api.failing = {};
    await userEvent.click(button('Retry'));
    expect(await screen.findByText('Business 1')).toBeInTheDocument();
  });
});
