/*
 * Pausing and resuming. The pause is a row in the database, and the database
 * itself gives nobody a test while it is there (gate.ts): it holds for all
 * replicas from the moment in which it is committed, also for those that start
 * later and for older versions. Running tests go on; what waits stays queued.
 */
import { Knex } from 'knex';
import {
  Queue,
  QueuePause,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Recording } from '../audit';
import { WorkerStore } from '../store/WorkerStore';
import { DEAD_AFTER_MS } from './Liveness';
import { wakeTestRunners } from './gate';
import { testsInQueue } from './queueSql';

/** NOTIFY channel: the queue was paused or resumed. */
export const QUEUE_CHANNEL = 'leadshop_testing_queue_state';

interface StateRow {
  paused_at: Date | null;
  paused_by: string | null;
  pause_reason: string | null;
}

/** Pauses and resumes the queue, and tells how it is. */
export class QueueControl {
  readonly #knex: Knex;
  readonly #workers: WorkerStore;
  readonly #maxRunning: number | undefined;

  /** @param options - `maxRunning`: the cap over all replicas, when there is one */
  constructor(options: { knex: Knex; maxRunning: number | undefined }) {
    this.#knex = options.knex;
    this.#workers = new WorkerStore(options.knex);
    this.#maxRunning = options.maxRunning;
  }

  /** Who paused it; null when tests are taken. */
  async paused(db: Knex = this.#knex): Promise<QueuePause | null> {
    return toPause(await db<StateRow>('queue_state').first());
  }

  /** Pauses it. Who finds it paused changes nothing, and gets what holds. */
  async pause(
    by: string,
    reason: string | undefined,
    record: Recording,
  ): Promise<QueuePause | null> {
    return this.#knex.transaction(async trx => {
      const changed = await trx<StateRow>('queue_state')
        .whereNull('paused_at')
        .update({
          paused_at: trx.fn.now(3) as unknown as Date,
          paused_by: by,
          pause_reason: reason?.trim() || null,
        });
      if (changed > 0) {
        await record(trx, { target: { type: 'queue' } });
        await tell(trx);
      }
      return this.paused(trx);
    });
  }

  /** Lets tests be taken again, at once. */
  async resume(record: Recording): Promise<void> {
    await this.#knex.transaction(async trx => {
      const before = await trx<StateRow>('queue_state').forUpdate().first();
      const pause = toPause(before);
      if (!pause) return;
      await trx<StateRow>('queue_state').update({
        paused_at: null,
        paused_by: null,
        pause_reason: null,
      });
      await record(trx, {
        target: { type: 'queue' },
        details: { paused_by: pause.by, paused_at: pause.since },
      });
      await tell(trx);
      await wakeTestRunners(trx);
    });
  }

  /** Replicas that run tests. */
  async workers(): Promise<number> {
    return this.#workers.countRunningTests(DEAD_AFTER_MS);
  }

  /** What keeps tests from starting. */
  async hindrance() {
    const [paused, workers] = await Promise.all([
      this.paused(),
      this.workers(),
    ]);
    return { paused, workers };
  }

  /** What waits, what runs, and who runs it. */
  async read(): Promise<Queue> {
    const [paused, { depth, oldest_age, running }, replicas] =
      await Promise.all([
        this.paused(),
        testsInQueue(this.#knex),
        this.#workers.replicas(DEAD_AFTER_MS),
      ]);
    return {
      paused,
      depth,
      oldest_age,
      running,
      max_running: this.#maxRunning ?? null,
      replicas,
      timestamp: new Date().toISOString(),
    };
  }
}

async function tell(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`SELECT pg_notify(?, '')`, [QUEUE_CHANNEL]);
}

function toPause(row: StateRow | undefined): QueuePause | null {
  if (!row?.paused_at || !row.paused_by) return null;
  return {
    since: row.paused_at.toISOString(),
    by: row.paused_by,
    reason: row.pause_reason,
  };
}
