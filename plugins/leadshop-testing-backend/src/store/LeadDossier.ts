/* What else is stored of a lead, for the person who asks what there is. */
import { Knex } from 'knex';
import { LeadDossier } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Reads what other tables hold of a lead. */
export class LeadDossierStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Ids of its tests, the oldest first. */
  async testIds(leadId: string): Promise<string[]> {
    return this.#knex('test_executions')
      .where({ lead_id: leadId })
      .orderBy(['created_at', 'id'])
      .pluck('id');
  }

  /** Rows of imported files that an erasure of the lead would delete. */
  async importRows(leadId: string): Promise<LeadDossier['import_rows']> {
    const { rows } = await this.#knex.raw(
      `SELECT import_id, row, cells, problems FROM import_errors
       WHERE duplicate_lead_id = :leadId
         OR email_key = (SELECT email_key FROM leads WHERE id = :leadId)
       ORDER BY import_id, row`,
      { leadId },
    );
    return rows;
  }
}
