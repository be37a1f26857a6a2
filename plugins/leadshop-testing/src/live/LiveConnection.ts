import { DiscoveryApi, IdentityApi } from '@backstage/core-plugin-api';
import {
  LIVE_CLOSE,
  LIVE_PROTOCOL,
  PLUGIN_ID,
  serverMessageSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ClientMessage,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadshopTestingApi, refusalOf } from '../api';
import type { LiveFeed, LiveNews, LiveState } from './LiveFeed';

/**
 * The timing of a {@link LiveConnection}, in milliseconds.
 *
 * @public
 */
export interface LiveTiming {
  /** The longest wait before the first new try; it doubles with each try. */
  firstRetry: number;
  /** The longest wait before any try. */
  lastRetry: number;
  /** How long the link may be away before the state is called stale. */
  staleAfter: number;
  /** How often a ping asks whether the server is still there. */
  pingEvery: number;
  /** How long the server may be silent after a ping. */
  pongWithin: number;
  /** How long the socket stays open when nobody listens any more. */
  linger: number;
}

const DEFAULT_TIMING: LiveTiming = {
  firstRetry: 500,
  lastRetry: 30_000,
  staleAfter: 4_000,
  pingEvery: 30_000,
  pongWithin: 10_000,
  linger: 30_000,
};

interface Channel {
  listeners: Set<(news: LiveNews) => void>;
  /** Everything up to this event has arrived; where a replay starts. */
  last?: number;
  /** Set while a replay was asked for and has not begun. */
  replayFrom?: number;
}

/**
 * One WebSocket for all listeners of a browser tab.
 *
 * - It opens with the first listener and closes a while after the last one
 *   left, so that going from page to page keeps it.
 * - Each channel remembers the last event that it got. After a loss the channel
 *   is subscribed again with `after`, and the server replays what was missed or
 *   says `resync`. The newest id is kept per channel and not once for all,
 *   because the server delays `global` a little and `test:<id>` not at all.
 *   What arrives before the replay has begun does not count: the server starts
 *   each socket on `global`, whose news may overtake the replay.
 * - A browser cannot see why a handshake failed. After one, `GET /me` tells a
 *   refusal from an outage: an outage is tried again with growing, jittered
 *   waits; a refusal stops.
 * - A frame that this version does not understand is treated as a gap: the
 *   listeners of its channel are told to read everything again.
 *
 * @public
 */
export class LiveConnection implements LiveFeed {
  readonly #discoveryApi: DiscoveryApi;
  readonly #identityApi: Pick<IdentityApi, 'getCredentials'>;
  readonly #api: Pick<LeadshopTestingApi, 'getMe'>;
  readonly #WebSocket: typeof WebSocket;
  readonly #timing: LiveTiming;

  readonly #channels = new Map<string, Channel>();
  readonly #stateListeners = new Set<(state: LiveState) => void>();
  #state: LiveState = { status: 'idle', stale: false };
  #socket?: WebSocket;
  /** Counts the tries since the link last worked. */
  #tries = 0;
  /** Grows with each try, so that what belongs to an older one is dropped. */
  #round = 0;

  #retryTimer?: ReturnType<typeof setTimeout>;
  #staleTimer?: ReturnType<typeof setTimeout>;
  #pingTimer?: ReturnType<typeof setTimeout>;
  #lingerTimer?: ReturnType<typeof setTimeout>;

  constructor(options: {
    discoveryApi: DiscoveryApi;
    identityApi: Pick<IdentityApi, 'getCredentials'>;
    api: Pick<LeadshopTestingApi, 'getMe'>;
    /** Another implementation than the browser's. */
    WebSocket?: typeof WebSocket;
    timing?: Partial<LiveTiming>;
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#identityApi = options.identityApi;
    this.#api = options.api;
    this.#WebSocket = options.WebSocket ?? WebSocket;
    this.#timing = { ...DEFAULT_TIMING, ...options.timing };
  }

  getState(): LiveState {
    return this.#state;
  }

  onState(listener: (state: LiveState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  subscribe(channel: string, listener: (news: LiveNews) => void): () => void {
    clearTimeout(this.#lingerTimer);
    const known = this.#channels.get(channel);
    if (known) {
      known.listeners.add(listener);
    } else {
      this.#channels.set(channel, { listeners: new Set([listener]) });
      this.#send({ type: 'subscribe', channels: [channel] });
    }
    if (this.#state.status === 'idle') {
      this.#connect();
    }
    return () => this.#unsubscribe(channel, listener);
  }

  reconnect(): void {
    if (this.#state.status === 'waiting' || this.#state.status === 'refused') {
      this.#tries = 0;
      this.#connect();
    }
  }

  #unsubscribe(name: string, listener: (news: LiveNews) => void): void {
    const channel = this.#channels.get(name);
    if (!channel?.listeners.delete(listener) || channel.listeners.size > 0) {
      return;
    }
    this.#channels.delete(name);
    this.#send({ type: 'unsubscribe', channels: [name] });
    if (this.#channels.size === 0) {
      this.#lingerTimer = setTimeout(() => this.#close(), this.#timing.linger);
    }
  }

  /** Back to idle: the last listener has left. */
  #close(): void {
    this.#round++;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#pingTimer);
    clearTimeout(this.#staleTimer);
    this.#staleTimer = undefined;
    this.#socket?.close(1000);
    this.#socket = undefined;
    this.#tries = 0;
    this.#setState({ status: 'idle', stale: false });
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const round = ++this.#round;
    this.#setState({ ...this.#state, status: 'connecting' });
    this.#watchStaleness();
    try {
      const base = await this.#discoveryApi.getBaseUrl(PLUGIN_ID);
      const { token } = await this.#identityApi.getCredentials();
      if (round === this.#round) {
        this.#open(`${base.replace(/^http/, 'ws')}/v1/ws`, token, round);
      }
    } catch (error) {
      if (round === this.#round) {
        this.#retryLater(refusalOf(error).message);
      }
    }
  }

  #open(url: string, token: string | undefined, round: number): void {
    const protocols = token ? [LIVE_PROTOCOL, token] : [LIVE_PROTOCOL];
    const socket = new this.#WebSocket(url, protocols);
    this.#socket = socket;
    let opened = false;

    socket.onopen = () => {
      if (round !== this.#round) {
        socket.close(1000);
        return;
      }
      opened = true;
      this.#tries = 0;
      clearTimeout(this.#staleTimer);
      this.#staleTimer = undefined;
      this.#setState({ status: 'open', stale: false });
      this.#subscribeAll();
      this.#schedulePing();
    };
    socket.onmessage = ({ data }) => {
      if (round === this.#round) {
        this.#schedulePing();
        this.#receive(String(data));
      }
    };
    // A close follows each error, and says more.
    socket.onerror = () => {};
    socket.onclose = ({ code }) => {
      if (round !== this.#round) {
        return;
      }
      clearTimeout(this.#pingTimer);
      this.#socket = undefined;
      if (opened) {
        this.#lost(code);
      } else {
        this.#handshakeFailed(round);
      }
    };
  }

  #lost(code: number): void {
    switch (code) {
      case LIVE_CLOSE.forbidden:
        this.#refuse('You may no longer see test results.');
        break;
      case LIVE_CLOSE.flood:
        // Whatever sent too much would do it again at once.
        this.#tries = Math.max(this.#tries, 5);
        this.#retryLater('The server closed the live link.');
        break;
      default:
        this.#retryLater('The live link to the server was lost.');
    }
  }

  async #handshakeFailed(round: number): Promise<void> {
    let reason = 'The server does not accept live links at the moment.';
    let refused = false;
    try {
      const { permissions } = await this.#api.getMe();
      refused = !permissions.includes('view_test_results');
    } catch (error) {
      const { status, message } = refusalOf(error);
      refused = status === 403;
      reason =
        status === 401 ? 'Your session has ended. Sign in again.' : message;
    }
    if (round !== this.#round) {
      return;
    }
    if (refused) {
      this.#refuse('You may not see test results.');
    } else {
      this.#retryLater(reason);
    }
  }

  #refuse(reason: string): void {
    clearTimeout(this.#staleTimer);
    this.#staleTimer = undefined;
    this.#setState({ status: 'refused', stale: false, reason });
  }

  #retryLater(reason: string): void {
    const limit = Math.min(
      this.#timing.lastRetry,
      this.#timing.firstRetry * 2 ** this.#tries,
    );
    this.#tries++;
    this.#setState({ ...this.#state, status: 'waiting', reason });
    this.#watchStaleness();
    // Many tabs lose their link at the same moment, when a replica stops. They
    // must not come back at the same moment.
    this.#retryTimer = setTimeout(
      () => this.#connect(),
      limit * (0.5 + Math.random() / 2),
    );
  }

  #watchStaleness(): void {
    if (this.#staleTimer === undefined) {
      this.#staleTimer = setTimeout(
        () => this.#setState({ ...this.#state, stale: true }),
        this.#timing.staleAfter,
      );
    }
  }

  /** After a silence a ping; after a longer silence the link counts as lost. */
  #schedulePing(): void {
    clearTimeout(this.#pingTimer);
    this.#pingTimer = setTimeout(() => {
      this.#send({ type: 'ping' });
      this.#pingTimer = setTimeout(() => {
        const silent = this.#socket;
        this.#round++;
        this.#socket = undefined;
        silent?.close();
        this.#retryLater('The server went silent.');
      }, this.#timing.pongWithin);
    }, this.#timing.pingEvery);
  }

  #subscribeAll(): void {
    const fresh: string[] = [];
    for (const [name, channel] of this.#channels) {
      channel.replayFrom = channel.last;
      if (channel.last === undefined) {
        fresh.push(name);
      } else {
        this.#send({
          type: 'subscribe',
          channels: [name],
          after: channel.last,
        });
      }
    }
    if (fresh.length > 0) {
      this.#send({ type: 'subscribe', channels: fresh });
    }
    // The server starts each socket on `global`.
    if (!this.#channels.has('global')) {
      this.#send({ type: 'unsubscribe', channels: ['global'] });
    }
  }

  #send(message: ClientMessage): void {
    if (this.#state.status === 'open') {
      this.#socket?.send(JSON.stringify(message));
    }
  }

  #receive(text: string): void {
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

  #setState(state: LiveState): void {
    const { status, stale, reason } = this.#state;
    if (
      state.status !== status ||
      state.stale !== stale ||
      state.reason !== reason
    ) {
      this.#state = state;
      for (const listener of [...this.#stateListeners]) {
        listener(state);
      }
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
