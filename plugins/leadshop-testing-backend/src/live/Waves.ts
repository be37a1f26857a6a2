/*
 * Sockets in groups that get their coalesced frames one after the other. A few
 * sockets are one wave; thousands are spread over five, each with its own notes of
 * what has changed, so that none gets more than five frames a second.
 *
 * A wave that has rested goes at once, so that a lone change does not wait. While
 * changes keep coming the waves keep to a rhythm: a turn that came late does not
 * put off the ones after it, because whoever waits for a frame waits for that, too.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { anyChange, Changes, noChanges } from '../store/changes';
import type { LiveSocket } from './LiveSocket';

const FRAMES_PER_SECOND = 5;
/** From one frame of a socket to the next. */
const FRAME_MS = 1_000 / FRAMES_PER_SECOND;
/** Later than this, and the rhythm begins anew. */
const LATE_MS = FRAME_MS / 2;
const MAX_WAVES = 5;
/** So many go out at once without anybody noticing. */
const WAVE_SIZE = 500;
/**
 * One is sent to while the state for the next is read. More would show older state
 * when there is no time for five frames a second.
 */
const UNDER_WAY_AT_ONCE = 2;

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
  /** Those that wait for a replay, or were too slow to be sent a frame. */
  readonly behind = new Set<LiveSocket>();
  flushing: Promise<void> | undefined;
  /** The last turn as it was planned. */
  #turn = -Infinity;
  /** When the last turns began, the oldest first. */
  readonly #begun: number[] = [];

  get due(): boolean {
    return anyChange(this.changed) || this.statusDue || this.behind.size > 0;
  }

  /** When its next turn may be: no second has more than five. */
  get mayGoAt(): number {
    const [oldest = -Infinity] =
      this.#begun.length < FRAMES_PER_SECOND ? [] : this.#begun;
    return Math.max(this.#turn + FRAME_MS, oldest + 1_000);
  }

  /** Its turn, planned for some time, begins. */
  begin(turn: number, now: number): void {
    this.#turn = turn;
    this.#begun.push(now);
    if (this.#begun.length > FRAMES_PER_SECOND) this.#begun.shift();
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
  /** The last turn of any wave as it was planned. */
  #turn = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #held = false;
  #stopped = false;

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
    socket.wave?.behind.delete(socket);
    socket.wave = undefined;
  }

  /** Something has to be done first: no turn begins until it is released. */
  hold(): void {
    this.#held = true;
    clearTimeout(this.#timer);
  }

  release(): void {
    this.#held = false;
    this.schedule();
  }

  /** Something is due: the waves take turns until nothing is. */
  schedule(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#held) return;
    const underWay = this.#waves.filter(({ flushing }) => flushing);
    if (underWay.length >= UNDER_WAY_AT_ONCE) return;
    const { manned } = this;
    const [next, ...others] = manned.filter(
      ({ due, flushing }) => due && !flushing,
    );
    if (!next) return;
    const wave = others.reduce(
      (first, other) => (other.mayGoAt < first.mayGoAt ? other : first),
      next,
    );
    const at = Math.max(wave.mayGoAt, this.#turn + FRAME_MS / manned.length);
    this.#timer = setTimeout(() => {
      const now = performance.now();
      this.#turn = now - at > LATE_MS ? now : at;
      wave.begin(this.#turn, now);
      this.#start(wave);
      this.schedule();
    }, Math.ceil(Math.max(0, at - performance.now())));
    this.#timer.unref();
  }

  #start(wave: Wave) {
    wave.flushing = this.#flush(wave)
      .catch(error => this.#logger.warn(`Live frames failed: ${error}`))
      .finally(() => {
        wave.flushing = undefined;
        this.schedule();
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#waves.map(({ flushing }) => flushing));
  }
}
