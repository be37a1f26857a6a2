import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { leadshopTestingLiveRef, LiveNews } from './LiveFeed';
import { useLiveState } from './useLiveState';

/** How often to ask while the live link is down. */
export const POLL_EVERY_MS = 5_000;

/** Once a page has opened, how long until it reads again what it read before it listened. */
const SETTLE_MS = 1_000;

/** Something read over HTTP and kept up to date by the live link. */
export interface LiveResource<T> {
  /** Undefined until it was read for the first time. */
  value?: T;
  /** Why the last reading failed. An older value stays. */
  error?: Error;
  /** True while nothing is known yet. */
  loading: boolean;
  /** Reads it again. */
  reload(): void;
  /** Takes news in that came another way than over the channel. */
  apply(news: LiveNews): void;
}

interface Options<T> {
  channel: string;
  /** Reads the whole; another function means another resource. */
  load: () => Promise<T>;
  /** The value after the news. */
  apply: (value: T, news: LiveNews) => T;
  /** True when the news cannot say all that changed. */
  needsReload?: (news: LiveNews) => boolean;
  /** How often to read what changes without news, in milliseconds. */
  refreshEvery?: number;
}

/**
 * Reads a value and keeps it up to date. It listens before it reads, and news
 * that arrives while a reading is under way is applied on top of the answer,
 * so nothing falls between the two. Everything is read again when the server
 * says that something was missed, and every few seconds while the link is
 * down.
 *
 * A page that opens reads at once, before the link stands, and so again when it
 * does: what changed between the two was not told. That second reading waits a
 * moment, to leave the browser and the server to the panels that show nothing yet.
 */
export function useLiveResource<T>(options: Options<T>): LiveResource<T> {
  const { channel, load, refreshEvery } = options;
  const feed = useApi(leadshopTestingLiveRef);
  const { stale } = useLiveState();
  const [state, setState] = useState<
    Pick<LiveResource<T>, 'value' | 'error' | 'loading'>
  >({
    loading: true,
  });
  const latest = useRef(options);
  latest.current = options;
  const reading = useRef<{ read(): void; hear(news: LiveNews): void }>();

  useEffect(() => {
    let current = true;
    let heard: LiveNews[] | undefined;
    let again = false;
    let opening = true;
    let settling: ReturnType<typeof setTimeout> | undefined;
    const applyNews = (value: T, news: LiveNews) =>
      latest.current.apply(value, news);

    const read = async () => {
      if (heard) {
        again = true;
        return;
      }
      heard = [];
      again = false;
      try {
        const answer = await load();
        const news: LiveNews[] = heard;
        if (current) {
          setState({ value: news.reduce(applyNews, answer), loading: false });
        }
      } catch (error) {
        const reason = toError(error);
        if (current) {
          setState(({ value }) => ({ value, error: reason, loading: false }));
        }
      }
      heard = undefined;
      if (again && current) {
        read();
      }
    };

    const hear = (news: LiveNews) => {
      heard?.push(news);
      setState(before => {
        if (before.value === undefined) return before;
        const value = applyNews(before.value, news);
        // Most news is about something else, and comes five times a second
        return value === before.value ? before : { ...before, value };
      });
      if (news.type === 'subscribed' && opening) {
        settling = setTimeout(read, SETTLE_MS);
      } else if (
        news.type === 'subscribed' ||
        news.type === 'resync' ||
        latest.current.needsReload?.(news)
      ) {
        read();
      }
      if (news.type === 'subscribed') opening = false;
    };

    setState({ loading: true });
    const unsubscribe = feed.subscribe(channel, hear);
    reading.current = { read, hear };
    read();
    return () => {
      current = false;
      clearTimeout(settling);
      unsubscribe();
    };
  }, [feed, channel, load]);

  const every = stale ? POLL_EVERY_MS : refreshEvery;
  useEffect(() => {
    if (every === undefined) {
      return undefined;
    }
    const timer = setInterval(() => reading.current?.read(), every);
    return () => clearInterval(timer);
  }, [every]);

  const reload = useCallback(() => {
    setState(({ value }) => ({ value, loading: value === undefined }));
    reading.current?.read();
  }, []);
  const apply = useCallback((news: LiveNews) => {
    reading.current?.hear(news);
  }, []);
  return useMemo(() => ({ ...state, reload, apply }), [state, reload, apply]);
}
