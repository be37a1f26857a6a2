/** Steps between ticks that people count in, in milliseconds. */
const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000,
  30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000,
];

/**
 * The round times at which an axis of this length has its ticks: zero, and at
 * most as many more as there is room for.
 */
export function ticksOf(length: number, most: number): number[] {
  const step =
    STEPS.find(one => length / one <= most) ??
    Math.ceil(length / most / 3_600_000) * 3_600_000;
  return Array.from(
    { length: Math.floor(length / step) + 1 },
    (_, index) => index * step,
  );
}
