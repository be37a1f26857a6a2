/*
 * Step 3's round trip. The job goes through the real queue and is answered by a
 * runner of its own (one slot, this task only): with one runner for both, tests
 * that fill every slot would wait for probes that wait for a slot. The answer
 * comes back by NOTIFY, because any replica may have taken the job.
 */
import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { PROBE, QUEUE_SCHEMA } from './queueSql';

/** NOTIFY channel of the answers. */
export const PROBE_CHANNEL = 'leadshop_testing_probe';

/** What a round trip took. */
export interface RoundTrip {
  queued_at: string;
  taken_at: string;
  answered_at: string;
  /** From queued to taken, in milliseconds. */
  queue_ms: number;
  round_trip_ms: number;
  /** The worker that answered. */
  worker: string;
}

interface ProbeAnswer {
  probe_id: string;
  taken_at: string;
  worker: string;
}

/** Sends probes and matches their answers. */
export class QueueProbe {
  readonly #knex: Knex;
  readonly #open = new Map<string, (answer: ProbeAnswer) => void>();

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Sends a job through the queue and waits for its answer.
   *
   * @throws the signal's reason when it aborts first.
   */
  async roundTrip(options: { signal: AbortSignal }): Promise<RoundTrip> {
    const { signal } = options;
    signal.throwIfAborted();
    const id = randomUUID();
    const queued = new Date();
    let onAbort = () => {};
    const answered = new Promise<ProbeAnswer>((resolve, reject) => {
      this.#open.set(id, resolve);
      onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    // Whoever waits may have gone when the job cannot be added
    answered.catch(() => {});
    try {
      await this.#knex.raw(
        `SELECT ${QUEUE_SCHEMA}.add_job(identifier => ?, payload => ?::json, max_attempts => 1)`,
        [PROBE, JSON.stringify({ probe_id: id })],
      );
      const answer = await answered;
      const now = new Date();
      const taken = new Date(answer.taken_at);
      return {
        queued_at: queued.toISOString(),
        taken_at: answer.taken_at,
        answered_at: now.toISOString(),
        queue_ms: Math.max(0, taken.getTime() - queued.getTime()),
        round_trip_ms: now.getTime() - queued.getTime(),
        worker: answer.worker,
      };
    } finally {
      this.#open.delete(id);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The task: says over NOTIFY that the job arrived. */
  async answer(payload: unknown, worker: string): Promise<void> {
    const answer = {
      probe_id: (payload as { probe_id: string }).probe_id,
      taken_at: new Date().toISOString(),
      worker,
    };
    await this.#knex.raw(`SELECT pg_notify(?, ?)`, [
      PROBE_CHANNEL,
      JSON.stringify(answer),
    ]);
  }

  /** Called for each NOTIFY on {@link PROBE_CHANNEL}. */
  heard(message: string): void {
    const answer = JSON.parse(message) as ProbeAnswer;
    this.#open.get(answer.probe_id)?.(answer);
  }
}
