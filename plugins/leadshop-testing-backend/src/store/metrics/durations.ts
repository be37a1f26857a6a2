/*
 * Durations as histograms with logarithmic buckets. Percentiles cannot be
 * averaged over hours, but histograms can be added up, and with these the
 * percentile of any period comes out with the same relative error.
 *
 * Bucket 0 is 0 ms. Bucket b is (G^(b-2), G^(b-1)] ms, with G the growth; what it
 * stands for is 2 G^(b-1) / (1 + G), which is off by (G - 1) / (G + 1) at most:
 * 0.99 percent. Days of milliseconds fit into about 1,000 buckets, and the tests
 * of an hour use about a hundred of them.
 *
 * Stored sparse: 2 bytes for the bucket, 4 for its count. Two histograms put end
 * to end are their sum, so that SQL can collect them with string_agg.
 */

const GROWTH = 1.02;
const ENTRY_BYTES = 6;

/** The bucket of the longest duration that the tables can hold. */
const LAST_BUCKET = 1 + Math.ceil(Math.log(2 ** 31) / Math.log(GROWTH));

/** Largest relative error of a percentile. */
export const PERCENTILE_ERROR = 0.01;

/** SQL of the bucket of a duration in milliseconds. */
export function bucketSql(ms: string): string {
  return `CASE WHEN ${ms} < 1 THEN 0
    ELSE 1 + ceil(ln(CAST(${ms} AS float8)) / ${Math.log(
    GROWTH,
  )}) END::smallint`;
}

/** The same of a duration that this process measured. */
export function bucketOf(ms: number): number {
  if (ms < 1) return 0;
  return Math.min(LAST_BUCKET, 1 + Math.ceil(Math.log(ms) / Math.log(GROWTH)));
}

/** Counts by bucket. */
export type Buckets = Map<number, number>;

/** Counts by bucket as they are stored. */
export function histogramOf(buckets: Buckets): Buffer {
  const stored = Buffer.alloc(buckets.size * ENTRY_BYTES);
  let at = 0;
  for (const [bucket, count] of [...buckets].sort(([a], [b]) => a - b)) {
    stored.writeInt16BE(bucket, at);
    stored.writeInt32BE(count, at + 2);
    at += ENTRY_BYTES;
  }
  return stored;
}

/** SQL of the histogram of grouped rows with the columns bucket and n. */
export const HISTOGRAM_SQL = `string_agg(int2send(bucket) || int4send(n), '' ORDER BY bucket)
  FILTER (WHERE bucket IS NOT NULL)`;

/** What histograms are added up in; one for all, because an answer has hundreds. */
const counts = new Float64Array(LAST_BUCKET + 1);

/** Durations that have been counted. */
export class Durations {
  readonly #stored: Buffer[] = [];

  /** Adds stored histograms, one or several end to end. */
  add(stored: Buffer | null): this {
    if (stored) this.#stored.push(stored);
    return this;
  }

  /**
   * The duration that this share of all do not exceed (nearest rank), within
   * {@link PERCENTILE_ERROR}.
   *
   * @param shares - such as 0.95, in ascending order
   * @returns milliseconds; null while nothing was counted
   */
  percentiles(shares: readonly number[]): (number | null)[] {
    const total = this.#addUp();
    if (total === 0) return shares.map(() => null);
    let bucket = 0;
    let seen = counts[0];
    return shares.map(share => {
      const rank = Math.max(1, Math.ceil(share * total));
      while (seen < rank && bucket < LAST_BUCKET) {
        bucket += 1;
        seen += counts[bucket];
      }
      return standsFor(bucket);
    });
  }

  #addUp(): number {
    let total = 0;
    counts.fill(0);
    for (const stored of this.#stored) {
      // An answer adds up tens of thousands of entries: byte by byte takes a
      // quarter of the time that the readers of a buffer take
      for (let at = 0; at < stored.length; at += ENTRY_BYTES) {
        const count =
          (stored[at + 2] << 24) |
          (stored[at + 3] << 16) |
          (stored[at + 4] << 8) |
          stored[at + 5];
        counts[(stored[at] << 8) | stored[at + 1]] += count;
        total += count;
      }
    }
    return total;
  }

  /** The percentiles that the wire has. */
  summary(): Record<'p50' | 'p95' | 'p99', number | null> {
    const [p50, p95, p99] = this.percentiles([0.5, 0.95, 0.99]);
    return { p50, p95, p99 };
  }
}

/** To three digits more than the error leaves certain. */
function standsFor(bucket: number): number {
  if (bucket === 0) return 0;
  const ms = (2 * GROWTH ** (bucket - 1)) / (1 + GROWTH);
  return Number(ms.toPrecision(6));
}
