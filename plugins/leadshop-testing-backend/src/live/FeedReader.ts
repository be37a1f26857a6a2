/*
 * One reader per replica: reads new events from the table, in order, and hands
 * them on. It looks when it is told to (a write of this replica, a NOTIFY of
 * another) and once a second in any case: notifications are a wake-up, the table
 * is the truth. It listens on one connection of its own, which also brings the
 * answers of queue probes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { Client } from 'pg';
import { createListenClient } from '../queue/databasePool';
import { FEED_CHANNEL, FeedStore } from '../store/FeedStore';
import { FeedRow } from '../store/rows';
import { Watermark } from './Watermark';

const POLL_MS = 1_000;
/** Pause before looking again at events that are not settled yet. */
const UNSETTLED_MS = 5;
const UNSETTLED_MAX_MS = 250;
/** Pause between looks while events keep coming: they are read together. */
const BUSY_MS = 10;
const READ_AT_ONCE = 2_000;
/**
 * A reader starts this many events back, so that one that was in flight when it
 * started is not missed; nobody listens yet.
 */
const START_BACK = 1_000;
/** NOTIFY serialises commits, so writes share one. */
const NOTIFY_EVERY_MS = 10;
const RECONNECT_MS = 1_000;

/** What the reader needs. */
export interface FeedReaderOptions {
  knex: Knex;
  feed: FeedStore;
  logger: LoggerService;
  /** Gets settled events in order; the next ones wait until it is done. */
  onEvents: (events: FeedRow[]) => Promise<void>;
  /** False while nobody listens: then only what workers must hear is read. */
  listening: () => boolean;
  /** Handlers of further NOTIFY channels. */
  onNotify: Record<string, (message: string) => void>;
}

/** Reads the feed of all replicas. */
export class FeedReader {
  readonly #options: FeedReaderOptions;
  #watermark = new Watermark(0);
  /** Everything up to this event has been handed on. */
  #handedOn = 0;
  #client: Client | undefined;
  #poll: NodeJS.Timeout | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #notify: NodeJS.Timeout | undefined;
  #again = false;
  #reading: Promise<void> | undefined;
  #stopped = false;

  constructor(options: FeedReaderOptions) {
    this.#options = options;
  }

  /** Everything up to this event is in the table for good. */
  get settled(): number {
    return this.#watermark.settled;
  }

  async start(): Promise<void> {
    const last = await this.#options.feed.lastId();
    this.#handedOn = Math.max(0, last - START_BACK);
    this.#watermark = new Watermark(this.#handedOn);
    // One look: a hole may stay open for as long as some transaction does
    await this.#look();
    await this.#listen();
    this.#poll = setInterval(() => this.wake(), POLL_MS);
    this.#poll.unref();
    this.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#poll);
    clearTimeout(this.#reconnect);
    clearTimeout(this.#notify);
    await this.#reading;
    await this.#client?.end().catch(() => {});
  }

  /** This replica has written events: read them, and tell the others. */
  changed = (): void => {
    this.wake();
    if (this.#notify || this.#stopped) return;
    this.#notify = setTimeout(() => {
      this.#notify = undefined;
      this.#options.feed
        .notify()
        .catch(error =>
          this.#options.logger.debug(`NOTIFY failed: ${error.message}`),
        );
    }, NOTIFY_EVERY_MS);
  };

  /** Looks for new events now, or once more after the look under way. */
  wake(): void {
    this.#again = true;
    if (this.#reading || this.#stopped) return;
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
      // Woken after the last look and before this
      if (this.#again) this.wake();
    });
  }

  async #read(): Promise<void> {
    let pause = UNSETTLED_MS;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        const moved = await this.#look();
        if (moved) pause = UNSETTLED_MS;
        if (this.#watermark.waiting) {
          await sleep(pause);
          pause = Math.min(pause * 2, UNSETTLED_MAX_MS);
          this.#again = true;
        } else if (this.#again) {
          await sleep(BUSY_MS);
        }
      } catch (error) {
        // The poll looks again; what was not handed on is still in the table
        this.#again = false;
        this.#options.logger.warn(`Could not read the feed: ${error}`);
        return;
      }
    }
  }

  async #look(): Promise<boolean> {
    const { feed, onEvents, listening } = this.#options;
    const look = await feed.look(this.#watermark.settled, READ_AT_ONCE);
    const settled = this.#watermark.observe(look);
    if (this.#watermark.wantsMarker) {
      this.#watermark.mark(await feed.marker());
    }
    if (look.ids.length === READ_AT_ONCE) this.#again = true;
    if (settled === this.#handedOn) return false;
    const events = await feed.range(
      { after: this.#handedOn, until: settled },
      listening(),
    );
    if (events.length > 0) await onEvents(events);
    this.#handedOn = settled;
    return true;
  }

  async #listen(): Promise<void> {
    const { knex, logger, onNotify } = this.#options;
    const client = await createListenClient(knex, logger);
    const lost = (problem: string) => {
      if (this.#client !== client || this.#stopped) return;
      this.#client = undefined;
      client.removeAllListeners('notification');
      client.end().catch(() => {});
      logger.warn(`Lost the connection of the live feed (${problem})`);
      this.#listenAgain();
    };
    client.on('error', error => lost(error.message));
    client.on('end', () => lost('closed'));
    client.on('notification', ({ channel, payload }) => {
      if (channel === FEED_CHANNEL) this.wake();
      else onNotify[channel]?.(payload ?? '');
    });
    try {
      // In one message: who hears of one channel hears of all
      const listens = [FEED_CHANNEL, ...Object.keys(onNotify)].map(
        channel => `LISTEN ${client.escapeIdentifier(channel)}`,
      );
      await client.query(listens.join('; '));
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    if (this.#stopped) await client.end();
    else this.#client = client;
  }

  #listenAgain() {
    this.#reconnect = setTimeout(() => {
      this.#listen().then(
        () => this.wake(),
        () => this.#stopped || this.#listenAgain(),
      );
    }, RECONNECT_MS);
  }
}
