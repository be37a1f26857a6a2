import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { button, historyScreen } from '../../__testUtils__/historyScreen';

describe('the export of the history', () => {
  let history: ReturnType<typeof historyScreen>;
  beforeEach(() => {
    history = historyScreen();
  });

  it('saves what is filtered in each format', async () => {
    await history.open('?status=failed&q=acme&sort=score');
    await screen.findByText('Business 1');
    for (const name of [
      'Export CSV',
      'Export JSON',
      'Export JUnit XML',
      'Report as PDF',
    ]) {
      await userEvent.click(
        await screen.findByRole('button', { name: 'Export' }),
      );
      await userEvent.click(
        await screen.findByRole('menuitem', { name: new RegExp(`^${name}`) }),
      );
    }
    await waitFor(() => expect(history.api.reports).toHaveLength(4));
    expect(history.api.reports.map(({ format }) => format)).toEqual([
      'csv',
      'json',
      'junit',
      'pdf',
    ]);
    expect(history.api.reports[0]).toMatchObject({
      status: ['failed'],
      q: 'acme',
    });
    expect(history.api.reports[0]).not.toHaveProperty('sort');
    expect(history.api.reports[0]).not.toHaveProperty('limit');
  });

  it('has nothing to save when nothing matches', async () => {
    history.api.history = [];
    await history.open('?q=nobody');
    await screen.findByText('No test matches these filters.');
    expect(button('Export')).toBeDisabled();
  });
});
