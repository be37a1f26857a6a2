import { DiscoveryApi, IdentityApi } from '@backstage/core-plugin-api';
import {
  LIVE_CLOSE,
  LIVE_PROTOCOL,
  PLUGIN_ID,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ClientMessage } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { isUnanswered, LeadshopTestingApi, refusalOf } from '../api';
import { ChannelBook, ChannelListener } from './ChannelBook';
import type { LiveFeed, LiveNews, LiveState } from './LiveFeed';

/** Why a link is not there. */
type Reason = Required<Pick<LiveState, 'problem'>> & Pick<LiveState, 'message'>;

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

/**
 * One WebSocket for all listeners of a browser tab.
 *
 * - It opens with the first listener and closes a while after the last one
 *   left, so that going from page to page keeps it.
 * - After a loss each channel is subscribed again with `after`, and the server
 *   replays what was missed or says `resync`.
 * - A browser cannot see why a handshake failed. After one, `GET /me` tells a
 *   refusal from an outage: an outage is tried again with growing, jittered
 *   waits; a refusal stops.
 *
 * @public
 */
export class LiveConnection implements LiveFeed {
  readonly #discoveryApi: DiscoveryApi;
  readonly #identityApi: Pick<IdentityApi, 'getCredentials'>;
  readonly #api: Pick<LeadshopTestingApi, 'getMe'>;
  readonly #WebSocket: typeof WebSocket;
  readonly #timing: LiveTiming;

  readonly #channels = new ChannelBook();
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
    if (this.#channels.add(channel, listener)) {
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

  #unsubscribe(name: string, listener: ChannelListener): void {
    if (!this.#channels.remove(name, listener)) {
      return;
    }
    this.#send({ type: 'unsubscribe', channels: [name] });
    if (this.#channels.isEmpty) {
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
        this.#retryLater(reasonOf(error));
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
      for (const message of this.#channels.greetings()) {
        this.#send(message);
      }
      this.#schedulePing();
    };
    socket.onmessage = ({ data }) => {
      if (round === this.#round) {
        this.#schedulePing();
        this.#channels.receive(String(data));
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
        this.#refuse('withdrawn');
        break;
      case LIVE_CLOSE.flood:
        // Whatever sent too much would do it again at once.
        this.#tries = Math.max(this.#tries, 5);
        this.#retryLater({ problem: 'closed' });
        break;
      default:
        this.#retryLater({ problem: 'lost' });
    }
  }

  async #handshakeFailed(round: number): Promise<void> {
    let reason: Reason = { problem: 'unaccepted' };
    let refused = false;
    try {
      const { permissions } = await this.#api.getMe();
      refused = !permissions.includes('view_test_results');
    } catch (error) {
      refused = refusalOf(error).status === 403;
      reason = reasonOf(error);
    }
    if (round !== this.#round) {
      return;
    }
    if (refused) {
      this.#refuse('forbidden');
    } else {
      this.#retryLater(reason);
    }
  }

  #refuse(problem: LiveState['problem']): void {
    clearTimeout(this.#staleTimer);
    this.#staleTimer = undefined;
    this.#setState({ status: 'refused', stale: false, problem });
  }

  #retryLater({ problem, message }: Reason): void {
    const limit = Math.min(
      this.#timing.lastRetry,
      this.#timing.firstRetry * 2 ** this.#tries,
    );
    this.#tries++;
    this.#setState({ ...this.#state, status: 'waiting', problem, message });
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
        this.#retryLater({ problem: 'silent' });
      }, this.#timing.pongWithin);
    }, this.#timing.pingEvery);
  }

  #send(message: ClientMessage): void {
    if (this.#state.status === 'open') {
      this.#socket?.send(JSON.stringify(message));
    }
  }

  #setState(state: LiveState): void {
    const { status, stale, problem, message } = this.#state;
    if (
      state.status !== status ||
      state.stale !== stale ||
      state.problem !== problem ||
      state.message !== message
    ) {
      this.#state = state;
      for (const listener of [...this.#stateListeners]) {
        listener(state);
      }
    }
  }
}

/** Why a request was not answered as it should be. */
function reasonOf(error: unknown): Reason {
  if (isUnanswered(error)) {
    return { problem: 'unreachable' };
  }
  const { status, message } = refusalOf(error);
  return status === 401
    ? { problem: 'signedOut' }
    : { problem: 'unaccepted', message };
}
