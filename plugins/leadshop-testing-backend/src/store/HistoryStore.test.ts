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
import { HistoryCursor, HistoryStore } from './HistoryStore';
import { MAX_COUNTED } from './keyset';
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
    const five = await store('five', {
      status: 'running',
      created_at: at(5),
      ...site('Florist', 'https://rose.example'),
    });
    await new StepWriter(knex, () => {}).write(
      transition(five, [
        endedStep(1),
        endedStep(2, { status: 'skipped' }),
        endedStep(3),
      ]),
    );
  });

  const found = async (fields: Record<string, unknown>) => {
    const page = await history.page(query(fields), undefined);
    expect(page.total).toBe(page.tests.length);
    return page.tests.map(test => names.get(test.id));
  };

  it.each<[Record<string, unknown>, string[]]>([
    [{}, ['five', 'four', 'three', 'two', 'one']],
    [{ sort: 'created_at' }, ['one', 'two', 'three', 'four', 'five']],
    [{ status: 'failed' }, ['two']],
    [{ status: 'pending,running' }, ['five', 'four']],
    [{ test_type: 'smoke' }, ['four']],
    [{ user: 'user:default/bob' }, ['two']],
    [{ entity_ref: 'component:default/score-calculator' }, ['two']],
    [{ lead_id }, ['three']],
    [{ batch_id }, ['three']],
    [{ lead_id: batch_id }, []],
    [{ failed_step: 'second' }, ['two']],
    // It failed there, too, but not first
    [{ failed_step: 'third' }, []],
    // Only failed tests failed anywhere
    [{ failed_step: 'first' }, []],
    [{ failed_step: 'nonsense' }, []],
    [{ failed_step: 'second', status: 'success' }, []],
    [{ from: at(2).toISOString() }, ['five', 'four', 'three', 'two']],
    [{ to: at(2).toISOString() }, ['one']],
    [{ from: at(2).toISOString(), to: at(4).toISOString() }, ['three', 'two']],
    [{ component: 's3-storage' }, ['five']],
    [{ component: 'report-builder' }, ['five']],
    // One step exercises both
    [{ component: 'email-formatter' }, ['five']],
    // A skipped step exercised nothing
    [{ component: 'score-calculator' }, []],
    [{ component: 'nonsense' }, []],
    [{ q: 'bak' }, ['three', 'two']],
    [{ q: 'SHOP.EXAMPLE' }, ['two']],
    // What means anything in a pattern stands for itself
    [{ q: '%' }, ['one']],
    [{ q: '_' }, ['two']],
    [{ q: '\\' }, []],
    // Personal data cannot be searched for
    [{ q: 'mail.example' }, []],
    [{ status: 'failed', user: 'user:default/ann' }, []],
    [{ sort: '-execution_time' }, ['one', 'two', 'three']],
    [{ sort: 'execution_time' }, ['three', 'two', 'one']],
    [{ sort: '-score' }, ['one']],
    [{ offset: '3' }, ['two', 'one']],
  ])('%j', async (fields, expected) => {
    const page = await history.page(query(fields), undefined);
    expect(page.tests.map(test => names.get(test.id))).toEqual(expected);
    // With an offset the page is not all that matches
    expect(page.total - Number(fields.offset ?? 0)).toBe(expected.length);
    expect(page.next).toBeUndefined();
  });

  it('finds a test by its id or a part of it', async () => {
    expect(await found({ q: uuidOfOne })).toEqual(['one']);
    expect(await found({ q: uuidOfOne.slice(4, 20).toUpperCase() })).toEqual([
      'one',
    ]);
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

describe('with many tests', () => {
  const MANY = 20_000;
  let knex: Knex;
  let history: HistoryStore;
  const lead_id = randomUUID();
  const batch_id = randomUUID();

  beforeAll(async () => {
    ({ knex, history } = await database());
    await knex('leads').insert({ id: lead_id, website_url: 'https://a' });
    // As it would be: most succeed, few of everything else
    await knex.raw(
      `INSERT INTO test_executions (id, test_type, pipeline_version, user_ref,
         entity_ref, lead_id, batch_id, lead_data, total_steps, status, completed_at,
         failure_reason, execution_time, score, created_at)
       SELECT gen_random_uuid(),
         CASE WHEN n % 500 = 0 THEN 'smoke' ELSE 'full_pipeline' END, :version,
         'user:default/u' || n % 500,
         CASE WHEN n % 500 = 1 THEN 'component:default/score-calculator' END,
         CASE WHEN n % 500 = 2 THEN CAST(:lead_id AS uuid) END,
         CASE WHEN n % 500 = 3 THEN CAST(:batch_id AS uuid) END,
         jsonb_build_object('website_url', 'https://shop' || n || '.example'), 3,
         CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'success' END, now(),
         CASE WHEN n % 100 = 0 THEN 'step' END,
         n % 9973, (n % 10007)::numeric / 101, timestamptz '2026-01-01' + n * interval '1 minute'
       FROM generate_series(1, CAST(:many AS int)) n`,
      { version: VERSION, lead_id, batch_id, many: MANY },
    );
    await knex.raw(
      `INSERT INTO test_step_results (execution_id, step_name, step_number,
         component, title, status, "timestamp")
       SELECT id, c.component, c.number, c.component, c.component, 'success', e.created_at
       FROM test_executions e
       CROSS JOIN (VALUES ('s3-storage', 1), ('report-builder', 3)) c(component, number)
       WHERE c.number = 1 OR e.test_type = 'smoke'`,
    );
    await knex.raw('ANALYZE test_executions, test_step_results');
  });

  it('counts up to ten thousand and not further', async () => {
    const all = await history.page(query(), undefined);
    expect(all.total).toBe(MAX_COUNTED);
    const failed = await history.page(query({ status: 'failed' }), undefined);
    expect(failed.total).toBe(MANY / 100);
  });

  /** Plan of the statement that reads a page. */
  async function planOf(
    fields: Record<string, unknown>,
    cursor?: HistoryCursor,
  ): Promise<string> {
    let page: { sql: string; bindings: Knex.Value[] } | undefined;
    const onQuery = (asked: { sql: string; bindings: Knex.Value[] }) => {
      if (asked.sql.includes('order by')) page = asked;
    };
    knex.on('query', onQuery);
    await history.page(query(fields), cursor);
    knex.removeListener('query', onQuery);
    if (!page) throw new Error('No page was read');
    const { rows } = await knex.raw(
      `EXPLAIN ${page.sql.replace(/\$\d+/g, '?')}`,
      page.bindings,
    );
    return (rows as { 'QUERY PLAN': string }[])
      .map(row => row['QUERY PLAN'])
      .join('\n');
  }

  const newest = { value: '2026-01-08T00:00:00.000Z', id: randomUUID() };

  const cases: [string, Record<string, unknown>, HistoryCursor?][] = [
    ['test_executions_created_at_idx', {}],
    ['test_executions_created_at_idx', { sort: 'created_at' }],
    [
      'test_executions_created_at_idx',
      { limit: 500 },
      { ...newest, sort: '-created_at' },
    ],
    ['test_executions_duration_idx', { sort: '-execution_time' }],
    ['test_executions_duration_idx', { sort: 'execution_time' }],
    [
      'test_executions_duration_idx',
      { sort: '-execution_time' },
      { sort: '-execution_time', value: 500, id: newest.id },
    ],
    ['test_executions_score_idx', { sort: '-score' }],
    ['test_executions_score_idx', { sort: 'score' }],
    ['test_executions_status_idx', { status: 'failed' }],
    ['test_executions_type_idx', { test_type: 'smoke' }],
    ['test_executions_user_ref_idx', { user: 'user:default/u7' }],
    [
      'test_executions_entity_idx',
      { entity_ref: 'component:default/score-calculator' },
    ],
    ['test_executions_lead_idx', { lead_id }],
    ['test_executions_batch_idx', { batch_id }],
    ['test_executions_status_idx', { failed_step: 'first' }],
    ['test_executions_created_at_idx', { from: '2026-01-14T00:00:00Z' }],
    ['test_executions_created_at_idx', { to: '2026-01-02T00:00:00Z' }],
    ['test_executions_created_at_idx', { q: 'shop' }],
    ['test_step_results_pkey', { component: 's3-storage' }],
    ['test_step_results_component_idx', { component: 'report-builder' }],
    ['test_step_results_component_idx', { component: 'gbp-integration' }],
  ];

  it.each(cases.map(([index, fields, cursor]) => ({ index, fields, cursor })))(
    'reads from $index for $fields',
    async ({ index, fields, cursor }) => {
      const plan = await planOf(fields, cursor);
      expect(plan).toContain(index);
      // Of pipelines there is a handful
      expect(plan).not.toMatch(/Seq Scan on (?!pipeline_versions)/);
    },
  );
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
