/* Rows of a file that people are told of: rejected, repeated, or with a warning. */
import { ClientBase } from 'pg';
import {
  ImportErrorRow,
  ImportProblem,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { personKeys } from '../personKeys';
import { copyLine, copyRows } from './copying';

/** A row with problems. */
export interface ErrorRow {
  row: number;
  outcome: ImportErrorRow['outcome'];
  /** JSON of the cells. */
  cells: string;
  problems: readonly ImportProblem[];
  duplicate_row: number | null;
  duplicate_lead_id: string | null;
  email_key: string | null;
}

/** Stores rows with problems. */
export async function copyErrorRows(
  client: ClientBase,
  importId: string,
  rows: readonly ErrorRow[],
  signal: AbortSignal,
): Promise<void> {
  await copyRows(
    client,
    `import_errors (import_id, row, outcome, cells, problems, duplicate_row,
       duplicate_lead_id, email_key, person_keys)`,
    rows,
    some => some.map(row => `${lineOf(importId, row)}\n`).join(''),
    signal,
  );
}

function lineOf(importId: string, row: ErrorRow): string {
  return copyLine([
    importId,
    row.row,
    row.outcome,
    row.cells,
    JSON.stringify(row.problems),
    row.duplicate_row,
    row.duplicate_lead_id,
    row.email_key,
    // The others name their lead, or have an address that can be read
    row.outcome === 'rejected'
      ? `{${personKeys(JSON.parse(row.cells)).join(',')}}`
      : null,
  ]);
}
