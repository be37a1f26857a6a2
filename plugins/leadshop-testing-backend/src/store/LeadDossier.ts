/* What else is stored of a lead, for the person who asks what there is. */
import { Knex } from 'knex';
import { LeadDossier } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { StoredArtifact } from './rows';
import { withRejectedRows } from './rejectedRows';

/** A file that a step of one of its tests left. */
export interface LeadArtifact extends StoredArtifact {
  test_id: string;
  step_name: string;
}

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

  /** Files that its tests left, test by test, the oldest first. */
  async *artifacts(leadId: string): AsyncGenerator<LeadArtifact> {
    for (const testId of await this.testIds(leadId)) {
      const { rows } = await this.#knex.raw(
        `SELECT s.step_name, a.value AS artifact FROM test_step_results s
         CROSS JOIN LATERAL jsonb_array_elements(s.artifacts) WITH ORDINALITY AS a(value, place)
         WHERE s.execution_id = ? ORDER BY s.step_number, a.place`,
        [testId],
      );
      for (const { step_name, artifact } of rows as {
        step_name: string;
        artifact: StoredArtifact;
      }[]) {
        yield { ...artifact, test_id: testId, step_name };
      }
    }
  }

  /** Rows of imported files that an erasure of the lead would delete. */
  async importRows(leadId: string): Promise<LeadDossier['import_rows']> {
    const found = new Map<string, LeadDossier['import_rows'][number]>();
    const lead = {
      sql: 'SELECT CAST(:leadId AS uuid) AS id',
      bindings: { leadId },
    };
    await withRejectedRows(this.#knex, lead, async (sql, bindings) => {
      const { rows } = await this.#knex.raw(
        `SELECT i.import_id, i.row, i.cells, i.problems FROM import_errors i
         JOIN (${sql}) r ON r.import_id = i.import_id AND r.row = i.row
         ORDER BY i.import_id, i.row`,
        bindings,
      );
      for (const row of rows as LeadDossier['import_rows']) {
        found.set(`${row.import_id} ${row.row}`, row);
      }
    });
    return [...found.values()];
  }
}
