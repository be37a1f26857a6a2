import { estimate, estimateWith } from './estimate';

it.each([
  [undefined, 'unknown until the first test of its kind has ended'],
  [{ p50: 0.2, p95: 0.4 }, '1 ms'],
  [{ p50: 412.4, p95: 980 }, '412-980 ms'],
  [{ p50: 900, p95: 1_800 }, '900 ms to 1.8 seconds'],
  [{ p50: 1_500, p95: 1_520 }, '1.5 seconds'],
  [{ p50: 45_000, p95: 100_040 }, '45-100 seconds'],
  [{ p50: 100_000, p95: 150_000 }, '100 seconds to 2.5 minutes'],
  [{ p50: 180_000, p95: 600_000 }, '3-10 minutes'],
])('says how long %j is', (durations, said) => {
  expect(estimate(durations)).toBe(said);
});

const pause = { since: '2026-01-01T00:00:00Z', by: 'user:default/ann' };

it.each([
  [{ paused: null, workers: 2 }, '3-10 minutes'],
  [
    { paused: null, workers: 0 },
    '3-10 minutes, once a backend is there that runs tests',
  ],
  [
    { paused: { ...pause, reason: null }, workers: 0 },
    '3-10 minutes, once the queue is resumed (paused by user:default/ann)',
  ],
  [
    { paused: { ...pause, reason: 'Upgrade' }, workers: 1 },
    '3-10 minutes, once the queue is resumed (paused by user:default/ann: Upgrade)',
  ],
])('says what keeps it from starting: %j', (hindrance, said) => {
  expect(estimateWith('3-10 minutes', hindrance)).toBe(said);
});
