import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  HistoryQuery,
  historyQuerySchema,
  historySortSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  endedStep,
  migrated,
  storeTest,
  transition,
  VERSION,
} from '../__testUtils__/storedTests';
import { ExecutionStore } from './ExecutionStore';
import {
  HistoryCursor,
  HistoryStore,
  HistoryTimeoutError,
} from './HistoryStore';
import { OutlineStore } from './outlines';
import { StepWriter } from './StepWriter';
import { SummaryStore } from './SummaryStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

async function database() {
  const knex = await migrated(await databases.init('POSTGRES_18'));
  const history = new HistoryStore(
    knex,
    new SummaryStore(knex, new OutlineStore(knex)),
  );
  return { knex, history };
}

const query = (fields: Record<string, unknown> = {}): HistoryQuery =>
  historyQuerySchema.parse(fields);

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

describe('filters', () => {
  let knex: Knex;
  let history: HistoryStore;
  const names = new Map<string, string>();
  const lead_id = randomUUID();
  const batch_id = randomUUID();
  let uuidOfOne = '';

  beforeAll(async () => {
    ({ knex, history } = await database());
    await knex('leads').insert({ id: lead_id, website_url: 'https://a' });
    const store = async (name: string, fields: Record<string, unknown>) => {
      const id = await storeTest(knex, fields);
      names.set(id, name);
      return id;
    };
    const site = (business_name: string, website_url: string) => ({
      lead_data: { business_name, website_url, email: 'ann@mail.example' },
    });
    uuidOfOne = await store('one', {
      status: 'success',
      created_at: at(1),
      execution_time: 300,
      score: 80,
      ...site('100 % Roofing', 'https://roof.example'),
    });
    await store('two', {
      status: 'failed',
      created_at: at(2),
      execution_time: 200,
      // The order of the steps counts, not that of the keys
      step_states: { third: 'failed', second: 'failed', first: 'success' },
      user_ref: 'user:default/bob',
      entity_ref: 'component:default/score-calculator',
      provider_mode: 'live',
      ...site('Bakery', 'https://bread_shop.example'),
    });
    await store('three', {
      status: 'cancelled',
      created_at: at(3),
      execution_time: 0,
      lead_id,
      batch_id,
      step_states: { first: 'failed', second: 'skipped' },
      ...site('Baker & Sons', 'https://sons.example'),
    });
    await store('four', {
      test_type: 'smoke',
      status: 'pending',
      created_at: at(4),
      ...site('Dentist', 'https://tooth.example'),
    });
    const writer = new StepWriter(knex, () => {});
    const five = await store('five', {
      status: 'running',
      created_at: at(5),
      ...site('Florist', 'https://rose.example'),
    });
    await writer.write(
      transition(five, [
        endedStep(1),
        endedStep(2, { status: 'skipped' }),
        endedStep(3),
      ]),
    );
    const six = await store('six', {
      test_type: 'nightly',
      status: 'running',
      created_at: at(6),
      ...site('Gardener', 'https://lawn.example'),
    });
    await writer.write(
      transition(six, [endedStep(1), endedStep(2, { status: 'skipped' })], {
        figures: { score: 90 },
      }),
    );
    await new ExecutionStore(knex).end(six, 1, {
      status: 'success',
      failure_reason: null,
      error_message: null,
    });
    await store('seven', {
      test_type: 'nightly',
      status: 'pending',
      created_at: at(7),
      batch_id,
      ...site('Hatter', 'https://hats.example'),
    });
  });

  const found = async (fields: Record<string, unknown>) => {
    const page = await history.page(query(fields), undefined);
    expect(page.total).toBe(page.tests.length);
    return page.tests.map(test => names.get(test.id));
  };

  it.each<[Record<string, unknown>, string[]]>([
    [{}, ['seven', 'six', 'five', 'four', 'three', 'two', 'one']],
    [
      { sort: 'created_at' },
      ['one', 'two', 'three', 'four', 'five', 'six', 'seven'],
    ],
    [{ status: 'failed' }, ['two']],
    [{ status: 'pending,running' }, ['seven', 'five', 'four']],
    [{ status: 'running,success' }, ['six', 'five', 'one']],
    [{ test_type: 'smoke' }, ['four']],
    [{ test_type: 'nightly' }, ['seven', 'six']],
    [{ user: 'user:default/bob' }, ['two']],
    [{ user: 'user:default/nobody' }, []],
    [{ entity_ref: 'component:default/score-calculator' }, ['two']],
    [
      {
        entity_ref: 'component:default/score-calculator',
        user: 'user:default/ann',
      },
      [],
    ],
    [{ lead_id }, ['three']],
    [{ lead_id, status: 'cancelled', to: at(4).toISOString() }, ['three']],
    [{ lead_id, status: 'success' }, []],
    [{ batch_id }, ['seven', 'three']],
    [{ batch_id, status: 'cancelled' }, ['three']],
    [{ lead_id: batch_id }, []],
    [{ failed_step: 'second' }, ['two']],
    // It failed there, too, but not first
    [{ failed_step: 'third' }, []],
    // Only failed tests failed anywhere
    [{ failed_step: 'first' }, []],
    [{ failed_step: 'nonsense' }, []],
    [{ failed_step: 'second', status: 'success' }, []],
    [{ provider_mode: 'live' }, ['two']],
    [{ provider_mode: 'sandbox' }, ['six', 'five']],
    [{ provider_mode: 'sandbox', status: 'success' }, ['six']],
    [
      { from: at(2).toISOString() },
      ['seven', 'six', 'five', 'four', 'three', 'two'],
    ],
    [{ to: at(2).toISOString() }, ['one']],
    [{ from: at(2).toISOString(), to: at(4).toISOString() }, ['three', 'two']],
    [{ from: at(5).toISOString(), test_type: 'full_pipeline' }, ['five']],
    [{ component: 's3-storage' }, ['six', 'five']],
    [{ component: 'report-builder' }, ['five']],
    // One step exercises both
    [{ component: 'email-formatter' }, ['five']],
    // A skipped step exercised nothing
    [{ component: 'score-calculator' }, []],
    [{ component: 'nonsense' }, []],
    [{ q: 'bak' }, ['three', 'two']],
    [{ q: 'bak', status: 'failed' }, ['two']],
    [{ q: 'bak', sort: 'execution_time' }, ['three', 'two']],
    [{ q: 'florist' }, ['five']],
    [{ q: 'SHOP.EXAMPLE' }, ['two']],
    // What means anything in a pattern stands for itself
    [{ q: '%' }, ['one']],
    [{ q: '_' }, ['two']],
    [{ q: '\\' }, []],
    // Personal data cannot be searched for
    [{ q: 'mail.example' }, []],
    [{ status: 'failed', user: 'user:default/ann' }, []],
    [
      { sort: '-execution_time', to: at(6).toISOString() },
      ['one', 'two', 'three'],
    ],
    [
      { sort: 'execution_time', to: at(6).toISOString() },
      ['three', 'two', 'one'],
    ],
    [{ sort: '-score' }, ['six', 'one']],
    [{ sort: '-score', status: 'success', to: at(6).toISOString() }, ['one']],
    [{ offset: '5' }, ['two', 'one']],
    [{ offset: '1', status: 'success' }, ['one']],
  ])('%j', async (fields, expected) => {
    const page = await history.page(query(fields), undefined);
    expect(page.tests.map(test => names.get(test.id))).toEqual(expected);
    // With an offset the page is not all that matches
    expect(page.total - Number(fields.offset ?? 0)).toBe(expected.length);
    expect(page.next).toBeUndefined();
  });

  it('finds a test by its id or the beginning of it, whatever else is asked', async () => {
    for (const q of [uuidOfOne, uuidOfOne.slice(0, 9).toUpperCase()]) {
      expect(await found({ q })).toEqual(['one']);
      expect(await found({ q, status: 'success' })).toEqual(['one']);
      expect(await found({ q, status: 'failed' })).toEqual([]);
    }
    const [waiting] = [...names].find(([, name]) => name === 'four') ?? [];
    expect(await found({ q: waiting })).toEqual(['four']);
  });

  it('tells the same tests to who reads them all', async () => {
    for (const fields of [
      { status: 'failed' },
      { provider_mode: 'sandbox' },
      { q: 'bak' },
      { component: 's3-storage' },
      { failed_step: 'second' },
      { user: 'user:default/bob', from: at(1).toISOString() },
      { q: uuidOfOne },
    ]) {
      const { limit, sort, ...filter } = query(fields);
      const ids: string[] = await history.matching(filter).pluck('e.id');
      const listed = await history.page(query(fields), undefined);
      expect(ids.sort()).toEqual(listed.tests.map(({ id }) => id).sort());
      expect(ids).not.toEqual([]);
    }
  });
});

describe('a test', () => {
  it('is in the history at once when it ends, and once', async () => {
    const { knex, history } = await database();
    const id = await storeTest(knex, { status: 'running' });
    const statuses = async (status: string) =>
      (await history.page(query({ status }), undefined)).total;
    expect([await statuses('running'), await statuses('failed')]).toEqual([
      1, 0,
    ]);
    await new ExecutionStore(knex).end(id, 1, {
      status: 'failed',
      failure_reason: 'timeout',
      error_message: 'Too slow',
    });
    expect([await statuses('running'), await statuses('failed')]).toEqual([
      0, 1,
    ]);
    expect((await history.page(query(), undefined)).total).toBe(1);
    await knex('test_executions').where({ id }).delete();
    expect((await history.page(query(), undefined)).total).toBe(0);
  });

  it('is found as the previous one of its lead', async () => {
    const { knex, history } = await database();
    const lead_id = randomUUID();
    await knex('leads').insert({ id: lead_id, website_url: 'https://a' });
    const ids: string[] = [];
    for (const minute of [1, 2, 3]) {
      ids.push(
        await storeTest(knex, {
          lead_id,
          status: 'success',
          created_at: at(minute),
        }),
      );
    }
    const previous = async (minute: number) =>
      (
        await history.page(
          query({ lead_id, to: at(minute).toISOString(), limit: 1 }),
          undefined,
        )
      ).tests.map(({ id }) => id);
    expect(await previous(3)).toEqual([ids[1]]);
    expect(await previous(1)).toEqual([]);
  });
});

it('gives a page up that takes too long, and says what to do', async () => {
  const { knex } = await database();
  const impatient = new HistoryStore(
    knex,
    new SummaryStore(knex, new OutlineStore(knex)),
    { timeoutMs: 100 },
  );
  await storeTest(knex, { status: 'success' });
  await knex.transaction(async trx => {
    await trx.raw('LOCK TABLE test_history IN ACCESS EXCLUSIVE MODE');
    const page = impatient.page(query({ status: 'success' }), undefined);
    await expect(page).rejects.toThrow(HistoryTimeoutError);
    await expect(page).rejects.toThrow(
      'could not be read within 0.1 seconds. Narrow it: choose a shorter period with from and to',
    );
  });
});

describe('paging', () => {
  const ALL = 120;

  /** Many share a time, a duration and a score, as in a batch. */
  async function filled() {
    const { knex, history } = await database();
    const rows = (from: number, count: number) =>
      knex.raw(
        `INSERT INTO test_executions (id, test_type, pipeline_version, user_ref,
           lead_data, total_steps, status, completed_at, execution_time, score, created_at)
         SELECT gen_random_uuid(), 'full_pipeline', ?, 'user:default/ann',
           '{"website_url": "https://shop.example"}', 3, 'success', now(),
           n / 7, (n / 5)::numeric / 3, timestamptz '2026-01-01' + (n / 10) * interval '1 ms'
         FROM generate_series(?::int, ?::int) n RETURNING id`,
        [VERSION, from, from + count - 1],
      );
    const inserted = await rows(0, ALL);
    const ids: string[] = inserted.rows.map((row: { id: string }) => row.id);
    return { knex, history, ids, rows };
  }

  it.each(historySortSchema.options)(
    'sorted by %s each test comes once, whatever is added meanwhile',
    async sort => {
      const { history, ids, rows } = await filled();
      const seen: string[] = [];
      const values: (string | number | null)[] = [];
      const field = sort.replace('-', '') as 'score';
      let cursor: HistoryCursor | undefined;
      for (let page = 0; page < 1_000; page++) {
        const { tests, next } = await history.page(
          query({ sort, limit: 7 }),
          cursor,
        );
        seen.push(...tests.map(test => test.id));
        values.push(...tests.map(test => test[field]));
        if (!next) break;
        cursor = next;
        // Before, among and after what has been read; a few pages long
        if (page < 5) await rows(page * 30, 3);
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(ids));
      const ascending = [...values].sort((a, b) => (a! < b! ? -1 : 1));
      expect(values).toEqual(
        sort.startsWith('-') ? ascending.reverse() : ascending,
      );
    },
  );

  it('has a last page without a next, also when it is full', async () => {
    const { history } = await filled();
    const whole = await history.page(query({ limit: ALL }), undefined);
    expect(whole.tests).toHaveLength(ALL);
    expect(whole.next).toBeUndefined();
    const { next } = await history.page(query({ limit: ALL - 1 }), undefined);
    const last = await history.page(query({ limit: ALL - 1 }), next);
    expect(last.tests).toHaveLength(1);
    expect(last.total).toBe(ALL);
  });
});

describe('recentDurations', () => {
  let knex: Knex;
  let history: HistoryStore;
  beforeAll(async () => {
    ({ knex, history } = await database());
  });

  it('looks at the last hundred that ended by themselves', async () => {
    const test_type = 'timed';
    await expect(history.recentDurations(test_type)).resolves.toBeUndefined();

    for (let n = 0; n < 120; n++) {
      await storeTest(knex, {
        test_type,
        status: n % 2 ? 'success' : 'failed',
        created_at: at(n),
        execution_time: n < 20 ? 999_999 : 1_000,
      });
    }
    await storeTest(knex, {
      test_type,
      status: 'cancelled',
      created_at: at(121),
      execution_time: 1,
    });
    await expect(history.recentDurations(test_type)).resolves.toEqual({
      p50: 1_000,
      p95: 1_000,
    });
  });

  it('tells the middle from the slow end', async () => {
    const test_type = 'spread';
    for (let n = 1; n <= 21; n++) {
      await storeTest(knex, {
        test_type,
        status: 'success',
        execution_time: n * 100,
      });
    }
    await expect(history.recentDurations(test_type)).resolves.toEqual({
      p50: 1_100,
      p95: 2_000,
    });
  });
});
