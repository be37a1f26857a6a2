/*
 * The queue: graphile-worker on the plugin's own database, in a schema of its
 * own. Four runners: one for tests of all kinds; one with the last slots, which
 * only single tests get, so that nobody who runs one waits for the slow tests of
 * somebody's batch; one for probes (see QueueProbe); and one for each work that is no
 * test. The first two have as many slots together as tests may run at once. The
 * queue delivers a job at least once; that a test still runs once is the business
 * of `attempt` in the store.
 *
 * A job that returns is deleted by its id, whoever holds it by then. So whoever
 * was fenced out throws FencedError and never returns: the failure is recorded
 * only against the holder's own lock, and the new holder's job stays.
 *
 * Stopping: no new tests are taken; those under way get the grace period to
 * end; what is left is handed back (aborted, made ready again for another
 * replica without counting the try).
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Logger as QueueLogger,
  makeWorkerUtils,
  run,
  WorkerEvents,
  WorkerUtils,
} from 'graphile-worker';
import { Knex } from 'knex';
import { ReplicaRole } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { goOnAfterLoss } from './connectionLoss';
import { createPool } from './databasePool';
import { capOfConnection, putUpGate, slotsForSingles } from './gate';
import { ForgottenJobs } from './ForgottenJobs';
import { LastingRunner, StartedRunner } from './LastingRunner';
import { PersistentPool } from './PersistentPool';
import {
  indexJobsByTask,
  PROBE,
  QUEUE_SCHEMA,
  readyAgain,
  RUN_BATCH_TEST,
  RUN_TEST,
} from './queueSql';
import { QueueProbe } from './QueueProbe';
import { HandBack, RunningTests } from './RunningTests';
import { spreadSuspects } from './suspects';

/** Runs one test; the signal aborts on cancellation and on hand-back. */
export type RunTest = (
  testId: string,
  options: { workerId: string; signal: AbortSignal },
) => Promise<void>;

type Task = (payload: unknown, workerId: string) => Promise<void>;

/** Other work of the queue; the signal aborts when the grace period is over. */
export type QueueTask = (
  payload: unknown,
  options: { signal: AbortSignal },
) => Promise<void>;

/** What the queue needs. */
export interface TestQueueOptions {
  knex: Knex;
  logger: LoggerService;
  /** Tests at once on this replica. */
  concurrency: number;
  /** Tests at once over all replicas; left out: as many as they have places for. */
  maxTests?: number;
  /** `api`: takes no tests, and of the tasks those that are light. Default: `all`. */
  role?: ReplicaRole;
  gracePeriodMs: number;
  running: RunningTests;
  probe: QueueProbe;
  runTest: RunTest;
  /** Work beside tests, by name; a runner of its own for each. */
  tasks?: Record<string, QueueTask>;
  /** Jobs of such a work at once; when left out, one. */
  slots?: Readonly<Record<string, number>>;
  /** Names of the tasks that a replica works on that runs no tests. */
  lightTasks?: readonly string[];
}

/** Without a NOTIFY (it is lost with its connection) a job is found this late. */
const POLL_INTERVAL_MS = 1_000;

/**
 * Each runner listens on a connection of its own. A slot asks, completes and
 * fails jobs, and holds none while it works.
 */
function connectionsFor(options: TestQueueOptions): number {
  const { concurrency, role } = options;
  const tasks = tasksOf(options).length;
  if (role === 'api') return tasks + 2;
  const runners = (slotsForSingles(concurrency) > 0 ? 2 : 1) + 1;
  const forWork = Math.min(7, Math.max(2, Math.ceil(concurrency / 4)));
  return runners + tasks + forWork;
}

/** What this replica works on beside tests. */
function tasksOf({ role, tasks = {}, lightTasks = [] }: TestQueueOptions) {
  return Object.entries(tasks).filter(
    ([name]) => role !== 'api' || lightTasks.includes(name),
  );
}

/** The queue of one replica. */
export class TestQueue {
  readonly #options: TestQueueOptions;
  readonly #pool: PersistentPool;
  readonly #utils: WorkerUtils;
  readonly #runners: LastingRunner[] = [];
  readonly #forgotten: ForgottenJobs;
  /** Stays, while runners come and go. */
  readonly replicaId = `replica-${randomUUID()}`;
  readonly #stopping = new AbortController();
  #stopped: Promise<void> | undefined;

  static async create(options: TestQueueOptions): Promise<TestQueue> {
    const pool = await createPool(options.knex, {
      max: connectionsFor(options),
      logger: options.logger,
      onConnect:
        options.maxTests === undefined
          ? undefined
          : capOfConnection(options.maxTests),
    });
    try {
      const utils = await makeWorkerUtils({
        pgPool: pool,
        schema: QUEUE_SCHEMA,
        logger: queueLogger(options.logger),
      });
      await utils.migrate();
      await indexJobsByTask(options.knex);
      await putUpGate(options.knex, { maxTests: options.maxTests });
      return new TestQueue(options, pool, utils);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  private constructor(
    options: TestQueueOptions,
    pool: PersistentPool,
    utils: WorkerUtils,
  ) {
    this.#options = options;
    this.#pool = pool;
    this.#utils = utils;
    this.#forgotten = new ForgottenJobs(options);
    pool.outlast(this.#stopping.signal);
  }

  /** The worker that stands for this replica: `worker_id` of its tests. */
  get workerId(): string {
    return this.#runners[0]?.workerId ?? this.replicaId;
  }

  /** All workers of this replica: what `locked_by` of its jobs may hold. */
  get workerIds(): string[] {
    const ids = this.#runners.map(({ workerId }) => workerId);
    return ids.length > 0 ? ids : [this.replicaId];
  }

  get role(): ReplicaRole {
    return this.#options.role ?? 'all';
  }

  /** It takes nothing any more. */
  get isStopping(): boolean {
    return this.#stopped !== undefined;
  }

  /** Tests that this replica may run at once. */
  get capacity(): number {
    return this.role === 'api' ? 0 : this.#options.concurrency;
  }

  /** Starts taking the jobs that are this replica's. */
  async start(): Promise<void> {
    this.#forgotten.start(() => this.workerIds);
    if (this.role !== 'api') await this.#startTests();
    const { slots = {} } = this.#options;
    const { signal } = this.#stopping;
    for (const [name, task] of tasksOf(this.#options)) {
      // One that waits for a bucket that is away must not keep the others waiting
      await this.#run(slots[name] ?? 1, {
        [name]: payload => task(payload, { signal }),
      });
    }
  }

  async #startTests(): Promise<void> {
    const { concurrency, probe } = this.#options;
    const forSingles = slotsForSingles(concurrency);
    const test: Task = (payload, workerId) => this.#runTest(payload, workerId);
    await this.#run(concurrency - forSingles, {
      [RUN_TEST]: test,
      [RUN_BATCH_TEST]: test,
    });
    if (forSingles > 0) await this.#run(forSingles, { [RUN_TEST]: test });
    await this.#run(1, {
      [PROBE]: (payload, workerId) => probe.answer(payload, workerId),
    });
  }

  async #runTest(payload: unknown, workerId: string): Promise<void> {
    const { knex, running, runTest } = this.#options;
    const { test_id: testId } = payload as { test_id: string };
    const signal = running.add(testId);
    try {
      // The first jobs may come before their runner has been noted
      const own = this.#runners[0]?.workerId ?? workerId;
      await goOnAfterLoss(() => runTest(testId, { workerId: own, signal }), {
        knex,
        testId,
        workerIds: () => [...this.workerIds, workerId],
        signal,
      });
    } finally {
      running.remove(testId, signal);
    }
  }

  async #run(concurrency: number, tasks: Record<string, Task>): Promise<void> {
    this.#runners.push(
      await LastingRunner.start(
        () => this.#startRunner(concurrency, tasks),
        this.#options.logger,
      ),
    );
  }

  async #startRunner(
    concurrency: number,
    tasks: Record<string, Task>,
  ): Promise<StartedRunner> {
    const events: WorkerEvents = new EventEmitter();
    let workerId = '';
    this.#forgotten.watch(events);
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
      preset: {
        worker: {
          completeJobBatchDelay: 0,
          // A prepared statement is planned for any tasks, and so for the order
          // of the index that serves them all
          preparedStatements: RUN_BATCH_TEST in tasks,
        },
      },
      taskList: Object.fromEntries(
        Object.entries(tasks).map(([name, task]) => [
          name,
          (payload: unknown) => task(payload, workerId),
        ]),
      ),
    });
    return { runner, workerId };
  }

  /** Makes the jobs of dead workers available again. */
  async unlock(workerIds: string[]): Promise<void> {
    await spreadSuspects(this.#options.knex, workerIds);
    await this.#utils.forceUnlockWorkers(workerIds);
  }

  /**
   * Stops taking jobs at once, waits for those under way, hands back the rest.
   * Who stops it again waits for the same.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { running, gracePeriodMs, knex, logger } = this.#options;
    this.#forgotten.stop();
    const stopping = Promise.allSettled(this.#runners.map(r => r.stop()));
    const leftOver = setTimeout(() => {
      running.abortAll(new HandBack());
      this.#stopping.abort(new HandBack());
    }, gracePeriodMs);
    await stopping;
    clearTimeout(leftOver);
    const handedBack = running.takeHandedBack();
    if (handedBack.length > 0) {
      await readyAgain(knex, this.workerIds, handedBack);
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
