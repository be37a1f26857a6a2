import { hostname } from 'node:os';
import { Knex } from 'knex';
import {
  Replica,
  ReplicaRole,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { QUEUE_SCHEMA, RUN_BATCH_TEST, RUN_TEST } from '../queue/queueSql';

/** What a replica says of itself. */
export interface ReplicaSelf {
  /** Of the whole process; it has several workers. */
  id: string;
  role: ReplicaRole;
  version: string;
  /** Tests that it may run at once. */
  capacity: number;
}

type ReplicaRow = Omit<Replica, 'started_at' | 'heartbeat_at'> & {
  started_at: Date;
  heartbeat_at: Date;
};

/** Rows of older versions do not say to which replica they belong. */
const REPLICA_ID = `coalesce(w.replica, w.hostname || ':' || w.pid)`;

/**
 * Signs of life of the workers, by the database's clock: clocks of machines
 * differ, the database has one.
 */
export class WorkerStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Says that these workers of this process live. */
  async beat(workerIds: string[], self: ReplicaSelf): Promise<void> {
    await this.#knex.raw(
      `INSERT INTO workers (id, hostname, pid, replica, role, version, capacity)
       SELECT id, ?, ?, ?, ?, ?, ? FROM unnest(?::text[]) AS own(id)
       ON CONFLICT (id) DO UPDATE SET heartbeat_at = now()`,
      [
        hostname(),
        process.pid,
        self.id,
        self.role,
        self.version,
        self.capacity,
        workerIds,
      ],
    );
  }

  /** Says that these workers have ended in good order. */
  async leave(workerIds: string[]): Promise<void> {
    await this.#knex('workers').whereIn('id', workerIds).delete();
  }

  /** Forgets workers whose last sign of life is older than this. */
  async forgetSilent(olderThanMs: number): Promise<void> {
    await this.#knex.raw(
      `DELETE FROM workers
       WHERE heartbeat_at < now() - make_interval(secs => ?::float8 / 1000)`,
      [olderThanMs],
    );
  }

  /** Replicas that run tests and are no longer silent than this. */
  async countRunningTests(silentForMs: number): Promise<number> {
    const { rows } = await this.#knex.raw(
      `SELECT count(DISTINCT ${REPLICA_ID})::int AS count FROM workers w
       WHERE w.role IS DISTINCT FROM 'api'
         AND w.heartbeat_at > now() - make_interval(secs => ?::float8 / 1000)`,
      [silentForMs],
    );
    return rows[0].count;
  }

  /**
   * All replicas, with the tests that each runs.
   *
   * @param silentForMs - who is silent for longer is not alive
   */
  async replicas(silentForMs: number): Promise<Replica[]> {
    const { rows } = await this.#knex.raw(
      `SELECT ${REPLICA_ID} AS id, min(w.hostname) AS hostname, min(w.pid) AS pid,
         coalesce(min(w.role), 'all') AS role, min(w.version) AS version,
         min(w.capacity) AS capacity, coalesce(sum(held.tests), 0)::int AS running,
         min(w.started_at) AS started_at, max(w.heartbeat_at) AS heartbeat_at,
         max(w.heartbeat_at) > now() - make_interval(secs => ?::float8 / 1000) AS alive
       FROM workers w
       LEFT JOIN (
         SELECT j.locked_by, count(*) AS tests
         FROM ${QUEUE_SCHEMA}._private_jobs j
         JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
         WHERE j.locked_at IS NOT NULL AND t.identifier = ANY(?)
         GROUP BY j.locked_by
       ) held ON held.locked_by = w.id
       GROUP BY 1 ORDER BY 2, 8, 1`,
      [silentForMs, [RUN_TEST, RUN_BATCH_TEST]],
    );
    return (rows as ReplicaRow[]).map(row => ({
      ...row,
      started_at: row.started_at.toISOString(),
      heartbeat_at: row.heartbeat_at.toISOString(),
    }));
  }
}
