/*
 * What somebody with all rights in the database, but without the key, can do to
 * the audit trail.
 */
import { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import { AuditVerification } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AUDIT_COLUMNS, AuditRow, digestOf } from '../auditEvent';
import { AuditKeys } from '../AuditKeys';

/** Past the triggers, as a superuser can. */
export async function tamper(
  knex: Knex,
  sql: string,
  bindings: Knex.RawBinding[] = [],
) {
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

/** Makes links anew, as who knows how it is done, but not the key, can. */
export async function rechain(
  knex: Knex,
  from: number,
  keyId: string | null = null,
) {
  const { rows } = await knex.raw(
    `SELECT c.position::float8 AS position, ${AUDIT_COLUMNS} FROM audit_chain c
     JOIN audit_events e ON e.id = c.event_id ORDER BY c.position`,
  );
  let { hash } = await knex('audit_chain')
    .first('hash')
    .where({ position: from - 1 });
  for (const row of rows as (AuditRow & { position: number })[]) {
    if (row.position < from) continue;
    const digest = digestOf(row);
    ({ hash } = new AuditKeys([]).link(hash, row.position, digest));
    await tamper(
      knex,
      `UPDATE audit_chain SET digest = ?, hash = ?, key_id = ? WHERE position = ?`,
      [digest, hash, keyId, row.position],
    );
  }
  await tamper(knex, `UPDATE audit_sequencer SET hash = ?`, [hash]);
}

/** Takes an entry out, and moves the links behind it up. */
async function takeOut(knex: Knex, position: number, id: string) {
  await tamper(knex, `DELETE FROM audit_events WHERE id = ?`, [id]);
  await tamper(knex, `DELETE FROM audit_chain WHERE position = ?`, [position]);
  await tamper(
    knex,
    `UPDATE audit_chain SET position = position - 1 WHERE position > ?`,
    [position],
  );
  await tamper(knex, `UPDATE audit_sequencer SET position = position - 1`);
}

/** What is done, and what a check must say of it. */
export interface Crime {
  name: string;
  /** @param ids - of the entries, in the order of the chain */
  commit(scene: {
    knex: Knex;
    ids: string[];
    chain(): Promise<unknown>;
  }): Promise<unknown>;
  finds: (ids: string[]) => Partial<AuditVerification['first_bad'] & object>;
}

/** All of them, on a trail of so many entries with a checkpoint after the sixth. */
export const crimesOn = (entries: number): Crime[] => [
  {
    name: 'an entry is altered',
    commit: ({ knex, ids }) =>
      tamper(
        knex,
        `UPDATE audit_events SET actor = 'user:default/bob' WHERE id = ?`,
        [ids[3]],
      ),
    finds: ids => ({ problem: 'altered', id: ids[3], position: 4 }),
  },
  {
    name: 'the time of an entry is altered',
    commit: ({ knex, ids }) =>
      tamper(
        knex,
        `UPDATE audit_events SET occurred_at = occurred_at + interval '1 second' WHERE id = ?`,
        [ids[3]],
      ),
    finds: ids => ({ problem: 'altered', id: ids[3], position: 4 }),
  },
  {
    name: 'an entry is altered and the chain made to fit',
    commit: async ({ knex, ids }) => {
      await tamper(
        knex,
        `UPDATE audit_events SET reason = 'none' WHERE id = ?`,
        [ids[6]],
      );
      await rechain(knex, 7);
    },
    finds: ids => ({ problem: 'altered', id: ids[6], position: 7 }),
  },
  {
    name: 'an entry is deleted',
    commit: ({ knex, ids }) =>
      tamper(knex, `DELETE FROM audit_events WHERE id = ?`, [ids[3]]),
    finds: ids => ({ problem: 'missing', id: ids[3], position: 4 }),
  },
  {
    name: 'an entry is deleted with its link',
    commit: ({ knex, ids }) =>
      tamper(knex, `DELETE FROM audit_events WHERE id = ?;`, [ids[3]]).then(
        () => tamper(knex, `DELETE FROM audit_chain WHERE position = 4`),
      ),
    finds: () => ({ problem: 'missing', id: null, position: 4 }),
  },
  {
    name: 'an entry is deleted and the chain made to fit',
    commit: async ({ knex, ids }) => {
      await takeOut(knex, 4, ids[3]);
      await rechain(knex, 4);
    },
    finds: ids => ({ problem: 'reordered', id: ids[4], position: 4 }),
  },
  {
    name: 'an entry is deleted, the chain made to fit under a key that nobody has, and no checkpoint left',
    commit: async ({ knex, ids }) => {
      await takeOut(knex, 4, ids[3]);
      await rechain(knex, 4, 'lost');
      await tamper(knex, `DELETE FROM audit_checkpoints`);
    },
    finds: ids => ({ problem: 'reordered', id: ids[4], position: 4 }),
  },
  {
    name: 'a checkpoint saw another chain',
    commit: ({ knex }) =>
      tamper(
        knex,
        `UPDATE audit_checkpoints SET position = 5, key_id = NULL, signature = NULL
         WHERE position = 6`,
      ),
    finds: ids => ({ problem: 'altered', id: ids[4], position: 5 }),
  },
  {
    name: 'two links change places',
    commit: async ({ knex }) => {
      await tamper(
        knex,
        `UPDATE audit_chain SET position = 99 WHERE position = 3`,
      );
      await tamper(
        knex,
        `UPDATE audit_chain SET position = 3 WHERE position = 4`,
      );
      await tamper(
        knex,
        `UPDATE audit_chain SET position = 4 WHERE position = 99`,
      );
    },
    finds: ids => ({ problem: 'reordered', id: ids[3], position: 3 }),
  },
  {
    name: 'two entries change places',
    commit: ({ knex, ids }) =>
      tamper(
        knex,
        `UPDATE audit_events e SET target_id = o.target_id, details = o.details,
           actor = o.actor, signature = o.signature
         FROM audit_events o WHERE e.id = ? AND o.id = ?`,
        [ids[2], ids[4]],
      ),
    finds: ids => ({ problem: 'altered', id: ids[2], position: 3 }),
  },
  {
    name: 'an entry is put in, as if it had been there',
    commit: ({ knex }) =>
      tamper(
        knex,
        `INSERT INTO audit_events (id, occurred_at, txid, action, outcome)
         SELECT gen_random_uuid(), min(occurred_at), min(txid::text::bigint)::text::xid8,
           'lead.erase', 'succeeded' FROM audit_events`,
      ),
    finds: () => ({ problem: 'inserted', position: null }),
  },
  {
    name: 'an entry is put in as a new one, and chained',
    commit: async ({ knex, chain }) => {
      await tamper(
        knex,
        `INSERT INTO audit_events (id, occurred_at, action, outcome)
         SELECT ?, now(), 'lead.erase', 'succeeded'`,
        [uuidv7()],
      );
      await chain();
    },
    finds: () => ({ problem: 'inserted', position: entries + 1 }),
  },
  {
    name: 'an entry is put in as if signed with a key that nobody has',
    commit: async ({ knex, chain }) => {
      await tamper(
        knex,
        `INSERT INTO audit_events (id, action, outcome, key_id, signature)
         SELECT gen_random_uuid(), 'lead.erase', 'succeeded', 'lost', signature
         FROM audit_events LIMIT 1`,
      );
      await chain();
    },
    finds: () => ({ problem: 'inserted', position: entries + 1 }),
  },
  {
    name: 'an entry is put in with a signature of another one',
    commit: async ({ knex, chain }) => {
      await tamper(
        knex,
        `INSERT INTO audit_events (id, action, outcome, key_id, signature)
         SELECT gen_random_uuid(), 'lead.erase', 'succeeded', key_id, signature
         FROM audit_events LIMIT 1`,
      );
      await chain();
    },
    finds: () => ({ problem: 'altered', position: entries + 1 }),
  },
  {
    name: 'the last entries are cut off',
    commit: ({ knex, ids }) =>
      tamper(knex, `DELETE FROM audit_events WHERE id = ANY (?::uuid[])`, [
        ids.slice(5),
      ]),
    finds: ids => ({ problem: 'truncated', id: ids[5], position: 6 }),
  },
  {
    name: 'the last entries are cut off with their links',
    commit: async ({ knex, ids }) => {
      await tamper(
        knex,
        `DELETE FROM audit_events WHERE id = ANY (?::uuid[])`,
        [ids.slice(5)],
      );
      await tamper(knex, `DELETE FROM audit_chain WHERE position > 5`);
    },
    finds: () => ({ problem: 'truncated', position: 6 }),
  },
  {
    name: 'the sequencer is made to forget them, too',
    commit: async ({ knex, ids }) => {
      await tamper(
        knex,
        `DELETE FROM audit_events WHERE id = ANY (?::uuid[])`,
        [ids.slice(5)],
      );
      await tamper(knex, `DELETE FROM audit_chain WHERE position > 5`);
      await tamper(
        knex,
        `UPDATE audit_sequencer SET position = 5, hash = c.hash
         FROM audit_chain c WHERE c.position = 5`,
      );
    },
    finds: () => ({ problem: 'truncated', position: 6 }),
  },
  {
    name: 'everything is truncated',
    commit: ({ knex }) =>
      tamper(knex, `TRUNCATE audit_events; TRUNCATE audit_chain`),
    finds: () => ({ problem: 'truncated', position: 1 }),
  },
  {
    name: 'the beginning is cut off, and a checkpoint says that it may be',
    commit: async ({ knex }) => {
      await tamper(
        knex,
        `INSERT INTO audit_checkpoints (position, hash, dropped_before)
         SELECT position, hash, now() FROM audit_chain WHERE position = 4`,
      );
      await tamper(
        knex,
        `DELETE FROM audit_events e USING audit_chain c
         WHERE c.event_id = e.id AND c.position <= 4`,
      );
      await tamper(knex, `DELETE FROM audit_chain WHERE position <= 4`);
    },
    finds: () => ({ problem: 'altered', position: 4 }),
  },
  {
    name: 'a checkpoint is altered',
    commit: ({ knex }) =>
      tamper(
        knex,
        `UPDATE audit_checkpoints SET created_at = now(), hash = decode(repeat('ab', 32), 'hex')
         WHERE position = 6`,
      ),
    finds: () => ({ problem: 'altered', position: 6 }),
  },
];
