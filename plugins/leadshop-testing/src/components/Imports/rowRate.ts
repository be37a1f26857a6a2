/** How many rows were done at a moment. */
export interface RowSample {
  /** Milliseconds. */
  at: number;
  rows: number;
}

/** Long enough to even out bursts, short enough to show a change. */
const WINDOW_MS = 10_000;
/** Shorter stretches say little. */
const SHORTEST_MS = 500;

/** The samples with another one; those that are too old are left out. */
export function withSample(
  samples: readonly RowSample[],
  sample: RowSample,
): readonly RowSample[] {
  const last = samples[samples.length - 1];
  if (last && sample.rows < last.rows) {
    return [sample];
  }
  const recent = samples.filter(({ at }) => at >= sample.at - WINDOW_MS);
  return [...recent, sample];
}

/** Rows in a second; undefined as long as it cannot be said. */
export function rowsPerSecond(
  samples: readonly RowSample[],
): number | undefined {
  const first = samples[0];
  const last = samples[samples.length - 1];
  if (!first || last.at - first.at < SHORTEST_MS) {
    return undefined;
  }
  return ((last.rows - first.rows) * 1000) / (last.at - first.at);
}
