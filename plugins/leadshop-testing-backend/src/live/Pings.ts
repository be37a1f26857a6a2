/*
 * Who still listens. Each socket is pinged every half a minute, and ended when it
 * has not answered by the next time. They take turns: ten thousand pings in one go
 * keep the event loop for a third of a second, and so everything else.
 */
import { LiveSocket } from './LiveSocket';

/** From one ping of a socket to the next. */
export const PING_MS = 30_000;
const TURN_MS = 100;
/** Some milliseconds; thirty thousand sockets get their turn in time. */
export const PINGED_AT_ONCE = 100;

/** Pings sockets in turns. */
export class Pings {
  /** When each is due, the one that waits longest first. */
  readonly #due = new Map<LiveSocket, number>();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.turn(performance.now()), TURN_MS);
    this.#timer.unref();
  }

  add(socket: LiveSocket, now: number = performance.now()): void {
    this.#due.set(socket, now + PING_MS);
  }

  remove(socket: LiveSocket): void {
    this.#due.delete(socket);
  }

  /** Pings those that are due, a few at once. */
  turn(now: number): void {
    let left = PINGED_AT_ONCE;
    // In the order in which they are due; those that are pinged go to the end
    for (const [socket, due] of this.#due) {
      if (due > now || left === 0) return;
      left -= 1;
      this.#due.delete(socket);
      if (!socket.alive) {
        socket.ws.terminate();
        continue;
      }
      this.#due.set(socket, now + PING_MS);
      socket.alive = false;
      socket.ws.ping();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
