import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { plansOf } from '../__testUtils__/plans';
import { migrated } from '../__testUtils__/storedTests';
import { Attempts, MAX_DIFFERENT } from './Attempts';
import { NewAuditEvent } from './auditEvent';
import { AUDIT_FORMATS } from './auditFile';
import { AuditKeys } from './AuditKeys';
import { AuditFilter, AuditStore } from './AuditStore';
import { AuditTrail } from './AuditTrail';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const trail = new AuditTrail(new AuditKeys([]));
const logger = mockServices.logger.mock();
let knex: Knex;
let store: AuditStore;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  store = new AuditStore(knex);
});
beforeEach(async () => {
  await knex.transaction(async trx => {
    await trx.raw(`SET LOCAL session_replication_role = replica`);
    await trx.raw(`TRUNCATE audit_events`);
  });
});

const ANN = 'user:default/ann';
const EVENTS: NewAuditEvent[] = [
  { actor: ANN, action: 'lead.create', target: { type: 'lead', id: 'a' } },
  { actor: ANN, action: 'lead.erase', target: { type: 'lead', id: 'a' } },
  { actor: 'service:ci', action: 'test.start', request_id: 'r-1' },
  {
    actor: 'user:default/eve',
    action: 'lead.erase',
    outcome: 'refused',
    reason: `Permission 'manage_leads' required`,
  },
  { actor: null, action: 'api.read', outcome: 'refused' },
];

describe('the list', () => {
  const all = { limit: 50, cursor: undefined };
  const found = async (filter: AuditFilter) =>
    (await store.page(filter, all)).events.map(
      event => `${event.actor} ${event.action}`,
    );

  beforeEach(async () => {
    for (const event of EVENTS) await trail.record(knex, event);
  });

  it.each<[string, AuditFilter, number[]]>([
    ['nothing', {}, [4, 3, 2, 1, 0]],
    ['who', { actor: ANN }, [1, 0]],
    ['what', { action: ['lead.erase', 'test.start'] }, [3, 2, 1]],
    ['how', { outcome: ['refused'] }, [4, 3]],
    ['how, of several', { outcome: ['refused', 'succeeded'] }, [4, 3, 2, 1, 0]],
    ['on what', { target_type: 'lead', target_id: 'a' }, [1, 0]],
    ['which request', { request_id: 'r-1' }, [2]],
    ['when', { to: '2000-01-01T00:00:00Z' }, []],
    ['since when', { from: '2000-01-01T00:00:00Z', actor: ANN }, [1, 0]],
  ])('is narrowed by %s', async (_, filter, indexes) => {
    expect(await found(filter)).toEqual(
      indexes.map(i => `${EVENTS[i].actor} ${EVENTS[i].action}`),
    );
  });

  it('goes on where a page ended', async () => {
    const seen: string[] = [];
    let cursor: Awaited<ReturnType<typeof store.page>>['next'];
    do {
      const page = await store.page({}, { limit: 2, cursor });
      expect(page.total).toBe(EVENTS.length);
      seen.push(...page.events.map(({ id }) => id));
      cursor = page.next;
    } while (cursor);
    expect(new Set(seen).size).toBe(EVENTS.length);
    expect(seen).toHaveLength(EVENTS.length);
  });

  it.each<[string, AuditFilter, string]>([
    ['all', {}, 'pkey'],
    ['of a user', { actor: 'user:default/rare' }, 'actor'],
    ['of an action', { action: ['leads.erase'] }, 'action'],
    ['refused', { outcome: ['refused'] }, 'outcome'],
    ['on a target', { target_id: 'rare' }, 'target'],
    ['of a request', { request_id: 'rare' }, 'request'],
  ])('is read by an index: %s', async (_, filter, index) => {
    await knex.raw(
      `INSERT INTO audit_events (id, actor, action, outcome, target_id, request_id)
       SELECT gen_random_uuid(), 'user:default/' || n % 50, 'test.start', 'succeeded', n, n
       FROM generate_series(1, 20000) n`,
    );
    await knex.raw('ANALYZE audit_events');
    const [page] = await plansOf(knex, () => store.page(filter, all));
    expect(page.plan).toMatch(
      new RegExp(`Index.* (Scan|Scan Backward) .*${index}`),
    );
    expect(page.plan).not.toMatch(
      /Seq Scan on audit_events_\S+ e(_1)?\s.*rows=[1-9]\d{3}/,
    );
  });
});

describe('a file', () => {
  async function text(format: 'csv' | 'json'): Promise<string> {
    let whole = '';
    for await (const chunk of AUDIT_FORMATS[format].chunks(store.all({}))) {
      whole += chunk;
    }
    return whole;
  }

  it('has every event, and in CSV no formula', async () => {
    const name = '=HYPERLINK("https://evil.example")';
    await trail.record(knex, {
      actor: ANN,
      action: 'lead.create',
      target: { type: 'lead', id: 'a', name },
    });
    await knex.raw(
      `INSERT INTO audit_events (id, action, outcome)
       SELECT gen_random_uuid(), 'test.start', 'succeeded' FROM generate_series(1, 2500)`,
    );
    const json = JSON.parse(await text('json'));
    expect(json).toHaveLength(2501);
    expect(json[2500].target.name).toBe(name);
    const lines = (await text('csv')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(2502);
    expect(lines[2501]).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
  });

  it('of nothing is empty', async () => {
    expect(JSON.parse(await text('json'))).toEqual([]);
    expect((await text('csv')).trimEnd().split('\r\n')).toHaveLength(1);
  });
});

describe('a flood of refusals', () => {
  const refused = (n: number): NewAuditEvent => ({
    actor: `user:default/${n}`,
    action: 'lead.erase',
    outcome: 'refused',
    reason: 'Permission required',
  });
  const events = async () =>
    (await store.page({}, { limit: 500, cursor: undefined })).events;

  it('of one kind is two events a minute', async () => {
    const attempts = new Attempts({ knex, trail, logger });
    for (let n = 0; n < 1_000; n++) await attempts.record(refused(1));
    expect(await events()).toHaveLength(1);
    await attempts.stop();
    const [counted, first] = await events();
    expect(counted.details).toEqual({ count: 999 });
    expect(first.details).toEqual({});
  });

  it('of many kinds cannot fill the table', async () => {
    const attempts = new Attempts({ knex, trail, logger });
    for (let n = 0; n < 600; n++) await attempts.record(refused(n));
    await attempts.flush();
    const written = await events();
    expect(written).toHaveLength(MAX_DIFFERENT + 1);
    expect(written[0]).toMatchObject({
      actor: null,
      details: { count: 600 - MAX_DIFFERENT },
    });
    // The next minute tells them apart again
    await attempts.record(refused(1));
    await attempts.stop();
    expect(await events()).toHaveLength(MAX_DIFFERENT + 2);
  });

  it('is counted where a replica that is killed does not take it along', async () => {
    const killed = new Attempts({ knex, trail, logger });
    await killed.record(refused(1));
    const kept = new Promise<void>(resolve => {
      knex.on('query-response', (_, { sql }: { sql: string }) => {
        if (sql.includes('INTO audit_attempts')) resolve();
      });
    });
    await killed.record(refused(1));
    await killed.record(refused(1));
    await kept;
    // It is not heard of any more; another one leaves it alone for a while
    const other = new Attempts({ knex, trail, logger });
    await other.flush();
    expect(await events()).toHaveLength(1);
    await knex('audit_attempts').update({
      counted_at: knex.raw(`now() - interval '1 hour'`),
    });
    await other.flush();
    const [counted] = await events();
    expect(counted).toMatchObject({
      actor: 'user:default/1',
      outcome: 'refused',
      details: { count: 2 },
    });
    await other.stop();
    await killed.stop();
    expect(await events()).toHaveLength(2);
    expect(await knex('audit_attempts')).toEqual([]);
  });

  it('ends a request with its refusal also when nothing can be written', async () => {
    const broken = {
      record: async () => {
        throw new Error('No database');
      },
    } as unknown as AuditTrail;
    const attempts = new Attempts({ knex, trail: broken, logger });
    await attempts.record(refused(1));
    await attempts.stop();
    expect(logger.error.mock.calls.join()).toMatch(
      /lead.erase by user:default\/1 was refused/,
    );
  });
});
