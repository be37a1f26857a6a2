/*
 * A permission that was withdrawn ends on open sockets too. Every two seconds
 * each principal that has sockets is asked about, past what the guard keeps. The
 * guard asks one question for thousands when the policy hands its roles over, and
 * one for each when it does not.
 *
 * A socket for which no answer came for four seconds is closed, whether nobody
 * answered or there were too many to ask about, because it might be one that may
 * see nothing any more. Seconds are counted by ticks of a timer, so that a backend
 * that stood still for a while first takes the answers that wait for it.
 *
 * Frames for thousands of sockets can fill the event loop, and the answers would
 * come too late. So while a round takes longer than half a second, frames are held
 * back.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  LIVE_CLOSE,
  PermissionName,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { FreshDecisions, PermissionGuard } from '../api/PermissionGuard';
import { LiveHub } from './LiveHub';
import { LiveSocket } from './LiveSocket';

const TICK_MS = 1_000;
/** From the beginning of one round of questions to that of the next. */
const ROUND_TICKS = 2;
/** While a round takes longer than this, frames wait for it. */
const PATIENCE_MS = 500;
/** A round that takes longer than this is given up for a new one. */
const MAX_ROUND_TICKS = 3;
/** A socket that nobody answered for in so long is closed. */
const MAX_UNANSWERED_TICKS = 4;

/** Takes sockets from those who may not have them any more. */
export class PermissionWatch {
  readonly #guard: PermissionGuard;
  readonly #hub: LiveHub;
  readonly #logger: LoggerService;
  readonly #timer: NodeJS.Timeout;
  #tick = 0;
  #round: { since: number; over: boolean } = { since: 0, over: true };
  #overloaded = false;

  constructor(options: {
    guard: PermissionGuard;
    hub: LiveHub;
    logger: LoggerService;
  }) {
    this.#guard = options.guard;
    this.#hub = options.hub;
    this.#logger = options.logger;
    this.#timer = setInterval(() => this.#onTick(), TICK_MS);
    this.#timer.unref();
  }

  /** There are more principals than can be asked about in time. */
  get overloaded(): boolean {
    return this.#overloaded;
  }

  /** Takes the answer by which a socket was let in as the first. */
  add(reader: LiveSocket): void {
    reader.answered = this.#tick;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #onTick() {
    this.#tick += 1;
    const now = Date.now();
    for (const reader of this.#hub.sockets) {
      const { expiresAt } = reader.credentials;
      if (expiresAt && expiresAt.getTime() <= now) {
        reader.close(LIVE_CLOSE.tokenExpired, 'Token expired');
      } else if (this.#tick - reader.answered >= MAX_UNANSWERED_TICKS) {
        reader.close(
          LIVE_CLOSE.tryAgainLater,
          'Permissions cannot be checked now',
        );
      }
    }
    const lasts = this.#tick - this.#round.since;
    const givenUp = !this.#round.over && lasts >= MAX_ROUND_TICKS;
    if (givenUp) {
      this.#overloaded = true;
      this.#logger.warn(
        'The permission service did not answer for all who have live connections in time; connections without an answer are closed, and pages ask for news by themselves. Thousands of users need a policy that hands over the role matrix: see "With the RBAC plugin" in the operator guide',
      );
    }
    if (givenUp || (this.#round.over && lasts >= ROUND_TICKS)) {
      void this.#check();
    }
  }

  async #check(): Promise<void> {
    const round = { since: this.#tick, over: false };
    this.#round = round;
    const patience = setTimeout(() => this.#hub.hold(true), PATIENCE_MS);
    patience.unref();
    const principals = [...this.#byPrincipal().values()];
    try {
      const decisions = await this.#guard.anew(
        principals.map(([{ credentials }]) => credentials),
      );
      const waiting = principals.values();
      const askAll = async () => {
        for (const readers of waiting) {
          if (this.#round !== round) return;
          await this.#ask(readers, decisions, round.since);
        }
      };
      await Promise.all(Array.from({ length: decisions.atOnce }, askAll));
      if (this.#round === round) this.#overloaded = false;
    } finally {
      round.over = true;
      clearTimeout(patience);
      if (this.#round === round) this.#hub.hold(false);
    }
  }

  #byPrincipal(): Map<string, LiveSocket[]> {
    const found = new Map<string, LiveSocket[]>();
    for (const reader of this.#hub.sockets) {
      const key = this.#guard.keyOf(reader.credentials);
      const readers = found.get(key);
      if (readers) readers.push(reader);
      else found.set(key, [reader]);
    }
    return found;
  }

  /**
   * @param readers - of one principal
   * @param since - when the oldest part of the answer may be from, in ticks
   */
  async #ask(
    readers: LiveSocket[],
    decisions: FreshDecisions,
    since: number,
  ): Promise<void> {
    try {
      const granted = await decisions.granted(readers[0].credentials);
      for (const reader of readers) {
        reader.answered = since;
        this.#obey(reader, granted);
      }
    } catch (error) {
      // The next round asks again
      this.#logger.debug(`Could not check a live permission: ${error}`);
    }
  }

  #obey(reader: LiveSocket, granted: ReadonlySet<PermissionName>) {
    reader.seesMetrics = granted.has('view_system_metrics');
    if (!granted.has('view_test_results')) {
      reader.close(LIVE_CLOSE.forbidden, 'Permission withdrawn');
      return;
    }
    for (const channel of reader.channels.keys()) {
      const needed = neededFor(channel);
      if (granted.has(needed)) continue;
      this.#hub.unfollow(reader, channel);
      reader.send(refused(channel, needed));
    }
  }
}

/** Which permission a channel needs: imports are of those who may import. */
export function neededFor(channel: string): PermissionName {
  return channel.startsWith('import:')
    ? 'bulk_import_leads'
    : 'view_test_results';
}

/** What a socket is told of a channel that it may not follow. */
export function refused(
  channel: string,
  needed: PermissionName,
): ServerMessage {
  return {
    type: 'error',
    channel,
    message: `Permission '${needed}' required`,
  };
}
