import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { z } from 'zod';
import { StepError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { LEAD_LIMITS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { NormalisedLead } from './normalise';
import { registrableDomain } from './website';

const PROBES = [
  'bad_status',
  'missing_website_url',
  'business_name_too_long',
  'duplicate_id',
] as const;

/** What the database did with a lead. */
export const storageProbeSchema = z.object({
  inserted: z.boolean(),
  read_back_equal: z.boolean(),
  updated_to_version: z.int(),
  stale_update_refused: z.boolean(),
  rolled_back: z.boolean(),
  constraint_probes: z.array(
    z.object({
      probe: z.enum(PROBES),
      refused: z.boolean(),
      /** PostgreSQL's SQLSTATE, such as 23514 for a CHECK. */
      sqlstate: z.string().nullable(),
    }),
  ),
});
/** What the database did with a lead. */
export type StorageProbe = z.infer<typeof storageProbeSchema>;

type LeadRow = Record<string, string | number | null>;

// Class 23 is "integrity constraint violation"
const isConstraintViolation = (code: string | null) =>
  code?.startsWith('23') ?? false;

function sqlstate(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
}

/** A connection that broke, a server that is full or starting, a deadlock. */
const PASSING = /^(08|40|53|57)/;

/** The message of the database may hold values of the lead, so it stays out. */
function databaseFailure(error: unknown, learnt: StorageProbe): StepError {
  const code = sqlstate(error);
  return new StepError(
    `The database did not store the lead (${
      code ?? 'connection lost'
    }); check the database and the migrations of this plugin`,
    {
      fault: 'leadshop',
      retryable: code === null || PASSING.test(code),
      details: { storage: learnt },
      cause: error,
    },
  );
}

/** Ends the transaction without keeping anything. */
class RollBack extends Error {}

function rowOf(lead: NormalisedLead): LeadRow & { id: string } {
  return {
    ...lead,
    id: randomUUID(),
    email_key: lead.email,
    domain_key: registrableDomain(lead.website_url),
    created_by: 'pipeline test',
  };
}

function wrongRows(written: LeadRow, read: LeadRow | undefined): string[] {
  if (!read) return Object.keys(written);
  return Object.keys(written).filter(column => {
    const value = read[column];
    const expected = written[column];
    // numeric comes back as text, because it can be larger than a double
    return typeof expected === 'number'
      ? Number(value) !== expected
      : value !== expected;
  });
}

/**
 * Writes, reads, updates and probes a lead in the real table, in one
 * transaction that is always rolled back.
 */
export async function probeLeadStorage(
  knex: Knex,
  lead: NormalisedLead,
  options: { signal: AbortSignal },
): Promise<StorageProbe> {
  const row = rowOf(lead);
  const learnt: StorageProbe = {
    inserted: false,
    read_back_equal: false,
    updated_to_version: 1,
    stale_update_refused: false,
    rolled_back: false,
    constraint_probes: [],
  };
  const broken = (message: string): never => {
    throw new StepError(message, {
      fault: 'leadshop',
      details: { storage: learnt },
    });
  };
  const update = (trx: Knex.Transaction, fromVersion: number) =>
    trx('leads')
      .where({ id: row.id, version: fromVersion })
      .update({ status: 'processing', version: fromVersion + 1 });

  const work = async (trx: Knex.Transaction) => {
    await trx('leads').insert(row);
    learnt.inserted = true;
    options.signal.throwIfAborted();

    const wrong = wrongRows(
      row,
      await trx('leads').where('id', row.id).first(),
    );
    if (wrong.length > 0) {
      broken(
        `The database gave back other values than were written in ${wrong.join(
          ', ',
        )}; compare the table leads with the migrations`,
      );
    }
    learnt.read_back_equal = true;

    if ((await update(trx, 1)) !== 1) {
      broken('An update of a lead that was just written changed nothing');
    }
    learnt.updated_to_version = 2;
    learnt.stale_update_refused = (await update(trx, 1)) === 0;
    if (!learnt.stale_update_refused) {
      broken('An update with an old version was accepted');
    }
    options.signal.throwIfAborted();

    const bad: Record<(typeof PROBES)[number], LeadRow> = {
      bad_status: { ...row, id: randomUUID(), status: 'not-a-status' },
      missing_website_url: { ...row, id: randomUUID(), website_url: null },
      business_name_too_long: {
        ...row,
        id: randomUUID(),
        business_name: 'x'.repeat(LEAD_LIMITS.business_name + 1),
      },
      duplicate_id: row,
    };
    for (const probe of PROBES) {
      // A nested transaction is a savepoint: a refusal ends it alone
      const code = await trx
        .transaction(async savepoint => {
          await savepoint('leads').insert(bad[probe]);
          return null;
        })
        .catch(error => {
          const refusal = sqlstate(error);
          if (isConstraintViolation(refusal)) return refusal;
          throw error;
        });
      learnt.constraint_probes.push({
        probe,
        refused: code !== null,
        sqlstate: code,
      });
    }
    throw new RollBack();
  };

  const writeAndLook = async () => {
    try {
      await knex.transaction(work);
    } catch (error) {
      if (!(error instanceof RollBack)) throw error;
    }
    return knex('leads').where('id', row.id).first('id');
  };
  const remaining = await writeAndLook().catch(error => {
    if (error instanceof StepError) throw error;
    options.signal.throwIfAborted();
    throw databaseFailure(error, learnt);
  });
  learnt.rolled_back = remaining === undefined;
  if (!learnt.rolled_back) broken('A lead that was rolled back is still there');

  const accepted = learnt.constraint_probes.filter(p => !p.refused);
  if (accepted.length > 0) {
    broken(
      `The table leads accepted what it must refuse: ${accepted
        .map(p => p.probe)
        .join(', ')}; run the migrations of this plugin`,
    );
  }
  return learnt;
}
