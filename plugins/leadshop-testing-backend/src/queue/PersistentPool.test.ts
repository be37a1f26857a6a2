import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { makeWorkerUtils } from 'graphile-worker';
import { createPool } from './databasePool';
import { ForgottenJobs } from './ForgottenJobs';
import { addTestJob, PRIORITY, QUEUE_SCHEMA } from './queueSql';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const logger = mockServices.logger.mock();
const TEST = '0190a5f4-0000-7000-8000-000000000001';

it('the library of the queue never hears that a connection was lost, and lost jobs are let go', async () => {
  const knex = await databases.init('POSTGRES_18');
  const stopping = new AbortController();
  const pool = await createPool(knex, { max: 2, logger });
  const utils = await makeWorkerUtils({ pgPool: pool, schema: QUEUE_SCHEMA });
  try {
    await utils.migrate();
    const client = await pool.connect();
    const pidOf = async () =>
      (await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
    const pid = await pidOf();
    const terminate = () =>
      knex.raw(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
         WHERE application_name = 'leadshop-testing-queue'`,
      );
    await terminate();
    await expect(pidOf()).rejects.toThrow();
    client.release(true);

    pool.outlast(stopping.signal);
    const lasting = await pool.connect();
    const before = (await lasting.query('SELECT pg_backend_pid() AS pid'))
      .rows[0].pid;
    await terminate();
    const after = (await lasting.query('SELECT pg_backend_pid() AS pid'))
      .rows[0].pid;
    expect(new Set([pid, before, after]).size).toBe(3);
    await expect(lasting.query('SELECT nonsense')).rejects.toThrow('nonsense');
    lasting.release();

    await addTestJob(knex, TEST, { maxAttempts: 5, priority: PRIORITY.single });
    const lock = (seconds: number) =>
      knex.raw(
        `UPDATE ${QUEUE_SCHEMA}._private_jobs SET attempts = 1,
           locked_by = 'mine', locked_at = now() - make_interval(secs => ?)`,
        [seconds],
      );
    const forgotten = new ForgottenJobs({ knex, logger });
    await lock(5);
    expect(await forgotten.release(['mine'])).toBe(0);
    await lock(60);
    expect(await forgotten.release(['of another'])).toBe(0);
    expect(await forgotten.release(['mine'])).toBe(1);
    const { rows } = await knex.raw(
      `SELECT attempts, locked_by FROM ${QUEUE_SCHEMA}._private_jobs`,
    );
    expect(rows).toEqual([{ attempts: 0, locked_by: null }]);
  } finally {
    await utils.release();
    await pool.end();
  }
});
