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
import { addTestJob, PRIORITY, removeTestJob } from '../queue/queueSql';
import {
  CancelResult,
  ExecutionStore,
  NewExecution,
} from '../store/ExecutionStore';
import { LeadStore } from '../store/LeadStore';
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
   * lead, ConflictError when the idempotency key was used for something else.
   */
  async start(order: TestOrder): Promise<OrderedTest> {
    const registered = this.#options.pipelines.required(order.test_type);
    const lead = order.lead_data ?? (await this.#storedLead(order.lead_id));
    const id = randomUUID();
    const leadId = order.lead_id ?? randomUUID();
    const test = {
      id,
      ...fromPipeline(registered),
      user_ref: order.user_ref,
      entity_ref: order.entity_ref ?? null,
      lead_id: leadId,
      lead_data: lead,
      idempotency_key: order.idempotency_key,
      idempotency_hash: order.idempotency_key && fingerprint(order),
    };
    const newLead = order.lead_id ? undefined : { id: leadId, data: lead };
    return this.#insert(test, newLead);
  }

  /**
   * Repeats a test that has ended, from a step or from the beginning.
   *
   * @throws NotFoundError, InputError for an unknown step, ConflictError when
   * the test has not ended.
   */
  async rerun(
    testId: string,
    order: { user_ref: string; from_step?: string; idempotency_key?: string },
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
    return this.#insert({
      id: randomUUID(),
      ...fromPipeline(registered),
      user_ref: order.user_ref,
      entity_ref: before.entity_ref,
      lead_id: before.lead_id,
      lead_data: before.lead_data,
      rerun_of: testId,
      kept_steps: kept,
      idempotency_key: order.idempotency_key,
      idempotency_hash:
        order.idempotency_key &&
        fingerprint({ rerun_of: testId, from_step: order.from_step }),
    });
  }

  /** Cancels a test, also in the middle of a step. */
  async cancel(testId: string, userRef: string): Promise<CancelResult> {
    const { knex, executions, onChange } = this.#options;
    const result = await knex.transaction(async trx => {
      const outcome = await executions.requestCancel(trx, testId, userRef);
      if (outcome === 'cancelled') await removeTestJob(trx, testId);
      return outcome;
    });
    onChange();
    return result;
  }

  async #storedLead(id: string | undefined): Promise<LeadData> {
    const lead = id && (await this.#options.leads.find(id));
    if (!lead) {
      throw new NotFoundError(`lead_id: there is no lead '${id}'`);
    }
    return lead;
  }

  async #insert(
    test: NewExecution,
    newLead?: { id: string; data: LeadData },
  ): Promise<OrderedTest> {
    const { knex, executions, leads, maxAttempts, onChange } = this.#options;
    try {
      const { created_at } = await knex.transaction(async trx => {
        if (newLead) {
          await leads.insert(trx, newLead.id, newLead.data, test.user_ref);
        }
        const created = await executions.insert(trx, test);
        if (!created) throw new KeyUsed();
        await addTestJob(trx, test.id, {
          maxAttempts,
          priority: PRIORITY.single,
        });
        return created;
      });
      onChange();
      return { id: test.id, created_at };
    } catch (error) {
      if (error instanceof KeyUsed) return this.#earlier(test);
      throw error;
    }
  }

  async #earlier(test: NewExecution): Promise<OrderedTest> {
    const key = test.idempotency_key ?? '';
    const earlier = await this.#options.executions.findByIdempotencyKey(
      test.user_ref,
      key,
    );
    return sameOrder(earlier, test.idempotency_hash);
  }
}
