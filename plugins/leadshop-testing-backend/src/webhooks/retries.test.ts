import { retryAfterMs, retryDelay } from './retries';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

it.each([
  [1, 5 * SECOND],
  [2, 5 * MINUTE],
  [3, 30 * MINUTE],
  [4, 2 * HOUR],
  [5, 5 * HOUR],
  [6, 10 * HOUR],
  [7, 10 * HOUR],
  [8, undefined],
])('waits after failure %s for %s ms, and a fifth more at most', (n, delay) => {
  expect(retryDelay(n, 0)).toBe(delay);
  expect(retryDelay(n, 1)).toBe(delay && delay * 1.2);
});

it('tries for more than a day', () => {
  const all = [1, 2, 3, 4, 5, 6, 7].map(n => retryDelay(n, 0) ?? 0);
  expect(all.reduce((a, b) => a + b)).toBeGreaterThan(24 * HOUR);
});

const NOW = new Date('2026-11-22T12:00:00Z');

it.each([
  ['120', 120 * SECOND],
  [' 5 ', 5 * SECOND],
  ['Sun, 22 Nov 2026 12:10:00 GMT', 10 * MINUTE],
  ['999999999', 24 * HOUR],
  ['0', undefined],
  ['Sun, 22 Nov 2026 11:00:00 GMT', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('reads the pause %s', (header, pause) => {
  expect(retryAfterMs(header, NOW)).toBe(pause);
});
