/*
 * The live feed of one replica: takes settled events from the FeedReader and
 * tells the sockets that follow them.
 *
 * `test:<id>` gets every event at once. The other channels are coalesced: what
 * changed is noted, and five times a second at most one frame per channel goes
 * out (WaveFrames.ts).
 *
 * Sending to ten thousand sockets takes more than a tenth of a second, and the last
 * of them waits for all others. So sockets go out in waves (Waves.ts), one after
 * the other within the fifth of a second, each with frames of its own.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ExecutionSummary,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { note } from '../store/changes';
import { FeedRow, isOfTest, TestFeedRow } from '../store/rows';
import { Audience } from './Audience';
import { LiveFrame } from './LiveFrame';
import { LiveSocket } from './LiveSocket';
import { ReplayStores, testFrame } from './replay';
import { Replays } from './Replays';
import { SharedSummaries } from './SharedSummaries';
import { WaveFrames } from './WaveFrames';
import { Wave, Waves } from './Waves';

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
  readonly #frames: WaveFrames;
  readonly #replays: Replays;
  readonly #waves: Waves;
  readonly #summaries: SharedSummaries;

  constructor(options: LiveHubOptions) {
    this.#options = options;
    const audience = this.#audience;
    const summaries = new SharedSummaries(options.stores.summaries);
    this.#summaries = summaries;
    const stores = { ...options.stores, summaries };
    this.#frames = new WaveFrames({ ...options, audience, stores });
    this.#replays = new Replays({
      ...options,
      audience,
      onBehind: () => this.#waves.schedule(),
    });
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
    if (mode === 'behind') void this.#replays.catchUp(socket, channel);
    else void this.#replays.leaveEnded(socket, channel);
    return sent;
  }

  unfollow(socket: LiveSocket, channel: string): void {
    this.#audience.unfollow(socket, channel);
  }

  /** Takes settled events, in order. */
  async events(rows: FeedRow[]): Promise<void> {
    if (this.sockets.size === 0) return;
    for (const wave of this.#waves.manned) {
      for (const row of rows) note(wave.changed, row);
      wave.changedUpTo = Number(rows.at(-1)?.id ?? wave.changedUpTo);
      wave.statusDue = true;
    }
    const ofTests = rows.filter(isOfTest);
    this.#summaries.changed(ofTests.map(row => row.test_id));
    this.#waves.schedule();
    this.#followOwnTests(ofTests);
    const watched = ofTests.filter(
      row => this.#audience.ofChannel(`test:${row.test_id}`).size > 0,
    );
    if (watched.length > 0) await this.#passEvents(watched);
  }

  /** Something that no event tells of: how the system is. */
  statusChanged(): void {
    for (const wave of this.#waves.manned) wave.statusDue = true;
    this.#waves.schedule();
  }

  /** Holds the frames of the coalesced channels back, or lets them go. */
  hold(held: boolean): void {
    if (held) this.#waves.hold();
    else this.#waves.release();
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

  async #passEvents(rows: TestFeedRow[]): Promise<void> {
    const summaries = await this.#summaries.byIds(rows.map(row => row.test_id));
    // What a socket is told of several events goes out together
    const held = new Set<LiveSocket>();
    try {
      for (const row of rows) {
        const summary = summaries.get(row.test_id);
        if (summary) this.#passEvent(row, summary, held);
      }
    } finally {
      for (const socket of held) socket.release();
    }
  }

  #passEvent(
    row: TestFeedRow,
    summary: ExecutionSummary,
    held: Set<LiveSocket>,
  ) {
    const channel = `test:${row.test_id}`;
    const frame = new LiveFrame(testFrame(row, summary));
    for (const socket of this.#audience.ofChannel(channel)) {
      if (!held.has(socket)) socket.hold();
      held.add(socket);
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
    await this.#frames.tell(wave);
    this.#lookAfter(wave);
  }

  /** Who fell behind is brought up to date, or closed. */
  #lookAfter(wave: Wave) {
    const now = Date.now();
    for (const socket of wave.behind) {
      let behind = socket.closeIfTooSlow(now);
      for (const [channel, { mode, replaying }] of socket.channels) {
        if (mode === 'live') continue;
        behind = true;
        if (!replaying && socket.keepsUp) {
          void this.#replays.catchUp(socket, channel);
        }
      }
      if (!behind || !socket.open) wave.behind.delete(socket);
    }
  }

  async stop(): Promise<void> {
    await this.#waves.stop();
  }
}
