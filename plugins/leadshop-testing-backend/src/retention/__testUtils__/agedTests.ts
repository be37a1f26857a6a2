/* Tests that ended long ago, and what deletes them. */
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  endedStep,
  migrated,
  storeTest,
  transition,
} from '../../__testUtils__/storedTests';
import { AuditTrail } from '../../audit';
import { AuditKeys } from '../../audit/AuditKeys';
import { QueueProbe } from '../../queue/QueueProbe';
import { ERASE_OBJECTS, QUEUE_SCHEMA } from '../../queue/queueSql';
import { RunningTests } from '../../queue/RunningTests';
import { TestQueue } from '../../queue/TestQueue';
import { ExecutionStore } from '../../store/ExecutionStore';
import { MetricsFold } from '../../store/metrics/MetricsFold';
import { StepWriter } from '../../store/StepWriter';
import { RetentionKeeper } from '../RetentionKeeper';

export const DAY_MS = 86_400_000;

/** A database with tests of any age. */
export class AgedTests {
  static async create(databases: TestDatabases): Promise<AgedTests> {
    const knex = await migrated(await databases.init('POSTGRES_18'));
    // For its tables; it is not started
    const queue = await TestQueue.create({
      knex,
      logger: mockServices.logger.mock(),
      concurrency: 1,
      gracePeriodMs: 0,
      running: new RunningTests(),
      probe: new QueueProbe(knex),
      runTest: async () => {},
    });
    return new AgedTests(knex, queue);
  }

  private constructor(readonly knex: Knex, readonly queue: TestQueue) {}

  keeper(history: { enabled?: boolean; retentionMs?: number } = {}) {
    return new RetentionKeeper({
      knex: this.knex,
      trail: new AuditTrail(new AuditKeys([])),
      logger: mockServices.logger.mock(),
      stragglersMs: 600_000,
      history: { enabled: true, retentionMs: 30 * DAY_MS, ...history },
    });
  }

  async clear(): Promise<void> {
    await this.knex.raw(
      `TRUNCATE test_executions, feed_events, batches, imports, leads,
         ${QUEUE_SCHEMA}._private_jobs CASCADE`,
    );
  }

  /** A test that ended so many days ago, as the engine leaves it. */
  async test(
    days: number,
    fields: Record<string, unknown> = {},
  ): Promise<string> {
    const { knex } = this;
    const id = await storeTest(knex, {
      status: 'running',
      provider_mode: 'live',
      ...fields,
    });
    await new StepWriter(knex, () => {}).write(
      transition(id, [endedStep(1), endedStep(2)]),
    );
    await new ExecutionStore(knex).end(id, 1, {
      status: 'success',
      failure_reason: null,
      error_message: null,
    });
    await this.backdate(id, days);
    return id;
  }

  /** Makes everything that there is of a test older. */
  async backdate(id: string, days: number): Promise<void> {
    const { knex } = this;
    const age = knex.raw(`make_interval(secs => ?)`, [days * 86_400]);
    await knex('test_executions')
      .where({ id })
      .update({
        created_at: knex.raw('created_at - ?', [age]),
        started_at: knex.raw('started_at - ?', [age]),
        completed_at: knex.raw('completed_at - ?', [age]),
      });
    await knex('feed_events')
      .where({ test_id: id })
      .update({ created_at: knex.raw('created_at - ?', [age]) });
  }

  async fold(): Promise<void> {
    await new MetricsFold(this.knex).fold();
  }

  /** Values of a column, in order. */
  async ids(table: string, column = 'id'): Promise<string[]> {
    return this.knex(table).distinct().pluck(column).orderBy(column);
  }

  /** Jobs that delete objects. */
  async jobs(): Promise<{ test_ids: string[]; later: boolean }[]> {
    const { rows } = await this.knex.raw(
      `SELECT j.payload->'test_ids' AS test_ids, j.run_at > now() AS later
       FROM ${QUEUE_SCHEMA}._private_jobs j
       JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = ? ORDER BY j.run_at, j.id`,
      [ERASE_OBJECTS],
    );
    return rows;
  }
}
