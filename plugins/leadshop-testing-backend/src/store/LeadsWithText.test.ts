import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { leadsQuerySchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { plansOf } from '../__testUtils__/plans';
import { migrated } from '../__testUtils__/storedTests';
import { MAX_COUNTED } from './keyset';
import { LeadCursor, LeadList } from './LeadList';
import { refreshSearch, staleSearchSql } from './LeadSearch';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

/** More than are counted, and than are looked through in order. */
const EARLY = MAX_COUNTED + 1_500;
const LATE = MAX_COUNTED + 500;
const UNFILLED = 700;
const IMPORT = randomUUID();

let knex: Knex;
let list: LeadList;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  list = new LeadList(knex);
  const store = (count: number, word: string, fields: Record<string, string>) =>
    knex.raw(
      `INSERT INTO leads (id, business_name, website_url, industry, status, location,
         import_id, created_at)
       SELECT gen_random_uuid(), initcap(md5(n::text)) || ' ' || :word,
         'https://shop' || n || '.example',
         CASE WHEN n % 400 = 0 THEN 'Florist' ELSE 'Bakery' END,
         CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'completed' END,
         -- Of several lines
         CASE WHEN n % 50 = 0 THEN E'1 Main St\nAustin' END, CAST(:importId AS uuid),
         CAST(:from AS timestamptz) + (n / 3) * interval '1 ms'
       FROM generate_series(1, CAST(:count AS int)) n`,
      { count, word, importId: null, ...fields },
    );
  await store(EARLY, 'Early', { from: '2026-01-01' });
  await store(LATE, 'Late', { from: '2026-02-01' });
  // Half of them by an older version, which does not say when they were stored
  await knex.raw(
    `INSERT INTO lead_search SELECT l.id, lead_search_text(l),
       CASE WHEN l.id < '80000000-0000-0000-0000-000000000000' THEN l.created_at END
     FROM leads l`,
  );
  // An import that the filler has begun with
  await knex('imports').insert({
    id: IMPORT,
    user_ref: 'user:default/ann',
    file_name: 'leads.csv',
    file_size: 1,
    format: 'csv',
    dry_run: false,
    on_duplicate: 'skip',
    status: 'completed',
    worker_id: 'gone',
    created: UNFILLED,
    completed_at: knex.fn.now(),
  });
  await store(UNFILLED, 'New', { from: '2026-03-01', importId: IMPORT });
  const some = (where: string, limit: number): Promise<string[]> =>
    knex('leads').whereRaw(where).orderBy('id').limit(limit).pluck('id');
  await knex.transaction(async trx => {
    await refreshSearch(trx, await some(`import_id IS NOT NULL`, 200));
    // Changed in bulk, and erased: in the search, in the import, and both
    const changed = await some(`business_name LIKE '% Early'`, 300);
    await trx('leads').whereIn('id', changed).update({ location: 'Moved' });
    await trx.raw(staleSearchSql(`SELECT unnest(?::uuid[])`), [changed]);
    const erased = [
      ...changed.slice(0, 20),
      ...(await some(`business_name LIKE '% Late'`, 30)),
      ...(await some(`import_id IS NOT NULL`, 10)),
      ...(await some(
        `import_id IS NOT NULL AND id NOT IN (SELECT lead_id FROM lead_search)`,
        10,
      )),
    ];
    await trx('leads')
      .whereIn('id', erased)
      .update({ erased_at: trx.fn.now() });
    await refreshSearch(trx, erased.slice(20, 60));
  });
  await knex.raw('VACUUM ANALYZE leads, lead_search, imports');
});

/** Ids of the leads that match, by looking at every one. */
async function truth(fields: Record<string, unknown>): Promise<string[]> {
  const { q, status, industry, import_id, sort } = fields as Record<
    string,
    string
  >;
  const matching = knex('leads as l')
    .whereNull('erased_at')
    .whereRaw('position(? IN lead_search_text(l)) > 0', [q.toLowerCase()]);
  if (status) matching.where({ status });
  if (import_id) matching.where({ import_id });
  if (industry) matching.where({ industry });
  const column = sort?.endsWith('business_name')
    ? `lower(business_name) COLLATE "C"`
    : 'created_at';
  const order = sort && !sort.startsWith('-') ? 'ASC' : 'DESC';
  return matching.orderByRaw(`${column} ${order}, id ${order}`).pluck('id');
}

/** Ids of all pages, and the totals that they gave. */
async function pages(fields: Record<string, unknown>) {
  const query = leadsQuerySchema.parse({ limit: 500, ...fields });
  const ids: string[] = [];
  const totals = new Set<number>();
  let cursor: LeadCursor | undefined;
  do {
    const page = await list.page(query, cursor);
    ids.push(...page.leads.map(lead => lead.id));
    totals.add(page.total);
    cursor = page.next;
  } while (cursor);
  return { ids, totals: [...totals] };
}

describe('the pages of a search hold every lead with the text once, in order', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['in one lead', { q: `shop${EARLY}.EXAMPLE` }, 1],
    ['in none', { q: 'nobody' }, 0],
    ['in some', { q: 'FLORIST' }, 55],
    ['in some, by name', { q: 'florist', sort: 'business_name' }, 55],
    ['in texts of more lines', { q: 'austin', sort: '-business_name' }, 480],
    ['in some, a page full', { q: 'florist', limit: 55 }, 55],
    ['in some, small pages', { q: 'florist', limit: 7 }, 55],
    ['in few of a filter', { q: 'florist', status: 'failed' }, 55],
    ['in stale ones', { q: 'moved' }, 280],
    ['in an import that is being added', { q: ' new' }, UNFILLED - 20],
    [
      'in that import alone',
      { q: 'shop', import_id: IMPORT, sort: 'created_at' },
      UNFILLED - 20,
    ],
    ['in many, the first', { q: 'late' }, MAX_COUNTED],
    ['in many, the last', { q: 'early' }, MAX_COUNTED],
    ['in many, by name', { q: 'early', sort: '-business_name' }, MAX_COUNTED],
    ['in many, oldest first', { q: 'late', sort: 'created_at' }, MAX_COUNTED],
    ['in many of a filter', { q: 'early', status: 'failed' }, 110],
    [
      'in many of a filter, by name',
      { q: 'late', status: 'failed', sort: 'business_name' },
      105,
    ],
    ['in nearly all, of few', { q: 'shop', industry: 'Florist' }, 55],
    ['in many, of none', { q: 'early', import_id: IMPORT }, 0],
    ['in as good as all', { q: 'x', limit: 400 }, MAX_COUNTED],
  ])('%s', async (_, fields, total) => {
    const { ids, totals } = await pages(fields);
    const expected = await truth(fields);
    expect(ids).toEqual(expected);
    // About: which leads were erased is chance
    expect(totals).toEqual([Math.min(expected.length, MAX_COUNTED)]);
    expect(Math.abs(totals[0] - total)).toBeLessThanOrEqual(total / 10);
  });
});

describe('the statements of a search', () => {
  /** Plans of what is asked for a first page, by who knows nothing yet. */
  const plansOfPage = async (
    fields: Record<string, unknown>,
    asked = new LeadList(knex),
  ) =>
    (
      await plansOf(knex, () =>
        asked.page(leadsQuerySchema.parse(fields), undefined),
      )
    ).map(({ plan }) => plan);

  it.each([
    { q: 'shop777.' },
    { q: 'shop777.', sort: 'business_name' },
    { q: 'shop700.', status: 'failed' },
  ])('read what few leads have from the search alone: %j', async fields => {
    const [found, read, ...more] = await plansOfPage(fields);
    expect(more).toEqual([]);
    expect(found).toContain('lead_search_text_idx');
    for (const plan of [found, read]) {
      expect(plan).toContain('leads_pkey');
      expect(plan).not.toContain('Seq Scan on lead');
    }
  });

  it.each([
    [{ q: 'late' }, 'leads_created_at_idx'],
    [{ q: 'late', sort: '-business_name' }, 'leads_business_name_idx'],
    [{ q: 'shop', status: 'failed' }, 'leads_status_idx'],
  ])('read what many have in order: %j', async (fields, index) => {
    const [, near] = await plansOfPage(fields);
    expect(near).toContain(index);
    expect(near).not.toContain('lead_search_text_idx');
  });

  it('do not count what many have twice within a minute', async () => {
    const asked = new LeadList(knex);
    for (const fields of [{ q: 'late' }, { q: 'shop', status: 'completed' }]) {
      const first = await plansOfPage(fields, asked);
      const again = await plansOfPage(fields, asked);
      expect(again).toHaveLength(2);
      expect(first.length).toBeGreaterThan(again.length);
    }
  });

  it('sort all only where the next in order are not enough', async () => {
    const all = (plans: string[]) =>
      plans.filter(plan => plan.includes('CTE matching'));
    // Most are found in the search's own order
    expect(
      all(await plansOfPage({ q: 'early', status: 'completed' })),
    ).toHaveLength(2);
    expect(all(await plansOfPage({ q: 'late' }))).toHaveLength(1);
    expect(all(await plansOfPage({ q: 'early' }))).toHaveLength(2);
  });
});
