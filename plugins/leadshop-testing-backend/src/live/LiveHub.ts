/*
 * The live feed of one replica: takes settled events from the FeedReader and
 * tells the sockets that follow them.
 *
 * `test:<id>` gets every event at once. The other channels are coalesced: what
 * changed is noted, and five times a second at most one frame per channel goes
 * out, made once for all its sockets, with the newest state of everything noted.
 * State is read from the database when the frame is made, so a frame never shows
 * less than its id says.
 *
 * Sending to ten thousand sockets takes a tenth of a second, in which nothing else
 * happens and the last of them waits for all others. So sockets go out in waves,
 * one after the other within the fifth of a second, each with frames of its own.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ExecutionSummary,
  LiveUpdate,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Changes, note } from '../store/changes';
import { FeedRow, isOfTest, TestFeedRow } from '../store/rows';
import { Audience } from './Audience';
import { LiveFrame } from './LiveFrame';
import { LiveSocket } from './LiveSocket';
import {
  isOfSystem,
  isOver,
  missed,
  newestStates,
  onChannel,
  ReplayStores,
  statusFrame,
  testFrame,
  updateFrames,
} from './replay';
import { Wave, Waves } from './Waves';

/** A status is read at most this often. */
const STATUS_MS = 2_000;
/** Own tests that a socket follows by itself. */
const MAX_OWN_CHANNELS = 100;

/** What the hub needs. */
export interface LiveHubOptions {
  stores: ReplayStores;
  logger: LoggerService;
  /** Everything up to this event has been handed on. */
  settled: () => number;
  status: () => Promise<SystemStatus>;
}

/** Tells sockets what happens. */
export class LiveHub {
  readonly #options: LiveHubOptions;
  readonly #audience = new Audience();
  readonly #waves: Waves;

  constructor(options: LiveHubOptions) {
    this.#options = options;
    this.#waves = new Waves({
      logger: options.logger,
      flush: wave => this.#flush(wave),
    });
  }

  get sockets(): ReadonlySet<LiveSocket> {
    return this.#audience.sockets;
  }

  add(socket: LiveSocket): void {
    this.#audience.add(socket);
    this.#waves.add(socket);
  }

  remove(socket: LiveSocket): void {
    this.#audience.remove(socket);
    this.#waves.remove(socket);
  }

  /**
   * Lets a socket follow a channel from now on, after bringing it up to date
   * from `after` when given. Who follows it already and says no `after` goes on
   * as before, also in the middle of a replay.
   *
   * @returns the event up to which the socket has been told; what is missing
   * from there on is sent after the caller's turn.
   */
  follow(socket: LiveSocket, channel: string, after?: number): number {
    const already = socket.channels.get(channel);
    if (already && after === undefined) return already.sent;
    const now = this.#options.settled();
    const sent = Math.min(after ?? now, now);
    const mode = sent < now ? 'behind' : 'live';
    this.#audience.follow(socket, channel, { sent, mode, replaying: false });
    if (mode === 'behind') void this.#catchUp(socket, channel);
    else void this.#leaveEnded(socket, channel);
    return sent;
  }

  unfollow(socket: LiveSocket, channel: string): void {
    this.#audience.unfollow(socket, channel);
  }

  /** Takes settled events, in order. */
  async events(rows: FeedRow[]): Promise<void> {
    if (this.sockets.size === 0) return;
    const ofTests = rows.filter(isOfTest);
    this.#followOwnTests(ofTests);
    const watched = ofTests.filter(
      row => this.#audience.ofChannel(`test:${row.test_id}`).size > 0,
    );
    if (watched.length > 0) {
      const summaries = await this.#options.stores.summaries.byIds(
        new Set(watched.map(row => row.test_id)),
      );
      for (const row of watched) {
        const summary = summaries.get(row.test_id);
        if (summary) this.#passEvent(row, summary);
      }
    }
    for (const wave of this.#waves.manned) {
      for (const row of rows) note(wave.changed, row);
      wave.changedUpTo = Number(rows.at(-1)?.id ?? wave.changedUpTo);
      wave.statusDue = true;
    }
    this.#waves.schedule();
  }

  /** Something that no event tells of: how the system is. */
  statusChanged(): void {
    for (const wave of this.#waves.manned) wave.statusDue = true;
    this.#waves.schedule();
  }

  /** A socket follows the tests that its user starts, from the first event. */
  #followOwnTests(rows: TestFeedRow[]) {
    for (const row of rows) {
      const { user_ref: userRef } = row.payload;
      if (!userRef) continue;
      const channel = `test:${row.test_id}`;
      for (const socket of this.#audience.ofUser(userRef)) {
        if (socket.channels.has(channel)) continue;
        if (socket.channels.size >= MAX_OWN_CHANNELS) continue;
        // Its events are the ones about to be passed on: nothing to replay
        this.#audience.follow(socket, channel, {
          sent: Number(row.id) - 1,
          mode: 'live',
          replaying: false,
        });
      }
    }
  }

  #passEvent(row: TestFeedRow, summary: ExecutionSummary) {
    const channel = `test:${row.test_id}`;
    const frame = new LiveFrame(testFrame(row, summary));
    for (const socket of this.#audience.ofChannel(channel)) {
      socket.pass(channel, [frame], Number(row.id));
    }
    if (row.type !== 'test_completed') return;
    // Nothing follows on this channel, and own tests must not pile up
    for (const socket of this.#audience.ofChannel(channel)) {
      if (socket.channels.get(channel)?.mode === 'live') {
        this.unfollow(socket, channel);
      }
    }
  }

  async #flush(wave: Wave): Promise<void> {
    const upTo = wave.changedUpTo;
    const changed = wave.takeChanges();
    const channels = this.#audience.channels.filter(
      channel => !channel.startsWith('test:'),
    );
    if (upTo > wave.flushedUpTo && channels.length > 0) {
      const states = await this.#newestStates(wave, changed);
      for (const channel of channels) {
        const updates = states.filter(update => onChannel(channel, update));
        this.#passUpdates(wave, channel, updates, upTo);
      }
    }
    wave.flushedUpTo = upTo;
    if (wave.statusDue) await this.#passStatus(wave);
    this.#lookAfter(wave);
  }

  /** Who fell behind is brought up to date, or closed. */
  #lookAfter(wave: Wave) {
    const now = Date.now();
    wave.anyBehind = false;
    for (const socket of wave.sockets) {
      socket.closeIfTooSlow(now);
      for (const [channel, { mode, replaying }] of socket.channels) {
        if (mode === 'live') continue;
        wave.anyBehind = true;
        if (!replaying && socket.keepsUp) void this.#catchUp(socket, channel);
      }
    }
  }

  async #newestStates(wave: Wave, changed: Changes): Promise<LiveUpdate[]> {
    try {
      return await newestStates(this.#options.stores, changed);
    } catch (error) {
      // The next frames tell of them
      wave.putBack(changed);
      throw error;
    }
  }

  #passUpdates(
    wave: Wave,
    channel: string,
    updates: LiveUpdate[],
    upTo: number,
  ) {
    const framesOf = (shown: LiveUpdate[]) =>
      updateFrames(channel, shown, {
        after: wave.flushedUpTo,
        until: upTo,
      }).map(frame => new LiveFrame(frame));
    const all = framesOf(updates);
    const some = updates.some(isOfSystem)
      ? framesOf(updates.filter(update => !isOfSystem(update)))
      : all;
    for (const socket of this.#audience.ofChannel(channel)) {
      if (socket.wave !== wave) continue;
      socket.pass(channel, socket.seesMetrics ? all : some, upTo);
    }
  }

  async #passStatus(wave: Wave): Promise<void> {
    if (Date.now() - wave.statusAt < STATUS_MS) return;
    wave.statusDue = false;
    const followers = [...this.#audience.ofChannel('global')].filter(
      // A status is worth sending only to who reads
      socket => socket.wave === wave && socket.open && socket.keepsUp,
    );
    if (followers.length === 0) return;
    wave.statusAt = Date.now();
    const whole = await this.#options.status();
    const { system_metrics: _, components = [], ...counts } = whole;
    const turned = components.filter(
      ({ name, status }) =>
        (wave.componentStates.get(name) ?? status) !== status,
    );
    for (const { name, status } of components) {
      wave.componentStates.set(name, status);
    }
    const frames = new Map<string, LiveFrame>();
    for (const socket of followers) {
      const sent = socket.channels.get('global')?.sent ?? 0;
      const key = `${sent} ${socket.seesMetrics}`;
      const frame =
        frames.get(key) ??
        new LiveFrame(
          socket.seesMetrics
            ? statusFrame(sent, whole, turned)
            : statusFrame(sent, counts),
        );
      frames.set(key, frame);
      socket.sendFrame(frame);
    }
  }

  async #catchUp(socket: LiveSocket, channel: string): Promise<void> {
    const subscription = socket.channels.get(channel);
    if (!subscription || subscription.replaying) return;
    subscription.replaying = true;
    try {
      while (socket.open && socket.channels.get(channel) === subscription) {
        const until = this.#options.settled();
        const frames = await missed(this.#options.stores, channel, {
          after: subscription.sent,
          until,
          seesMetrics: socket.seesMetrics,
        });
        if (socket.channels.get(channel) !== subscription) return;
        if (!frames) socket.send({ type: 'resync', id: until, channel });
        for (const frame of frames ?? []) socket.send(frame);
        subscription.sent = until;
        if (frames?.some(frame => frame.type === 'test_completed')) {
          this.unfollow(socket, channel);
          return;
        }
        if (!socket.keepsUp) return;
        // Events that came meanwhile were not passed on: look once more
        if (this.#options.settled() === until) {
          subscription.mode = 'live';
          await this.#leaveEnded(socket, channel);
          return;
        }
      }
    } catch (error) {
      this.#options.logger.warn(`Replay failed: ${error}`);
    } finally {
      subscription.replaying = false;
      if (subscription.mode === 'behind' && socket.wave) {
        socket.wave.anyBehind = true;
        this.#waves.schedule();
      }
    }
  }

  /** Leaves a test that had ended before: nothing is left to tell. */
  async #leaveEnded(socket: LiveSocket, channel: string): Promise<void> {
    const subscription = socket.channels.get(channel);
    if (!subscription) return;
    try {
      const over = await isOver(
        this.#options.stores,
        channel,
        subscription.sent,
      );
      if (over && socket.channels.get(channel) === subscription) {
        this.unfollow(socket, channel);
      }
    } catch (error) {
      const { logger } = this.#options;
      logger.warn(`Could not see whether a test has ended: ${error}`);
    }
  }

  async stop(): Promise<void> {
    await this.#waves.stop();
  }
}
