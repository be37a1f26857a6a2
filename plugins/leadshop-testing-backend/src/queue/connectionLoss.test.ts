import { TestDatabases } from '@backstage/backend-test-utils';
import { makeWorkerUtils } from 'graphile-worker';
import { Client } from 'pg';
import { goOnAfterLoss, isConnectionLoss } from './connectionLoss';
import { connectionSettings } from './databasePool';
import { addTestJob, PRIORITY, QUEUE_SCHEMA } from './queueSql';
import { FencedError } from './RunningTests';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const WORKER = 'worker-of-this-replica';
const TEST = '0190a5f4-0000-7000-8000-000000000001';

const lost = () =>
  Object.assign(new Error('terminating connection'), { code: '57P01' });

describe('a test whose database was away', () => {
  const setUp = async () => {
    const knex = await databases.init('POSTGRES_18');
    const settings = await connectionSettings(knex);
    const client = new Client(settings);
    await client.connect();
    const utils = await makeWorkerUtils({
      connectionString: `postgresql://${settings.user}:${settings.password}@${settings.host}:${settings.port}/${settings.database}`,
      schema: QUEUE_SCHEMA,
    });
    await utils.migrate();
    await utils.release();
    await client.end();
    await addTestJob(knex, TEST, { maxAttempts: 5, priority: PRIORITY.single });
    return knex;
  };
  const lock = (knex: Awaited<ReturnType<typeof setUp>>, by: string) =>
    knex.raw(
      `UPDATE ${QUEUE_SCHEMA}._private_jobs SET locked_by = ?, locked_at = now()`,
      [by],
    );

  it('goes on when its job is still ours, is over when it is not, and ends with any other failure', async () => {
    const knex = await setUp();
    const { signal } = new AbortController();
    const goOn = (run: () => Promise<void>) =>
      goOnAfterLoss(run, {
        knex,
        testId: TEST,
        workerIds: () => [WORKER],
        signal,
      });
    await lock(knex, WORKER);
    let runs = 0;
    await goOn(async () => {
      runs += 1;
      if (runs < 3) throw lost();
    });
    expect(runs).toBe(3);

    await expect(
      goOn(async () => {
        throw new Error('a defect');
      }),
    ).rejects.toThrow('a defect');

    await lock(knex, 'worker-of-another');
    runs = 0;
    await expect(
      goOn(async () => {
        runs += 1;
        throw lost();
      }),
    ).rejects.toThrow(FencedError);
    expect(runs).toBe(1);
  });
});

it.each([
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), true],
  [Object.assign(new Error('starting up'), { code: '57P03' }), true],
  [Object.assign(new Error('too many'), { code: '53300' }), true],
  [new Error('Connection terminated unexpectedly'), true],
  [new Error('Knex: Timeout acquiring a connection. The pool is full'), true],
  [Object.assign(new Error('no such table'), { code: '42P01' }), false],
  [Object.assign(new Error('duplicate'), { code: '23505' }), false],
  ['a text', false],
])('%s is the loss of a connection: %s', (error, expected) => {
  expect(isConnectionLoss(error)).toBe(expected);
});
