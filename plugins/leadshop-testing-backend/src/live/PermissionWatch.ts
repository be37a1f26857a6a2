/*
 * A permission that was withdrawn ends on open sockets too. Every two seconds
 * each principal that has sockets is asked about, past what the guard keeps; the
 * policy may know its groups for two seconds more, and an answer may take one, so
 * that it takes five at most. If nobody can say what a reader may see, its socket
 * is closed, because it might be one that may see nothing any more.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  LIVE_CLOSE,
  PermissionName,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGuard } from '../api/PermissionGuard';
import { LiveHub } from './LiveHub';
import { LiveSocket } from './LiveSocket';

const CHECK_MS = 2_000;
/** An answer that takes longer than these waits together is none. */
const WAITS = 4;
const WAIT_MS = 250;
const LATE = Symbol('late');
/** Principals asked about at once. */
const AT_ONCE = 32;

/** Takes sockets from those who may not have them any more. */
export class PermissionWatch {
  readonly #guard: PermissionGuard;
  readonly #hub: LiveHub;
  readonly #logger: LoggerService;
  readonly #timer: NodeJS.Timeout;
  #checking = false;

  constructor(options: {
    guard: PermissionGuard;
    hub: LiveHub;
    logger: LoggerService;
  }) {
    this.#guard = options.guard;
    this.#hub = options.hub;
    this.#logger = options.logger;
    this.#timer = setInterval(() => void this.#check(), CHECK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #check(): Promise<void> {
    if (this.#checking) {
      this.#logger.warn(
        `Checking the permissions of open sockets takes more than ${CHECK_MS} ms; a withdrawn one may live on for longer than promised`,
      );
      return;
    }
    this.#checking = true;
    try {
      const waiting = this.#byPrincipal().values();
      const askAll = async () => {
        for (const readers of waiting) await this.#ask(readers);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, askAll));
    } finally {
      this.#checking = false;
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

  /** @param readers - of one principal */
  async #ask(readers: LiveSocket[]): Promise<void> {
    try {
      const granted = await inTime(this.#granted(readers[0]));
      for (const reader of readers) this.#obey(reader, granted);
    } catch (error) {
      this.#logger.debug(`Could not check a live permission: ${error}`);
      for (const reader of readers) {
        reader.close(
          LIVE_CLOSE.tryAgainLater,
          'Permissions cannot be checked now',
        );
      }
    }
  }

  /** One call that got lost is no reason to close sockets: it is made again. */
  async #granted({ credentials }: LiveSocket) {
    const ask = () => this.#guard.granted(credentials, { fresh: true });
    return ask().catch(ask);
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

/**
 * Waits in pieces: a backend that stood still for seconds counts that as one,
 * and finds the answer that came meanwhile.
 */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  for (let wait = 0; wait < WAITS; wait++) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<typeof LATE>(resolve => {
      timer = setTimeout(resolve, WAIT_MS, LATE);
    });
    const first = await Promise.race([answer, late]).finally(() =>
      clearTimeout(timer),
    );
    if (first !== LATE) return first;
  }
  throw new Error(`no answer in ${WAITS * WAIT_MS} ms`);
}
