import { Arrivals } from './crowd';

/** Finer than this is noise. */
const BUCKETS_PER_MS = 10;
const MAX_MS = 60_000;

/** p50, p95, p99, the slowest, and of how many. */
export interface Spread {
  p50: number;
  p95: number;
  p99: number;
  slowest: number;
  count: number;
}

/**
 * From the writing of each event to its arrival at each socket.
 *
 * @param written - times by the number of the event; others are left out
 */
export function latencies(
  { after, until, at }: Arrivals,
  written: ReadonlyMap<number, number>,
): Spread {
  const buckets = new Uint32Array(MAX_MS * BUCKETS_PER_MS);
  let count = 0;
  for (let i = 0; i < at.length; i++) {
    for (let id = after[i] + 1; id <= until[i]; id++) {
      const since = written.get(id);
      if (since === undefined) continue;
      const bucket = Math.round((at[i] - since) * BUCKETS_PER_MS);
      buckets[Math.max(0, Math.min(buckets.length - 1, bucket))] += 1;
      count += 1;
    }
  }
  const quantile = (share: number) => {
    let left = Math.ceil(count * share);
    const bucket = buckets.findIndex(n => {
      left -= n;
      return left <= 0;
    });
    return bucket / BUCKETS_PER_MS;
  };
  return {
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    slowest: quantile(1),
    count,
  };
}
