/*
 * What the sockets of a wave are told on the coalesced channels: one frame for
 * each channel, made once for all of them, with the newest state of everything
 * that changed; on `global` also how the system is, when that is due. State is
 * read from the database when the frame is made, so a frame never shows less than
 * its id says.
 *
 * Writing to a socket is a call of the kernel, and a wave has thousands of them.
 * So in between others get their turn: steps of tests that somebody watches, and
 * requests.
 */
import { setImmediate as others } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  LiveUpdate,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Changes } from '../store/changes';
import { Audience } from './Audience';
import { LiveFrame } from './LiveFrame';
import { LiveSocket } from './LiveSocket';
import {
  isOfSystem,
  newestStates,
  onChannel,
  ReplayStores,
  statusUpdates,
  updateFrames,
} from './replay';
import { Wave } from './Waves';

/** A status is read at most this often. */
const STATUS_MS = 2_000;
/** Written to without a break: a millisecond or two. */
const SENT_AT_ONCE = 100;

/** The status as it is told to who may see metrics, and to the rest. */
interface Shown {
  all: LiveUpdate[];
  some: LiveUpdate[];
}

/** What a channel of a wave is told. */
interface Told {
  channel: string;
  range: { after: number; until: number };
  updates: LiveUpdate[];
  status: Shown | undefined;
}

function framesOf(told: Told, seesMetrics: boolean): LiveFrame[] {
  const { channel, range, updates, status } = told;
  const shown = seesMetrics
    ? [...updates, ...(status?.all ?? [])]
    : [
        ...updates.filter(update => !isOfSystem(update)),
        ...(status?.some ?? []),
      ];
  return updateFrames(channel, shown, range).map(frame => new LiveFrame(frame));
}

/**
 * The status for those whom no frame brings it: all of them when nothing has
 * changed, and else who came just now or is being replayed. It says nothing of
 * events, so it must not claim more of them than the socket has been told.
 */
class StatusFrames {
  readonly #status: Shown | undefined;
  readonly #frames = new Map<string, LiveFrame>();

  constructor(status: Shown | undefined) {
    this.#status = status;
  }

  send(socket: LiveSocket): void {
    const id = socket.channels.get('global')?.sent;
    if (!this.#status || id === undefined) return;
    if (!socket.open || !socket.keepsUp) return;
    const { seesMetrics } = socket;
    const key = `${id} ${seesMetrics}`;
    const frame =
      this.#frames.get(key) ??
      new LiveFrame({
        type: 'updates',
        id,
        channel: 'global',
        payload: seesMetrics ? this.#status.all : this.#status.some,
      });
    this.#frames.set(key, frame);
    socket.sendFrame(frame);
  }
}

/** Tells waves what has changed. */
export class WaveFrames {
  readonly #audience: Audience;
  readonly #stores: ReplayStores;
  readonly #logger: LoggerService;
  readonly #status: () => Promise<SystemStatus>;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: {
    audience: Audience;
    stores: ReplayStores;
    logger: LoggerService;
    status: () => Promise<SystemStatus>;
  }) {
    this.#audience = options.audience;
    this.#stores = options.stores;
    this.#logger = options.logger;
    this.#status = options.status;
  }

  /** Tells a wave everything that was noted for it. */
  async tell(wave: Wave): Promise<void> {
    const range = { after: wave.flushedUpTo, until: wave.changedUpTo };
    const changed = wave.takeChanges();
    const [states, status] = await Promise.all([
      this.#newestStates(wave, changed),
      this.#dueStatus(wave),
    ]);
    // One wave after the other, so that others wait for one only
    const sent = this.#sending.then(async () => {
      for (const channel of this.#audience.channels) {
        if (channel.startsWith('test:')) continue;
        await this.#pass(wave, {
          channel,
          range,
          updates: states.filter(update => onChannel(channel, update)),
          status: channel === 'global' ? status : undefined,
        });
      }
    });
    this.#sending = sent.catch(() => {});
    await sent;
    wave.flushedUpTo = range.until;
  }

  async #newestStates(wave: Wave, changed: Changes): Promise<LiveUpdate[]> {
    try {
      return await newestStates(this.#stores, changed);
    } catch (error) {
      // The next frames tell of them
      wave.putBack(changed);
      throw error;
    }
  }

  /** The status, when it is due and there is somebody to tell. */
  async #dueStatus(wave: Wave): Promise<Shown | undefined> {
    if (!wave.statusDue || Date.now() - wave.statusAt < STATUS_MS) {
      return undefined;
    }
    wave.statusDue = false;
    const anybody = this.#followers(wave, 'global').some(
      // A status is worth reading only for who reads
      socket => socket.open && socket.keepsUp,
    );
    if (!anybody) return undefined;
    wave.statusAt = Date.now();
    try {
      return this.#shown(wave, await this.#status());
    } catch (error) {
      wave.statusDue = true;
      this.#logger.warn(`The status could not be read: ${error}`);
      return undefined;
    }
  }

  #shown(wave: Wave, whole: SystemStatus): Shown {
    const { system_metrics: _, components = [], ...counts } = whole;
    const turned = components.filter(
      ({ name, status }) =>
        (wave.componentStates.get(name) ?? status) !== status,
    );
    for (const { name, status } of components) {
      wave.componentStates.set(name, status);
    }
    return { all: statusUpdates(whole, turned), some: statusUpdates(counts) };
  }

  /** Those of a wave that may follow a channel. */
  #followers(wave: Wave, channel: string): LiveSocket[] {
    const followers = this.#audience.ofChannel(channel);
    return followers.size < wave.sockets.size
      ? [...followers].filter(socket => socket.wave === wave)
      : [...wave.sockets];
  }

  async #pass(wave: Wave, told: Told): Promise<void> {
    const { channel, range, updates, status } = told;
    const anything = range.until > range.after;
    const all = anything ? framesOf(told, true) : [];
    const some =
      anything && (status || updates.some(isOfSystem))
        ? framesOf(told, false)
        : all;
    const alone = new StatusFrames(status);
    let left = SENT_AT_ONCE;
    for (const socket of this.#followers(wave, channel)) {
      if (left === 0) {
        await others();
        left = SENT_AT_ONCE;
      }
      left -= 1;
      const frames = socket.seesMetrics ? all : some;
      if (!socket.pass(channel, frames, range.until)) alone.send(socket);
    }
  }
}
