import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  endedStep,
  migrated,
  storeTest,
  transition,
} from '../../__testUtils__/storedTests';
import { ExecutionEnd, ExecutionStore } from '../ExecutionStore';
import { keepResults } from '../keptResults';
import { EndedStep, StepWriter } from '../StepWriter';
import { MetricsFold, readUnfolded } from './MetricsFold';
import { MetricsStore } from './MetricsStore';
import { periodUpTo } from './period';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
let fold: MetricsFold;

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  fold = new MetricsFold(knex);
});

const SUCCESS: ExecutionEnd = {
  status: 'success',
  failure_reason: null,
  error_message: null,
};
const FAILED: ExecutionEnd = {
  status: 'failed',
  failure_reason: 'step',
  error_message: 'It broke',
};

const running = (fields: Record<string, unknown> = {}) =>
  storeTest(knex, { status: 'running', provider_mode: 'live', ...fields });

const end = (id: string, outcome = SUCCESS, db: Knex = knex) =>
  new ExecutionStore(db).end(id, 1, outcome);

/** A test with these steps that has ended. */
async function ended(
  steps: EndedStep[] = [],
  fields: Record<string, unknown> = {},
  outcome = SUCCESS,
): Promise<string> {
  const id = await running(fields);
  if (steps.length > 0) {
    await new StepWriter(knex, () => {}).write(transition(id, steps));
  }
  await end(id, outcome);
  return id;
}

/** The rollup by hours, which its days must repeat. */
async function rollup(table: string): Promise<Record<string, unknown>[]> {
  const { rows } = await knex.raw(`SELECT m.* FROM ?? m ORDER BY m`, [table]);
  return rows;
}

async function folded(span: 'hour' | 'day' = 'hour') {
  const { rows } = await knex.raw(
    `SELECT coalesce(sum(successful), 0)::int AS successful,
       coalesce(sum(failed), 0)::int AS failed,
       coalesce(sum(cancelled), 0)::int AS cancelled
     FROM metrics_tests WHERE span = ?`,
    [span],
  );
  return rows[0];
}

/** Tests that the figures have, and tests that there are, at one moment. */
async function figuresAndTruth() {
  return new MetricsStore(knex).read(async (snapshot, trx) => {
    const rows = await snapshot.tests(periodUpTo(new Date(), 7));
    const { rows: truth } = await trx.raw(
      `SELECT count(*)::int AS n FROM test_executions WHERE completed_at IS NOT NULL`,
    );
    const counted = rows.reduce(
      (sum, row) => sum + row.successful + row.failed + row.cancelled,
      0,
    );
    const unfolded = (await readUnfolded(trx))?.ids.length ?? NaN;
    return { counted, truth: truth[0].n as number, unfolded };
  });
}

it('counts what has ended since the last time, by hour and by day', async () => {
  await ended();
  expect(await fold.fold()).toBe(1);
  await ended([], {}, FAILED);
  await ended([], { cancel_requested_at: new Date() }, FAILED);
  expect(await fold.fold()).toBe(2);
  expect(await fold.fold()).toBe(0);
  const all = { successful: 1, failed: 1, cancelled: 1 };
  expect(await folded('hour')).toEqual(all);
  expect(await folded('day')).toEqual(all);
});

it('reads what is not folded yet, too', async () => {
  await ended([endedStep(1, { status: 'failed', fault: 'vendor' })]);
  await fold.fold();
  await ended([endedStep(1), endedStep(2)]);
  const period = periodUpTo(new Date(), 30);
  const readAll = () =>
    new MetricsStore(knex).read(async snapshot => ({
      tests: await snapshot.tests(period),
      steps: await snapshot.steps(period, 'sandbox'),
    }));
  const before = await readAll();
  expect(before.steps.map(s => [s.step_name, s.succeeded, s.failed])).toEqual([
    ['first', 1, 1],
    ['second', 1, 0],
  ]);
  expect(await fold.fold()).toBe(1);
  const after = await readAll();
  // Histograms are the same whether their parts are added before or after
  const counts = (read: typeof before) =>
    JSON.stringify(read, (key, value) =>
      key === 'durations' ? undefined : value,
    );
  expect(counts(after)).toBe(counts(before));
});

it('loses no test whose end is committed after that of a later one', async () => {
  // The first of its kind is the only one that others would wait for
  await ended();
  await fold.fold();
  const [first, second] = [await running(), await running()];
  const slow = await knex.transaction();
  await end(first, SUCCESS, slow);
  await end(second);
  expect(await fold.fold()).toBe(1);
  // A long transaction of anybody holds nothing up
  await ended();
  expect(await fold.fold()).toBe(1);
  await slow.commit();
  expect(await figuresAndTruth()).toEqual({
    counted: 4,
    truth: 4,
    unfolded: 1,
  });
  expect(await fold.fold()).toBe(1);
  expect(await folded()).toMatchObject({ successful: 4 });
});

it('counts no test whose end is rolled back', async () => {
  const id = await running();
  const slow = await knex.transaction();
  await end(id, SUCCESS, slow);
  expect(await fold.fold()).toBe(0);
  await slow.rollback();
  expect(await fold.fold()).toBe(0);
  await end(id);
  expect(await fold.fold()).toBe(1);
  expect(await folded()).toMatchObject({ successful: 1 });
});

it('counts each test once while two replicas fold and others end tests, and is right at any moment', async () => {
  const ids = await Promise.all(Array.from({ length: 120 }, () => running()));
  let left = 4;
  const writers = [0, 1, 2, 3].map(async lane => {
    for (const id of ids.filter((_, i) => i % 4 === lane)) {
      const trx = await knex.transaction();
      await end(id, SUCCESS, trx);
      await trx.commit();
    }
    left -= 1;
  });
  let foldedTests = 0;
  const folders = [new MetricsFold(knex), new MetricsFold(knex)].map(
    async replica => {
      while (left > 0) {
        const more = await replica.fold();
        foldedTests += more;
      }
    },
  );
  let looks = 0;
  while (left > 0) {
    const { counted, truth } = await figuresAndTruth();
    expect(counted).toBe(truth);
    looks += 1;
  }
  await Promise.all([...writers, ...folders]);
  const rest = await fold.fold();
  foldedTests += rest;
  expect(looks).toBeGreaterThan(3);
  expect(foldedTests).toBe(120);
  expect(await folded()).toEqual({ successful: 120, failed: 0, cancelled: 0 });
});

it('keeps steps by the mode of their test, and kept ones where they were run', async () => {
  const first = await ended([
    endedStep(1, { provider_mode: 'live', duration: 100 }),
    endedStep(2, { provider_mode: null, status: 'failed', fault: 'leadshop' }),
    endedStep(3, { provider_mode: null, status: 'skipped', duration: null }),
  ]);
  const again = await running({ rerun_of: first });
  await knex.transaction(trx =>
    keepResults(trx, { id: again, from: first, steps: ['first'] }),
  );
  await end(again);
  await fold.fold();
  const steps = await rollup('metrics_steps');
  expect(
    steps
      .filter(row => row.span === 'hour')
      .map(row => [
        row.step_name,
        row.provider_mode,
        row.succeeded,
        row.failed,
        row.skipped,
        row.fault_leadshop,
      ])
      .sort(),
  ).toEqual([
    ['first', 'live', 1, 0, 0, 0],
    ['second', 'live', 0, 1, 0, 1],
    ['third', 'live', 0, 0, 1, 0],
  ]);
});

describe('revenue impact', () => {
  const contribution = (part: string, weight: number, value: number) => ({
    part,
    effective_weight: weight,
    value,
  });
  /** Loses 10 points by PageSpeed and 30 by the profile. */
  const SCORED = endedStep(2, {
    step_name: 'score_calculator',
    provider_mode: null,
    details: {
      contributions: [
        contribution('page_experience', 0.25, 60),
        contribution('local_presence', 0.5, 40),
        contribution('security', 0.25, 100),
      ],
    },
  });
  const impact = (amount: number, currency = 'USD') => ({
    revenue_impact: amount,
    revenue_currency: currency,
  });
  const revenue = async () =>
    (await rollup('metrics_revenue'))
      .filter(row => row.span === 'day')
      .map(({ dimension, key, tests, amount, currency }) => [
        dimension,
        key,
        tests,
        amount,
        currency,
      ])
      .sort();

  it('is shared out by the points that each part lost', async () => {
    const import_id = '6f0a8f0c-0000-4000-8000-000000000001';
    const lead_id = '6f0a8f0c-0000-4000-8000-000000000002';
    await knex('leads').insert({
      id: lead_id,
      website_url: 'https://shop.example',
      import_id,
    });
    await ended([SCORED], {
      ...impact(4_000),
      lead_id,
      lead_data: { website_url: 'https://shop.example', industry: ' Bakery ' },
    });
    await ended([SCORED], impact(400));
    await fold.fold();
    expect(await revenue()).toEqual([
      ['component', 'gbp-integration', 2, 3_300, 'USD'],
      ['component', 'pagespeed-integration', 2, 1_100, 'USD'],
      ['import', '', 1, 400, 'USD'],
      ['import', import_id, 1, 4_000, 'USD'],
      ['industry', '', 1, 400, 'USD'],
      ['industry', 'Bakery', 1, 4_000, 'USD'],
    ]);
  });

  it('counts a score that a rerun kept once', async () => {
    const first = await ended([SCORED], impact(1_000));
    const again = await running({ rerun_of: first });
    await knex.transaction(trx =>
      keepResults(trx, { id: again, from: first, steps: ['score_calculator'] }),
    );
    await end(again);
    await fold.fold();
    expect(
      (await revenue()).filter(([dimension]) => dimension === 'import'),
    ).toEqual([['import', '', 1, 1_000, 'USD']]);
  });

  it('stands at the score calculator when nobody knows where it comes from', async () => {
    await ended([], impact(50, 'EUR'));
    await ended(
      [
        {
          ...SCORED,
          details: { contributions: [{ part: 'security', value: '?' }] },
        },
      ],
      impact(70, 'EUR'),
    );
    await fold.fold();
    expect((await revenue())[0]).toEqual([
      'component',
      'score-calculator',
      2,
      120,
      'EUR',
    ]);
  });
});

describe('building', () => {
  /** Forgets that there is a rollup, as an upgrade finds it. */
  const upgrade = () => knex('metrics_fold').update({ folded: null });

  async function everything() {
    return {
      tests: await rollup('metrics_tests'),
      steps: await rollup('metrics_steps'),
      revenue: await rollup('metrics_revenue'),
    };
  }

  async function backdate(id: string, days: number) {
    await knex('test_executions')
      .where({ id })
      .update({
        completed_at: knex.raw(`completed_at - make_interval(days => ?)`, [
          days,
        ]),
      });
  }

  it('gives the same from stored tests as folding does one by one', async () => {
    for (const [i, outcome] of [SUCCESS, FAILED, SUCCESS].entries()) {
      const id = await running({ revenue_impact: 10 * i, spam_score: 2 });
      await new StepWriter(knex, () => {}).write(
        transition(id, [endedStep(1, { duration: 100 * i }), endedStep(2)]),
      );
      await knex.transaction(async trx => {
        await end(id, outcome, trx);
        await trx.raw(
          `UPDATE test_executions SET completed_at = completed_at - make_interval(days => ?)
           WHERE id = ?`,
          [2 * i, id],
        );
      });
      await fold.fold();
    }
    const before = await everything();
    expect(before.tests.length).toBeGreaterThan(5);
    expect(await fold.build()).toBe(0);
    await upgrade();
    for (const table of ['tests', 'steps', 'revenue']) {
      await knex(`metrics_${table}`).delete();
    }
    expect(await fold.build()).toBe(3);
    expect(await everything()).toEqual(before);
    expect(await fold.fold()).toBe(0);
    await ended();
    expect(await fold.fold()).toBe(1);
  });

  it('keeps what was counted on days of which tests have been deleted', async () => {
    const [old, alsoOld] = [await ended(), await ended()];
    await backdate(old, 3);
    await backdate(alsoOld, 3);
    await ended();
    await fold.build({ again: true });
    await knex('test_executions').where({ id: old }).delete();
    await fold.build({ again: true });
    expect(await folded('day')).toMatchObject({ successful: 3 });
  });

  it('keeps days without tests, also between days that have some', async () => {
    const [kept, gone] = [await ended(), await ended()];
    await backdate(kept, 5);
    await backdate(gone, 3);
    await ended();
    await fold.build({ again: true });
    const before = await everything();
    await knex('test_executions').where({ id: gone }).delete();
    await fold.build({ again: true });
    expect(await everything()).toEqual(before);
  });

  it('builds anew when the database was restored into another cluster', async () => {
    await ended();
    await knex.raw(
      `UPDATE metrics_fold SET folded = '9000000000:9000000000:'::pg_snapshot`,
    );
    await ended();
    await expect(figuresAndTruth()).rejects.toThrow('being built');
    expect(await fold.fold()).toBe(2);
    await ended();
    expect(await fold.fold()).toBe(1);
    expect(await folded('day')).toMatchObject({ successful: 3 });
  });

  it('is what an upgrade with tests asks for, and a new database does not', async () => {
    expect(await knex('metrics_fold').whereNull('folded')).toEqual([]);
    const directory = resolvePackagePath(
      '@leadshop/backstage-plugin-leadshop-testing-backend',
      'migrations',
    );
    const name = '20261121150000_metrics.js';
    await ended();
    await knex.migrate.down({ directory, name });
    await knex.migrate.up({ directory, name });
    await expect(figuresAndTruth()).rejects.toThrow('being built');
    expect(await fold.build()).toBe(1);
    expect(await figuresAndTruth()).toMatchObject({ counted: 1, truth: 1 });
  });

  it('is done by one of several replicas that start together', async () => {
    await ended();
    await upgrade();
    const built = await Promise.all([
      fold.build(),
      new MetricsFold(knex).build(),
    ]);
    expect(built.sort()).toEqual([0, 1]);
    expect(await folded('day')).toMatchObject({ successful: 1 });
  });
});

it('finds what is not folded, and a month of figures, by indexes', async () => {
  await knex.raw(
    `INSERT INTO feed_events (txid, channel, type, test_id, payload)
     SELECT '3'::xid8, 'test', CASE n % 20 WHEN 0 THEN 'test_completed' ELSE 'test_update' END,
       gen_random_uuid(), '{}' FROM generate_series(1, 20000) n`,
  );
  await knex.raw(
    `INSERT INTO metrics_tests SELECT 'hour', now() - n * interval '1 hour', 'live', 'full_pipeline',
       1, 0, 0, 10, 0, 0, NULL FROM generate_series(1, 9600) n`,
  );
  await knex.raw('ANALYZE feed_events, metrics_tests');
  const seen: { sql: string; bindings: unknown[] }[] = [];
  knex.on('query', ({ sql, bindings }) => seen.push({ sql, bindings }));
  await new MetricsStore(knex).read(snapshot =>
    snapshot.testsTogether(periodUpTo(new Date(), 30)),
  );
  knex.removeAllListeners('query');
  const planOf = async (part: string) => {
    const { sql, bindings } = seen.find(query => query.sql.includes(part))!;
    const statement = `EXPLAIN ${sql.replace(/\$\d+/g, '?')}`;
    const { rows } = await knex.raw(statement, bindings as Knex.Value[]);
    return (rows as { 'QUERY PLAN': string }[])
      .map(row => row['QUERY PLAN'])
      .join('\n');
  };
  expect(await planOf('feed_events')).toContain('feed_events_ended_idx');
  expect(await planOf('metrics_tests')).toContain('metrics_tests_pkey');
});
