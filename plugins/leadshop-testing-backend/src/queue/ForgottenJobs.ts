/*
 * A worker locks a job and is told so; when the connection breaks in between, the
 * job is locked by a worker that lives and does not know of it. Nobody would take
 * it from there for hours. So each replica looks which jobs are locked in its name,
 * and lets go of those that it is not working on.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { WorkerEvents } from 'graphile-worker';
import { Knex } from 'knex';
import { QUEUE_SCHEMA } from './queueSql';

/** Longer than a busy replica takes to hear of a lock, or to tell of an end. */
const FORGOTTEN_AFTER_MS = 30_000;
const LOOK_EVERY_MS = 5_000;

/** Knows which jobs this replica is working on. */
export class ForgottenJobs {
  readonly #knex: Knex;
  readonly #logger: LoggerService;
  readonly #known = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: { knex: Knex; logger: LoggerService }) {
    this.#knex = options.knex;
    this.#logger = options.logger;
  }

  /** Follows a runner. */
  watch(events: WorkerEvents): void {
    events.on('job:start', ({ job }) => this.#known.add(job.id));
    // The database is told of an end after this
    events.on('job:complete', ({ job }) => {
      setTimeout(() => this.#known.delete(job.id), FORGOTTEN_AFTER_MS).unref();
    });
  }

  /** Looks from now on. */
  start(workerIds: () => string[]): void {
    this.#timer = setInterval(() => {
      this.release(workerIds()).then(
        count =>
          count > 0 &&
          this.#logger.warn(`Let go of ${count} job(s) that nobody worked on`),
        error =>
          this.#logger.debug(`Could not look for forgotten jobs: ${error}`),
      );
    }, LOOK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /**
   * Makes forgotten jobs ready again, and does not count the try.
   *
   * @returns how many there were
   */
  async release(workerIds: string[]): Promise<number> {
    const locked = await this.#knex.raw(
      `SELECT id::text FROM ${QUEUE_SCHEMA}._private_jobs
       WHERE locked_by = ANY(?)
         AND locked_at < now() - make_interval(secs => ?::float8 / 1000)`,
      [workerIds, FORGOTTEN_AFTER_MS],
    );
    // What is known is asked afterwards: the answer may have taken its time
    const unknown = (locked.rows as { id: string }[])
      .map(({ id }) => id)
      .filter(id => !this.#known.has(id));
    if (unknown.length === 0) return 0;
    const { rows } = await this.#knex.raw(
      `UPDATE ${QUEUE_SCHEMA}._private_jobs
       SET locked_at = NULL, locked_by = NULL, attempts = greatest(0, attempts - 1)
       WHERE id = ANY(?::bigint[]) AND locked_by = ANY(?)
       RETURNING id`,
      [unknown, workerIds],
    );
    return rows.length;
  }
}
