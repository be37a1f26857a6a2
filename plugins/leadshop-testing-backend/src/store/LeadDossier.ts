/* What else is stored of a lead, for the person who asks what there is. */
import { Knex } from 'knex';
import { LeadDossier } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { rejectedRowsOf } from './rejectedRows';

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
      `SELECT i.import_id, i.row, i.cells, i.problems FROM import_errors i
       JOIN (${rejectedRowsOf('SELECT CAST(:leadId AS uuid) AS id')}) r
         ON r.import_id = i.import_id AND r.row = i.row
       ORDER BY i.import_id, i.row`,
      { leadId },
    );
    return rows;
  }
}
