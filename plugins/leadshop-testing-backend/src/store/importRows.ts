/* How rows of imports become what the wire shows. */
import {
  ColumnMapping,
  ImportErrorRow,
  ImportFormat,
  ImportProblem,
  ImportStatus,
  ImportSummary,
  LeadField,
  OnDuplicate,
  ProblemCount,
  UndoResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { iso } from './rows';

/** A row of `imports`, as {@link IMPORT_COLUMNS} selects it. */
export interface ImportRow {
  id: string;
  file_name: string;
  /** bigint; pg gives it as text. */
  file_size: string;
  format: ImportFormat;
  dry_run: boolean;
  status: ImportStatus;
  phase: ImportSummary['phase'];
  on_duplicate: OnDuplicate;
  total: number | null;
  processed: number;
  created: number;
  updated: number;
  duplicates: number;
  failed: number;
  warnings: number;
  user_ref: string;
  error_message: string | null;
  undo: UndoResult | null;
  created_at: Date;
  completed_at: Date | null;
}

/** Columns of a summary. */
export const IMPORT_COLUMNS = [
  'id',
  'file_name',
  'file_size',
  'format',
  'dry_run',
  'status',
  'phase',
  'on_duplicate',
  'total',
  'processed',
  'created',
  'updated',
  'duplicates',
  'failed',
  'warnings',
  'user_ref',
  'error_message',
  'undo',
  'created_at',
  'completed_at',
] as const;

/** Makes a summary of a row. */
export function toImportSummary(row: ImportRow): ImportSummary {
  return {
    ...row,
    file_size: Number(row.file_size),
    successful: row.created + row.updated,
    created_at: iso(row.created_at),
    completed_at: iso(row.completed_at),
  };
}

/** What {@link IMPORT_COLUMNS} leaves out. */
export interface ImportDetails {
  headers: string[];
  columns: ColumnMapping;
  problem_counts: ProblemCount[];
}

/** A row of `import_errors`. */
export interface StoredErrorRow {
  row: number;
  outcome: ImportErrorRow['outcome'];
  /** The whole row as it stands in the file. */
  cells: string[];
  problems: ImportProblem[];
  duplicate_row: number | null;
  duplicate_lead_id: string | null;
}

/** A row with problems as the wire has it: only its mapped cells. */
export function toImportErrorRow(
  { cells, ...row }: StoredErrorRow,
  columns: ColumnMapping,
): ImportErrorRow {
  const values: Partial<Record<LeadField, string>> = {};
  columns.forEach((field, i) => {
    if (field !== null && i < cells.length) values[field] = cells[i];
  });
  return { ...row, values };
}
