/*
 * Where tests are ordered: starts them, repeats them, cancels them. Each order
 * is one transaction that writes the test, its first event and its job; all
 * exist or none.
 */
import { randomUUID } from 'node:crypto';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { Knex } from 'knex';
import {
  isFinalStatus,
  LeadData,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { About, Recording } from '../audit';
import { addTestJob, PRIORITY, removeTestJob } from '../queue/queueSql';
import {
  CancelResult,
  ExecutionStore,
  NewExecution,
} from '../store/ExecutionStore';
import { LeadStore } from '../store/LeadStore';
import { businessOfTest } from '../store/testNames';
import { fingerprint, KeyUsed, sameOrder } from './idempotency';
import { fromPipeline, PipelineRegistry } from './PipelineRegistry';
import { keptSteps } from './transitions';

/** An order for a test. */
export interface TestOrder {
  test_type: string;
  user_ref: string;
  entity_ref?: string | null;
  lead_data?: LeadData;
  lead_id?: string;
  idempotency_key?: string;
}

/** A test that was ordered, now or earlier with the same key. */
export interface OrderedTest {
  id: string;
  created_at: Date;
}

type LeadOfTest = Pick<NewExecution, 'lead_id' | 'lead_data'>;

/** Starts, repeats and cancels tests. */
export class TestDesk {
  readonly #options: {
    knex: Knex;
    executions: ExecutionStore;
    leads: LeadStore;
    pipelines: PipelineRegistry;
    maxAttempts: number;
    onChange: () => void;
  };

  constructor(options: {
    knex: Knex;
    executions: ExecutionStore;
    leads: LeadStore;
    pipelines: PipelineRegistry;
    maxAttempts: number;
    onChange: () => void;
  }) {
    this.#options = options;
  }

  /**
   * Starts a test.
   *
   * @throws InputError for an unknown pipeline, NotFoundError for an unknown
   * lead, ConflictError when it is erased or the idempotency key was used for
   * something else.
   */
  async start(order: TestOrder, record: Recording): Promise<OrderedTest> {
    const registered = this.#options.pipelines.required(order.test_type);
    const test = {
      id: randomUUID(),
      ...fromPipeline(registered),
      user_ref: order.user_ref,
      entity_ref: order.entity_ref ?? null,
      idempotency_key: order.idempotency_key,
      idempotency_hash: order.idempotency_key && fingerprint(order),
    };
    return this.#insert(test, trx => this.#leadOf(trx, order), record);
  }

  /**
   * Repeats a test that has ended, from a step or from the beginning.
   *
   * @throws NotFoundError, InputError for an unknown step, ConflictError when
   * the test has not ended or its lead is erased.
   */
  async rerun(
    testId: string,
    order: { user_ref: string; from_step?: string; idempotency_key?: string },
    record: Recording,
  ): Promise<OrderedTest> {
    const before = await this.#options.executions.forRerun(testId);
    if (!before) throw new NotFoundError(`There is no test '${testId}'`);
    if (!isFinalStatus(before.status)) {
      throw new ConflictError(
        'This test has not ended; cancel it or wait for its end before you rerun it',
      );
    }
    const registered = this.#options.pipelines.required(before.test_type);
    let kept: string[] = [];
    if (order.from_step !== undefined) {
      const steps = keptSteps(registered.pipeline.steps, order.from_step);
      if (!steps) {
        throw new InputError(
          `from_step: pipeline '${before.test_type}' has no step '${order.from_step}'`,
        );
      }
      // What was skipped or cut off has no result worth keeping
      kept = steps
        .map(step => step.name)
        .filter(name =>
          ['success', 'failed'].includes(before.step_states[name]),
        );
    }
    const test = {
      id: randomUUID(),
      ...fromPipeline(registered),
      user_ref: order.user_ref,
      entity_ref: before.entity_ref,
      rerun_of: testId,
      kept_steps: kept,
      idempotency_key: order.idempotency_key,
      idempotency_hash:
        order.idempotency_key &&
        fingerprint({ rerun_of: testId, from_step: order.from_step }),
    };
    return this.#insert(
      test,
      trx => this.#leadOfTest(trx, testId, before.lead_id),
      record,
    );
  }

  /** Cancels a test, also in the middle of a step. */
  async cancel(
    testId: string,
    userRef: string,
    record: Recording,
  ): Promise<CancelResult> {
    const { knex, executions, onChange } = this.#options;
    const result = await knex.transaction(async trx => {
      const outcome = await executions.requestCancel(trx, testId, userRef);
      if (outcome === 'cancelled') await removeTestJob(trx, testId);
      if (outcome === 'cancelled' || outcome === 'requested') {
        const name = await businessOfTest(trx, testId);
        await record(trx, { target: { type: 'test', id: testId, name } });
      }
      return outcome;
    });
    onChange();
    return result;
  }

  async #leadOf(trx: Knex.Transaction, order: TestOrder): Promise<LeadOfTest> {
    const { leads } = this.#options;
    if (order.lead_data) {
      const lead_id = await leads.storeForTest(
        trx,
        order.lead_data,
        order.user_ref,
      );
      return { lead_id, lead_data: order.lead_data };
    }
    const id = order.lead_id ?? '';
    const lead_data = await leads.takeForTest(trx, id);
    if (!lead_data) {
      if (await leads.find(id, trx)) throw erasedLead();
      throw new NotFoundError(`lead_id: there is no lead '${id}'`);
    }
    return { lead_id: id, lead_data };
  }

  /** Read once the lead cannot be erased before the new test is there. */
  async #leadOfTest(
    trx: Knex.Transaction,
    testId: string,
    leadId: string | null,
  ): Promise<LeadOfTest> {
    const { executions, leads } = this.#options;
    if (leadId) {
      await leads.hold(trx, leadId);
      const lead = await leads.find(leadId, trx);
      if (lead && lead.erased_at !== null) throw erasedLead();
    }
    const test = await executions.forRerun(testId, trx);
    if (!test) throw new NotFoundError(`There is no test '${testId}'`);
    return { lead_id: test.lead_id, lead_data: test.lead_data };
  }

  async #insert(
    test: Omit<NewExecution, keyof LeadOfTest>,
    leadOf: (trx: Knex.Transaction) => Promise<LeadOfTest>,
    record: Recording,
  ): Promise<OrderedTest> {
    const { knex, executions, maxAttempts, onChange } = this.#options;
    try {
      const { created_at } = await knex.transaction(async trx => {
        const input = { ...test, ...(await leadOf(trx)) };
        const created = await executions.insert(trx, input);
        if (!created) throw new KeyUsed();
        await addTestJob(trx, test.id, {
          maxAttempts,
          priority: PRIORITY.single,
        });
        await record(trx, aboutTest(input));
        return created;
      });
      onChange();
      return { id: test.id, created_at };
    } catch (error) {
      if (error instanceof KeyUsed) return this.#earlier(test);
      throw error;
    }
  }

  async #earlier(
    test: Pick<
      NewExecution,
      'user_ref' | 'idempotency_key' | 'idempotency_hash'
    >,
  ): Promise<OrderedTest> {
    const key = test.idempotency_key ?? '';
    const earlier = await this.#options.executions.findByIdempotencyKey(
      test.user_ref,
      key,
    );
    return sameOrder(earlier, test.idempotency_hash);
  }
}

function aboutTest(test: NewExecution): About {
  const { id, test_type, lead_id, lead_data, rerun_of, kept_steps } = test;
  return {
    target: { type: 'test', id, name: lead_data.business_name },
    details: {
      test_type,
      lead_id,
      ...(rerun_of && { rerun_of, kept_steps: kept_steps?.length ?? 0 }),
    },
  };
}

function erasedLead(): ConflictError {
  return new ConflictError(
    'This lead was erased and cannot be tested any more; store a new one',
  );
}
