/* Rows on their way into the database: the text format of COPY. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** A value of a column. */
export type CopyValue = string | number | null | undefined;

/** Rows formatted in one go; others of this process get their turn in between. */
const FORMATTED_AT_ONCE = 250;

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
const ESCAPED: Record<string, string> = Object.fromEntries(
  Object.entries(ESCAPES).map(([plain, escaped]) => [escaped, plain]),
);
const NULL = '\\N';

/**
 * Copies rows into a table.
 *
 * @param client - the connection of the transaction
 * @param target - the table and its columns, as SQL
 * @param format - rows in the text format of COPY, each with its line feed
 */
export async function copyRows<T>(
  client: ClientBase,
  target: string,
  rows: readonly T[],
  format: (rows: readonly T[]) => string | Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  if (rows.length === 0) return;
  async function* text() {
    for (let from = 0; from < rows.length; from += FORMATTED_AT_ONCE) {
      yield format(rows.slice(from, from + FORMATTED_AT_ONCE));
      await nextTurn();
    }
  }
  await copyText(client, target, text(), signal);
}

/** As {@link copyRows}, of rows that are in the text format of COPY already. */
export async function copyText(
  client: ClientBase,
  target: string,
  text: Iterable<Uint8Array> | AsyncIterable<string | Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  await pipeline(
    Readable.from(text),
    client.query(copyFrom(`COPY ${target} FROM STDIN`)),
    { signal },
  );
}

/** Values in the text format of COPY, without a line feed. */
export function copyLine(values: readonly CopyValue[]): string {
  return values.map(copyValue).join('\t');
}

/** A value in the text format of COPY. */
export function copyValue(value: CopyValue): string {
  if (value === null || value === undefined) return NULL;
  if (typeof value === 'number') return String(value);
  return SPECIAL.test(value)
    ? value.replace(/[\\\n\r\t]/g, character => ESCAPES[character])
    : value;
}

/** A text of a line that {@link copyLine} made. */
export function copiedText(value: string): string | null {
  if (value === NULL) return null;
  return value.replace(/\\[\\nrt]/g, escaped => ESCAPED[escaped]);
}
