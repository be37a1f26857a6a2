/* Reading imports: the list, one, and the rows that have problems. */
import { Knex } from 'knex';
import {
  ImportErrorRow,
  ImportProblemCode,
  ImportSummary,
  LeadField,
  LeadImport,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  IMPORT_COLUMNS,
  ImportDetails,
  ImportRow,
  StoredErrorRow,
  toImportErrorRow,
  toImportSummary,
} from './importRows';
import { countMatching, Cursor, pageAfter, SortKey } from './keyset';

const NEWEST_FIRST: SortKey = {
  value: 'created_at',
  type: 'timestamptz',
  id: 'id',
  descending: true,
};

/** Rows with problems that an import brings along. */
const SHOWN_ERRORS = 100;

/** Where a page ended. */
export type ImportCursor = Cursor<'-created_at'>;

/** A page of imports, the newest first. */
export interface ImportPage {
  imports: ImportSummary[];
  total: number;
  next: ImportCursor | undefined;
}

/** Which rows with problems. */
export interface ErrorRowsQuery {
  after_row: number;
  limit: number;
  outcome?: ImportErrorRow['outcome'];
  /** Only rows with a problem of this kind… */
  code?: ImportProblemCode;
  /** …in this field. */
  field?: LeadField;
}

/** Reads imports. */
export class ImportList {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The newest first; runs to try are listed apart. */
  async page(query: {
    limit: number;
    dry_run: boolean;
    cursor: ImportCursor | undefined;
  }): Promise<ImportPage> {
    const { limit, cursor } = query;
    const listed = () => this.#knex('imports').where('dry_run', query.dry_run);
    const [rows, total] = await Promise.all([
      pageAfter(listed().select(...IMPORT_COLUMNS), NEWEST_FIRST, {
        limit,
        cursor,
      }) as unknown as Promise<ImportRow[]>,
      countMatching(this.#knex, listed()),
    ]);
    const imports = rows.slice(0, limit).map(toImportSummary);
    const last = imports.at(-1);
    return {
      imports,
      total,
      next:
        rows.length > limit && last
          ? { sort: '-created_at', value: last.created_at, id: last.id }
          : undefined,
    };
  }

  /** The newest state of these, by id; unknown ones are left out. */
  async byIds(ids: Iterable<string>): Promise<Map<string, ImportSummary>> {
    const rows = await this.#knex('imports')
      .select<ImportRow[]>(...IMPORT_COLUMNS)
      .whereIn('id', [...ids]);
    return new Map(rows.map(row => [row.id, toImportSummary(row)]));
  }

  /** A whole import; undefined when unknown. */
  async find(id: string): Promise<LeadImport | undefined> {
    const row = await this.#knex('imports')
      .first<(ImportRow & ImportDetails) | undefined>(
        ...IMPORT_COLUMNS,
        'headers',
        'columns',
        'problem_counts',
      )
      .where({ id });
    if (!row) return undefined;
    const { headers, columns, problem_counts, ...summary } = row;
    const errors = await this.storedErrors(id, {
      after_row: 0,
      limit: SHOWN_ERRORS,
    });
    return {
      ...toImportSummary(summary),
      headers,
      columns,
      problem_counts,
      errors: errors.map(error => toImportErrorRow(error, columns)),
    };
  }

  /** Rows with problems in the file's order; undefined when it is unknown. */
  async errors(
    id: string,
    query: ErrorRowsQuery,
  ): Promise<ImportErrorRow[] | undefined> {
    const details = await this.details(id);
    if (!details) return undefined;
    const rows = await this.storedErrors(id, query);
    return rows.map(row => toImportErrorRow(row, details.columns));
  }

  /** Its file's headers and what they mean; undefined when it is unknown. */
  async details(
    id: string,
  ): Promise<(ImportDetails & { file_name: string }) | undefined> {
    return this.#knex('imports')
      .first('headers', 'columns', 'problem_counts', 'file_name')
      .where({ id });
  }

  /** Rows with problems, with all their cells. */
  async storedErrors(
    id: string,
    query: ErrorRowsQuery,
  ): Promise<StoredErrorRow[]> {
    const rows = this.#knex('import_errors')
      .select<StoredErrorRow[]>(
        'row',
        'outcome',
        'cells',
        'problems',
        'duplicate_row',
        'duplicate_lead_id',
      )
      .where('import_id', id)
      .where('row', '>', query.after_row)
      .orderBy('row')
      .limit(query.limit);
    if (query.outcome) rows.where('outcome', query.outcome);
    if (query.code || query.field) {
      const { code, field } = query;
      rows.whereRaw('problems @> ?::jsonb', [
        JSON.stringify([{ code, field }]),
      ]);
    }
    return rows;
  }
}
