import { TestDatabases } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { StepError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { normaliseLead } from './normalise';
import { probeLeadStorage } from './storageProbe';

jest.setTimeout(60_000);

const { lead } = normaliseLead({
  business_name: 'Łódź & Sons',
  website_url: 'https://www.example.com/',
  email: 'a@example.com',
  phone: '+15125550142',
  annual_revenue: 1_450_000.5,
  employee_count: 14,
  notes: 'two\nlines',
});

describe('probeLeadStorage', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let knex: Knex;
  const { signal } = new AbortController();

  beforeEach(async () => {
    knex = await databases.init('POSTGRES_18');
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@leadshop/backstage-plugin-leadshop-testing-backend',
        'migrations',
      ),
    });
  });

  async function failure(): Promise<StepError> {
    const error = await probeLeadStorage(knex, lead, { signal }).catch(e => e);
    expect(error).toBeInstanceOf(StepError);
    return error;
  }

  it('proves the table and leaves nothing behind', async () => {
    const probe = await probeLeadStorage(knex, lead, { signal });
    expect(probe).toEqual({
      inserted: true,
      read_back_equal: true,
      updated_to_version: 2,
      stale_update_refused: true,
      rolled_back: true,
      constraint_probes: [
        { probe: 'bad_status', refused: true, sqlstate: '23514' },
        { probe: 'missing_website_url', refused: true, sqlstate: '23502' },
        { probe: 'business_name_too_long', refused: true, sqlstate: '23514' },
        { probe: 'duplicate_id', refused: true, sqlstate: '23505' },
      ],
    });
    expect(await knex('leads').select()).toEqual([]);
  });

  it.each([
    ['bad_status', 'ALTER TABLE leads DROP CONSTRAINT leads_status_check'],
    [
      'missing_website_url',
      'ALTER TABLE leads ALTER COLUMN website_url DROP NOT NULL',
    ],
    [
      'business_name_too_long',
      'ALTER TABLE leads DROP CONSTRAINT leads_business_name_check',
    ],
    ['duplicate_id', 'ALTER TABLE leads DROP CONSTRAINT leads_pkey CASCADE'],
  ])('fails when the table does not refuse %s', async (probe, sql) => {
    await knex.raw(sql);
    const error = await failure();
    expect(error.fault).toBe('leadshop');
    expect(error.message).toContain(probe);
    expect(await knex('leads').select()).toEqual([]);
  });

  it('fails when the database changes what it was given', async () => {
    await knex.raw(`
      CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.business_name = upper(NEW.business_name); RETURN NEW; END $$;
      CREATE TRIGGER shout BEFORE INSERT ON leads
        FOR EACH ROW EXECUTE FUNCTION shout();
    `);
    const error = await failure();
    expect(error.message).toContain('business_name');
    expect(error.message).not.toContain('website_url');
  });

  it('can be tried again when the connection breaks', async () => {
    await knex.raw(`
      CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW;
      END $$;
      CREATE TRIGGER cut BEFORE UPDATE ON leads
        FOR EACH ROW EXECUTE FUNCTION cut();
    `);
    expect(await failure()).toMatchObject({
      fault: 'leadshop',
      retryable: true,
      details: { storage: { inserted: true, read_back_equal: true } },
    });
  });

  it('is not tried again without the table, and shows no value', async () => {
    await knex.raw('ALTER TABLE leads DROP COLUMN notes');
    const error = await failure();
    expect(error.retryable).toBe(false);
    expect(error.message).toContain('42703');
    expect(error.message).not.toContain(lead.email);
  });

  it('fails when an update does not reach the row', async () => {
    await knex.raw(
      'CREATE RULE frozen AS ON UPDATE TO leads DO INSTEAD NOTHING',
    );
    expect((await failure()).message).toContain('changed nothing');
  });
});
