import type {
  Batch,
  RunBatchRequest,
  RunBatchResponse,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Backend, queryOf } from './Backend';
import type { BatchesApi } from './BatchesApi';
import type { Page } from './Page';

const batchPath = (id: string) => `/batches/${encodeURIComponent(id)}`;

/** Batches of tests, over HTTP. */
export class BatchesClient implements BatchesApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async run(
    request: RunBatchRequest,
    idempotencyKey: string,
  ): Promise<RunBatchResponse> {
    return this.#backend.post('/run-batch', request, {
      'Idempotency-Key': idempotencyKey,
    });
  }

  async list(
    query: Parameters<BatchesApi['list']>[0] = {},
  ): Promise<Page<Batch>> {
    return this.#backend.page(`/batches?${queryOf(query)}`);
  }

  async get(id: string): Promise<Batch> {
    return this.#backend.json(batchPath(id));
  }

  async cancel(id: string): Promise<void> {
    await this.#backend.send(`${batchPath(id)}/cancel`, { method: 'POST' });
  }

  async rerunFailed(id: string): Promise<RunBatchResponse> {
    return this.#backend.post(`${batchPath(id)}/rerun-failed`, {});
  }
}
