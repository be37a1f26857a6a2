/*
 * What somebody with all rights in the database can do to the audit trail, with
 * the triggers out of the way, and whether it is found.
 */
import { createSecretKey, randomBytes } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migrated } from '../__testUtils__/storedTests';
import { crimesOn, rechain, tamper } from './__testUtils__/crimes';
import { AuditKeys } from './AuditKeys';
import { AuditSequencer } from './AuditSequencer';
import { AuditTrail } from './AuditTrail';
import { AuditVerifier } from './AuditVerifier';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const key = createSecretKey(randomBytes(32));
const keys = new AuditKeys([{ id: 'test', key }]);
const logger = mockServices.logger.mock();
const EVENTS = 8;

let knex: Knex;

function trailWith(by: AuditKeys) {
  return {
    trail: new AuditTrail(by),
    sequencer: new AuditSequencer({ knex, keys: by, logger }),
    verifier: new AuditVerifier({ knex, keys: by }),
  };
}

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
});

/** A trail of eight chained events with a checkpoint after the sixth. */
async function wholeTrail(by = keys): Promise<string[]> {
  await tamper(
    knex,
    `TRUNCATE audit_events; TRUNCATE audit_chain; TRUNCATE audit_checkpoints;
     UPDATE audit_sequencer SET position = 0, hash = decode(repeat('00', 32), 'hex'),
       seen = pg_current_snapshot()`,
  );
  logger.info.mockClear();
  const { trail, sequencer } = trailWith(by);
  for (let n = 1; n <= EVENTS; n++) {
    await knex.transaction(trx =>
      trail.record(trx, {
        actor: 'user:default/ann',
        action: 'lead.update',
        target: { type: 'lead', id: `lead-${n}`, name: `Bakery ${n}` },
        details: { n },
      }),
    );
    if (n === 1) {
      // Until an hour later entries without a signature are taken for a new setting's
      await knex.raw(`SELECT audit_add_partitions(now() - interval '2 hours')`);
      await tamper(
        knex,
        `UPDATE audit_events SET occurred_at = now() - interval '2 hours'`,
      );
    }
    if (n === 2) await sequencer.chain();
    if (n === 6) await sequencer.chain({ checkpoint: true });
  }
  await sequencer.chain();
  const rows = await knex('audit_chain').orderBy('position').select('event_id');
  return rows.map(row => row.event_id);
}

const verify = (by = keys) => trailWith(by).verifier.verify();

it('is whole as long as nobody touches it', async () => {
  const ids = await wholeTrail();
  const found = await verify();
  expect(found).toMatchObject({
    whole: true,
    checked: EVENTS,
    first_bad: null,
    unchained: 0,
    unsigned: 0,
    head: { position: EVENTS },
    checkpoint: { position: 6, signed: true },
  });
  expect(new Set(ids).size).toBe(EVENTS);
  // The log has every checkpoint, to be held against the database
  const lines = logger.info.mock.calls.map(([line]) => String(line));
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(
    /^Audit checkpoint position=6 hash=[0-9a-f]{64} key=test signature=[0-9a-f]{64}$/,
  );
});

it.each([
  ['UPDATE audit_events SET actor = NULL'],
  ['DELETE FROM audit_events'],
  ['TRUNCATE audit_events'],
  ['UPDATE audit_chain SET position = position + 1'],
  ['DELETE FROM audit_chain'],
  ['TRUNCATE audit_chain'],
  ['DELETE FROM audit_checkpoints'],
  ['TRUNCATE audit_checkpoints'],
])('refuses %s', async sql => {
  await wholeTrail();
  await expect(knex.raw(sql)).rejects.toThrow(/append-only/);
  const month = new Date().toISOString().slice(0, 7).replace('-', '_');
  // Neither in a month; checkpoints have none
  const monthly = sql.replace(/audit_(events|chain)/, `$&_${month}`);
  await expect(knex.raw(monthly)).rejects.toThrow(/append-only/);
  expect(await verify()).toMatchObject({ whole: true });
});

it.each(crimesOn(EVENTS))('finds that $name', async ({ commit, finds }) => {
  const ids = await wholeTrail();
  const { sequencer } = trailWith(keys);
  await commit({ knex, ids, chain: () => sequencer.chain() });
  const { whole, first_bad } = await verify();
  expect({ whole, first_bad }).toEqual({
    whole: false,
    first_bad: expect.objectContaining(finds(ids)),
  });
  expect(first_bad?.message).toMatch(/[a-z]{3}/);
});

it('finds a cut-off end that left no trace, with a checkpoint of the log', async () => {
  const ids = await wholeTrail();
  const [, logged] = logger.info.mock.calls.map(([line]) =>
    /position=(\d+) hash=(\w+)/.exec(String(line)),
  );
  const checkpoint = { position: Number(logged?.[1]), hash: logged?.[2] ?? '' };
  const { verifier } = trailWith(keys);
  expect(await verifier.verify(checkpoint)).toMatchObject({ whole: true });
  await tamper(knex, `DELETE FROM audit_events WHERE id = ANY (?::uuid[])`, [
    ids.slice(5),
  ]);
  await tamper(knex, `DELETE FROM audit_chain WHERE position > 5`);
  await tamper(knex, `DELETE FROM audit_checkpoints WHERE position > 5`);
  await tamper(
    knex,
    `UPDATE audit_sequencer SET position = 5, hash = c.hash
     FROM audit_chain c WHERE c.position = 5`,
  );
  expect(await verify()).toMatchObject({ whole: true });
  expect((await verifier.verify(checkpoint)).first_bad).toMatchObject({
    problem: 'truncated',
    position: 6,
  });
});

it('without a key vouches for nothing, and says so', async () => {
  const none = new AuditKeys([]);
  const ids = await wholeTrail(none);
  expect(await verify(none)).toMatchObject({
    whole: true,
    unsigned: EVENTS,
    checkpoint: { signed: false },
  });
  await tamper(knex, `UPDATE audit_events SET reason = 'none' WHERE id = ?`, [
    ids[7],
  ]);
  await rechain(knex, 8);
  // What is lost: behind the last checkpoint it can be rewritten
  expect(await verify(none)).toMatchObject({ whole: true });
  // A key that comes later finds nothing wrong with what was before it
  expect(await verify()).toMatchObject({ whole: true, unsigned: EVENTS });
});

it('goes on with a new key, and knows the old one', async () => {
  await wholeTrail();
  const next = { id: 'next', key: createSecretKey(randomBytes(32)) };
  const both = new AuditKeys([next, { id: 'test', key }]);
  const { trail, sequencer } = trailWith(both);
  await trail.record(knex, { actor: null, action: 'lead.create' });
  await sequencer.chain({ checkpoint: true });
  expect(await verify(both)).toMatchObject({ whole: true, unsigned: 0 });
  expect(await verify(new AuditKeys([next]))).toMatchObject({
    whole: true,
    unsigned: EVENTS,
  });
  const { rows } = await knex.raw(
    `SELECT key_id FROM audit_checkpoints ORDER BY id`,
  );
  expect((rows as { key_id: string }[]).map(row => row.key_id)).toEqual([
    'test',
    'test',
    'next',
  ]);
});
