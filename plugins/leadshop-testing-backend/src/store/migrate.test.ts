import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { MIGRATIONS } from './database';
import { migrate } from './migrate';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const NAME = /^20\d{12}_/;

/** What a replica of the version before relies on. */
interface Catalog {
  /** By table and column: the type, and whether a row may leave it out. */
  columns: Map<string, { type: string; optional: boolean; writable: boolean }>;
  /** By name: what it demands of a row. */
  demands: Map<string, string>;
  functions: Set<string>;
}

async function catalogOf(knex: Knex): Promise<Catalog> {
  const { rows: columns } = await knex.raw(`
    SELECT format('%s.%s', c.relname, a.attname) AS name,
      format_type(a.atttypid, a.atttypmod) AS type,
      NOT a.attnotnull OR a.atthasdef OR a.attidentity <> '' AS optional,
      a.attgenerated = '' AS writable
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND a.attnum > 0 AND NOT a.attisdropped`);
  const { rows: demands } = await knex.raw(`
    SELECT format('%s.%s', c.relname, x.name) AS name, x.demand
    FROM pg_class c CROSS JOIN LATERAL (
      SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = c.oid AND contype IN ('c', 'f', 'u', 'x')
      UNION ALL
      SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index JOIN pg_class i ON i.oid = indexrelid
        WHERE indrelid = c.oid AND indisunique
      UNION ALL
      SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE tgrelid = c.oid AND NOT tgisinternal
    ) AS x(name, demand)
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`);
  const { rows: functions } = await knex.raw(`
    SELECT p.oid::regprocedure::text AS name FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace`);
  return {
    columns: new Map(columns.map(({ name, ...column }: any) => [name, column])),
    demands: new Map(demands.map(({ name, demand }: any) => [name, demand])),
    functions: new Set(functions.map(({ name }: any) => name)),
  };
}

/** What the version before could no longer do. */
function broken(before: Catalog, after: Catalog): string[] {
  const problems: string[] = [];
  const table = (name: string) => name.split('.', 1)[0];
  const tables = new Set([...before.columns.keys()].map(table));
  for (const [name, { type }] of before.columns) {
    const now = after.columns.get(name);
    if (!now) problems.push(`${name} is gone`);
    else if (now.type !== type) problems.push(`${name} is ${now.type} now`);
  }
  for (const [name, { optional }] of after.columns) {
    if (!tables.has(table(name)) || optional) continue;
    if (before.columns.get(name)?.optional !== false) {
      problems.push(`${name} must be filled`);
    }
  }
  for (const [name, demand] of after.demands) {
    if (!tables.has(table(name)) || before.demands.get(name) === demand) {
      continue;
    }
    problems.push(`${name} demands: ${demand}`);
  }
  for (const name of before.functions) {
    if (!after.functions.has(name)) problems.push(`${name} is gone`);
  }
  return problems;
}

/** Judged by hand: why a replica of the version before goes on all the same. */
const JUDGED: Record<string, RegExp[]> = {
  // Of columns that come with it, and which only the database writes to
  '20261121120000_leads.js': [/^leads\.leads_(active_tests|outcome)_check /],
  // It copies what it is told of to a table that comes with it
  '20261121160000_history.js': [/^test_executions\.test_(came_)?ended /],
  // The same checks in other words
  '20261121220000_lead_checks.js': [/^leads\.leads_\w+_check demands/],
};

it('each migration leaves alone what the version before needs', async () => {
  const knex = await databases.init('POSTGRES_18');
  const [, names] = await knex.migrate.list({ directory: MIGRATIONS });
  const files = (names as { file: string }[]).map(({ file }) => file);
  expect(files.length).toBeGreaterThan(10);
  const problems: string[] = [];
  let before = await catalogOf(knex);
  for (const name of files) {
    expect(name).toMatch(NAME);
    await knex.migrate.up({ directory: MIGRATIONS, name });
    const after = await catalogOf(knex);
    const judged = JUDGED[name] ?? [];
    problems.push(
      ...broken(before, after)
        .filter(problem => !judged.some(known => known.test(problem)))
        .map(problem => `${name}: ${problem}`),
    );
    before = after;
  }
  expect(problems).toEqual([]);
});

it('several replicas that start at once bring one schema about', async () => {
  const knex = await databases.init('POSTGRES_18');
  const logger = mockServices.logger.mock();
  const options = { directory: MIGRATIONS, logger };
  await Promise.all([1, 2, 3].map(() => migrate(knex, options)));
  const [{ count }] = await knex('knex_migrations').count();
  const [{ names }] = await knex('knex_migrations').countDistinct({
    names: 'name',
  });
  expect(Number(count)).toBe(Number(names));
  expect(await knex('queue_state').first()).toMatchObject({ paused_at: null });
  expect(logger.warn).not.toHaveBeenCalled();
});

describe('with all but the last change', () => {
  const LAST = '20261122000500_queue_state.js';
  let knex: Knex;
  let logger: ReturnType<typeof mockServices.logger.mock>;
  let options: Parameters<typeof migrate>[1];

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
  });
  beforeEach(async () => {
    logger = mockServices.logger.mock();
    options = { directory: MIGRATIONS, logger, lockTimeoutMs: 50, pauseMs: 20 };
    await migrate(knex, options);
    await knex.migrate.down({ directory: MIGRATIONS, name: LAST });
  });
  const done = async () =>
    (await knex('knex_migrations').where({ name: LAST })).length === 1;

  it('lets others pass while a table is busy, and then goes on', async () => {
    const reader = await knex.transaction();
    await reader('workers').select();
    let heard = () => {};
    const waits = new Promise<void>(resolve => {
      heard = resolve;
    });
    logger.warn.mockImplementation(() => heard());
    const migrating = migrate(knex, options);
    await waits;
    expect(await done()).toBe(false);
    await reader.rollback();
    await migrating;
    expect(await done()).toBe(true);
  });

  it('says who to look for when a table is busy all the time', async () => {
    const reader = await knex.transaction();
    await reader('workers').select();
    await expect(migrate(knex, { ...options, tries: 2 })).rejects.toThrow(
      'Look for long transactions in pg_stat_activity',
    );
    await reader.rollback();
  });

  it('goes on where somebody was killed', async () => {
    await knex('knex_migrations_lock').update({ is_locked: 1 });
    await migrate(knex, { ...options, markIsOldAfterMs: 0 });
    expect(await done()).toBe(true);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('was killed'),
    );
  });

  it('starts on the tables of a newer version', async () => {
    await knex('knex_migrations').insert({
      name: '29990101000000_newer.js',
      batch: 99,
      migration_time: new Date(),
    });
    await migrate(knex, options);
    expect(await done()).toBe(true);
    await knex('knex_migrations').where({ batch: 99 }).delete();
  });
});
