import { WebSocket } from 'ws';
import {
  LIVE_PROTOCOL,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** One of so many sockets reads what it is told; all of them receive it. */
const READER_EVERY = 100;
const OPEN_AT_ONCE = 25;
const BACK_AFTER_MS = 1_000;

/** Many sockets on `global`. They come back when they are closed. */
export class Crowd {
  readonly #options: { url: string; token: string };
  readonly #sockets = new Set<WebSocket>();
  #closed = false;
  /** From the end of a test to the frame that tells of it, in milliseconds. */
  #lags: number[] = [];
  frames = 0;
  losses = 0;

  constructor(options: { url: string; token: string }) {
    this.#options = options;
  }

  get size(): number {
    return this.#sockets.size;
  }

  async open(count: number): Promise<void> {
    for (let n = 0; n < count; n += OPEN_AT_ONCE) {
      await Promise.all(
        Array.from({ length: Math.min(OPEN_AT_ONCE, count - n) }, (_, i) =>
          this.#connect((n + i) % READER_EVERY === 0),
        ),
      );
    }
  }

  #connect(reads: boolean): Promise<void> {
    const { url, token } = this.#options;
    const socket = new WebSocket(
      `${url.replace(/^http/, 'ws')}/ws`,
      [LIVE_PROTOCOL, token],
      { perMessageDeflate: false },
    );
    const again = () => {
      if (this.#closed) return;
      this.losses += 1;
      setTimeout(() => void this.#connect(reads), BACK_AFTER_MS);
    };
    return new Promise(resolve => {
      socket.on('open', () => {
        this.#sockets.add(socket);
        resolve();
      });
      socket.on('error', () => resolve());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        again();
      });
      socket.on('message', data => {
        this.frames += 1;
        if (reads) this.#read(JSON.parse(String(data)));
      });
    });
  }

  #read(message: ServerMessage) {
    if (message.type !== 'updates') return;
    for (const { type, payload } of message.payload) {
      if (type !== 'test_completed' || !payload.completed_at) continue;
      this.#lags.push(Date.now() - Date.parse(payload.completed_at));
    }
  }

  /** The 99th percentile of the lags since the last call. */
  takeLag(): number {
    const lags = this.#lags.sort((a, b) => a - b);
    this.#lags = [];
    return lags[Math.floor(lags.length * 0.99)] ?? 0;
  }

  close(): void {
    this.#closed = true;
    for (const socket of this.#sockets) socket.terminate();
  }
}
