/* That no filter of the history reads more than it has to, as tests become many. */
import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  HistoryQuery,
  historyQuerySchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { plansOf } from '../../__testUtils__/plans';
import { migrated, VERSION } from '../../__testUtils__/storedTests';
import { HistoryCursor, HistoryStore } from '../HistoryStore';
import { MAX_COUNTED } from '../keyset';
import { OutlineStore } from '../outlines';
import { SummaryStore } from '../SummaryStore';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

/** The oldest of them were in the sandbox. */
const MANY = 23_000;
const SANDBOX = 11_000;
const lead_id = randomUUID();
const batch_id = randomUUID();

let knex: Knex;
let history: HistoryStore;

/** One that has not counted anything yet. */
const freshHistory = () =>
  new HistoryStore(knex, new SummaryStore(knex, new OutlineStore(knex)));

const query = (fields: Record<string, unknown> = {}): HistoryQuery =>
  historyQuerySchema.parse(fields);

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  history = freshHistory();
  await knex('leads').insert({ id: lead_id, website_url: 'https://a' });
  // Steps come before the end, as they do
  await knex.raw('ALTER TABLE test_executions DISABLE TRIGGER test_came_ended');
  // As it would be: most succeed, few of everything else
  await knex.raw(
    `INSERT INTO test_executions (id, test_type, pipeline_version, user_ref,
       entity_ref, lead_id, batch_id, lead_data, total_steps, status, completed_at,
       failure_reason, step_states, provider_mode, execution_time, score, created_at)
     SELECT gen_random_uuid(),
       CASE WHEN n % 500 = 0 THEN 'smoke' ELSE 'full_pipeline' END, :version,
       'user:default/u' || n % 500,
       CASE WHEN n % 500 = 1 THEN 'component:default/score-calculator' END,
       CASE WHEN n % 500 = 2 THEN CAST(:lead_id AS uuid) END,
       CASE WHEN n % 500 = 3 THEN CAST(:batch_id AS uuid) END,
       jsonb_build_object('business_name', 'Shop ' || md5(n::text),
         'website_url', 'https://shop' || n || '.example'), 3,
       CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'success' END, now(),
       CASE WHEN n % 100 = 0 THEN 'step' END,
       CASE WHEN n % 100 = 0 THEN '{"first": "failed"}' ELSE '{}' END::jsonb,
       CASE WHEN n > :sandbox THEN 'live' ELSE 'sandbox' END,
       n % 9973, (n % 10007)::numeric / 101,
       timestamptz '2026-01-01' + n * interval '1 minute'
     FROM generate_series(1, CAST(:many AS int)) n`,
    { version: VERSION, lead_id, batch_id, many: MANY, sandbox: SANDBOX },
  );
  await knex.raw(
    `INSERT INTO test_step_results (execution_id, step_name, step_number,
       component, title, status, "timestamp")
     SELECT id, c.component, c.number, c.component, c.component, 'success', e.created_at
     FROM test_executions e
     CROSS JOIN (VALUES ('s3-storage', 1), ('report-builder', 3)) c(component, number)
     WHERE c.number = 1 OR e.test_type = 'smoke'`,
  );
  await knex.raw('SELECT count(bring_into_history(e)) FROM test_executions e');
  await knex.raw('VACUUM ANALYZE test_history');
  await knex.raw('ANALYZE test_executions, history_kinds, history_origins');
});

/** How a page reads `test_history`: a line of a plan for each scan. */
async function scansOf(
  fields: Record<string, unknown>,
  cursor?: HistoryCursor,
): Promise<string[]> {
  const plans = await plansOf(
    knex,
    () => freshHistory().page(query(fields), cursor),
    { asRun: true },
  );
  return plans
    .flatMap(({ plan }) => plan.split('\n'))
    .filter(line => /Scan.* on test_history/.test(line));
}

/** Indexes of `test_history` in the order in which they are read. */
const indexesOf = (scans: string[]) => [
  ...new Set(
    scans.flatMap(scan => /test_history_(\w+)_idx/.exec(scan)?.[1] ?? []),
  ),
];

const at = (minute: number) =>
  new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const behind = (
  sort: HistoryCursor['sort'],
  value: string | number,
): HistoryCursor => ({ sort, value, id: randomUUID() });

const cases: [string[], Record<string, unknown>, HistoryCursor?][] = [
  [['kind', 'created'], { status: 'success' }],
  [['kind', 'created'], { provider_mode: 'live' }],
  [['kind', 'created'], { component: 's3-storage' }],
  [
    ['kind', 'created'],
    { status: 'success', limit: 500 },
    behind('-created_at', at(7_000)),
  ],
  [['kind', 'duration'], { status: 'success', sort: '-execution_time' }],
  [
    ['kind', 'duration'],
    { status: 'success', sort: 'execution_time' },
    behind('execution_time', 500),
  ],
  [['kind', 'score'], { provider_mode: 'live', sort: 'score' }],
  [['kind'], { status: 'failed' }],
  [['kind'], { status: 'failed', sort: '-score' }],
  [['kind'], { test_type: 'smoke' }],
  [['kind'], { component: 'report-builder' }],
  [
    ['kind'],
    { component: 'report-builder', provider_mode: 'live', status: 'failed' },
  ],
  [['kind'], { failed_step: 'first' }],
  [['origin'], { user: 'user:default/u7' }],
  [['origin'], { user: 'user:default/u7', status: 'failed', sort: 'score' }],
  [['origin'], { entity_ref: 'component:default/score-calculator' }],
  [
    ['origin'],
    {
      entity_ref: 'component:default/score-calculator',
      user: 'user:default/u1',
    },
  ],
  [['batch'], { batch_id }],
  [['batch'], { batch_id, status: 'success', sort: '-score' }],
  [['created'], { from: at(21_000), to: at(22_000) }],
  [['created'], { to: at(500), sort: '-score' }],
  [['created'], { from: at(500), to: at(600), status: 'success' }],
];

it.each(
  cases.map(([indexes, fields, cursor]) => ({ indexes, fields, cursor })),
)(
  'reads nothing but the indexes $indexes for $fields',
  async ({ indexes, fields, cursor }) => {
    const scans = await scansOf(fields, cursor);
    expect(indexesOf(scans)).toEqual(indexes);
    for (const scan of scans) expect(scan).toContain('Index Only Scan');
  },
);

it.each<[string, Record<string, unknown>]>([
  ['a rare word', { q: 'shop12345.ex' }],
  ['a rare word with a filter', { q: 'shop12345.ex', status: 'success' }],
])('reads the index of words for %s', async (_, fields) => {
  const scans = await scansOf(fields);
  expect(indexesOf(scans)).toContain('text');
  expect(scans.join()).not.toContain('Seq Scan');
});

it('counts many that match once a minute, and few each time', async () => {
  const counts = async (fields: Record<string, unknown>) =>
    (await plansOf(knex, () => history.page(query(fields), undefined))).filter(
      ({ sql }) => sql.includes('count(*)') && sql.includes('test_history'),
    ).length;
  const many = { provider_mode: 'live', to: at(22_999) };
  expect(await counts(many)).toBe(1);
  expect(await counts(many)).toBe(0);
  expect(await counts({ ...many, sort: '-score' })).toBe(1);
  for (const _ of ['first', 'again']) {
    expect(await counts({ status: 'failed' })).toBe(1);
  }
});

it('reads a large batch in the order of its own index', async () => {
  const large = randomUUID();
  await knex.raw(`UPDATE test_history SET batch_id = ? WHERE created_at < ?`, [
    large,
    at(12_000),
  ]);
  await knex.raw('VACUUM ANALYZE test_history');
  expect(indexesOf(await scansOf({ batch_id: large }))).toEqual(['batch']);
  await knex.raw(`UPDATE test_history SET batch_id = NULL WHERE batch_id = ?`, [
    large,
  ]);
  await knex.raw('VACUUM ANALYZE test_history');
});

it('counts up to ten thousand and not further', async () => {
  const total = async (fields: Record<string, unknown>) =>
    (await history.page(query(fields), undefined)).total;
  expect(await total({})).toBe(MAX_COUNTED);
  expect(await total({ status: 'success' })).toBe(MAX_COUNTED);
  expect(await total({ q: 'shop' })).toBe(MAX_COUNTED);
  expect(await total({ status: 'failed' })).toBe(MANY / 100);
  expect(await total({ to: at(9_999) })).toBe(9_998);
});

it.each<[string, Record<string, unknown>]>([
  ['all', {}],
  ['those of a kind', { status: 'success' }],
  // None of them is among the newest
  ['those that lie far down', { provider_mode: 'sandbox' }],
  ['the same in another order', { provider_mode: 'sandbox', sort: '-score' }],
  ['few', { status: 'failed' }],
  ['those with a word that all have', { q: 'shop' }],
])('pages through %s to the end, each once', async (_, fields) => {
  // To the second and beyond what is looked through
  const impatient = new HistoryStore(
    knex,
    new SummaryStore(knex, new OutlineStore(knex)),
    { lookThrough: [600, 4_000] },
  );
  const all = query({ ...fields, limit: 500 });
  const { limit: _limit, sort: _sort, ...filter } = all;
  const expected = new Set<string>(
    await history.matching(filter).pluck('e.id'),
  );
  const seen: string[] = [];
  let cursor: HistoryCursor | undefined;
  do {
    const { tests, next }: Awaited<ReturnType<HistoryStore['page']>> =
      await impatient.page(all, cursor);
    seen.push(...tests.map(({ id }) => id));
    cursor = next;
  } while (cursor);
  expect(seen.length).toBe(expected.size);
  expect(new Set(seen)).toEqual(expected);
});

it('finds the page at an offset, however far down', async () => {
  const fields = { status: 'success', sort: 'created_at', limit: 3 };
  const ids = async (offset: number) =>
    (await history.page(query({ ...fields, offset }), undefined)).tests.map(
      ({ id }) => id,
    );
  const expected: string[] = await knex('test_executions')
    .where({ status: 'success' })
    .orderBy('created_at')
    .pluck('id');
  expect(await ids(9_999)).toEqual(expected.slice(9_999, 10_002));
  expect(await ids(0)).toEqual(expected.slice(0, 3));
});
