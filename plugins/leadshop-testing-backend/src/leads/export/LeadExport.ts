/*
 * Reads leads for an export: a cursor on a connection of its own, from which the
 * next few hundred leads are taken when the reader of the export has room for
 * them. Nothing is read ahead, so the memory that an export takes does not depend
 * on the number of leads, and a reader who stops stops the database too.
 *
 * All rows are of one moment: a cursor sees the leads as they were when it was
 * opened.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import Cursor from 'pg-cursor';
import { LeadExportQuery } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { createClient } from '../../queue/databasePool';
import { leadFilterSql } from '../../store/leadFilter';
import { leadSortKey } from '../../store/LeadList';
import { LAST_TEST } from '../../store/leadRows';
import { EXPORT_SQL, ExportRow } from './columns';

/** Leads that are taken at once. */
export const BATCH_SIZE = 500;

/** Name under which the database knows the connection of an export. */
export const EXPORT_CONNECTION = 'leadshop-testing-export';

/** Reads leads in order. */
export class LeadExport {
  readonly #knex: Knex;
  readonly #logger: LoggerService;

  constructor(options: { knex: Knex; logger: LoggerService }) {
    this.#knex = options.knex;
    this.#logger = options.logger;
  }

  /**
   * The leads that match, in batches. The first one has been read when this
   * resolves, so whatever is wrong with the query has come out by then.
   *
   * @param signal - ends the reading, also in the middle of a batch; who does
   * not read to the end must abort
   */
  async open(
    query: LeadExportQuery,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<ExportRow[]>> {
    const rows = this.#read(query, signal);
    const first = await rows.next();
    return (async function* batches() {
      if (first.done) return;
      yield first.value;
      yield* rows;
    })();
  }

  async *#read(
    query: LeadExportQuery,
    signal: AbortSignal,
  ): AsyncGenerator<ExportRow[]> {
    const { sql, bindings } = this.#select(query).toSQL().toNative();
    const client = await createClient(this.#knex, {
      name: EXPORT_CONNECTION,
      logger: this.#logger,
    });
    client.on('error', error =>
      this.#logger.warn(`An export lost its connection: ${error.message}`),
    );
    let ended: Promise<void> | undefined;
    const end = () => {
      ended ??= client.end();
      return ended;
    };
    // Cuts the connection also when the database is at work for it
    signal.addEventListener('abort', end, { once: true });
    try {
      signal.throwIfAborted();
      const cursor = client.query(
        new Cursor<ExportRow>(sql, [...bindings], { rowMode: 'array' }),
      );
      for (;;) {
        const rows = await cursor.read(BATCH_SIZE);
        if (rows.length > 0) yield rows;
        if (rows.length < BATCH_SIZE) {
          await cursor.close();
          return;
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
      await end();
    }
  }

  #select(query: LeadExportQuery): Knex.Raw {
    const { lead_ids, format: _, sort, ...filter } = query;
    const matching = leadFilterSql(filter);
    const { value, id, descending } = leadSortKey(sort);
    const order = descending ? 'DESC' : 'ASC';
    return this.#knex.raw(
      `SELECT ${EXPORT_SQL} FROM leads l ${LAST_TEST}
       WHERE ${matching.sql} ${lead_ids ? 'AND l.id = ANY(?::uuid[])' : ''}
       ORDER BY ${value} ${order}, ${id} ${order}`,
      lead_ids ? [...matching.bindings, lead_ids] : matching.bindings,
    );
  }
}
