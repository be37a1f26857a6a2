import { ConflictError, isError } from '@backstage/errors';
import { Knex } from 'knex';

/** PostgreSQL's code for a lock that was not got in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Waits until nobody else looks for duplicates and adds leads: over all
 * replicas one does at a time, so that two of the same are never both new. Held
 * to the end of the transaction.
 *
 * @param options - `waitMs`: how long at most; without it as long as it takes
 * @throws ConflictError when the time is over.
 */
export async function lockLeads(
  trx: Knex.Transaction,
  options: { waitMs?: number } = {},
): Promise<void> {
  if (options.waitMs !== undefined) {
    await trx.raw(`SELECT set_config('lock_timeout', ?, true)`, [
      String(options.waitMs),
    ]);
  }
  try {
    await trx.raw(
      `SELECT pg_advisory_xact_lock(hashtextextended('leadshop_testing.leads', 0))`,
    );
  } catch (error) {
    if (isError(error) && error.code === LOCK_NOT_AVAILABLE) {
      throw new ConflictError(
        'An import is storing its leads just now; try again in a moment',
      );
    }
    throw error;
  }
}
