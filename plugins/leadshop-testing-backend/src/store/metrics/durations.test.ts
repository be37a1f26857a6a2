import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { Knex } from 'knex';
import { migrated } from '../../__testUtils__/storedTests';
import {
  bucketSql,
  Durations,
  HISTOGRAM_SQL,
  PERCENTILE_ERROR,
} from './durations';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
});

/** Histogram of durations, as the rollup makes it. */
async function histogram(durations: number[]): Promise<Buffer | null> {
  const { rows } = await knex.raw(
    `SELECT ${HISTOGRAM_SQL} AS histogram FROM (
       SELECT ${bucketSql('ms')} AS bucket, count(*)::int AS n
       FROM unnest(?::int[]) AS ms GROUP BY 1) counted`,
    [durations],
  );
  return rows[0].histogram;
}

async function together(a: Buffer | null, b: Buffer | null) {
  const { rows } = await knex.raw(
    `SELECT metrics_durations_together(?::bytea, ?::bytea) AS sum`,
    [a, b],
  );
  return rows[0].sum as Buffer | null;
}

const SHARES = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1];

/** Nearest rank, as PostgreSQL's percentile_disc has it. */
function exact(durations: number[]): number[] {
  const sorted = [...durations].sort((a, b) => a - b);
  return SHARES.map(
    share => sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1],
  );
}

/** The largest relative error; infinite when there is no estimate. */
function worstError(estimates: (number | null)[], truth: number[]): number {
  const errors = truth.map((value, i) => {
    const estimate = estimates[i] ?? Infinity;
    return estimate === value ? 0 : Math.abs(estimate - value) / value;
  });
  return Math.max(...errors);
}

const durations = fc.array(
  fc.oneof(
    fc.nat(20),
    fc.nat(3_000),
    fc.nat(600_000),
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  ),
  { minLength: 1, maxLength: 300 },
);

it('gives any percentile of any durations within the stated error', async () => {
  await fc.assert(
    fc.asyncProperty(durations, async all => {
      const found = new Durations().add(await histogram(all));
      expect(
        worstError(found.percentiles(SHARES), exact(all)),
      ).toBeLessThanOrEqual(PERCENTILE_ERROR);
    }),
    { numRuns: 200 },
  );
});

it('adds hours up, in SQL and here, to what all of them together give', async () => {
  await fc.assert(
    fc.asyncProperty(durations, durations, async (a, b) => {
      const [first, second] = [await histogram(a), await histogram(b)];
      const stored = await together(first, second);
      expect(stored).toEqual(await histogram([...a, ...b]));
      const found = new Durations().add(first).add(second);
      expect(found.percentiles(SHARES)).toEqual(
        new Durations().add(stored).percentiles(SHARES),
      );
    }),
    { numRuns: 50 },
  );
});

it('is right at the edges of every bucket', async () => {
  const edges = Array.from({ length: 1_080 }, (_, i) => 1.02 ** i).flatMap(
    ms => [Math.floor(ms), Math.ceil(ms)],
  );
  for (const ms of new Set(edges.filter(value => value < 2 ** 31))) {
    const { rows } = await knex.raw(
      `SELECT int2send(${bucketSql('?::int')}) || int4send(1) AS one`,
      [ms, ms],
    );
    const found = new Durations().add(rows[0].one).percentiles([0.5]);
    expect(worstError(found, [ms])).toBeLessThanOrEqual(PERCENTILE_ERROR);
  }
});

it('knows nothing when nothing was counted', async () => {
  expect(await histogram([])).toBeNull();
  expect(await together(null, null)).toBeNull();
  expect(new Durations().add(null).summary()).toEqual({
    p50: null,
    p95: null,
    p99: null,
  });
});

it('counts more than fit into two bytes', async () => {
  const minute = (await histogram(Array(60_000).fill(1_000)))!;
  const twice = (await together(minute, minute))!;
  expect(twice).toHaveLength(6);
  expect(twice.readInt32BE(2)).toBe(120_000);
});
