/*
 * The queue: graphile-worker on the plugin's own database, in a schema of its
 * own. Two runners: one for tests with as many slots as tests may run at once,
 * one for probes (see QueueProbe). The queue delivers a job at least once; that
 * a test still runs once is the business of `attempt` in the store.
 *
 * A job that returns is deleted by its id, whoever holds it by then. So whoever
 * was fenced out throws FencedError and never returns: the failure is recorded
 * only against the holder's own lock, and the new holder's job stays.
 *
 * Stopping: no new tests are taken; those under way get the grace period to
 * end; what is left is handed back (aborted, made ready again for another
 * replica without counting the try).
 */
import { EventEmitter } from 'node:events';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Logger as QueueLogger,
  makeWorkerUtils,
  run,
  Runner,
  WorkerEvents,
  WorkerUtils,
} from 'graphile-worker';
import { Knex } from 'knex';
import { Pool } from 'pg';
import { createPool } from './databasePool';
import { PROBE, QUEUE_SCHEMA, readyAgain, RUN_TEST } from './queueSql';
import { QueueProbe } from './QueueProbe';
import { HandBack, RunningTests } from './RunningTests';

/** Runs one test; the signal aborts on cancellation and on hand-back. */
export type RunTest = (
  testId: string,
  options: { workerId: string; signal: AbortSignal },
) => Promise<void>;

/** What the queue needs. */
export interface TestQueueOptions {
  knex: Knex;
  logger: LoggerService;
  concurrency: number;
  gracePeriodMs: number;
  running: RunningTests;
  probe: QueueProbe;
  runTest: RunTest;
}

/** Without a NOTIFY (it is lost with its connection) a job is found this late. */
const POLL_INTERVAL_MS = 1_000;

/** The queue of one replica. */
export class TestQueue {
  readonly #options: TestQueueOptions;
  readonly #pool: Pool;
  readonly #utils: WorkerUtils;
  #runners: Runner[] = [];
  #workerId = '';
  #probeWorkerId = '';

  static async create(options: TestQueueOptions): Promise<TestQueue> {
    const pool = await createPool(options.knex, {
      // A slot asks, completes and fails jobs; it does not hold a connection
      max: Math.min(10, Math.max(4, Math.ceil(options.concurrency / 4) + 3)),
      logger: options.logger,
    });
    try {
      const utils = await makeWorkerUtils({
        pgPool: pool,
        schema: QUEUE_SCHEMA,
        logger: queueLogger(options.logger),
      });
      await utils.migrate();
      return new TestQueue(options, pool, utils);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  private constructor(
    options: TestQueueOptions,
    pool: Pool,
    utils: WorkerUtils,
  ) {
    this.#options = options;
    this.#pool = pool;
    this.#utils = utils;
  }

  /** Id of the worker that runs tests: `worker_id` of the tests it took. */
  get workerId(): string {
    return this.#workerId;
  }

  /** All workers of this replica: what `locked_by` of its jobs may hold. */
  get workerIds(): string[] {
    return [this.#workerId, this.#probeWorkerId];
  }

  /** Starts taking jobs. */
  async start(): Promise<void> {
    const { concurrency, running, probe, runTest } = this.#options;
    const tests = await this.#run(concurrency, {
      [RUN_TEST]: async (payload, workerId) => {
        const { test_id: testId } = payload as { test_id: string };
        const signal = running.add(testId);
        try {
          await runTest(testId, { workerId, signal });
        } finally {
          running.remove(testId, signal);
        }
      },
    });
    this.#workerId = tests.workerId;
    const probes = await this.#run(1, {
      [PROBE]: (payload, workerId) => probe.answer(payload, workerId),
    });
    this.#probeWorkerId = probes.workerId;
    this.#runners = [tests.runner, probes.runner];
  }

  async #run(
    concurrency: number,
    tasks: Record<
      string,
      (payload: unknown, workerId: string) => Promise<void>
    >,
  ): Promise<{ runner: Runner; workerId: string }> {
    const events: WorkerEvents = new EventEmitter();
    let workerId = '';
    events.on('pool:create', ({ workerPool }) => {
      workerId = workerPool.id;
    });
    const runner = await run({
      pgPool: this.#pool,
      schema: QUEUE_SCHEMA,
      concurrency,
      noHandleSignals: true,
      pollInterval: POLL_INTERVAL_MS,
      logger: queueLogger(this.#options.logger),
      events,
      preset: { worker: { completeJobBatchDelay: 0 } },
      taskList: Object.fromEntries(
        Object.entries(tasks).map(([name, task]) => [
          name,
          (payload: unknown) => task(payload, workerId),
        ]),
      ),
    });
    // A runner that fails on its own must not become an unhandled rejection
    runner.promise.catch(error =>
      this.#options.logger.error('The queue stopped working', error),
    );
    return { runner, workerId };
  }

  /** Makes the jobs of dead workers available again. */
  async unlock(workerIds: string[]): Promise<void> {
    await this.#utils.forceUnlockWorkers(workerIds);
  }

  /** Stops taking jobs, waits for those under way, hands back the rest. */
  async stop(): Promise<void> {
    const { running, gracePeriodMs, knex, logger } = this.#options;
    const stopping = Promise.allSettled(this.#runners.map(r => r.stop()));
    const leftOver = setTimeout(
      () => running.abortAll(new HandBack()),
      gracePeriodMs,
    );
    await stopping;
    clearTimeout(leftOver);
    const handedBack = running.takeHandedBack();
    if (handedBack.length > 0) {
      await readyAgain(knex, this.#workerId, handedBack);
      logger.info(`Handed back ${handedBack.length} tests to other replicas`);
    }
    await this.#utils.release();
    await this.#pool.end();
  }
}

/**
 * The library wants a connection for each slot. A slot of ours holds none while
 * its test runs, and a thousand slots must not take a thousand: not a warning.
 */
const POOL_ADVICE = 'having maxPoolSize';

function queueLogger(logger: LoggerService): QueueLogger {
  return new QueueLogger(() => (level, message) => {
    if (level === 'error') logger.error(message);
    else if (level === 'warning' && !message.includes(POOL_ADVICE)) {
      logger.warn(message);
    } else logger.debug(message);
  });
}
