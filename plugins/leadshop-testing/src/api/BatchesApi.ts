import type {
  Batch,
  BatchStatus,
  RunBatchRequest,
  RunBatchResponse,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Page } from './Page';

/**
 * Batches of tests.
 *
 * @public
 */
export interface BatchesApi {
  /**
   * Starts a test for each of the leads. The same key with the same request
   * gives the same batch.
   */
  run(
    request: RunBatchRequest,
    idempotencyKey: string,
  ): Promise<RunBatchResponse>;
  /** Batches, the newest first. */
  list(query?: {
    limit?: number;
    cursor?: string;
    status?: BatchStatus;
  }): Promise<Page<Batch>>;
  get(id: string): Promise<Batch>;
  /** Stops all tests of a batch that have not ended. */
  cancel(id: string): Promise<void>;
  /** Runs the tests of a batch again that failed, as a new batch. */
  rerunFailed(id: string): Promise<RunBatchResponse>;
}
