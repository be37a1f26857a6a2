import { createHash } from 'node:crypto';
import { Knex } from 'knex';
import { ColumnMapping } from '@leadshop/backstage-plugin-leadshop-testing-common';

/**
 * How each user mapped a set of headers the last time. The order of the columns
 * does not matter, nor do capitals and outer blanks: a mapping is kept in the
 * order of the sorted headers.
 */
export class ImportMappings {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Remembers a mapping; `columns` has one entry for each header. */
  async remember(
    trx: Knex.Transaction,
    userRef: string,
    headers: string[],
    columns: ColumnMapping,
  ): Promise<void> {
    const { hash, order } = headerSet(headers);
    await trx.raw(
      `INSERT INTO import_mappings (user_ref, headers_hash, columns)
       VALUES (?, ?, ?::jsonb)
       ON CONFLICT (user_ref, headers_hash)
         DO UPDATE SET columns = excluded.columns, updated_at = now()`,
      [userRef, hash, JSON.stringify(order.map(i => columns[i]))],
    );
  }

  /** The mapping of these headers; undefined when there is none. */
  async recall(
    userRef: string,
    headers: string[],
  ): Promise<ColumnMapping | undefined> {
    const { hash, order } = headerSet(headers);
    const row = await this.#knex('import_mappings')
      .first<{ columns: ColumnMapping } | undefined>('columns')
      .where({ user_ref: userRef, headers_hash: hash });
    if (!row) return undefined;
    const columns: ColumnMapping = headers.map(() => null);
    order.forEach((at, i) => {
      columns[at] = row.columns[i] ?? null;
    });
    return columns;
  }
}

function headerSet(headers: string[]): { hash: string; order: number[] } {
  const names = headers.map(header => header.trim().toLowerCase());
  const order = names
    .map((_, i) => i)
    .sort((a, b) => compare(names[a], names[b]) || a - b);
  const hash = createHash('sha256')
    .update(JSON.stringify(order.map(i => names[i])))
    .digest('base64url');
  return { hash, order };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
