/*
 * Where batches are ordered: starts them, cancels them, repeats what failed.
 * Like an order for a single test, each is one transaction that writes the
 * batch, its tests, their events and their jobs; all exist or none.
 */
import { randomUUID } from 'node:crypto';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { Knex } from 'knex';
import { MAX_BATCH_SIZE } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Recording } from '../audit';
import { batchesEnded } from '../webhooks';
import { analyzeJobs } from '../queue/queueSql';
import {
  addBatchJobs,
  firstTurn,
  lastTurn,
  removeBatchJobs,
} from '../queue/turns';
import {
  BatchCancelResult,
  BatchOrders,
  LeadSource,
  NEW_TESTS,
  NewBatch,
} from '../store/BatchOrders';
import { untilNoDeadlock } from '../store/deadlocks';
import { fingerprint, KeyUsed, sameOrder } from './idempotency';
import {
  fromPipeline,
  PipelineRegistry,
  RegisteredPipeline,
} from './PipelineRegistry';

/** An order for tests of many leads. */
export interface BatchOrder {
  test_type: string;
  user_ref: string;
  entity_ref?: string | null;
  leads: LeadSource;
  idempotency_key?: string;
}

/** A batch that was ordered, now or earlier with the same key. */
export interface OrderedBatch {
  batch_id: string;
  total: number;
}

/** From so many tests on, the planner is told that the queue has grown. */
const MANY = 1_000;

/** Starts, cancels and repeats batches. */
export class BatchDesk {
  readonly #options: {
    knex: Knex;
    pipelines: PipelineRegistry;
    maxAttempts: number;
    onChange: () => void;
  };

  constructor(options: {
    knex: Knex;
    pipelines: PipelineRegistry;
    maxAttempts: number;
    onChange: () => void;
  }) {
    this.#options = options;
  }

  /**
   * Starts a test of each lead.
   *
   * @throws InputError for an unknown pipeline, no leads or too many,
   * NotFoundError for an unknown lead or import, ConflictError when the
   * idempotency key was used for something else.
   */
  async start(order: BatchOrder, record: Recording): Promise<OrderedBatch> {
    const { leads } = order;
    const registered = this.#options.pipelines.required(order.test_type);
    const batch: NewBatch = {
      id: randomUUID(),
      test_type: order.test_type,
      user_ref: order.user_ref,
      entity_ref: order.entity_ref ?? null,
      source: sourceOf(leads),
      import_id: 'import_id' in leads ? leads.import_id : null,
      idempotency_key: order.idempotency_key,
      idempotency_hash: order.idempotency_key && fingerprint(order),
    };
    return this.#order(batch, async (trx, orders) => {
      await begin(orders, batch);
      await refuseUnknown(orders, leads);
      const total = await orders.chooseLeads(leads);
      if (total === 0) {
        throw new InputError(
          'No lead is left to test: none matches, or all of them are erased',
        );
      }
      if (total > MAX_BATCH_SIZE) {
        throw new InputError(
          `More than ${MAX_BATCH_SIZE} leads match, and a batch holds ${MAX_BATCH_SIZE}; narrow the filter and run several batches`,
        );
      }
      return this.#fill(trx, { batch, registered, total, record });
    });
  }

  /**
   * Repeats the failed tests of a batch that has ended, as a batch of its own.
   *
   * @throws NotFoundError, ConflictError when the batch runs or nothing failed.
   */
  async rerunFailed(
    batchId: string,
    order: { user_ref: string; idempotency_key?: string },
    record: Recording,
  ): Promise<OrderedBatch> {
    const key = {
      ...order,
      idempotency_hash:
        order.idempotency_key && fingerprint({ rerun_failed_of: batchId }),
    };
    return this.#order(key, async (trx, orders) => {
      const before = await orders.forRerun(batchId);
      if (!before) throw unknownBatch(batchId);
      const { status, ...same } = before;
      if (status === 'running') {
        throw new ConflictError(
          'This batch has not ended; cancel it or wait for its end before you rerun what failed',
        );
      }
      const registered = this.#options.pipelines.required(before.test_type);
      const batch: NewBatch = {
        ...key,
        ...same,
        id: randomUUID(),
        source: 'rerun',
        rerun_of: batchId,
      };
      await begin(orders, batch);
      const total = await orders.chooseFailed(batchId);
      if (total === 0) {
        throw new ConflictError(
          'No test of this batch failed, or the leads of those that did are erased; there is nothing to rerun',
        );
      }
      return this.#fill(trx, { batch, registered, total, record });
    });
  }

  /** Cancels a batch: what waits ends at once, what runs in a moment. */
  async cancel(
    batchId: string,
    userRef: string,
    record: Recording,
  ): Promise<BatchCancelResult> {
    const { knex, onChange } = this.#options;
    const result = await untilNoDeadlock(knex, async trx => {
      const outcome = await new BatchOrders(trx).cancel(batchId, userRef);
      await removeBatchJobs(trx, batchId);
      if (outcome === 'cancelled') {
        await batchesEnded(trx, [batchId]);
      }
      if (outcome === 'cancelled' || outcome === 'requested') {
        await record(trx, { target: { type: 'batch', id: batchId } });
      }
      return outcome;
    });
    onChange();
    return result;
  }

  async #fill(
    trx: Knex.Transaction,
    order: {
      batch: NewBatch;
      registered: RegisteredPipeline;
      total: number;
      record: Recording;
    },
  ): Promise<OrderedBatch> {
    const { batch, registered, total, record } = order;
    const orders = new BatchOrders(trx);
    await orders.createTests(batch, fromPipeline(registered));
    const first = await firstTurn(trx, batch.user_ref);
    await addBatchJobs(trx, NEW_TESTS, {
      maxAttempts: this.#options.maxAttempts,
      first,
    });
    await orders.filled(batch.id, { total, lastTurn: lastTurn(first, total) });
    const { test_type, source, import_id, rerun_of } = batch;
    await record(trx, {
      target: { type: 'batch', id: batch.id },
      details: {
        test_type,
        total,
        source,
        ...(import_id && { import_id }),
        ...(rerun_of && { rerun_of }),
      },
    });
    return { batch_id: batch.id, total };
  }

  async #order(
    key: {
      user_ref: string;
      idempotency_key?: string;
      idempotency_hash?: string;
    },
    work: (trx: Knex.Transaction, orders: BatchOrders) => Promise<OrderedBatch>,
  ): Promise<OrderedBatch> {
    const { knex, onChange } = this.#options;
    try {
      const ordered = await untilNoDeadlock(knex, trx =>
        work(trx, new BatchOrders(trx)),
      );
      onChange();
      if (ordered.total >= MANY) await analyzeJobs(knex);
      return ordered;
    } catch (error) {
      if (!(error instanceof KeyUsed)) throw error;
      const { batch_id, total } = sameOrder(
        await knex.transaction(trx =>
          new BatchOrders(trx).findByIdempotencyKey(
            key.user_ref,
            key.idempotency_key ?? '',
          ),
        ),
        key.idempotency_hash,
      );
      return { batch_id, total };
    }
  }
}

/** A batch that does not exist, or whose id cannot be one. */
export function unknownBatch(id: string): NotFoundError {
  return new NotFoundError(`There is no batch '${id.slice(0, 60)}'`);
}

async function begin(orders: BatchOrders, batch: NewBatch): Promise<void> {
  if (!(await orders.insert(batch))) throw new KeyUsed();
}

async function refuseUnknown(
  orders: BatchOrders,
  leads: LeadSource,
): Promise<void> {
  if ('lead_ids' in leads) {
    const unknown = await orders.firstUnknown(leads.lead_ids);
    if (!unknown) return;
    throw new NotFoundError(`lead_ids: there is no lead '${unknown}'`);
  }
  if ('import_id' in leads && !(await orders.importExists(leads.import_id))) {
    throw new NotFoundError(
      `import_id: there is no import '${leads.import_id}'`,
    );
  }
}

function sourceOf(leads: LeadSource): NewBatch['source'] {
  if ('lead_ids' in leads) return 'leads';
  return 'filter' in leads ? 'filter' : 'import';
}
