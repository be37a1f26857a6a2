import { leadFilterSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  Batch,
  BatchStatus,
  RunBatchRequest,
  RunBatchResponse,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { BatchesApi, Page } from '../api';
import type { InMemoryLeads } from './InMemoryLeads';
import { batchOf, workId } from './leads';
import { pageOf } from './pageOf';
import { refused } from './refusals';

/** Batches held in memory. Their tests wait until a test of ours moves them. */
export class InMemoryBatches implements BatchesApi {
  stored: Batch[] = [];
  /** What single calls reject with, by the name of the method. */
  failing: Partial<Record<keyof BatchesApi, Error>> = {};
  /** A slow network: what is read is answered after it. */
  answersAfter: Promise<void> = Promise.resolve();

  /** What was asked for, in order. */
  readonly started: { request: RunBatchRequest; key: string }[] = [];
  readonly cancelled: string[] = [];
  readonly rerun: string[] = [];
  readonly #leads: InMemoryLeads;

  constructor(leads: InMemoryLeads) {
    this.#leads = leads;
  }

  async run(request: RunBatchRequest, key: string): Promise<RunBatchResponse> {
    this.started.push({ request, key });
    this.#refuse('run');
    const total = this.#count(request);
    return this.#add(total, {
      source: sourceOf(request),
      import_id: request.import_id ?? null,
    });
  }

  async list({
    status,
    limit,
    cursor,
  }: {
    status?: BatchStatus;
    limit?: number;
    cursor?: string;
  } = {}): Promise<Page<Batch>> {
    await this.answersAfter;
    this.#refuse('list');
    const matching = this.stored.filter(
      batch => !status || batch.status === status,
    );
    return pageOf(matching, { limit, cursor });
  }

  async get(id: string): Promise<Batch> {
    await this.answersAfter;
    this.#refuse('get');
    const batch = this.stored.find(one => one.id === id);
    if (!batch) {
      throw await refused(404, 'NotFoundError', `There is no batch ${id}`);
    }
    return batch;
  }

  async cancel(id: string): Promise<void> {
    this.#refuse('cancel');
    const batch = await this.get(id);
    if (batch.status !== 'running') {
      throw await refused(409, 'ConflictError', 'This batch has ended');
    }
    this.cancelled.push(id);
    const { pending, running, cancelled, ...counts } = batch.counts;
    this.change(id, {
      status: 'cancelled',
      progress: 100,
      counts: {
        ...counts,
        pending: 0,
        running: 0,
        cancelled: cancelled + pending + running,
      },
      cancel_requested_at: '2026-03-01T10:01:00.000Z',
      completed_at: '2026-03-01T10:01:01.000Z',
    });
  }

  async rerunFailed(id: string): Promise<RunBatchResponse> {
    this.#refuse('rerunFailed');
    const { counts } = await this.get(id);
    if (counts.failed === 0) {
      throw await refused(409, 'ConflictError', 'No test of it has failed');
    }
    this.rerun.push(id);
    return this.#add(counts.failed, { source: 'rerun', rerun_of: id });
  }

  /** Moves a batch on. */
  change(id: string, change: Partial<Batch>): Batch | undefined {
    this.stored = this.stored.map(batch =>
      batch.id === id ? { ...batch, ...change } : batch,
    );
    return this.stored.find(batch => batch.id === id);
  }

  #add(total: number, change: Partial<Batch>): RunBatchResponse {
    const batch = batchOf(this.stored.length + 1, {
      id: workId(1000 + this.stored.length),
      total,
      counts: {
        pending: total,
        running: 0,
        success: 0,
        failed: 0,
        cancelled: 0,
      },
      failing_steps: [],
      progress: 0,
      rate_per_minute: null,
      eta_seconds: null,
      ...change,
    });
    this.stored = [batch, ...this.stored];
    return { batch_id: batch.id, total };
  }

  #count({ lead_ids, filter, import_id }: RunBatchRequest): number {
    return (
      lead_ids?.length ??
      this.#leads.matching(
        leadFilterSchema.parse(import_id ? { import_id } : filter),
      ).length
    );
  }

  #refuse(method: keyof BatchesApi): void {
    const error = this.failing[method];
    if (error) {
      throw error;
    }
  }
}

function sourceOf(request: RunBatchRequest): Batch['source'] {
  if (request.lead_ids) {
    return 'leads';
  }
  return request.import_id ? 'import' : 'filter';
}
