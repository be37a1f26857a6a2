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
 *    see. So a transaction number that is given out after we saw the higher id,
 *    the marker, is above it: once every transaction below the marker has ended,
 *    whatever is still missing below the highest id seen will never come. (The
 *    xmax of the snapshot would not do as a marker: it is one above the highest
 *    *ended* transaction, and open ones may be above it.)
 *
 * The first rule passes on nearly everything at once, also while some long
 * transaction (a backup, an import) is open; the second deals with real holes.
 */

interface Sighting {
  highestId: number;
  marker: bigint;
}

/** Looks that are remembered while a hole stays open. */
const MAX_SIGHTINGS = 100;

/** Follows the feed and says up to where it is settled. */
export class Watermark {
  #settled: number;
  #highestSeen: number;
  #sightings: Sighting[] = [];

  constructor(start: number) {
    this.#settled = start;
    this.#highestSeen = start;
  }

  /** Every event up to this id has been seen or will never exist. */
  get settled(): number {
    return this.#settled;
  }

  /** Some event has been seen that is not settled yet. */
  get waiting(): boolean {
    return this.#highestSeen > this.#settled;
  }

  /**
   * Takes in a look at the feed after {@link Watermark.settled}.
   *
   * @param look - the ids that were seen, in order, and the oldest transaction
   * that was still open when they were
   * @returns the new settled id
   */
  observe(look: { ids: readonly number[]; xmin: bigint }): number {
    for (const id of look.ids) {
      if (id !== this.#settled + 1) break;
      this.#settled = id;
    }
    this.#highestSeen = Math.max(
      this.#highestSeen,
      this.#settled,
      look.ids.at(-1) ?? 0,
    );
    for (const { highestId, marker } of this.#sightings) {
      if (marker < look.xmin) {
        this.#settled = Math.max(this.#settled, highestId);
      }
    }
    this.#sightings = this.#sightings.filter(s => s.highestId > this.#settled);
    return this.#settled;
  }

  /** The highest id seen lies beyond a hole and has no marker yet. */
  get wantsMarker(): boolean {
    const marked = this.#sightings.at(-1)?.highestId ?? this.#settled;
    return this.#highestSeen > marked && this.#sightings.length < MAX_SIGHTINGS;
  }

  /** Takes a transaction number that was given out after the last look. */
  mark(marker: bigint): void {
    this.#sightings.push({ highestId: this.#highestSeen, marker });
  }
}
