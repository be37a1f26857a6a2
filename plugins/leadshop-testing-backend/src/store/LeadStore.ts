import { Knex } from 'knex';
import {
  LEAD_LIMITS,
  LeadData,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

const FIELDS = [
  ...(Object.keys(LEAD_LIMITS) as (keyof typeof LEAD_LIMITS)[]),
  'annual_revenue',
  'employee_count',
] as const;

/** Leads, as far as running tests needs them. */
export class LeadStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Stores the lead of a test that came without `lead_id`. */
  async insert(
    trx: Knex.Transaction,
    id: string,
    lead: LeadData,
    userRef: string,
  ): Promise<void> {
    const given = Object.fromEntries(
      // An empty text says nothing, and the table refuses an empty name
      FIELDS.map(name => [name, lead[name] === '' ? null : lead[name] ?? null]),
    );
    await trx('leads').insert({ id, ...given, created_by: userRef });
  }

  /** A stored lead as a test uses it; undefined when unknown or erased. */
  async find(id: string): Promise<LeadData | undefined> {
    const row = await this.#knex('leads')
      .first(...FIELDS)
      .where({ id })
      .whereNull('erased_at');
    if (!row) return undefined;
    return {
      ...row,
      annual_revenue:
        row.annual_revenue === null ? null : Number(row.annual_revenue),
    };
  }
}
