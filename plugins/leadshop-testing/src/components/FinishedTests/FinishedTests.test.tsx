import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { endedTest, testId } from '../../__testUtils__/executions';
import {
  InMemoryFeed,
  InMemoryTesting,
} from '../../__testUtils__/InMemoryTesting';
import { renderPage } from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

describe('a test that ended', () => {
  let api: InMemoryTesting;
  let feed: InMemoryFeed;

  beforeEach(() => {
    api = new InMemoryTesting();
    feed = new InMemoryFeed();
    api.history = [endedTest(1, { business_name: 'Ended before' })];
  });
  afterEach(() => jest.useRealTimers());

  const region = () => screen.getByRole('status', { name: 'Finished tests' });
  const open = async () => {
    await renderPage(<LeadshopTestingContent />, { api, feed });
    await screen.findByText('Ended before');
    expect(region()).toBeEmptyDOMElement();
  };
  const ends = (number: number) => {
    api.history = [endedTest(number), ...api.history];
  };
  const hear = (number: number, change = {}) =>
    act(() =>
      feed.publish('global', {
        type: 'updates',
        updates: [
          { type: 'test_completed', payload: endedTest(number, change) },
        ],
      }),
    );

  it('before the link stood is announced', async () => {
    await open();
    jest.useFakeTimers();
    ends(2);
    act(() => feed.publish('global', { type: 'subscribed' }));
    await act(() => jest.advanceTimersByTimeAsync(1_000));
    expect(region()).toHaveTextContent(/Business 2: succeeded/);
  });

  it('and of which the news was lost is announced', async () => {
    await open();
    ends(2);
    await act(async () => feed.publish('global', { type: 'resync' }));
    expect(region()).toHaveTextContent(/Business 2: succeeded/);
  });

  it('while the link was down is announced', async () => {
    await open();
    jest.useFakeTimers();
    act(() => feed.setState({ status: 'waiting', stale: true }));
    ends(2);
    await act(() => jest.advanceTimersByTimeAsync(5_000));
    expect(region()).toHaveTextContent(/Business 2: succeeded/);
  });

  it('and was started here is announced, when the first list already holds it', async () => {
    api.failing.getHistory = new Error('The history is being repaired');
    await renderPage(<LeadshopTestingContent />, { api, feed });
    const history = within(
      await screen.findByRole('region', { name: 'Recent Test History' }),
    );
    await history.findByText('The history is being repaired');
    await userEvent.click(screen.getByText('Test Sample Lead'));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(
      await dialog.findByRole('button', { name: 'Run test' }),
    );
    ends(99);
    api.failing = {};
    await userEvent.click(
      await history.findByRole('button', { name: 'Retry' }),
    );
    expect(
      await within(region()).findByText(/Business 99: succeeded/),
    ).toBeInTheDocument();
    expect(api.history[0].id).toBe(testId(99));
  });

  it('in the words of the one before is a change all the same', async () => {
    await open();
    hear(2, { business_name: 'Twice' });
    const first = screen.getByText('Twice: succeeded');
    hear(3, { business_name: 'Twice' });
    expect(screen.getByText('Twice: succeeded')).not.toBe(first);
  });

  it('is announced once, however often it is told of', async () => {
    await open();
    hear(2);
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    ends(2);
    await act(async () => feed.publish('global', { type: 'resync' }));
    hear(2);
    expect(region()).toBeEmptyDOMElement();
  });

  it('in a batch is not announced: they end by the thousand', async () => {
    await open();
    hear(2, { batch_id: testId(50) });
    api.history = [endedTest(3, { batch_id: testId(50) }), ...api.history];
    await act(async () => feed.publish('global', { type: 'resync' }));
    expect(await screen.findByText('Business 3')).toBeInTheDocument();
    expect(region()).toBeEmptyDOMElement();
  });
});
