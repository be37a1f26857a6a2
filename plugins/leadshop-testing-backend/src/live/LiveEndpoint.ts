/*
 * `/ws`: lets sockets in and keeps order among them. Who may come in is decided
 * before the upgrade (401, 403, 429, 503 are ordinary answers); after it, a socket
 * ends when its token does, when the permission is withdrawn, when it floods,
 * when its reader is too slow, when it no longer answers pings, and when the
 * replica stops (1012: come back).
 */
import { IncomingMessage } from 'node:http';
import {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  InputError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { Request, Response } from 'express';
import { RawData, WebSocketServer } from 'ws';
import {
  ClientMessage,
  LIVE_CLOSE,
  LIVE_PROTOCOL,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGuard } from '../api/PermissionGuard';
import { CallLimits } from '../limits';
import { canonical, parseMessage } from './clientMessages';
import { LiveHub } from './LiveHub';
import { LiveSocket } from './LiveSocket';
import { neededFor, PermissionWatch, refused } from './PermissionWatch';
import { Pings } from './Pings';
import { upgradeHead } from './upgrade';

const MAX_MESSAGE_BYTES = 16 * 1024;
/** Above this the library closes the socket without reading on. */
const MAX_PAYLOAD_BYTES = 64 * 1024;
const MAX_SUBSCRIPTIONS = 100;
const CLOSE_GRACE_MS = 1_000;

/** What the endpoint needs. */
export interface LiveEndpointOptions {
  auth: AuthService;
  guard: PermissionGuard;
  limits: CallLimits;
  hub: LiveHub;
  logger: LoggerService;
  allowedOrigins: string[];
  maxConnections: number;
  /** Is told who was refused a channel. */
  onRefused: (userRef: string, channel: string) => void;
}

/** The WebSocket endpoint of one replica. */
export class LiveEndpoint {
  readonly #options: LiveEndpointOptions;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // So that one deflated frame serves all; the library deflates nothing itself
    perMessageDeflate: {
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
      threshold: Infinity,
    },
    maxPayload: MAX_PAYLOAD_BYTES,
    handleProtocols: () => LIVE_PROTOCOL,
  });
  readonly #pings = new Pings();
  readonly #watch: PermissionWatch;
  #stopping = false;

  constructor(options: LiveEndpointOptions) {
    this.#options = options;
    this.#watch = new PermissionWatch(options);
  }

  /**
   * Lets a socket in.
   *
   * @param known - is told whose token it is as soon as that is known
   * @throws InputError, AuthenticationError, RequestError (429),
   * NotAllowedError or ServiceUnavailableError; then nothing was upgraded.
   */
  async connect(
    request: Request,
    response: Response,
    known: (userRef: string) => void = () => {},
  ) {
    const head = upgradeHead(request);
    if (!head) {
      throw new InputError(
        'This address speaks WebSocket: connect with ws:// or wss://',
      );
    }
    this.#checkOrigin(request.headers.origin);
    const credentials = await this.#authenticate(request);
    const { guard, hub, limits, maxConnections } = this.#options;
    const userRef = guard.principalRef(credentials);
    known(userRef);
    await limits.count('live', userRef, request, response);
    await guard.require(credentials, 'view_test_results');
    const seesMetrics = await guard.has(credentials, 'view_system_metrics');
    if (
      this.#stopping ||
      hub.sockets.size >= maxConnections ||
      this.#watch.overloaded
    ) {
      throw new ServiceUnavailableError(
        'This backend takes no more live connections now; the page asks for news by itself meanwhile',
      );
    }
    const { socket } = response;
    if (!socket) return;
    response.detachSocket(socket);
    this.#server.handleUpgrade(request, socket, head, ws => {
      const reader = new LiveSocket({
        ws,
        wire: socket,
        userRef,
        credentials,
      });
      reader.seesMetrics = seesMetrics;
      this.#welcome(reader);
    });
  }

  #checkOrigin(origin: string | undefined) {
    if (origin && !this.#options.allowedOrigins.includes(origin)) {
      throw new NotAllowedError(
        `Origin '${origin}' may not connect; add it to backend.cors.origin if it is this portal's`,
      );
    }
  }

  async #authenticate(request: IncomingMessage): Promise<BackstageCredentials> {
    const [protocol, token] = (request.headers['sec-websocket-protocol'] ?? '')
      .split(',')
      .map(part => part.trim());
    if (protocol !== LIVE_PROTOCOL || !token) {
      throw new AuthenticationError(
        `Offer the protocols '${LIVE_PROTOCOL}' and the Backstage token, in this order`,
      );
    }
    return this.#options.auth.authenticate(token);
  }

  #welcome(reader: LiveSocket) {
    const { hub, logger } = this.#options;
    const { ws } = reader;
    hub.add(reader);
    this.#pings.add(reader);
    this.#watch.add(reader);
    const id = hub.follow(reader, 'global');
    reader.send({ type: 'subscribed', channels: ['global'], id });
    ws.on('message', data => {
      this.#message(reader, data).catch(error =>
        logger.warn(`A live message failed: ${error}`),
      );
    });
    ws.on('pong', () => {
      reader.alive = true;
    });
    // A broken frame; the library closes the socket
    ws.on('error', error => logger.debug(`Live socket: ${error.message}`));
    ws.on('close', () => {
      hub.remove(reader);
      this.#pings.remove(reader);
    });
  }

  async #message(reader: LiveSocket, data: RawData) {
    if (!reader.mayTalk()) {
      reader.close(LIVE_CLOSE.flood, 'Too many messages');
      return;
    }
    const text = data.toString();
    if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES) {
      reader.send({
        type: 'error',
        message: `A message may have ${MAX_MESSAGE_BYTES} bytes at most`,
      });
      return;
    }
    const parsed = parseMessage(text);
    if ('problem' in parsed) {
      reader.send({ type: 'error', message: parsed.problem });
      return;
    }
    await this.#obey(reader, parsed.message);
  }

  async #obey(reader: LiveSocket, message: ClientMessage) {
    const { hub } = this.#options;
    switch (message.type) {
      case 'ping':
        reader.send({ type: 'pong' });
        return;
      case 'subscribe_test':
        await this.#subscribe(reader, [`test:${message.test_id}`]);
        return;
      case 'subscribe':
        await this.#subscribe(reader, message.channels, message.after);
        return;
      default:
        for (const channel of message.channels) {
          hub.unfollow(reader, canonical(channel));
        }
    }
  }

  async #subscribe(reader: LiveSocket, channels: string[], after?: number) {
    const { hub, guard } = this.#options;
    const accepted: string[] = [];
    let added = 0;
    for (const channel of new Set(channels.map(canonical))) {
      const needed = neededFor(channel);
      if (!(await guard.has(reader.credentials, needed))) {
        reader.send(refused(channel, needed));
        this.#options.onRefused(reader.userRef, channel);
      } else if (
        !reader.channels.has(channel) &&
        reader.channels.size + added >= MAX_SUBSCRIPTIONS
      ) {
        reader.send({
          type: 'error',
          channel,
          message: `A socket may follow ${MAX_SUBSCRIPTIONS} channels at most; unsubscribe from some first`,
        });
      } else {
        if (!reader.channels.has(channel)) added += 1;
        accepted.push(channel);
      }
    }
    if (accepted.length === 0) return;
    // The answer goes first: the hub sends what was missed after this turn
    const told = accepted.map(channel => hub.follow(reader, channel, after));
    reader.send({
      type: 'subscribed',
      channels: accepted,
      id: after ?? Math.min(...told),
    });
  }

  /** Tells all sockets to come back elsewhere, and ends those that do not go. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#pings.stop();
    this.#watch.stop();
    const open = [...this.#options.hub.sockets].map(reader => reader.ws);
    const gone = open.map(
      ws => new Promise(resolve => ws.once('close', resolve)),
    );
    for (const ws of open) ws.close(LIVE_CLOSE.serviceRestart, 'Come back');
    const late = setTimeout(() => {
      for (const ws of open) ws.terminate();
    }, CLOSE_GRACE_MS);
    await Promise.all(gone);
    clearTimeout(late);
    this.#server.close();
  }
}
