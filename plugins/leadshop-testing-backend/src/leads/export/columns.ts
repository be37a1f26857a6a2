/* What an export holds, in all its formats. */
import { neutraliseFormula } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { FIELD_COLUMNS, LEAD_FIELDS } from '../../store/leadRows';

/** What an export tells beside the fields, and its SQL. */
const MORE = {
  id: 'l.id',
  status: 'l.status',
  created_at: `to_char(l.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  last_test_status: 't.status',
  last_test_score: 't.score::float8',
  last_test_tier: 't.tier',
};

/** Names of the columns, in order. An import knows the fields by these. */
export const EXPORT_COLUMNS: readonly string[] = [
  ...LEAD_FIELDS,
  ...Object.keys(MORE),
];

/** SQL of the columns, of a lead `l` and its last test `t`. */
export const EXPORT_SQL = [FIELD_COLUMNS, ...Object.values(MORE)].join(', ');

/** A cell; a number stays one. */
export type ExportValue = string | number | null;

/** The cells of a row. */
export type ExportRow = ExportValue[];

/** Rows as they are read: some hundred at a time, when the reader wants more. */
export type ExportBatches = AsyncIterable<ExportRow[]>;

/** A row for a file that a spreadsheet opens. */
export function neutralised(row: ExportRow): ExportRow {
  return row.map(value =>
    typeof value === 'string' ? neutraliseFormula(value) : value,
  );
}
