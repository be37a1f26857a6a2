import { formatDuration } from './duration';

it.each([
  [null, '–'],
  [undefined, '–'],
  [0, '0 ms'],
  [840.4, '840 ms'],
  [1840, '1.8 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [3_725_000, '1 h 02 min'],
])('says %p as %s', (millis, text) => {
  expect(formatDuration(millis)).toBe(text);
});
