import { ticksOf } from './ticks';

it.each([
  [1, 4, [0, 1]],
  [840, 4, [0, 500]],
  [1_800, 4, [0, 500, 1_000, 1_500]],
  [2_300, 4, [0, 1_000, 2_000]],
  [45_000, 4, [0, 15_000, 30_000, 45_000]],
  [600_000, 3, [0, 300_000, 600_000]],
])(
  'puts the ticks of %p ms with room for %p at round times',
  (length, most, ticks) => {
    expect(ticksOf(length, most)).toEqual(ticks);
  },
);

it('has ticks for any length', () => {
  for (const hours of [2, 7, 30, 400]) {
    const ticks = ticksOf(hours * 3_600_000, 4);
    expect(ticks.length).toBeLessThanOrEqual(5);
    expect(ticks[1] % 1_800_000).toBe(0);
  }
});
