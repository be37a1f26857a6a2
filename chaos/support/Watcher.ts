/*
 * A browser tab as far as the live feed is concerned: the very connection that
 * the pages use, with a record of everything that its listeners were told.
 */
import { WebSocket } from 'ws';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LiveConnection } from '../../plugins/leadshop-testing/src/live/LiveConnection';
import type { LiveNews } from '../../plugins/leadshop-testing/src/live/LiveFeed';

/** Tests that one watcher follows at a time; the server allows 100 channels. */
const MAX_FOLLOWED = 60;

/** What a watcher was told of one test on its own channel. */
export interface Followed {
  /** Everything after this event was promised. */
  from: number | undefined;
  /** Ids of the events, as they came. */
  events: number[];
  resynced: boolean;
}

/** Watches `global` and tests, and remembers. */
export class Watcher {
  readonly followed = new Map<string, Followed>();
  /** The last state that `global` showed of each test. */
  readonly shown = new Map<string, string>();
  /** When `global` said that everything is to be read anew. */
  resyncedAt: number | undefined;
  resyncs = 0;
  cuts = 0;
  readonly #connection: LiveConnection;
  readonly #sockets = new Set<WebSocket>();
  readonly #leave: (() => void)[] = [];
  readonly #open = new Map<string, () => void>();

  constructor(options: {
    /** Where the API is; asked for each connection. */
    url: () => string;
    token: string;
    /** Comes back as quickly as a test of a thousand cuts needs. */
    firstRetryMs?: number;
  }) {
    const { url, token } = options;
    const sockets = this.#sockets;
    const onFrame = (data: unknown) => this.#record(String(data));
    class Recorded extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { perMessageDeflate: false });
        sockets.add(this);
        this.on('message', onFrame);
        this.on('close', () => sockets.delete(this));
      }
    }
    this.#connection = new LiveConnection({
      discoveryApi: {
        getBaseUrl: async () => url().replace(/\/v1$/, ''),
      },
      identityApi: { getCredentials: async () => ({ token }) },
      // Only asked whether a refused handshake was an outage, which it was
      api: {
        getMe: async () => {
          throw new TypeError('Not asked');
        },
      },
      WebSocket: Recorded as unknown as typeof globalThis.WebSocket,
      timing: {
        firstRetry: options.firstRetryMs ?? 500,
        lastRetry: 3_000,
        pingEvery: 5_000,
        pongWithin: 5_000,
      },
    });
    this.#leave.push(
      this.#connection.subscribe('global', news => this.#onGlobal(news)),
    );
  }

  get isOpen(): boolean {
    return this.#connection.getState().status === 'open';
  }

  /** Connected, and nothing is left to hear of the tests that it follows. */
  get isUpToDate(): boolean {
    return this.isOpen && this.#open.size === 0;
  }

  /** Follows a test until it has ended; false when it follows too many. */
  follow(testId: string): boolean {
    if (this.#open.size >= MAX_FOLLOWED) return false;
    const record: Followed = { from: undefined, events: [], resynced: false };
    this.followed.set(testId, record);
    const leave = this.#connection.subscribe(`test:${testId}`, news => {
      if (news.type === 'resync') record.resynced = true;
      if (news.type !== 'test') return;
      record.events.push(news.test.event.id);
      if (!news.completed) return;
      this.#open.get(testId)?.();
      this.#open.delete(testId);
    });
    this.#open.set(testId, leave);
    return true;
  }

  /** Cuts the connection as a broken network does. */
  cut(): void {
    for (const socket of this.#sockets) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      this.cuts += 1;
      socket.terminate();
    }
  }

  #onGlobal(news: LiveNews) {
    if (news.type === 'resync') {
      this.resyncs += 1;
      this.resyncedAt = Date.now();
    }
    if (news.type !== 'updates') return;
    for (const { type, payload } of news.updates) {
      if (type !== 'test_update' && type !== 'test_completed') continue;
      const before = this.shown.get(payload.id);
      // A test does not come back to life
      if (
        before &&
        isFinalStatus(before as 'success') &&
        type === 'test_update'
      ) {
        this.revived.push(payload.id);
      }
      this.shown.set(payload.id, payload.status);
    }
  }

  /** Tests that `global` showed as running after it had shown them as ended. */
  readonly revived: string[] = [];

  /** The first promise of the server for each channel. */
  #record(text: string) {
    if (!text.startsWith('{"type":"subscribed"')) return;
    const { id, channels } = JSON.parse(text) as {
      id: number;
      channels: string[];
    };
    for (const channel of channels) {
      const record = this.followed.get(channel.slice('test:'.length));
      if (record && record.from === undefined) record.from = id;
    }
  }

  close(): void {
    for (const leave of [...this.#open.values(), ...this.#leave]) leave();
    for (const socket of this.#sockets) socket.terminate();
  }
}
