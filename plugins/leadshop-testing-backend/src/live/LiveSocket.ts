/*
 * One browser's socket: which channels it follows, up to which event it has
 * been told of each, and how it copes when its reader is slow.
 *
 * A channel is in one of two modes. `live`: frames are sent as they come.
 * `behind`: it is being replayed, or the socket's buffer was too full for the
 * last frame; nothing is queued for it, only the last event sent is remembered,
 * and a replay from the database brings it up to date. So a slow reader costs
 * nothing but its kernel buffer, and gets the newest state instead of all the
 * states in between.
 */
import { Writable } from 'node:stream';
import { WebSocket } from 'ws';
import {
  LIVE_CLOSE,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { LiveFrame } from './LiveFrame';
import type { Wave } from './Waves';

/** A channel as one socket follows it. */
export interface Subscription {
  /** Last event that the socket has been told of on this channel. */
  sent: number;
  mode: 'live' | 'behind';
  /** Set while a replay is under way. */
  replaying: boolean;
}

/** Above this many unsent bytes a channel falls behind. */
export const SOFT_BUFFER_BYTES = 256 * 1024;
/** Above this many unsent bytes the socket is closed. */
export const HARD_BUFFER_BYTES = 4 * 1024 * 1024;
/** A socket that stays behind for longer is closed; it comes back by `after`. */
const MAX_BEHIND_MS = 30_000;

/** Messages a second that a client may send, and how many at once. */
const MESSAGES_PER_SECOND = 20;
const MESSAGE_BURST = 100;

/** A connected reader. */
export class LiveSocket {
  readonly ws: WebSocket;
  readonly userRef: string;
  readonly credentials: BackstageCredentials;
  readonly channels = new Map<string, Subscription>();
  /** Sees system metrics; asked anew now and then. */
  seesMetrics = false;
  /** When the permission watch put the last question that was answered. */
  answered = 0;
  /** With which others it gets its frames. */
  wave: Wave | undefined;
  /** Answered the last ping. */
  alive = true;
  readonly #wire: Writable | undefined;
  readonly #deflates: boolean;
  #allowance = MESSAGE_BURST;
  #allowanceAt = Date.now();
  #behindSince: number | undefined;

  constructor(options: {
    ws: WebSocket;
    /**
     * What the socket writes to: frames for many go there as they are. The
     * library sends without delay whatever it does not deflate, and it deflates
     * nothing, so that the order stays.
     */
    wire?: Writable;
    userRef: string;
    credentials: BackstageCredentials;
  }) {
    this.ws = options.ws;
    this.#wire = options.wire;
    this.#deflates = options.ws.extensions.includes('permessage-deflate');
    this.userRef = options.userRef;
    this.credentials = options.credentials;
  }

  get open(): boolean {
    return this.ws.readyState === WebSocket.OPEN;
  }

  /** The buffer has room for more. */
  get keepsUp(): boolean {
    return this.#unsent <= SOFT_BUFFER_BYTES;
  }

  get #unsent(): number {
    return this.#wire?.writableLength ?? this.ws.bufferedAmount;
  }

  /** Sends what only this socket gets. */
  send(message: ServerMessage): void {
    if (this.open) this.ws.send(JSON.stringify(message));
  }

  /** Sends a frame that was made for many. */
  sendFrame(frame: LiveFrame): void {
    if (!this.open) return;
    if (this.#wire) this.#wire.write(frame.bytes(this.#deflates));
    else this.ws.send(frame.text, { binary: false });
  }

  /**
   * Passes a channel's frames on, or lets the channel fall behind.
   *
   * @param upTo - last event that the frames cover; without frames there was
   * nothing to tell up to there
   * @returns whether they were sent
   */
  pass(channel: string, frames: readonly LiveFrame[], upTo: number): boolean {
    const subscription = this.channels.get(channel);
    if (!subscription || subscription.mode === 'behind') return false;
    if (upTo <= subscription.sent || !this.open) return false;
    if (frames.length === 0 || this.keepsUp) {
      for (const frame of frames) this.sendFrame(frame);
      subscription.sent = upTo;
      return true;
    }
    subscription.mode = 'behind';
    this.wave?.behind.add(this);
    this.#behindSince ??= Date.now();
    return false;
  }

  /** What is sent from here on goes out together, when the socket is released. */
  hold(): void {
    this.#wire?.cork();
  }

  release(): void {
    this.#wire?.uncork();
  }

  /**
   * Closes the socket when its reader is hopelessly slow.
   *
   * @returns whether it is worth looking again
   */
  closeIfTooSlow(now: number): boolean {
    const caughtUp = this.#caughtUp();
    if (caughtUp) this.#behindSince = undefined;
    const tooLong =
      this.#behindSince !== undefined &&
      now - this.#behindSince > MAX_BEHIND_MS;
    if (tooLong || this.#unsent > HARD_BUFFER_BYTES) {
      this.close(LIVE_CLOSE.tooSlow, 'Too slow: come back with after');
    }
    return !caughtUp;
  }

  #caughtUp(): boolean {
    if (this.keepsUp) return true;
    for (const { mode } of this.channels.values()) {
      if (mode === 'behind') return false;
    }
    return true;
  }

  /** Counts a message of the client. @returns false when there are too many. */
  mayTalk(now = Date.now()): boolean {
    this.#allowance = Math.min(
      MESSAGE_BURST,
      this.#allowance +
        ((now - this.#allowanceAt) / 1000) * MESSAGES_PER_SECOND,
    );
    this.#allowanceAt = now;
    this.#allowance -= 1;
    return this.#allowance >= 0;
  }

  close(code: number, reason: string): void {
    this.ws.close(code, reason);
  }
}
