import { serverMessageSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ClientMessage,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LiveNews } from './LiveFeed';

/** Hears the news of a channel. */
export type ChannelListener = (news: LiveNews) => void;

interface Channel {
  listeners: Set<ChannelListener>;
  /** Everything up to this event has arrived; where a replay starts. */
  last?: number;
  /** Set while a replay was asked for and has not begun. */
  replayFrom?: number;
}

/**
 * Who listens to which channel, and up to which event each channel is known.
 *
 * - The newest id is kept per channel and not once for all, because the server
 *   delays `global` a little and `test:<id>` not at all.
 * - What arrives before a replay has begun does not count: the server starts
 *   each socket on `global`, whose news may overtake the replay.
 * - A frame that this version does not understand is treated as a gap: the
 *   listeners of its channel are told to read everything again.
 */
export class ChannelBook {
  readonly #channels = new Map<string, Channel>();

  get isEmpty(): boolean {
    return this.#channels.size === 0;
  }

  /** Returns true when the channel is new. */
  add(name: string, listener: ChannelListener): boolean {
    const known = this.#channels.get(name);
    if (known) {
      known.listeners.add(listener);
      return false;
    }
    this.#channels.set(name, { listeners: new Set([listener]) });
    return true;
  }

  /** Returns true when nobody listens to the channel any more. */
  remove(name: string, listener: ChannelListener): boolean {
    const channel = this.#channels.get(name);
    if (!channel?.listeners.delete(listener) || channel.listeners.size > 0) {
      return false;
    }
    return this.#channels.delete(name);
  }

  /** What a new socket has to be told, replays of what was missed included. */
  greetings(): ClientMessage[] {
    const messages: ClientMessage[] = [];
    const fresh: string[] = [];
    for (const [name, channel] of this.#channels) {
      channel.replayFrom = channel.last;
      if (channel.last === undefined) {
        fresh.push(name);
      } else {
        messages.push({
          type: 'subscribe',
          channels: [name],
          after: channel.last,
        });
      }
    }
    if (fresh.length > 0) {
      messages.push({ type: 'subscribe', channels: fresh });
    }
    // The server starts each socket on `global`.
    if (!this.#channels.has('global')) {
      messages.push({ type: 'unsubscribe', channels: ['global'] });
    }
    return messages;
  }

  /** Tells the listeners what a frame of the server says. */
  receive(text: string): void {
    const frame = parse(text);
    const message = serverMessageSchema.safeParse(frame);
    if (message.success) {
      this.#dispatch(message.data);
      return;
    }
    const channel = (frame as { channel?: unknown } | undefined)?.channel;
    if (typeof channel === 'string') {
      this.#tell(channel, { type: 'resync' });
    }
  }

  #dispatch(message: ServerMessage): void {
    switch (message.type) {
      case 'subscribed':
        for (const name of message.channels) {
          const channel = this.#channels.get(name);
          if (channel?.replayFrom === message.id) {
            channel.replayFrom = undefined;
          }
          this.#tell(name, { type: 'subscribed' }, message.id);
        }
        break;
      case 'updates':
        this.#tell(
          message.channel,
          { type: 'updates', updates: message.payload },
          message.id,
        );
        break;
      case 'test_update':
      case 'test_completed':
        this.#tell(
          message.channel,
          {
            type: 'test',
            completed: message.type === 'test_completed',
            test: message.payload,
          },
          message.id,
        );
        break;
      case 'resync':
        this.#tell(message.channel, { type: 'resync' }, message.id);
        break;
      case 'error':
        if (message.channel) {
          this.#tell(message.channel, {
            type: 'refused',
            message: message.message,
          });
        }
        break;
      default: // A pong; its arrival was all it had to say.
    }
  }

  #tell(name: string, news: LiveNews, id?: number): void {
    const channel = this.#channels.get(name);
    if (!channel) {
      return;
    }
    if (id !== undefined && channel.replayFrom === undefined) {
      channel.last = Math.max(channel.last ?? 0, id);
    }
    for (const listener of [...channel.listeners]) {
      listener(news);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
