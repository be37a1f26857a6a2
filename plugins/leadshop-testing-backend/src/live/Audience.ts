import { LiveSocket, Subscription } from './LiveSocket';

const NOBODY: ReadonlySet<LiveSocket> = new Set();

/** Who is connected to this replica, and who follows what. */
export class Audience {
  readonly #sockets = new Set<LiveSocket>();
  readonly #byUser = new Map<string, Set<LiveSocket>>();
  readonly #byChannel = new Map<string, Set<LiveSocket>>();

  get sockets(): ReadonlySet<LiveSocket> {
    return this.#sockets;
  }

  /** Channels that somebody follows. */
  get channels(): string[] {
    return [...this.#byChannel.keys()];
  }

  ofUser(userRef: string): ReadonlySet<LiveSocket> {
    return this.#byUser.get(userRef) ?? NOBODY;
  }

  ofChannel(channel: string): ReadonlySet<LiveSocket> {
    return this.#byChannel.get(channel) ?? NOBODY;
  }

  add(socket: LiveSocket): void {
    this.#sockets.add(socket);
    join(this.#byUser, socket.userRef, socket);
  }

  remove(socket: LiveSocket): void {
    this.#sockets.delete(socket);
    leave(this.#byUser, socket.userRef, socket);
    for (const channel of socket.channels.keys()) {
      leave(this.#byChannel, channel, socket);
    }
  }

  /** A replay for an earlier subscription finds itself replaced, and stops. */
  follow(
    socket: LiveSocket,
    channel: string,
    subscription: Subscription,
  ): void {
    socket.channels.set(channel, subscription);
    join(this.#byChannel, channel, socket);
  }

  unfollow(socket: LiveSocket, channel: string): void {
    socket.channels.delete(channel);
    leave(this.#byChannel, channel, socket);
  }
}

function join(
  map: Map<string, Set<LiveSocket>>,
  key: string,
  socket: LiveSocket,
) {
  const members = map.get(key);
  if (members) members.add(socket);
  else map.set(key, new Set([socket]));
}

function leave(
  map: Map<string, Set<LiveSocket>>,
  key: string,
  socket: LiveSocket,
) {
  const members = map.get(key);
  members?.delete(socket);
  if (members?.size === 0) map.delete(key);
}
