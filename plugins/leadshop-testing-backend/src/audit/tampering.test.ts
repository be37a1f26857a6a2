/*
 * What somebody with all rights in the database can do to the audit trail, with
 * the triggers out of the way, and whether it is found.
 */
import { createSecretKey, randomBytes } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import { AuditVerification } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { migrated } from '../__testUtils__/storedTests';
import { AUDIT_COLUMNS, AuditRow, digestOf } from './auditEvent';
import { AuditKeys } from './AuditKeys';
import { AuditSequencer } from './AuditSequencer';
import { AuditTrail } from './AuditTrail';
import { AuditVerifier } from './AuditVerifier';
import { linkHash } from './chain';

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

/** Past the triggers, as a superuser can. */
async function tamper(sql: string, bindings: Knex.RawBinding[] = []) {
  await knex.transaction(async trx => {
    await trx.raw(`SET LOCAL session_replication_role = replica`);
    for (const statement of sql.split(';').filter(part => part.trim())) {
      await trx.raw(
        statement,
        bindings.slice(0, statement.split('?').length - 1),
      );
    }
  });
}

/** A trail of eight chained events with a checkpoint after the sixth. */
async function wholeTrail(by = keys): Promise<string[]> {
  await tamper(
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
    if (n === 2) await sequencer.chain();
    if (n === 6) await sequencer.chain({ checkpoint: true });
  }
  await sequencer.chain();
  const rows = await knex('audit_chain').orderBy('position').select('event_id');
  return rows.map(row => row.event_id);
}

const verify = (by = keys) => trailWith(by).verifier.verify();

/** Makes all links anew, as who knows how it is done can. */
async function rechain() {
  const { rows } = await knex.raw(
    `SELECT c.position::float8 AS position, ${AUDIT_COLUMNS} FROM audit_chain c
     JOIN audit_events e ON e.id = c.event_id ORDER BY c.position`,
  );
  let hash: Buffer = Buffer.alloc(32);
  for (const row of rows as (AuditRow & { position: number })[]) {
    const digest = digestOf(row);
    hash = linkHash(hash, row.position, digest);
    await tamper(
      `UPDATE audit_chain SET digest = ?, hash = ? WHERE position = ?`,
      [digest, hash, row.position],
    );
  }
  await tamper(`UPDATE audit_sequencer SET hash = ?`, [hash]);
}

/** Takes an entry out, and moves the links behind it up. */
async function takeOut(position: number, id: string) {
  await tamper(`DELETE FROM audit_events WHERE id = ?`, [id]);
  await tamper(`DELETE FROM audit_chain WHERE position = ?`, [position]);
  await tamper(
    `UPDATE audit_chain SET position = position - 1 WHERE position > ?`,
    [position],
  );
  await tamper(`UPDATE audit_sequencer SET position = position - 1`);
}

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

interface Crime {
  name: string;
  commit(ids: string[]): Promise<unknown>;
  finds: (ids: string[]) => Partial<AuditVerification['first_bad'] & object>;
}

const CRIMES: Crime[] = [
  {
    name: 'an entry is altered',
    commit: ids =>
      tamper(
        `UPDATE audit_events SET actor = 'user:default/bob' WHERE id = ?`,
        [ids[3]],
      ),
    finds: ids => ({ problem: 'altered', id: ids[3], position: 4 }),
  },
  {
    name: 'the time of an entry is altered',
    commit: ids =>
      tamper(
        `UPDATE audit_events SET occurred_at = occurred_at + interval '1 second' WHERE id = ?`,
        [ids[3]],
      ),
    finds: ids => ({ problem: 'altered', id: ids[3], position: 4 }),
  },
  {
    name: 'an entry is altered and the chain made to fit',
    commit: async ids => {
      await tamper(`UPDATE audit_events SET reason = 'none' WHERE id = ?`, [
        ids[6],
      ]);
      await rechain();
    },
    finds: ids => ({ problem: 'altered', id: ids[6], position: 7 }),
  },
  {
    name: 'an entry is deleted',
    commit: ids => tamper(`DELETE FROM audit_events WHERE id = ?`, [ids[3]]),
    finds: ids => ({ problem: 'missing', id: ids[3], position: 4 }),
  },
  {
    name: 'an entry is deleted with its link',
    commit: ids =>
      tamper(`DELETE FROM audit_events WHERE id = ?;`, [ids[3]]).then(() =>
        tamper(`DELETE FROM audit_chain WHERE position = 4`),
      ),
    finds: () => ({ problem: 'missing', id: null, position: 4 }),
  },
  {
    name: 'an entry is deleted and the chain made to fit',
    commit: async ids => {
      await takeOut(4, ids[3]);
      await rechain();
    },
    // By the checkpoint that saw six
    finds: ids => ({ problem: 'altered', id: ids[6], position: 6 }),
  },
  {
    name: 'two links change places',
    commit: async () => {
      await tamper(`UPDATE audit_chain SET position = 99 WHERE position = 3`);
      await tamper(`UPDATE audit_chain SET position = 3 WHERE position = 4`);
      await tamper(`UPDATE audit_chain SET position = 4 WHERE position = 99`);
    },
    finds: ids => ({ problem: 'reordered', id: ids[3], position: 3 }),
  },
  {
    name: 'two entries change places',
    commit: ids =>
      tamper(
        `UPDATE audit_events e SET target_id = o.target_id, details = o.details,
           actor = o.actor, signature = o.signature
         FROM audit_events o WHERE e.id = ? AND o.id = ?`,
        [ids[2], ids[4]],
      ),
    finds: ids => ({ problem: 'altered', id: ids[2], position: 3 }),
  },
  {
    name: 'an entry is put in, as if it had been there',
    commit: () =>
      tamper(
        `INSERT INTO audit_events (id, occurred_at, txid, action, outcome)
         SELECT gen_random_uuid(), min(occurred_at), min(txid::text::bigint)::text::xid8,
           'lead.erase', 'succeeded' FROM audit_events`,
      ),
    finds: () => ({ problem: 'inserted', position: null }),
  },
  {
    name: 'an entry is put in as a new one, and chained',
    commit: async () => {
      await tamper(
        `INSERT INTO audit_events (id, occurred_at, action, outcome)
         SELECT ?, max(occurred_at) + interval '2 hours', 'lead.erase', 'succeeded'
         FROM audit_events`,
        [uuidv7()],
      );
      await trailWith(keys).sequencer.chain();
    },
    finds: () => ({ problem: 'inserted', position: EVENTS + 1 }),
  },
  {
    name: 'an entry is put in with a signature of another one',
    commit: async () => {
      await tamper(
        `INSERT INTO audit_events (id, action, outcome, key_id, signature)
         SELECT gen_random_uuid(), 'lead.erase', 'succeeded', key_id, signature
         FROM audit_events LIMIT 1`,
      );
      await trailWith(keys).sequencer.chain();
    },
    finds: () => ({ problem: 'altered', position: EVENTS + 1 }),
  },
  {
    name: 'the last entries are cut off',
    commit: ids =>
      tamper(`DELETE FROM audit_events WHERE id = ANY (?::uuid[])`, [
        ids.slice(5),
      ]),
    finds: ids => ({ problem: 'truncated', id: ids[5], position: 6 }),
  },
  {
    name: 'the last entries are cut off with their links',
    commit: async ids => {
      await tamper(`DELETE FROM audit_events WHERE id = ANY (?::uuid[])`, [
        ids.slice(5),
      ]);
      await tamper(`DELETE FROM audit_chain WHERE position > 5`);
    },
    finds: () => ({ problem: 'truncated', position: 6 }),
  },
  {
    name: 'the sequencer is made to forget them, too',
    commit: async ids => {
      await tamper(`DELETE FROM audit_events WHERE id = ANY (?::uuid[])`, [
        ids.slice(5),
      ]);
      await tamper(`DELETE FROM audit_chain WHERE position > 5`);
      await tamper(
        `UPDATE audit_sequencer SET position = 5, hash = c.hash
         FROM audit_chain c WHERE c.position = 5`,
      );
    },
    finds: () => ({ problem: 'truncated', position: 6 }),
  },
  {
    name: 'everything is truncated',
    commit: () => tamper(`TRUNCATE audit_events; TRUNCATE audit_chain`),
    finds: () => ({ problem: 'truncated', position: 1 }),
  },
  {
    name: 'the beginning is cut off, and a checkpoint says that it may be',
    commit: async () => {
      await tamper(
        `INSERT INTO audit_checkpoints (position, hash, dropped_before)
         SELECT position, hash, now() FROM audit_chain WHERE position = 4`,
      );
      await tamper(
        `DELETE FROM audit_events e USING audit_chain c
         WHERE c.event_id = e.id AND c.position <= 4`,
      );
      await tamper(`DELETE FROM audit_chain WHERE position <= 4`);
    },
    finds: () => ({ problem: 'altered', position: 4 }),
  },
  {
    name: 'a checkpoint is altered',
    commit: () =>
      tamper(
        `UPDATE audit_checkpoints SET created_at = now(), hash = decode(repeat('ab', 32), 'hex')
         WHERE position = 6`,
      ),
    finds: () => ({ problem: 'altered', position: 6 }),
  },
];

it.each(CRIMES)('finds that $name', async ({ commit, finds }) => {
  const ids = await wholeTrail();
  await commit(ids);
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
  await tamper(`DELETE FROM audit_events WHERE id = ANY (?::uuid[])`, [
    ids.slice(5),
  ]);
  await tamper(`DELETE FROM audit_chain WHERE position > 5`);
  await tamper(`DELETE FROM audit_checkpoints WHERE position > 5`);
  await tamper(
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
  await tamper(`UPDATE audit_events SET reason = 'none' WHERE id = ?`, [
    ids[7],
  ]);
  await rechain();
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
