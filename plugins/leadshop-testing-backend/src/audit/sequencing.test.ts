/* In what order events are chained, and that nobody waits for it. */
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migrated } from '../__testUtils__/storedTests';
import { AuditKeys } from './AuditKeys';
import { AuditPartitions } from './AuditPartitions';
import { AuditSequencer } from './AuditSequencer';
import { AuditTrail } from './AuditTrail';
import { AuditVerifier } from './AuditVerifier';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const logger = mockServices.logger.mock();
const keys = new AuditKeys([]);
const trail = new AuditTrail(keys);
const DAY_MS = 86_400_000;

let knex: Knex;
let sequencer: AuditSequencer;
let verifier: AuditVerifier;

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  sequencer = new AuditSequencer({ knex, keys, logger });
  verifier = new AuditVerifier({ knex, keys });
});

const record = (id: string, db: Knex = knex) =>
  trail.record(db, {
    actor: 'user:default/ann',
    action: 'lead.update',
    target: { type: 'lead', id },
  });

const partitionsOf = (retentionMs: number) =>
  new AuditPartitions({
    knex,
    trail,
    sequencer,
    verifier,
    retentionMs,
    logger,
  });

/** What was chained, in order. */
async function chained(): Promise<string[]> {
  const rows = await knex('audit_chain as c')
    .join('audit_events as e', 'e.id', 'c.event_id')
    .orderBy('c.position')
    .select('e.target_id');
  return rows.map(row => row.target_id);
}

describe('the chain', () => {
  it('has events in the order in which they were committed', async () => {
    const slow = await knex.transaction();
    await record('begun first', slow);
    await record('second');
    expect(await sequencer.chain()).toBe(1);
    await record('third');
    expect(await sequencer.chain()).toBe(1);
    await slow.commit();
    expect(await sequencer.chain()).toBe(1);
    expect(await chained()).toEqual(['second', 'third', 'begun first']);
    expect(await verifier.verify()).toMatchObject({ whole: true, checked: 3 });
    expect(await sequencer.chain()).toBe(0);
  });

  it('has nothing that was rolled back', async () => {
    const trx = await knex.transaction();
    await record('never was', trx);
    await trx.rollback();
    await record('was');
    await sequencer.chain();
    expect(await chained()).toEqual(['was']);
  });

  it('lets writers write while it is made, and others while they write', async () => {
    const writers = await Promise.all([knex.transaction(), knex.transaction()]);
    // Neither waits for the other, nor for whoever chains at this moment
    await knex.transaction(async trx => {
      await trx.raw(`SELECT pg_advisory_xact_lock(1398100050)`);
      await Promise.all(writers.map((writer, n) => record(`of ${n}`, writer)));
      // Another replica is at it
      await record('waits to be chained');
      expect(await sequencer.chain()).toBe(0);
    });
    await writers[1].commit();
    await writers[0].commit();
    expect(await sequencer.chain()).toBe(3);
  });

  it('has each event once, however many replicas make it', async () => {
    const replicas = [1, 2, 3].map(
      () => new AuditSequencer({ knex, keys, logger }),
    );
    const EVENTS = 120;
    const writing = Promise.all(
      Array.from({ length: EVENTS }, (_, n) => record(`lead-${n}`)),
    );
    let done = false;
    const ended = writing.then(() => {
      done = true;
    });
    await Promise.all(
      replicas.map(async replica => {
        while (!done) await replica.chain();
      }),
    );
    await ended;
    await sequencer.chain();
    const all = await chained();
    expect(all).toHaveLength(EVENTS);
    expect(new Set(all).size).toBe(EVENTS);
    expect(await verifier.verify()).toMatchObject({
      whole: true,
      checked: EVENTS,
      unchained: 0,
    });
  });

  it('goes on after a restore into another cluster', async () => {
    await record('before the dump');
    await sequencer.chain();
    await record('not chained when it was made');
    // As there: numbers of transactions begin anew
    await knex.raw(
      `UPDATE audit_sequencer SET seen = '999999999:999999999:'::pg_snapshot`,
    );
    expect(await verifier.verify()).toMatchObject({
      whole: true,
      unchained: 1,
    });
    await record('after the restore');
    expect(await sequencer.chain()).toBe(2);
    await record('later');
    expect(await sequencer.chain()).toBe(1);
    expect(await verifier.verify()).toMatchObject({ whole: true, checked: 4 });
  });

  it('is not made without its beginning', async () => {
    await knex('audit_sequencer').delete();
    await record('lead-1');
    await expect(sequencer.chain()).rejects.toThrow(/Restore it from a backup/);
    expect((await verifier.verify()).first_bad).toMatchObject({
      problem: 'truncated',
    });
  });
});

describe('months', () => {
  const months = async (): Promise<string[]> => {
    const { rows } = await knex.raw(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'audit_events'::regclass ORDER BY name`,
    );
    return (rows as { name: string }[]).map(({ name }) => name.slice(-7));
  };
  const monthsAgo = (n: number) => {
    const day = new Date();
    day.setUTCDate(15);
    day.setUTCMonth(day.getUTCMonth() - n);
    return day;
  };
  /** An event of another time. */
  async function recordAt(at: Date, id: string) {
    await knex.raw(`SELECT audit_add_partitions(?)`, [at]);
    await record(id);
    await knex.transaction(async trx => {
      await trx.raw(`SET LOCAL session_replication_role = replica`);
      await trx('audit_events')
        .where({ target_id: id })
        .update({ occurred_at: at });
    });
  }

  it('are made ahead of time, and once', async () => {
    await partitionsOf(DAY_MS).makeAhead();
    await partitionsOf(DAY_MS).makeAhead();
    expect(await months()).toEqual(
      [0, -1, -2].map(n =>
        monthsAgo(n).toISOString().slice(0, 7).replace('-', '_'),
      ),
    );
  });

  it('are dropped as a whole when their time is over, and the rest stays whole', async () => {
    await recordAt(monthsAgo(5), 'five months ago');
    await recordAt(monthsAgo(3), 'three months ago');
    await record('now');
    await sequencer.chain();
    logger.info.mockClear();
    const partitions = partitionsOf(120 * DAY_MS);
    expect(await partitions.dropOld()).toBe(1);
    expect(await partitions.dropOld()).toBe(0);
    await sequencer.chain();
    expect(await chained()).toEqual(['three months ago', 'now', null]);
    expect(await verifier.verify()).toMatchObject({ whole: true, checked: 3 });
    const event = await knex('audit_events').first().where({
      action: 'audit.retention',
    });
    expect(event).toMatchObject({
      actor: 'service:leadshop-testing',
      details: { events: 1, dropped_before: expect.any(String) },
    });
    expect(logger.info.mock.calls.join()).toMatch(
      /Audit checkpoint position=3 hash=\w+ dropped_before=/,
    );
  });

  it('take the links of the chain along', async () => {
    await record('old');
    await sequencer.chain();
    const inYears = new Date(Date.now() + 800 * DAY_MS);
    // All months that there are end before that; nothing can be recorded now
    await knex.raw(`SELECT audit_add_partitions(?)`, [inYears]);
    await knex.raw(`ALTER TABLE audit_events ALTER occurred_at
      SET DEFAULT clock_timestamp() + interval '800 days'`);
    expect(await partitionsOf(30 * DAY_MS).dropOld(inYears)).toBe(3);
    expect(await chained()).toEqual([]);
    expect(await verifier.verify()).toMatchObject({
      whole: true,
      unchained: 1,
      head: { position: 1 },
    });
  });

  it('stay when the chain is not whole', async () => {
    await recordAt(monthsAgo(5), 'five months ago');
    await sequencer.chain();
    await knex.transaction(async trx => {
      await trx.raw(`SET LOCAL session_replication_role = replica`);
      await trx('audit_events').update({ actor: 'user:default/bob' });
    });
    expect(await partitionsOf(60 * DAY_MS).dropOld()).toBe(0);
    expect(logger.error.mock.calls.join()).toMatch(
      /not whole, so nothing of it is dropped .* altered/,
    );
    expect(await months()).toHaveLength(4);
  });
});
