import { Knex } from 'knex';
import { storeTest } from '../../__testUtils__/storedTests';
import { addTestJob, PRIORITY, QUEUE_SCHEMA } from '../queueSql';

/** Stores a test and queues it. @returns its id */
export async function queueTest(
  knex: Knex,
  maxAttempts: number,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const id = await storeTest(knex, fields);
  await addTestJob(knex, id, { maxAttempts, priority: PRIORITY.single });
  return id;
}

/** The job of a test, as the queue's library stores it. */
export async function storedJob(knex: Knex, id: string) {
  const { rows } = await knex.raw(
    `SELECT j.*, t.identifier AS task_identifier FROM ${QUEUE_SCHEMA}._private_jobs j
     JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id WHERE j.key = ?`,
    [id],
  );
  return rows[0];
}

/** A promise that is resolved from elsewhere. */
export function withResolvers<T = void>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>(done => {
    resolve = done;
  });
  return { promise, resolve };
}
