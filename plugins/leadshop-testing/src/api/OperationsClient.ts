import type {
  PauseQueueRequest,
  Queue,
  QueuePausedResponse,
  RetentionRun,
  RetentionStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Backend } from './Backend';
import type { OperationsApi } from './OperationsApi';

/** The queue and the retention, over HTTP. */
export class OperationsClient implements OperationsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async getQueue(): Promise<Queue> {
    return this.#backend.json('/queue');
  }

  async pauseQueue(request: PauseQueueRequest): Promise<QueuePausedResponse> {
    return this.#backend.post('/queue/pause', request);
  }

  async resumeQueue(): Promise<QueuePausedResponse> {
    return this.#backend.post('/queue/resume', {});
  }

  async getRetention(): Promise<RetentionStatus> {
    return this.#backend.json('/retention');
  }

  async runRetention(): Promise<RetentionRun> {
    return this.#backend.post('/retention/run', {});
  }
}
