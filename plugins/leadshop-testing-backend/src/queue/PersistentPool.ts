/*
 * The connections of the queue's library. It takes one that breaks badly: what it
 * could not tell the database it forgets, its runner ends, and the jobs stay locked
 * by a worker that lives. So it never hears of a loss: a statement that did not
 * arrive is sent again on another connection until the database is back. All of
 * the library's statements may be sent twice: completing deletes by id, failing
 * asks for the lock. Only a job that was taken, and whose answer was lost, is
 * known to nobody; see ForgottenJobs.
 *
 * LISTEN asks for its connection by a callback. It needs a real one, and the
 * library itself listens again. Everybody else gets one with the first statement,
 * and who asks for a job may not need one at all; see takeTogether.ts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, PoolClient, QueryResult } from 'pg';
import { isConnectionLoss } from './connectionLoss';
import { JobTaking } from './takeTogether';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** A pool whose connections outlast the loss of the database. */
export class PersistentPool extends Pool {
  #signal: AbortSignal | undefined;
  readonly #jobs = new JobTaking(async query => {
    const client = this.#lasting();
    try {
      return await client.query(query);
    } finally {
      client.release();
    }
  });

  /**
   * From now on nobody hears of a loss. Not before the library has migrated its
   * schema: half of a transaction must not go on on another connection.
   *
   * @param signal - aborted: a loss is a failure again
   */
  outlast(signal: AbortSignal): void {
    this.#signal = signal;
  }

  connect(): Promise<PoolClient>;
  connect(
    callback: (
      error: Error | undefined,
      client: PoolClient | undefined,
      done: (release?: unknown) => void,
    ) => void,
  ): void;
  connect(
    callback?: Parameters<Pool['connect']>[0],
  ): Promise<PoolClient> | void {
    if (callback) return super.connect(callback);
    const client = this.#lasting();
    const query = (...args: unknown[]) =>
      this.#jobs.take(args[0]) ?? client.query(...args);
    // All that the library asks of a connection
    return Promise.resolve({
      query,
      release: client.release,
    } as unknown as PoolClient);
  }

  /** Stands for one connection after the other. */
  #lasting() {
    let client: PoolClient | undefined;
    const release = (broken?: boolean) => {
      client?.release(broken);
      client = undefined;
    };
    const query = (...args: unknown[]): Promise<QueryResult> =>
      this.#persist(async () => {
        client ??= await super.connect();
        try {
          return await Reflect.apply(client.query, client, args);
        } catch (error) {
          if (isConnectionLoss(error)) release(true);
          throw error;
        }
      });
    return { query, release };
  }

  async #persist<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      const signal = this.#signal;
      try {
        return await attempt();
      } catch (error) {
        if (!signal || signal.aborted || !isConnectionLoss(error)) throw error;
      }
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
      await sleep(pause * (0.5 + Math.random() / 2), undefined, {
        signal,
      }).catch(() => {});
    }
  }
}
