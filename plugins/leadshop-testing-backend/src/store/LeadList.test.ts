import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  leadSortSchema,
  LeadsQuery,
  leadsQuerySchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { plansOf } from '../__testUtils__/plans';
import { migrated, storeTest } from '../__testUtils__/storedTests';
import { MAX_COUNTED } from './keyset';
import { LeadCursor, LeadList } from './LeadList';
import { LeadSearch, refreshSearch } from './LeadSearch';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

async function database() {
  const knex = await migrated(await databases.init('POSTGRES_18'));
  return { knex, list: new LeadList(knex) };
}

const query = (fields: Record<string, unknown> = {}): LeadsQuery =>
  leadsQuerySchema.parse(fields);

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

describe('filters', () => {
  let knex: Knex;
  let list: LeadList;
  const import_id = randomUUID();
  const ids = new Map<string, string>();

  beforeAll(async () => {
    ({ knex, list } = await database());
    const store = async (name: string, fields: Record<string, unknown>) => {
      const id = randomUUID();
      ids.set(name, id);
      await knex('leads').insert({
        id,
        business_name: name,
        website_url: `https://${name}.example`,
        ...fields,
      });
      await knex.transaction(trx => refreshSearch(trx, [id]));
    };
    await store('ash', { created_at: at(1), industry: 'Bakery' });
    await store('Birch', {
      created_at: at(2),
      industry: 'bakery',
      status: 'failed',
      email: 'ann@tree.example',
      notes: 'never searched',
    });
    await store('cedar', {
      created_at: at(3),
      industry: 'Bakery & Cafe',
      status: 'completed',
      import_id,
      annual_revenue: '850000.5',
    });
    await store('Dogwood', {
      created_at: at(4),
      business_name: '100 % Dog_wood',
      contact_name: 'Zoë Ørsted',
      phone: '+15125550199',
      location: 'Austin, TX',
    });
    await store('nameless', { created_at: at(5), business_name: null });
    await store('erased', { created_at: at(6), erased_at: at(7) });
  });

  const nameOf = (id: string) =>
    [...ids].find(([, stored]) => stored === id)?.[0];

  it.each<[Record<string, unknown>, string[]]>([
    [{}, ['nameless', 'Dogwood', 'cedar', 'Birch', 'ash']],
    [{ sort: 'created_at' }, ['ash', 'Birch', 'cedar', 'Dogwood', 'nameless']],
    // Capital letters do not come first; those without a name do
    [
      { sort: 'business_name' },
      ['nameless', 'Dogwood', 'ash', 'Birch', 'cedar'],
    ],
    [
      { sort: '-business_name' },
      ['cedar', 'Birch', 'ash', 'Dogwood', 'nameless'],
    ],
    [{ status: 'failed' }, ['Birch']],
    [{ status: 'failed,completed' }, ['cedar', 'Birch']],
    [{ import_id }, ['cedar']],
    [{ import_id: randomUUID() }, []],
    [{ industry: 'BAKERY' }, ['Birch', 'ash']],
    [
      { from: at(2).toISOString(), to: at(4).toISOString() },
      ['cedar', 'Birch'],
    ],
    [{ q: 'BIR' }, ['Birch']],
    [{ q: 'tree.ex' }, ['Birch']],
    [{ q: 'zoë ør' }, ['Dogwood']],
    [{ q: 'ZOË ØR' }, ['Dogwood']],
    [{ q: '5125550' }, ['Dogwood']],
    [{ q: 'tx' }, ['Dogwood']],
    [{ q: 'd' }, ['Dogwood', 'cedar']],
    [{ q: 'cafe' }, ['cedar']],
    // What means anything in a pattern stands for itself
    [{ q: '%' }, ['Dogwood']],
    [{ q: '_' }, ['Dogwood']],
    [{ q: '\\' }, []],
    [{ q: 'never searched' }, []],
    [{ q: 'erased' }, []],
    [{ q: 'ash', status: 'failed' }, []],
  ])('%j', async (fields, expected) => {
    const page = await list.page(query(fields), undefined);
    expect(page.leads.map(lead => nameOf(lead.id))).toEqual(expected);
    expect(page.total).toBe(expected.length);
    expect(page.next).toBeUndefined();
  });

  it('gives a lead as the wire has it, with its last test', async () => {
    const lead_id = ids.get('cedar');
    await storeTest(knex, { lead_id, status: 'failed', created_at: at(10) });
    const id = await storeTest(knex, {
      lead_id,
      status: 'success',
      score: 81.5,
      tier: 'A',
      created_at: at(11),
    });
    const [cedar] = (await list.page(query({ q: 'cedar' }), undefined)).leads;
    expect(cedar).toEqual({
      id: lead_id,
      business_name: 'cedar',
      website_url: 'https://cedar.example',
      email: null,
      contact_name: null,
      phone: null,
      industry: 'Bakery & Cafe',
      naics_code: null,
      location: null,
      annual_revenue: 850000.5,
      employee_count: null,
      notes: null,
      status: 'completed',
      lifecycle_stage: null,
      import_id,
      version: 1,
      created_by: null,
      created_at: at(3).toISOString(),
      updated_at: expect.stringMatching(/Z$/),
      erased_at: null,
      last_test: {
        id,
        status: 'success',
        score: 81.5,
        tier: 'A',
        created_at: at(11).toISOString(),
      },
    });
  });
});

describe('paging', () => {
  const ALL = 60;

  /** Many share a time and a name, as those of an import do. */
  async function filled() {
    const { knex, list } = await database();
    const add = async (from: number, count: number): Promise<string[]> => {
      const { rows } = await knex.raw(
        `INSERT INTO leads (id, business_name, website_url, created_at)
         SELECT gen_random_uuid(), CASE WHEN n % 9 > 0 THEN 'Shop ' || chr(65 + n / 7) END,
           'https://shop.example', timestamptz '2026-01-01' + (n / 10) * interval '1 ms'
         FROM generate_series(?::int, ?::int) n RETURNING id`,
        [from, from + count - 1],
      );
      return rows.map((row: { id: string }) => row.id);
    };
    return { list, add, ids: await add(0, ALL) };
  }

  it.each(leadSortSchema.options)(
    'sorted by %s each lead comes once, whatever is added meanwhile',
    async sort => {
      const { list, add, ids } = await filled();
      const seen: string[] = [];
      const values: string[] = [];
      let cursor: LeadCursor | undefined;
      do {
        const page = await list.page(query({ sort, limit: 7 }), cursor);
        seen.push(...page.leads.map(lead => lead.id));
        values.push(
          ...page.leads.map(lead =>
            sort.endsWith('created_at')
              ? lead.created_at
              : lead.business_name?.toLowerCase() ?? '',
          ),
        );
        cursor = page.next;
        if (seen.length < 30) await add(seen.length, 3);
      } while (cursor);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(ids));
      const ascending = [...values].sort();
      expect(values).toEqual(
        sort.startsWith('-') ? ascending.reverse() : ascending,
      );
    },
  );

  it('has a last page without a next, also when it is full', async () => {
    const { list } = await filled();
    const whole = await list.page(query({ limit: ALL }), undefined);
    expect([whole.leads.length, whole.next]).toEqual([ALL, undefined]);
    const { next } = await list.page(query({ limit: ALL - 1 }), undefined);
    const last = await list.page(query({ limit: ALL - 1 }), next);
    expect([last.leads.length, last.total]).toEqual([1, ALL]);
  });
});

describe('with many leads', () => {
  const MANY = 20_000;
  let knex: Knex;
  let list: LeadList;
  const import_id = randomUUID();
  const unfilled = randomUUID();

  beforeAll(async () => {
    ({ knex, list } = await database());
    await knex.raw(
      `INSERT INTO leads (id, business_name, website_url, email, email_key, industry,
         status, import_id, created_at)
       SELECT gen_random_uuid(), 'Shop ' || md5(n::text), 'https://shop' || n || '.example',
         'office@shop' || n || '.example', 'office@shop' || n || '.example',
         CASE WHEN n % 500 = 0 THEN 'Florist' ELSE 'Bakery' END,
         CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'completed' END,
         CASE WHEN n % 500 = 1 THEN CAST(:import_id AS uuid) END,
         timestamptz '2026-01-01' + n * interval '1 minute'
       FROM generate_series(1, CAST(:many AS int)) n`,
      { import_id, many: MANY },
    );
    await knex.raw(
      `INSERT INTO lead_search SELECT l.id, lead_search_text(l) FROM leads l`,
    );
    for (const [id, filled] of [
      [import_id, true],
      [unfilled, false],
    ] as const) {
      await knex('imports').insert({
        id,
        user_ref: 'user:default/ann',
        file_name: 'leads.csv',
        file_size: 1,
        format: 'csv',
        dry_run: false,
        on_duplicate: 'skip',
        status: 'completed',
        worker_id: 'gone',
        created: 30,
        completed_at: knex.fn.now(),
        search_filled_at: filled ? knex.fn.now() : null,
      });
    }
    await knex.raw(
      `INSERT INTO leads (id, business_name, website_url, import_id, created_at)
       SELECT gen_random_uuid(), 'New ' || n, 'https://new.example', ?::uuid,
         timestamptz '2027-01-01' FROM generate_series(1, 30) n`,
      [unfilled],
    );
    await knex.raw('VACUUM ANALYZE leads, lead_search, imports');
  });

  it('counts up to ten thousand and not further', async () => {
    expect((await list.page(query(), undefined)).total).toBe(MAX_COUNTED);
    const failed = await list.page(query({ status: 'failed' }), undefined);
    expect(failed.total).toBe(MANY / 100);
  });

  it('finds leads of an import that the search does not have yet', async () => {
    const found = async (q: string) =>
      (await list.page(query({ q, limit: 500 }), undefined)).total;
    expect(await found('new.example')).toBe(30);
    expect(await found('shop77.')).toBe(1);
    await new LeadSearch({
      knex,
      logger: mockServices.logger.mock(),
    }).fill();
    expect(await found('new.example')).toBe(30);
    const row = await knex('imports').first().where({ id: unfilled });
    expect(row.search_filled_at).not.toBeNull();
  });

  /** Plan of the statement that reads a page. */
  async function planOf(
    fields: Record<string, unknown>,
    cursor?: LeadCursor,
  ): Promise<string> {
    const plans = await plansOf(knex, () => list.page(query(fields), cursor));
    const page = plans.find(({ sql }) => sql.includes('ORDER BY l.sort_value'));
    return page?.plan ?? 'No page was read';
  }

  const time = { value: '2026-01-08T00:00:00.000Z', id: randomUUID() };
  const name = { value: 'shop 7', id: randomUUID() };

  const cases: [string, Record<string, unknown>, LeadCursor?][] = [
    ['leads_created_at_idx', {}],
    ['leads_created_at_idx', { sort: 'created_at' }],
    ['leads_created_at_idx', { limit: 500 }, { ...time, sort: '-created_at' }],
    ['leads_business_name_idx', { sort: 'business_name' }],
    ['leads_business_name_idx', { sort: '-business_name' }],
    [
      'leads_business_name_idx',
      { sort: 'business_name' },
      { ...name, sort: 'business_name' },
    ],
    ['leads_status_idx', { status: 'failed' }],
    ['leads_import_idx', { import_id }],
    ['leads_industry_idx', { industry: 'florist' }],
    ['leads_created_at_idx', { from: '2026-01-14T00:00:00Z' }],
  ];

  it.each(cases.map(([index, fields, cursor]) => ({ index, fields, cursor })))(
    'reads from $index for $fields',
    async ({ index, fields, cursor }) => {
      const plan = await planOf(fields, cursor);
      expect(plan).toContain(index);
      expect(plan).toContain('test_executions_lead_idx');
      expect(plan).not.toContain('Seq Scan on leads');
    },
  );

  it('counts those of a status in the index alone', async () => {
    const plans = await plansOf(knex, () =>
      list.page(query({ status: 'failed' }), undefined),
    );
    expect(plans.find(({ sql }) => sql.includes('AS n FROM'))?.plan).toContain(
      'Index Only Scan using leads_status_idx',
    );
  });

  it('looks up the last tests of the page alone', async () => {
    const plan = await planOf({ limit: 10 });
    expect(plan.indexOf('Limit')).toBeLessThan(
      plan.indexOf('leads_created_at_idx'),
    );
    expect(plan.split('\n')[0]).not.toContain('Limit');
  });
});
