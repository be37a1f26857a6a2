/*
 * Brings sockets up to date from the database: who says the last event that it
 * saw, and who fell behind because its reader was slow.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { Audience } from './Audience';
import { LiveSocket } from './LiveSocket';
import { isOver, missed, ReplayStores } from './replay';

/** Replays what sockets have missed. */
export class Replays {
  readonly #audience: Audience;
  readonly #options: {
    stores: ReplayStores;
    logger: LoggerService;
    settled: () => number;
    onBehind: () => void;
  };

  constructor(options: {
    audience: Audience;
    stores: ReplayStores;
    logger: LoggerService;
    /** Everything up to this event has been handed on. */
    settled: () => number;
    /** A channel could not be brought up to date yet. */
    onBehind: () => void;
  }) {
    this.#audience = options.audience;
    this.#options = options;
  }

  /** Brings a channel that is behind up to date. */
  async catchUp(socket: LiveSocket, channel: string): Promise<void> {
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
          this.#audience.unfollow(socket, channel);
          return;
        }
        if (!socket.keepsUp) return;
        // Events that came meanwhile were not passed on: look once more
        if (this.#options.settled() === until) {
          subscription.mode = 'live';
          await this.leaveEnded(socket, channel);
          return;
        }
      }
    } catch (error) {
      this.#options.logger.warn(`Replay failed: ${error}`);
    } finally {
      subscription.replaying = false;
      if (subscription.mode === 'behind' && socket.wave) {
        socket.wave.behind.add(socket);
        this.#options.onBehind();
      }
    }
  }

  /** Leaves a test that had ended before: nothing is left to tell. */
  async leaveEnded(socket: LiveSocket, channel: string): Promise<void> {
    const subscription = socket.channels.get(channel);
    if (!subscription) return;
    try {
      const over = await isOver(
        this.#options.stores,
        channel,
        subscription.sent,
      );
      if (over && socket.channels.get(channel) === subscription) {
        this.#audience.unfollow(socket, channel);
      }
    } catch (error) {
      const { logger } = this.#options;
      logger.warn(`Could not see whether a test has ended: ${error}`);
    }
  }
}
