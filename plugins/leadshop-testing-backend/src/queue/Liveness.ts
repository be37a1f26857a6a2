/*
 * Who is alive, and what happens to the tests of those who are not.
 *
 * Each replica beats every five seconds, for its tests' worker and for its
 * probes' one. One that has been silent for fifteen,
 * by the database's clock, is dead: its jobs are unlocked and another worker
 * goes on at the first step without a result. The reconciler looks for tests
 * that no job will ever run: one without a job gets a new one; one whose job
 * has used up its tries (it kills its worker each time, or the database was
 * away) ends as failed with the cause, instead of circling. Imports of the dead
 * have failed.
 *
 * Beating belongs to each replica; unlocking and reconciling are one global
 * task, though doing them twice would do no harm.
 */
import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { ExecutionStore } from '../store/ExecutionStore';
import { ImportStore } from '../store/ImportStore';
import { ReplicaSelf, WorkerStore } from '../store/WorkerStore';
import { forgetGivenUp, noteDeaths } from './givenUp';
import {
  addTestJob,
  dropExhaustedJob,
  PRIORITY,
  QUEUE_SCHEMA,
  silentJobHolders,
  StrandedTest,
  strandedTests,
} from './queueSql';
import { TestQueue } from './TestQueue';
import { currentTurn } from './turns';

const HEARTBEAT_MS = 5_000;
/** Three beats missed. */
export const DEAD_AFTER_MS = 15_000;
const STRANDED_AT_ONCE = 500;

/** What liveness needs. */
export interface LivenessOptions {
  knex: Knex;
  logger: LoggerService;
  queue: TestQueue;
  executions: ExecutionStore;
  imports: ImportStore;
  maxAttempts: number;
  /** Of the plugin. */
  version: string;
  deadAfterMs?: number;
  onChange: () => void;
}

/** Heartbeat, unlocking and reconciling. */
export class Liveness {
  readonly #options: LivenessOptions;
  readonly #workers: WorkerStore;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LivenessOptions) {
    this.#options = options;
    this.#workers = new WorkerStore(options.knex);
  }

  /** Beats now and from now on, and schedules the global task. */
  async start(scheduler: SchedulerService): Promise<void> {
    const { queue, logger } = this.#options;
    await this.#workers.beat(queue.workerIds, this.#self());
    await forgetGivenUp(this.#options.knex);
    this.#timer = setInterval(() => {
      this.#workers
        .beat(queue.workerIds, this.#self())
        .catch(error => logger.warn(`Heartbeat failed: ${error.message}`));
    }, HEARTBEAT_MS);
    this.#timer.unref();
    await scheduler.scheduleTask({
      id: 'leadshop-testing-reconcile',
      frequency: { seconds: 5 },
      timeout: { seconds: 60 },
      scope: 'global',
      fn: async () => {
        await this.reconcile();
      },
    });
  }

  #self(): ReplicaSelf {
    const { queue, version } = this.#options;
    const { replicaId, role, capacity } = queue;
    return { id: replicaId, role, version, capacity };
  }

  /** Stops beating and signs off. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#workers.leave(this.#options.queue.workerIds);
  }

  /** Unlocks the jobs of dead workers and settles tests that nobody will run. */
  async reconcile(): Promise<void> {
    const { knex, queue, logger } = this.#options;
    // Another replica does it in a moment
    if (queue.isStopping) return;
    const deadAfterMs = this.#options.deadAfterMs ?? DEAD_AFTER_MS;
    const dead = await silentJobHolders(knex, deadAfterMs);
    if (dead.length > 0) {
      await this.#noteDeaths(dead);
      await queue.unlock(dead);
      logger.warn(
        `Took the tests of ${dead.length} dead worker(s) away: ${dead.join(
          ', ',
        )}`,
      );
    }
    await this.#abandonImports(deadAfterMs);
    await this.#workers.forgetSilent(deadAfterMs * 4);
    for (const test of await strandedTests(knex, STRANDED_AT_ONCE)) {
      await this.#settle(test);
    }
  }

  async #noteDeaths(dead: string[]) {
    const { knex, logger, maxAttempts } = this.#options;
    for (const { id, task, deaths } of await noteDeaths(
      knex,
      dead,
      maxAttempts,
    )) {
      logger.error(
        `Gave up job ${id} of the queue (${task}): the backend died each of the ${deaths} times that it worked on it. It stays in ${QUEUE_SCHEMA}._private_jobs for 30 days; look for what happened in the logs of that time, then set its attempts to 0.`,
      );
    }
  }

  /** Nobody can go on with an import: the file is with the dead. */
  async #abandonImports(deadAfterMs: number) {
    const { imports, logger, onChange } = this.#options;
    const abandoned = await imports.abandonOfDeadWorkers(deadAfterMs);
    if (abandoned === 0) return;
    logger.warn(`Ended ${abandoned} import(s) of dead workers as failed`);
    onChange();
  }

  async #settle(test: StrandedTest) {
    const { knex, executions, logger, maxAttempts, onChange } = this.#options;
    if (!test.has_job && test.attempt < maxAttempts) {
      await addTestJob(knex, test.id, {
        maxAttempts,
        priority: test.batch_id ? await currentTurn(knex) : PRIORITY.single,
      });
      logger.warn(`Queued test ${test.id} again: it had lost its job`);
      return;
    }
    const ended = await executions.end(test.id, undefined, {
      status: 'failed',
      failure_reason: 'internal',
      error_message:
        `Gave up after ${attempts(Math.max(1, test.attempt))}. ` +
        `Last problem: ${
          firstLine(test.last_error) ??
          'the backend running it was killed each time'
        }. ` +
        'Look at the backend logs for this test id, then rerun it.',
    });
    await dropExhaustedJob(knex, test.id);
    if (ended) onChange();
  }
}

function attempts(count: number): string {
  return count === 1 ? '1 attempt' : `${count} attempts`;
}

function firstLine(text: string | null): string | undefined {
  return text?.split('\n', 1)[0].slice(0, 300);
}
