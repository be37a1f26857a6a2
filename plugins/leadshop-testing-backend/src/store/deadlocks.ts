import { isError } from '@backstage/errors';
import { Knex } from 'knex';

/** Of two transactions that wait for each other PostgreSQL ends one. */
const DEADLOCK = '40P01';
const TRIES = 3;

/** Runs a transaction, and again when it was the one that a deadlock ended. */
export async function untilNoDeadlock<T>(
  knex: Knex,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await knex.transaction(work);
    } catch (error) {
      const again = isError(error) && error.code === DEADLOCK && tries < TRIES;
      if (!again) throw error;
    }
  }
}
