import { hostname } from 'node:os';
import { Knex } from 'knex';

/**
 * Signs of life of the workers, by the database's clock: clocks of machines
 * differ, the database has one.
 */
export class WorkerStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Says that these workers of this process live. */
  async beat(workerIds: string[]): Promise<void> {
    await this.#knex.raw(
      `INSERT INTO workers (id, hostname, pid)
       SELECT id, ?, ? FROM unnest(?::text[]) AS own(id)
       ON CONFLICT (id) DO UPDATE SET heartbeat_at = now()`,
      [hostname(), process.pid, workerIds],
    );
  }

  /** Says that these workers have ended in good order. */
  async leave(workerIds: string[]): Promise<void> {
    await this.#knex('workers').whereIn('id', workerIds).delete();
  }

  /** Forgets workers whose last sign of life is older than this. */
  async forgetSilent(olderThanMs: number): Promise<void> {
    await this.#knex.raw(
      `DELETE FROM workers
       WHERE heartbeat_at < now() - make_interval(secs => ?::float8 / 1000)`,
      [olderThanMs],
    );
  }
}
