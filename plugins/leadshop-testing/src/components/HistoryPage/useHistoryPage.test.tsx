import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { endedTest, runningTest } from '../../__testUtils__/executions';
import { button, historyScreen } from '../../__testUtils__/historyScreen';

describe('the history while tests end', () => {
  let history: ReturnType<typeof historyScreen>;
  beforeEach(() => {
    history = historyScreen();
  });

  it('counts them and lets the rows stand', async () => {
    history.api.history = [runningTest(3), endedTest(1)];
    await history.open('?user=qa-tester');
    await screen.findByText('Business 3');
    const other = endedTest(6, { user_ref: 'user:default/other' });
    history.news(endedTest(4), endedTest(3), runningTest(5), other);
    history.news(endedTest(4));
    expect(screen.getByText('1 newer test')).toBeInTheDocument();
    expect(history.rows()).toEqual(['Business 3', 'Business 1']);
    // What is on the page is kept up to date in its place
    expect(
      within(screen.getByRole('table')).queryByText('Running'),
    ).not.toBeInTheDocument();
    history.news(endedTest(7));
    expect(screen.getByText('2 newer tests')).toBeInTheDocument();

    history.api.history = [
      endedTest(7),
      endedTest(4),
      endedTest(3),
      endedTest(1),
    ];
    await userEvent.click(button('Show'));
    expect(await screen.findByText('Business 7')).toBeInTheDocument();
    expect(screen.queryByText(/newer test/)).not.toBeInTheDocument();
  });

  it('says nothing on later pages', async () => {
    await history.open('?cursor=c1');
    await screen.findByText('Business 1');
    history.news(endedTest(9));
    expect(screen.queryByText(/newer test/)).not.toBeInTheDocument();
  });

  it('asks for what came while the link was down', async () => {
    await history.open();
    await screen.findByText('Business 1');
    history.api.history = [endedTest(9), ...history.api.history];
    act(() => history.feed.publish('global', { type: 'resync' }));
    expect(await screen.findByText('1 newer test')).toBeInTheDocument();
    expect(history.rows()).toEqual(['Business 1', 'Business 2']);
  });
});
