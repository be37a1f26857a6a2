import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryFeed } from '../__testUtils__/InMemoryTesting';
import { Readings } from '../__testUtils__/Readings';
import { renderPage } from '../__testUtils__/renderPage';
import { useRefreshed } from './useRefreshed';

const Shown = ({ load }: { load: () => Promise<string> }) => {
  const { value, error, loading, outdated, reload } = useRefreshed(
    load,
    60_000,
  );
  return (
    <>
      <p>value: {value ?? 'none'}</p>
      <p>error: {error?.message ?? 'none'}</p>
      <p>{loading ? 'loading' : 'still'}</p>
      <p>{outdated ? 'outdated' : 'current'}</p>
      <button onClick={reload}>reload</button>
    </>
  );
};

describe('useRefreshed', () => {
  let feed: InMemoryFeed;
  let readings: Readings;
  let page: Awaited<ReturnType<typeof renderPage>>;

  beforeEach(async () => {
    feed = new InMemoryFeed();
    readings = new Readings();
    page = await renderPage(<Shown load={readings.load} />, { feed });
  });
  afterEach(() => jest.useRealTimers());

  it('reads again every so often, and more often while the link is down', async () => {
    await readings.answer('a');
    jest.useFakeTimers();
    act(() => feed.setState({ status: 'waiting', stale: true }));
    act(() => jest.advanceTimersByTime(5_000));
    await readings.answer('b');
    expect(screen.getByText('value: b')).toBeInTheDocument();
    act(() => feed.setState({ status: 'open', stale: false }));
    await readings.answer('what was missed');
    expect(screen.getByText('value: what was missed')).toBeInTheDocument();
    act(() => jest.advanceTimersByTime(59_000));
    expect(readings.waiting).toHaveLength(0);
    act(() => jest.advanceTimersByTime(1_000));
    expect(readings.waiting).toHaveLength(1);
  });

  it('keeps the value when a later reading fails, and says why', async () => {
    await readings.answer('a');
    await userEvent.click(screen.getByRole('button', { name: 'reload' }));
    await readings.answer(new Error('no answer'));
    expect(screen.getByText('value: a')).toBeInTheDocument();
    expect(screen.getByText('error: no answer')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'reload' }));
    await readings.answer('b');
    expect(screen.getByText('error: none')).toBeInTheDocument();
  });

  it('reads once more when it is asked to in the middle of a reading', async () => {
    await userEvent.click(screen.getByRole('button', { name: 'reload' }));
    await userEvent.click(screen.getByRole('button', { name: 'reload' }));
    expect(readings.waiting).toHaveLength(1);
    await readings.answer('a');
    expect(readings.waiting).toHaveLength(1);
    await readings.answer('b');
    expect(screen.getByText('value: b')).toBeInTheDocument();
    expect(readings.waiting).toHaveLength(0);
  });

  it('calls loading what has nothing to show', async () => {
    expect(screen.getByText('loading')).toBeInTheDocument();
    await readings.answer(new Error('no answer'));
    expect(screen.getByText('still')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'reload' }));
    expect(screen.getByText('loading')).toBeInTheDocument();
  });

  it('stops when the page is left', async () => {
    await readings.answer('a');
    jest.useFakeTimers();
    page.unmount();
    jest.advanceTimersByTime(600_000);
    expect(readings.waiting).toHaveLength(0);
  });
});
