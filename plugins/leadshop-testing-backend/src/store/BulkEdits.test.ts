import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migrated, storeTest } from '../__testUtils__/storedTests';
import { QueueProbe } from '../queue/QueueProbe';
import { RunningTests } from '../queue/RunningTests';
import { TestQueue } from '../queue/TestQueue';
import { BulkEdits } from './BulkEdits';
import { LeadErasure } from './LeadErasure';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const ANN = 'user:default/ann';
const BOB = 'user:default/bob';

let knex: Knex;
let queue: TestQueue;
let onChange: jest.Mock;
let onStaleSearch: jest.Mock;
let edits: BulkEdits;

const by = (userRef: string) => ({ userRef, record: async () => {} });

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  queue = await TestQueue.create({
    knex,
    logger: mockServices.logger.mock(),
    concurrency: 1,
    gracePeriodMs: 0,
    running: new RunningTests(),
    probe: new QueueProbe(knex),
    runTest: async () => {},
  });
  onChange = jest.fn();
  onStaleSearch = jest.fn();
  edits = new BulkEdits({
    knex,
    onChange,
    onStaleSearch,
    erasure: new LeadErasure({ knex, stragglersMs: 0, onChange }),
  });
});
afterEach(() => queue.stop());

async function storeLead(fields: Record<string, unknown> = {}) {
  const id = randomUUID();
  await knex('leads').insert({
    id,
    business_name: 'Acme',
    website_url: 'https://acme.example',
    email: 'a@acme.example',
    ...fields,
  });
  await knex.raw(
    `INSERT INTO lead_search SELECT id, lead_search_text(l) FROM leads l WHERE id = ?`,
    [id],
  );
  return id;
}

const leadOf = (id: string, ...fields: string[]) =>
  knex('leads')
    .first(...fields)
    .where({ id });

const eventsOf = (id: string) =>
  knex('lead_events')
    .select('kind', 'user_ref', 'bulk_id', 'version', 'changes')
    .where({ lead_id: id })
    .orderBy('id');

const setIndustry = (lead_ids: string[], industry: string | null = 'Retail') =>
  edits.update({ lead_ids }, { industry }, by(ANN));

describe('an update', () => {
  it('changes what differs, and tells each of those leads', async () => {
    const empty = await storeLead({ annual_revenue: '850000.00' });
    const partly = await storeLead({ industry: 'Retail', notes: 'Nice' });
    const equal = await storeLead({
      industry: 'Retail',
      annual_revenue: '850000.00',
    });
    const other = await storeLead();
    const answer = await edits.update(
      { lead_ids: [empty, partly, equal, randomUUID(), empty] },
      { industry: 'Retail', notes: null, annual_revenue: 850000 },
      by(ANN),
    );
    expect(answer).toEqual({
      bulk_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      matched: 3,
      changed: 2,
    });
    for (const id of [empty, partly, equal]) {
      expect(
        await leadOf(id, 'industry', 'notes', 'annual_revenue', 'version'),
      ).toEqual({
        industry: 'Retail',
        notes: null,
        annual_revenue: expect.stringMatching(/^850000(\.00)?$/),
        version: id === equal ? 1 : 2,
      });
    }
    const event = {
      kind: 'bulk_updated',
      user_ref: ANN,
      bulk_id: answer.bulk_id,
      version: 2,
    };
    expect(await eventsOf(empty)).toEqual([
      { ...event, changes: { industry: { before: null, after: 'Retail' } } },
    ]);
    expect(await eventsOf(partly)).toEqual([
      {
        ...event,
        changes: {
          notes: { before: 'Nice', after: null },
          annual_revenue: { before: null, after: 850000 },
        },
      },
    ]);
    expect(await eventsOf(equal)).toEqual([]);
    expect(await leadOf(other, 'industry', 'version')).toEqual({
      industry: null,
      version: 1,
    });
    expect(
      await knex('lead_bulk_edits').select('action', 'matched', 'changed'),
    ).toEqual([{ action: 'update', matched: 3, changed: 2 }]);
  });

  it('takes all that match a filter', async () => {
    const match = await storeLead({ status: 'failed', industry: 'bakery' });
    const wrongStatus = await storeLead({ industry: 'Bakery' });
    const { matched, changed } = await edits.update(
      { filter: { status: ['failed'], industry: 'Bakery', q: 'ACME' } },
      { location: 'Austin, TX' },
      by(ANN),
    );
    expect([matched, changed]).toEqual([1, 1]);
    expect((await leadOf(match, 'location')).location).toBe('Austin, TX');
    expect((await leadOf(wrongStatus, 'location')).location).toBeNull();
  });

  it('has the search read again what it changed, and nothing else', async () => {
    const id = await storeLead({ notes: 'x' });
    const text = async () =>
      (await knex('lead_search').first('text').where({ lead_id: id })).text;
    await edits.update({ lead_ids: [id] }, { notes: 'y' }, by(ANN));
    expect(await text()).toContain('acme');
    const { bulk_id } = await setIndustry([id]);
    expect(await text()).toBeNull();
    expect(onStaleSearch).toHaveBeenCalled();
    await knex('lead_search').update({ text: 'read' });
    await edits.undo(bulk_id, by(ANN));
    expect(await text()).toBeNull();
  });

  it('stays away from erased leads', async () => {
    const id = await storeLead({ erased_at: knex.fn.now() });
    expect(await setIndustry([id])).toMatchObject({ matched: 1, changed: 0 });
    expect(await leadOf(id, 'industry', 'version')).toEqual({
      industry: null,
      version: 1,
    });
  });

  it('counts what two do at the same time one after the other', async () => {
    const ids = await Promise.all(
      Array.from({ length: 30 }, () => storeLead()),
    );
    await Promise.all([
      setIndustry(ids, 'Retail'),
      setIndustry([...ids].reverse(), 'Bakery'),
      setIndustry(ids, null),
    ]);
    for (const id of ids) {
      const events = await eventsOf(id);
      const { industry, version } = await leadOf(id, 'industry', 'version');
      let last = null;
      for (const { changes } of events) {
        expect(changes.industry.before).toBe(last);
        last = changes.industry.after;
      }
      expect([industry, version]).toEqual([last, events.length + 1]);
    }
  });
});

describe('its undo', () => {
  it('gives back what was there, where nobody changed it since', async () => {
    const back = await storeLead({
      industry: 'Bakery',
      annual_revenue: '12.50',
      employee_count: 3,
    });
    const changed = await storeLead({ industry: 'Bakery' });
    const erased = await storeLead({ industry: 'Bakery' });
    const gone = await storeLead();
    const { bulk_id } = await edits.update(
      { lead_ids: [back, changed, erased, gone] },
      { industry: 'Retail', annual_revenue: null, employee_count: 3 },
      by(ANN),
    );
    await knex('leads')
      .where({ id: changed })
      .update({ industry: 'Mine', version: 3 });
    await edits.erase({ lead_ids: [erased] }, by(ANN));
    await knex('leads').where({ id: gone }).delete();

    const result = { removed: 0, restored: 1, kept: 2 };
    expect(await edits.undo(bulk_id, by(BOB))).toEqual(result);
    expect(
      await leadOf(
        back,
        'industry',
        'annual_revenue',
        'employee_count',
        'version',
      ),
    ).toEqual({
      industry: 'Bakery',
      annual_revenue: '12.50',
      employee_count: 3,
      version: 3,
    });
    expect((await eventsOf(back)).at(-1)).toEqual({
      kind: 'undone',
      user_ref: BOB,
      bulk_id,
      version: 3,
      changes: {
        industry: { before: 'Retail', after: 'Bakery' },
        annual_revenue: { before: null, after: 12.5 },
      },
    });
    expect(await leadOf(changed, 'industry')).toEqual({ industry: 'Mine' });
    expect(
      await knex('lead_bulk_edits').first('undo').where({ id: bulk_id }),
    ).toEqual({ undo: result });
  });

  it('is done once, also by two at the same time', async () => {
    const id = await storeLead();
    const { bulk_id } = await setIndustry([id]);
    const both = await Promise.allSettled([
      edits.undo(bulk_id, by(ANN)),
      edits.undo(bulk_id, by(BOB)),
    ]);
    expect(both.map(one => one.status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    await expect(edits.undo(bulk_id, by(ANN))).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('undone already'),
    });
    expect((await leadOf(id, 'version')).version).toBe(3);
  });

  it('knows no others, and brings nothing back that was erased', async () => {
    expect(await edits.undo(randomUUID(), by(ANN))).toBeUndefined();
    const { bulk_id } = await edits.erase(
      { lead_ids: [await storeLead()] },
      by(ANN),
    );
    await expect(edits.undo(bulk_id, by(ANN))).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('gone for good'),
    });
  });
});

it('erases in bulk, tests and all', async () => {
  const tested = await storeLead({ industry: 'Bakery' });
  const test = await storeTest(knex, {
    lead_id: tested,
    lead_data: { website_url: 'https://acme.example', email: 'a@acme.example' },
  });
  const before = await storeLead({ erased_at: knex.fn.now(), email: null });
  const other = await storeLead();
  const answer = await edits.erase({ lead_ids: [tested, before] }, by(ANN));
  expect(answer).toMatchObject({ matched: 2, changed: 1 });
  expect(await leadOf(tested, 'email', 'industry')).toEqual({
    email: null,
    industry: 'Bakery',
  });
  expect(await eventsOf(tested)).toMatchObject([
    { kind: 'erased', bulk_id: answer.bulk_id },
  ]);
  const row = await knex('test_executions').first().where({ id: test });
  expect(row).toMatchObject({
    status: 'cancelled',
    lead_data: { website_url: 'https://acme.example' },
  });
  expect((await leadOf(other, 'email')).email).toBe('a@acme.example');
  expect(onChange).toHaveBeenCalled();
});
