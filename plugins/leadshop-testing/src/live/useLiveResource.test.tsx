import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryFeed } from '../__testUtils__/InMemoryTesting';
import { Readings } from '../__testUtils__/Readings';
import { renderPage } from '../__testUtils__/renderPage';
import type { LiveNews } from './LiveFeed';
import { useLiveResource } from './useLiveResource';

const refused = (message: string): LiveNews => ({ type: 'refused', message });

describe('useLiveResource', () => {
  let feed: InMemoryFeed;
  let readings: Readings;

  const Shown = ({ load }: { load: () => Promise<string> }) => {
    const { value, error, loading, reload } = useLiveResource({
      channel: 'global',
      load,
      // Any news will do: its message is added to the text.
      apply: (text, news) =>
        news.type === 'refused' ? `${text}+${news.message}` : text,
    });
    return (
      <>
        <p>value: {value ?? 'none'}</p>
        <p>error: {error?.message ?? 'none'}</p>
        <p>{loading ? 'loading' : 'still'}</p>
        <button onClick={reload}>reload</button>
      </>
    );
  };

  const publish = (news: LiveNews) => act(() => feed.publish('global', news));

  beforeEach(async () => {
    feed = new InMemoryFeed();
    readings = new Readings();
    await renderPage(<Shown load={readings.load} />, { feed });
  });

  it('applies news to what it read', async () => {
    expect(screen.getByText('loading')).toBeInTheDocument();
    await readings.answer('a');
    publish(refused('1'));
    expect(screen.getByText('value: a+1')).toBeInTheDocument();
    expect(screen.getByText('still')).toBeInTheDocument();
  });

  it('loses no news that arrives while it reads', async () => {
    publish(refused('1'));
    await readings.answer('a');
    expect(screen.getByText('value: a+1')).toBeInTheDocument();
  });

  it('reads again once the channel is subscribed, but leaves the page a moment to open', async () => {
    jest.useFakeTimers();
    try {
      await readings.answer('before it listened');
      publish({ type: 'subscribed' });
      expect(readings.waiting).toHaveLength(0);
      act(() => jest.advanceTimersByTime(1_000));
      await readings.answer('after');
      expect(screen.getByText('value: after')).toBeInTheDocument();
      // The link was lost and stands again
      publish({ type: 'subscribed' });
      expect(readings.waiting).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it('never reads twice at once', async () => {
    publish({ type: 'resync' });
    publish({ type: 'resync' });
    expect(readings.waiting).toHaveLength(1);
    await readings.answer('older');
    expect(readings.waiting).toHaveLength(1);
    await readings.answer('newer');
    expect(screen.getByText('value: newer')).toBeInTheDocument();
    expect(readings.waiting).toHaveLength(0);
  });

  it('keeps the value when a later reading fails, and tries again', async () => {
    await readings.answer('a');
    publish({ type: 'resync' });
    await readings.answer(new Error('down'));
    expect(screen.getByText('value: a')).toBeInTheDocument();
    expect(screen.getByText('error: down')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button'));
    await readings.answer('b');
    expect(screen.getByText('value: b')).toBeInTheDocument();
    expect(screen.getByText('error: none')).toBeInTheDocument();
  });

  it('asks every few seconds while the link is down, and no longer after', async () => {
    await readings.answer('a');
    jest.useFakeTimers();
    try {
      act(() => feed.setState({ status: 'waiting', stale: true }));
      act(() => jest.advanceTimersByTime(5_000));
      await readings.answer('b');
      expect(screen.getByText('value: b')).toBeInTheDocument();
      act(() => feed.setState({ status: 'open', stale: false }));
      act(() => jest.advanceTimersByTime(20_000));
      expect(readings.waiting).toHaveLength(0);
    } finally {
      jest.useRealTimers();
    }
  });
});
