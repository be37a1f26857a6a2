/*
 * A checked row on its way into the database. Rows wait until those before them are
 * compared and stored, and thousands of small objects that wait are taken by the
 * garbage collector for ones that stay: the memory of the process would grow by
 * hundreds of megabytes with a file of a million rows. So what is not needed to
 * judge a row is kept as bytes, outside of the heap.
 */
import { ImportProblem } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LEAD_FIELDS } from '../../store/leadRows';
import { pairKey } from '../keys';
import { CheckedRow } from './check';
import { copyLine } from './copying';

/** All columns of a lead that come from a file. */
export const ROW_COLUMNS = [
  ...LEAD_FIELDS,
  'email_key',
  'domain_key',
  'name_key',
].join(', ');

/** A row, ready to be judged and stored. */
export interface PreparedRow {
  row: number;
  /** False: the row has an error. */
  isLead: boolean;
  email_key: string | null;
  pair_key: string | null;
  email: string | null;
  business_name: string | null;
  problems: readonly ImportProblem[];
  /** What {@link columnsOf} and {@link cellsOf} give. */
  bytes: Buffer;
  cellsAt: number;
}

// Nearly every row has none
const NO_PROBLEMS: readonly ImportProblem[] = [];

/** Prepares a row. */
export function prepareRow(checked: CheckedRow): PreparedRow {
  const { row, cells, lead, keys, problems } = checked;
  const columns = lead
    ? copyLine([
        ...LEAD_FIELDS.map(field => lead[field]),
        keys.email_key,
        keys.domain_key,
        keys.name_key,
      ])
    : '';
  return {
    row,
    isLead: lead !== undefined,
    email_key: keys.email_key,
    pair_key: pairKey(keys),
    email: lead?.email ?? null,
    business_name: lead?.business_name ?? null,
    problems: problems.length === 0 ? NO_PROBLEMS : problems,
    bytes: Buffer.from(columns + JSON.stringify(cells)),
    cellsAt: Buffer.byteLength(columns),
  };
}

/** Values of {@link ROW_COLUMNS} in the text format of COPY. */
export function columnsOf({ bytes, cellsAt }: PreparedRow): Buffer {
  return bytes.subarray(0, cellsAt);
}

/** The row's cells as they stand in the file, as JSON. */
export function cellsOf({ bytes, cellsAt }: PreparedRow): string {
  return bytes.toString('utf8', cellsAt);
}
