import { Knex } from 'knex';
import { untilNoDeadlock } from '../deadlocks';

/** How what is too old is deleted. */
export interface Expiring {
  knex: Knex;
  /** Goes with each chunk that deletes something, in its transaction. */
  record: (trx: Knex.Transaction) => Promise<void>;
}

/** What one transaction deleted, and where the next one goes on. */
export interface Chunk<Place> {
  deleted: number;
  /** Undefined: nothing is left. */
  next: Place | undefined;
}

/**
 * Deletes chunk by chunk, each in a short transaction of its own. What deletes
 * remembers how far it came: it would read all that is dead and not yet vacuumed
 * again and again otherwise.
 *
 * @returns rows deleted by each transaction; who takes them sets the pace
 */
export async function* inChunks<Place>(
  { knex, record }: Expiring,
  first: Place,
  deleteChunk: (trx: Knex.Transaction, from: Place) => Promise<Chunk<Place>>,
): AsyncGenerator<number> {
  for (let place: Place | undefined = first; place !== undefined; ) {
    const from: Place = place;
    const chunk: Chunk<Place> = await untilNoDeadlock(knex, async trx => {
      const found = await deleteChunk(trx, from);
      if (found.deleted > 0) await record(trx);
      return found;
    });
    yield chunk.deleted;
    place = chunk.next;
  }
}
