import fc from 'fast-check';
import { DAY_MS, HOUR_MS, periodUpTo, rowsOf, slicesOf } from './period';

const NOW = new Date('2026-03-15T10:20:30.400Z');

it('begins with a full hour and ends now, after a period as long', () => {
  const { from, to, previous } = periodUpTo(NOW, 7);
  expect(from).toEqual(new Date('2026-03-08T11:00:00.000Z'));
  expect(to).toEqual(NOW);
  expect(previous).toEqual({
    from: new Date('2026-03-01T11:00:00.000Z'),
    to: from,
  });
});

it('is cut into hours up to a week', () => {
  const slices = [...slicesOf(periodUpTo(NOW, 1)).values()];
  expect(slices).toHaveLength(24);
  expect(slices[0]).toEqual({ from: '2026-03-14T11:00:00.000Z', hours: 1 });
  expect(slices.at(-1)).toEqual({ from: '2026-03-15T10:00:00.000Z', hours: 1 });
});

it('is cut into UTC days when it is longer, the first as far as it is in it', () => {
  const slices = [...slicesOf(periodUpTo(NOW, 8)).values()];
  expect(slices).toHaveLength(9);
  expect(slices[0]).toEqual({ from: '2026-03-07T11:00:00.000Z', hours: 13 });
  expect(slices[1]).toEqual({ from: '2026-03-08T00:00:00.000Z', hours: 24 });
});

/** Hours that rows of the rollup stand for, as often as they do. */
function hoursOf(from: Date, to: Date): number[] {
  const { bindings } = rowsOf({ from, to });
  const hours: number[] = [];
  for (let i = 0; i < bindings.length; i += 2) {
    const [start, end] = [bindings[i].getTime(), bindings[i + 1].getTime()];
    for (let at = start; at < end; at += HOUR_MS) hours.push(at);
  }
  return hours;
}

it('takes every hour once, in hours or in days', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2_000 }),
      fc.integer({ min: 0, max: 2_000 }),
      fc.integer({ min: 0, max: HOUR_MS - 1 }),
      (start, length, rest) => {
        const from = new Date(20_000 * DAY_MS + start * HOUR_MS);
        const to = new Date(from.getTime() + length * HOUR_MS + rest);
        const expected = Array.from(
          { length: length + (rest > 0 ? 1 : 0) },
          (_, i) => from.getTime() + i * HOUR_MS,
        );
        expect(hoursOf(from, to)).toEqual(expected);
      },
    ),
  );
});
