/*
 * The staging table of an import: the rows of its file, checked, in a table that
 * only the import's transaction sees and that goes with it.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Knex } from 'knex';
import { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { v7 as uuidv7 } from 'uuid';
import {
  LeadField,
  leadFieldSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { CheckedRow } from './check';

/** The fields of a lead; their columns are called the same everywhere. */
export const LEAD_FIELDS: readonly LeadField[] = leadFieldSchema.options;

/** All columns of a lead that come from a file. */
export const LEAD_COLUMNS = [
  ...LEAD_FIELDS,
  'email_key',
  'domain_key',
  'name_key',
].join(', ');

/** Name of the staging table. */
export const STAGE = 'import_stage';

/**
 * `id` is the lead's, should it become one: made here, of the version that
 * grows with time, so that leads stand in their indexes in the file's order.
 */
const COLUMNS = `row, rejected, id, ${LEAD_COLUMNS}, problems, cells`;

/** Makes the staging table of this transaction. */
export async function createStage(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `CREATE TEMPORARY TABLE ${STAGE} ON COMMIT DROP AS
     SELECT 0 AS row, false AS rejected, id, ${LEAD_COLUMNS},
       NULL::text AS problems, NULL::text AS cells
     FROM leads WITH NO DATA`,
  );
}

/** Lets the planner know what came; only what rows are compared by. */
export async function analyzeStage(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `ANALYZE ${STAGE} (row, rejected, email_key, domain_key, name_key)`,
  );
}

/**
 * Fills the staging table with batches of checked rows as they come. Between two
 * batches other work of the process gets its turn.
 *
 * @param client - the connection of the transaction
 */
export async function copyToStage(
  client: ClientBase,
  batches: AsyncIterable<CheckedRow[]>,
  signal: AbortSignal,
): Promise<void> {
  async function* text() {
    for await (const batch of batches) {
      yield batch.map(copyLine).join('');
      await nextTurn();
    }
  }
  await pipeline(
    Readable.from(text()),
    client.query(copyFrom(`COPY ${STAGE} (${COLUMNS}) FROM STDIN`)),
    { signal },
  );
}

/** A row in the text format of COPY. */
export function copyLine({ row, cells, lead, keys, problems }: CheckedRow) {
  const values = [String(row), lead ? 'f' : 't', uuidv7()];
  for (const field of LEAD_FIELDS) values.push(copyValue(lead?.[field]));
  values.push(
    copyValue(keys.email_key),
    copyValue(keys.domain_key),
    copyValue(keys.name_key),
    copyValue(problems.length > 0 ? JSON.stringify(problems) : null),
    copyValue(joined(cells)),
  );
  return `${values.join('\t')}\n`;
}

/** Between the cells of a row; what separates fields where text may hold anything. */
const SEPARATOR = '\x1f';

function joined(cells: string[]): string {
  return (
    cells.some(cell => cell.includes(SEPARATOR))
      ? cells.map(cell => cell.replaceAll(SEPARATOR, ' '))
      : cells
  ).join(SEPARATOR);
}

/** SQL of the cells of a staged row, as JSON. Most are never asked for. */
export const CELLS = `to_jsonb(string_to_array(s.cells, E'\\x1f'))`;

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function copyValue(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'number') return String(value);
  return SPECIAL.test(value)
    ? value.replace(/[\\\n\r\t]/g, character => ESCAPES[character])
    : value;
}
