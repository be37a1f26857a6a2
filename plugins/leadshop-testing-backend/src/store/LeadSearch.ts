/*
 * Substring search of leads: a table with one text per lead and a trigram index
 * on it.
 *
 * Keeping that index takes longer than everything else that an import does, so
 * the leads of an import are added after it, a few thousand at a time. Until then
 * a search reads them one by one: it takes longer, and it finds everything. The
 * same goes for changes to many leads at once, which only mark texts as stale.
 *
 * A lead's text is always written after the lead, by a statement of its own: if
 * the filler was writing the old text just then, the second write waits for the
 * first and wins. For the same reason an erased lead keeps its row, with nothing
 * in it. Who writes several does so from the highest id down, as the filler does,
 * so that the two cannot lock each other out.
 */
import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { UNFILLED_IMPORTS } from './searchSql';

/** Leads added in one transaction. */
const CHUNK = 2_000;

/** One filler at a time, over all replicas. */
const FILLER_LOCK = `SELECT pg_try_advisory_xact_lock(
  hashtextextended('leadshop_testing.lead_search', 0)) AS ours`;

/**
 * Puts the texts of leads into the search that have just been created, changed
 * or erased; in the same transaction.
 */
export async function refreshSearch(
  trx: Knex.Transaction,
  leadIds: string[],
): Promise<void> {
  await trx.raw(refreshSearchSql(`SELECT unnest(?::uuid[])`), [leadIds]);
}

/**
 * SQL of {@link refreshSearch}.
 *
 * @param leadIds - SQL of a query for their ids
 */
export function refreshSearchSql(leadIds: string): string {
  return `INSERT INTO lead_search (lead_id, text, created_at)
    SELECT l.id, lead_search_text(l), l.created_at FROM leads l
    WHERE l.id IN (${leadIds}) ORDER BY l.id DESC
    ON CONFLICT (lead_id) DO UPDATE
    SET text = excluded.text, created_at = excluded.created_at
    WHERE lead_search.text IS DISTINCT FROM excluded.text`;
}

/**
 * SQL that marks the texts of many leads as stale: cheap, and searches stay
 * right. To be run after they were changed, in the same transaction.
 *
 * @param leadIds - SQL of a query for their ids
 */
export function staleSearchSql(leadIds: string): string {
  return `INSERT INTO lead_search (lead_id, text)
    SELECT changed.id, NULL FROM (${leadIds}) AS changed(id) ORDER BY changed.id DESC
    ON CONFLICT (lead_id) DO UPDATE SET text = NULL
    WHERE lead_search.text IS NOT NULL`;
}

/** Adds to the search what imports and changes of many leads have left. */
export class LeadSearch {
  readonly #knex: Knex;
  readonly #logger: LoggerService;
  #stopped = false;
  #filling: Promise<void> | undefined;

  constructor(options: { knex: Knex; logger: LoggerService }) {
    this.#knex = options.knex;
    this.#logger = options.logger;
  }

  /** Fills from now on, whoever left something. */
  async start(scheduler: SchedulerService): Promise<void> {
    await scheduler.scheduleTask({
      id: 'leadshop-testing-lead-search',
      frequency: { seconds: 30 },
      timeout: { minutes: 30 },
      scope: 'global',
      fn: () => this.fill(),
    });
  }

  /** Begins nothing new, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#filling?.catch(() => {});
  }

  /** Begins to fill in the background, for who has just left something. */
  wake(): void {
    this.fill().catch(error =>
      this.#logger.warn(
        `Leads could not be added to the search; the next try is within a minute: ${error.message}`,
      ),
    );
  }

  /** Fills until nothing is left, or another replica turns out to do it. */
  fill(): Promise<void> {
    this.#filling ??= this.#fillAll().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  async #fillAll(): Promise<void> {
    const imports = await this.#knex.raw(`${UNFILLED_IMPORTS} ORDER BY i.id`);
    for (const { id } of imports.rows as { id: string }[]) {
      if (!(await this.#fillImport(id))) return;
    }
    let freshened = CHUNK;
    while (freshened === CHUNK) {
      freshened = (await this.#chunk(trx => freshenChunk(trx))) ?? 0;
    }
  }

  /** @returns false when another replica fills, or this one stops */
  async #fillImport(importId: string): Promise<boolean> {
    let after: Place | undefined;
    for (;;) {
      const result = await this.#nextOfImport(importId, after);
      if (result === undefined) return false;
      if (result === 'done') return true;
      after = result;
    }
  }

  /** @returns undefined when another replica fills, or this one stops */
  #nextOfImport(importId: string, after: Place | undefined) {
    return this.#chunk(async trx => {
      const last = await addChunk(trx, importId, after);
      if (last) return last;
      await trx('imports')
        .where({ id: importId })
        .update({ search_filled_at: trx.fn.now() });
      return 'done' as const;
    });
  }

  /** @returns undefined when another replica fills, or this one stops */
  async #chunk<T>(
    work: (trx: Knex.Transaction) => Promise<T>,
  ): Promise<T | undefined> {
    if (this.#stopped) return undefined;
    return this.#knex.transaction(async trx => {
      const { rows } = await trx.raw(FILLER_LOCK);
      return rows[0].ours ? work(trx) : undefined;
    });
  }
}

/** Where in an import the filler is. */
interface Place {
  created_at: Date;
  id: string;
}

/**
 * Adds the next leads of an import; those that are there already stay as they
 * are, so that a filler that was interrupted begins anew without harm.
 *
 * @returns the last one, or undefined when there are no more
 */
async function addChunk(
  trx: Knex.Transaction,
  importId: string,
  after: Place | undefined,
): Promise<Place | undefined> {
  const { rows } = await trx.raw(
    `WITH chunk AS MATERIALIZED (
       SELECT l.id, l.created_at, lead_search_text(l) AS text FROM leads l
       WHERE l.import_id = :importId
         AND (l.created_at, l.id) < (CAST(:time AS timestamptz), CAST(:id AS uuid))
       ORDER BY l.created_at DESC, l.id DESC LIMIT ${CHUNK}
     ), added AS (
       INSERT INTO lead_search (lead_id, text, created_at)
       SELECT id, text, created_at FROM chunk ORDER BY id DESC
       ON CONFLICT (lead_id) DO NOTHING
     )
     SELECT created_at, id FROM chunk ORDER BY created_at, id LIMIT 1`,
    {
      importId,
      time: after?.created_at ?? 'infinity',
      id: after?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
    },
  );
  return rows[0];
}

/**
 * Reads stale texts anew. First the rows are locked, then the leads are read:
 * the second statement sees every change that was marked before the lock.
 *
 * @returns how many
 */
async function freshenChunk(trx: Knex.Transaction): Promise<number> {
  const { rows } = await trx.raw(
    `SELECT lead_id FROM lead_search WHERE text IS NULL
     LIMIT ${CHUNK} FOR UPDATE SKIP LOCKED`,
  );
  const ids = (rows as { lead_id: string }[]).map(row => row.lead_id);
  if (ids.length === 0) return 0;
  await trx.raw(
    `UPDATE lead_search s SET text = lead_search_text(l), created_at = l.created_at
     FROM leads l WHERE s.lead_id = ANY(?::uuid[]) AND l.id = s.lead_id`,
    [ids],
  );
  return ids.length;
}
