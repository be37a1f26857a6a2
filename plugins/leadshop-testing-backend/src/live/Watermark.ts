/*
 * Which events of the feed may be passed on.
 *
 * Ids come from a sequence and transactions commit in any order, so that id 7
 * can be visible while id 6 is still to come. Passing 7 on and remembering "7"
 * would lose 6 for ever. Two facts tell what is settled:
 *
 * 1. Ids without a hole since the last settled one are settled: nothing is
 *    missing between them.
 * 2. A hole is either a rolled-back id or one whose transaction is still open.
 *    That transaction had its number before it took the id (the columns of
 *    feed_events see to that), and took the id before the higher one that we
 *    see. So it is among those that the snapshot which saw the higher id counted
 *    as begun: once every transaction below that snapshot's xmax has ended,
 *    whatever is still missing below the highest id seen will never come.
 *
 * The first rule passes on nearly everything at once, also while some long
 * transaction (a backup, an import) is open; the second deals with real holes.
 */
import { FeedLook } from '../store/FeedStore';

interface Sighting {
  xmax: bigint;
  highestId: number;
}

/** Follows the feed and says up to where it is settled. */
export class Watermark {
  #settled: number;
  #sightings: Sighting[] = [];

  constructor(start: number) {
    this.#settled = start;
  }

  /** Every event up to this id has been seen or will never exist. */
  get settled(): number {
    return this.#settled;
  }

  /**
   * Takes in a look at the feed after {@link Watermark.settled}.
   *
   * @returns the new settled id
   */
  observe(look: Pick<FeedLook, 'xmin' | 'xmax'> & { ids: number[] }): number {
    for (const id of look.ids) {
      if (id !== this.#settled + 1) break;
      this.#settled = id;
    }
    const highestId = look.ids.at(-1);
    if (highestId !== undefined && highestId > this.#settled) {
      this.#sightings.push({ xmax: look.xmax, highestId });
    }
    while (this.#sightings.length > 0 && this.#sightings[0].xmax <= look.xmin) {
      const { highestId: id } = this.#sightings[0];
      this.#settled = Math.max(this.#settled, id);
      this.#sightings.shift();
    }
    this.#sightings = thinned(
      this.#sightings.filter(s => s.highestId > this.#settled),
    );
    return this.#settled;
  }

  /** Some event has been seen that is not settled yet. */
  get waiting(): boolean {
    return this.#sightings.length > 0;
  }
}

/** While a hole stays open each look adds a sighting; keep the ends. */
function thinned(sightings: Sighting[]): Sighting[] {
  return sightings.length <= 100
    ? sightings
    : [...sightings.slice(0, 50), ...sightings.slice(-50)];
}
