/*
 * When PostgreSQL is away, restarted, or out of connections, a test has done
 * nothing wrong: its run goes on where the stored results end as soon as the
 * database answers, and none of its tries is used up. Its job stays locked
 * meanwhile. If this replica was given up for dead in that time, the job belongs
 * to another one, and the run here is over.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Knex } from 'knex';
import { QUEUE_SCHEMA } from './queueSql';
import { FencedError } from './RunningTests';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Codes of Node and of PostgreSQL: connection exceptions (08), too many
 * connections (53300), and the server's shutdown, crash, start and idle timeout.
 */
const CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|08...|53300|57P0[1235])$/;

/** What pg and Knex say without a code. */
const MESSAGES =
  /Connection terminated|connection error and is not queryable|Timeout acquiring a connection|timeout exceeded when trying to connect/;

/** Whether an error says that the database could not be reached, and nothing else. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return CODES.test(String(code)) || MESSAGES.test(error.message);
}

/** What going on needs. */
export interface GoOnOptions {
  knex: Knex;
  testId: string;
  /** Workers of this replica, as they are by then. */
  workerIds: () => string[];
  signal: AbortSignal;
}

/**
 * Runs a test, and runs it again when the database was away.
 *
 * @throws FencedError when the job has another holder by then, the signal's
 * reason, or what `run` threw when it was anything else.
 */
export async function goOnAfterLoss(
  run: () => Promise<void>,
  options: GoOnOptions,
): Promise<void> {
  const { signal } = options;
  for (let tries = 0; ; tries++) {
    try {
      if (tries > 0) await mustHoldJob(options);
      return await run();
    } catch (error) {
      if (signal.aborted || !isConnectionLoss(error)) throw error;
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
    await sleep(pause * (0.5 + Math.random() / 2), undefined, {
      signal,
    }).catch(() => signal.throwIfAborted());
  }
}

async function mustHoldJob(options: GoOnOptions): Promise<void> {
  const { rows } = await options.knex.raw(
    `SELECT FROM ${QUEUE_SCHEMA}._private_jobs
     WHERE key = ? AND locked_by = ANY(?)`,
    [options.testId, options.workerIds()],
  );
  if (rows.length === 0) throw new FencedError(options.testId);
}
