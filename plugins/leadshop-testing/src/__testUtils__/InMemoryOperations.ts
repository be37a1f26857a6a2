import type {
  PauseQueueRequest,
  Queue,
  QueuePausedResponse,
  RetentionRun,
  RetentionStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { OperationsApi } from '../api';
import { queue, retention } from './alerts';

/** The queue and the retention, held in memory. */
export class InMemoryOperations implements OperationsApi {
  queue: Queue = queue();
  retention: RetentionStatus = retention();
  /** What single calls reject with, by the name of the method. */
  failing: Partial<Record<keyof OperationsApi, Error>> = {};

  /** What was asked for, in order. */
  readonly pauses: PauseQueueRequest[] = [];
  runs = 0;

  async getQueue(): Promise<Queue> {
    return this.#answer('getQueue', this.queue);
  }

  async pauseQueue(request: PauseQueueRequest): Promise<QueuePausedResponse> {
    this.#answer('pauseQueue', undefined);
    this.pauses.push(request);
    const paused = {
      since: '2026-03-01T10:00:00.000Z',
      by: 'user:default/admin',
      reason: request.reason ?? null,
    };
    this.queue = { ...this.queue, paused };
    return { paused };
  }

  async resumeQueue(): Promise<QueuePausedResponse> {
    this.#answer('resumeQueue', undefined);
    this.queue = { ...this.queue, paused: null };
    return { paused: null };
  }

  async getRetention(): Promise<RetentionStatus> {
    return this.#answer('getRetention', this.retention);
  }

  async runRetention(): Promise<RetentionRun> {
    this.#answer('runRetention', undefined);
    this.runs++;
    const run: RetentionRun = {
      started_at: '2026-03-01T10:30:00.000Z',
      ended_at: null,
      requested_by: 'user:default/admin',
      outcome: 'running',
      deleted: null,
    };
    this.retention = { ...this.retention, last_run: run };
    return run;
  }

  #answer<T>(method: keyof OperationsApi, value: T): T {
    const error = this.failing[method];
    if (error) {
      throw error;
    }
    return value;
  }
}
