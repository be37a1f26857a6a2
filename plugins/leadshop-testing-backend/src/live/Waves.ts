/*
 * Sockets in groups that get their coalesced frames one after the other. A few
 * sockets are one wave; thousands are spread over five, each with its own notes of
 * what has changed, so that none gets more than five frames a second.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { anyChange, Changes, noChanges } from '../store/changes';
import type { LiveSocket } from './LiveSocket';

/** From one frame of a socket to the next. */
const FLUSH_MS = 200;
const MAX_WAVES = 5;
/** So many go out at once without anybody noticing. */
const WAVE_SIZE = 500;

/** Sockets that get their frames together. */
export class Wave {
  readonly sockets = new Set<LiveSocket>();
  changed = noChanges();
  changedUpTo = 0;
  flushedUpTo = 0;
  statusDue = false;
  statusAt = 0;
  /** As they were last told. */
  readonly componentStates = new Map<string, string>();
  /** A channel of some socket waits for its replay. */
  anyBehind = false;
  flushing: Promise<void> | undefined;

  get due(): boolean {
    return anyChange(this.changed) || this.statusDue || this.anyBehind;
  }

  takeChanges(): Changes {
    const { changed } = this;
    this.changed = noChanges();
    return changed;
  }

  /** Notes again what could not be told. */
  putBack(changed: Changes): void {
    for (const kind of ['tests', 'batches', 'imports', 'alerts'] as const) {
      for (const id of changed[kind]) this.changed[kind].add(id);
    }
  }
}

/** All waves of a replica. */
export class Waves {
  readonly #logger: LoggerService;
  readonly #flush: (wave: Wave) => Promise<void>;
  readonly #waves = Array.from({ length: MAX_WAVES }, () => new Wave());
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    logger: LoggerService;
    flush: (wave: Wave) => Promise<void>;
  }) {
    this.#logger = options.logger;
    this.#flush = options.flush;
  }

  /** Those with sockets. */
  get manned(): Wave[] {
    return this.#waves.filter(({ sockets }) => sockets.size > 0);
  }

  /** Fills one wave after the other, and then all alike. */
  add(socket: LiveSocket): void {
    const wave =
      this.#waves.find(({ sockets }) => sockets.size < WAVE_SIZE) ??
      this.#waves.reduce((least, other) =>
        other.sockets.size < least.sockets.size ? other : least,
      );
    wave.sockets.add(socket);
    socket.wave = wave;
  }

  remove(socket: LiveSocket): void {
    socket.wave?.sockets.delete(socket);
  }

  /** Something is due: the waves take turns until nothing is. */
  schedule(): void {
    const { length } = this.manned;
    if (this.#timer || length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const { manned } = this;
      this.#turn = (this.#turn + 1) % Math.max(1, manned.length);
      this.#start(manned[this.#turn]);
      if (manned.some(({ due, flushing }) => due || flushing)) this.schedule();
    }, FLUSH_MS / length);
    this.#timer.unref();
  }

  #start(wave: Wave | undefined) {
    if (!wave || wave.flushing || !wave.due) return;
    wave.flushing = this.#flush(wave)
      .catch(error => this.#logger.warn(`Live frames failed: ${error}`))
      .finally(() => {
        wave.flushing = undefined;
        if (wave.due) this.schedule();
      });
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all(this.#waves.map(({ flushing }) => flushing));
  }
}
