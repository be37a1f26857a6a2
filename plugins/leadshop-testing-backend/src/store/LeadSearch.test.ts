import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migrated } from '../__testUtils__/storedTests';
import { matchingLeads } from './leadFilter';
import { LeadSearch, refreshSearch, staleSearchSql } from './LeadSearch';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const logger = mockServices.logger.mock();
let knex: Knex;
let search: LeadSearch;

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  search = new LeadSearch({ knex, logger });
});

const found = async (q: string): Promise<string[]> =>
  matchingLeads(knex, { q }).orderBy('business_name').pluck('business_name');

const textOf = async (id: string) =>
  (await knex('lead_search').first('text').where({ lead_id: id }))?.text;

async function storeLead(fields: Record<string, unknown> = {}) {
  const id = randomUUID();
  await knex('leads').insert({
    id,
    business_name: 'Oak',
    website_url: 'https://oak.example',
    ...fields,
  });
  return id;
}

/** An import as the merge leaves it: its leads are stored, and not in the search. */
async function storeImport(
  leads: number,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const id = randomUUID();
  await knex('imports').insert({
    id,
    user_ref: 'user:default/ann',
    file_name: 'leads.csv',
    file_size: 1,
    format: 'csv',
    dry_run: false,
    on_duplicate: 'skip',
    status: 'completed',
    worker_id: 'any',
    created: leads,
    completed_at: knex.fn.now(),
    ...fields,
  });
  await knex.raw(
    `INSERT INTO leads (id, business_name, website_url, import_id)
     SELECT gen_random_uuid(), 'Imported ' || n, 'https://imported.example', ?::uuid
     FROM generate_series(1, ?::int) n`,
    [id, leads],
  );
  return id;
}

const filled = async (importId: string) =>
  (await knex('imports').first().where({ id: importId })).search_filled_at !==
  null;

describe('a text', () => {
  it('is found once it is put in, and as it is now', async () => {
    const id = await storeLead();
    expect(await found('oak')).toEqual([]);
    await knex.transaction(trx => refreshSearch(trx, [id]));
    expect(await found('oak')).toEqual(['Oak']);
    await knex('leads').where({ id }).update({ website_url: 'https://elm.a' });
    await knex.transaction(trx => refreshSearch(trx, [id]));
    expect(await found('oak.example')).toEqual([]);
    expect(await found('elm.a')).toEqual(['Oak']);
  });

  it('is empty once the lead is erased', async () => {
    const id = await storeLead();
    await knex.transaction(async trx => {
      await refreshSearch(trx, [id]);
      await trx('leads').where({ id }).update({ erased_at: knex.fn.now() });
      await refreshSearch(trx, [id]);
    });
    expect(await textOf(id)).toBe('');
  });

  it('that is stale is read from the lead until the filler has been there', async () => {
    const id = await storeLead();
    const other = await storeLead({ business_name: 'Not changed' });
    await knex.transaction(trx => refreshSearch(trx, [id, other]));
    await knex.transaction(async trx => {
      await trx('leads').where({ id }).update({ location: 'Boston' });
      await trx.raw(staleSearchSql(`SELECT ?::uuid`), [id]);
    });
    expect(await textOf(id)).toBeNull();
    expect(await found('boston')).toEqual(['Oak']);
    await search.fill();
    expect(await textOf(id)).toContain('boston');
    expect(await found('boston')).toEqual(['Oak']);
    expect(await textOf(other)).toContain('not changed');
  });
});

describe('the filler', () => {
  it('adds the leads of every import, however many', async () => {
    const large = await storeImport(4_500);
    const small = await storeImport(3);
    expect(await found('imported 4500')).toHaveLength(1);
    await search.fill();
    expect([await filled(large), await filled(small)]).toEqual([true, true]);
    const [{ count }] = await knex('lead_search').whereNotNull('text').count();
    expect(Number(count)).toBe(4_503);
    expect(await found('imported 4500')).toHaveLength(1);
  });

  it('leaves dry runs, and imports that stored nothing', async () => {
    const dry = await storeImport(0, { dry_run: true, created: 5 });
    const empty = await storeImport(0);
    await search.fill();
    expect([await filled(dry), await filled(empty)]).toEqual([false, false]);
  });

  it('goes on where another was interrupted, and keeps what was edited since', async () => {
    const id = await storeImport(5);
    const [edited, erased] = await knex('leads')
      .where({ import_id: id })
      .orderBy('id')
      .pluck('id');
    await knex.transaction(async trx => {
      await trx('leads').where({ id: edited }).update({ location: 'Denver' });
      await trx('leads')
        .where({ id: erased })
        .update({ erased_at: knex.fn.now() });
      await refreshSearch(trx, [edited, erased]);
    });
    await search.fill();
    expect(await found('denver')).toHaveLength(1);
    expect(await textOf(erased)).toBe('');
    expect(await found('imported')).toHaveLength(4);
  });

  it('waits for an edit of a lead that it has not added, which then wins', async () => {
    const id = await storeImport(1);
    const [lead] = await knex('leads').where({ import_id: id }).pluck('id');
    const edit = await knex.transaction();
    await edit('leads').where({ id: lead }).update({ business_name: 'Edited' });
    await refreshSearch(edit, [lead]);
    const filling = search.fill();
    // The filler stands at the row that the edit has written
    for (let waiting = 0; waiting === 0; ) {
      const { rows } = await knex.raw(
        `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted
         AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
      );
      waiting = rows[0].n;
    }
    await edit.commit();
    await filling;
    expect(await textOf(lead)).toContain('edited');
    expect(await found('edited')).toEqual(['Edited']);
  });

  it('works alone: a second one leaves it to the first', async () => {
    const id = await storeImport(1);
    const first = await knex.transaction();
    await first.raw(
      `SELECT pg_advisory_xact_lock(hashtextextended('leadshop_testing.lead_search', 0))`,
    );
    await search.fill();
    expect(await filled(id)).toBe(false);
    await first.commit();
    await search.fill();
    expect(await filled(id)).toBe(true);
  });

  it('is scheduled once for all replicas, and can be woken', async () => {
    const tasks: { scope?: string; fn: Function }[] = [];
    const scheduler = mockServices.scheduler.mock({
      scheduleTask: async task => {
        tasks.push(task);
      },
    });
    await search.start(scheduler);
    const id = await storeImport(1);
    await tasks[0].fn();
    expect([tasks[0].scope, await filled(id)]).toEqual(['global', true]);
    const next = await storeImport(1);
    search.wake();
    // The same run that was woken
    await search.fill();
    expect(await filled(next)).toBe(true);
  });

  it('begins nothing once it is stopped', async () => {
    const id = await storeImport(1);
    await search.stop();
    await search.fill();
    expect(await filled(id)).toBe(false);
  });

  it('says when it could not, and tries again', async () => {
    await storeImport(1);
    await knex.schema.renameTable('lead_search', 'away');
    search.wake();
    await expect(search.fill()).rejects.toThrow('lead_search');
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('could not be added to the search'),
    );
    await knex.schema.renameTable('away', 'lead_search');
    await search.fill();
    expect(await found('imported')).toHaveLength(1);
  });
});
