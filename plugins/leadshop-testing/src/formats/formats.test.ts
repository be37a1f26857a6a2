import { english } from '../__testUtils__/english';
import { createFormats } from './formats';

const { bytes, duration, money, moment, ago } = createFormats('en', english());

it.each([
  [1023, '1023 bytes'],
  [2048, '2.0 KiB'],
  [64 * 1024 * 1024, '64.0 MiB'],
])('says %p bytes as %s', (size, text) => {
  expect(bytes(size)).toBe(text);
});

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
  expect(duration(millis)).toBe(text);
});

it('writes money in its currency', () => {
  expect(money(24_800, 'USD')).toBe('$24,800');
  expect(money(24_800, 'not a currency')).toBe('24,800 not a currency');
  expect(money(24_800, null)).toBe('24,800');
  expect(money(null, 'USD')).toBe('–');
});

it('says how long ago a moment was', () => {
  const at = '2026-11-21T10:00:00.000Z';
  const later = (millis: number) => Date.parse(at) + millis;
  expect(ago(at, later(3_000))).toBe('just now');
  expect(ago(at, later(180_000))).toBe('3 minutes ago');
  expect(ago(at, later(180_000), true)).toBe('3 min. ago');
  expect(ago(at, later(-180_000))).toBe('in 3 minutes');
});

it('writes moments to the second', () => {
  expect(moment('2026-11-21T10:00:07.000Z')).toMatch(/November 21, 2026.*:07/);
});
