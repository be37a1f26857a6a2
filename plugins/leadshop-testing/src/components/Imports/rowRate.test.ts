import { RowSample, rowsPerSecond, withSample } from './rowRate';

const rateOf = (samples: RowSample[]) =>
  rowsPerSecond(samples.reduce(withSample, [] as readonly RowSample[]));

it('knows no rate from a single moment', () => {
  expect(rateOf([])).toBeUndefined();
  expect(rateOf([{ at: 0, rows: 1000 }])).toBeUndefined();
  expect(
    rateOf([
      { at: 0, rows: 0 },
      { at: 400, rows: 1000 },
    ]),
  ).toBeUndefined();
});

it('counts the rows of the last ten seconds', () => {
  expect(
    rateOf([
      { at: 0, rows: 0 },
      { at: 1000, rows: 40_000 },
      { at: 2000, rows: 60_000 },
    ]),
  ).toBe(30_000);
  expect(
    rateOf([
      { at: 0, rows: 0 },
      { at: 20_000, rows: 500_000 },
      { at: 25_000, rows: 510_000 },
    ]),
  ).toBe(2000);
});

it('begins anew when the count does', () => {
  expect(
    rateOf([
      { at: 0, rows: 100_000 },
      { at: 1000, rows: 0 },
      { at: 2000, rows: 500 },
    ]),
  ).toBe(500);
});
