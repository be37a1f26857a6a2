import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { makeWorkerUtils } from 'graphile-worker';
import { migrated } from '../__testUtils__/storedTests';
import { StatusReader } from '../health/StatusReader';
import { createPool } from '../queue/databasePool';
import { QUEUE_SCHEMA } from '../queue/queueSql';
import { storeRuns } from './__testUtils__/componentRuns';
import { CHECKS } from './componentTurns';
import { ComponentWatch } from './ComponentWatch';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

it('a component is told of once, however many replicas look at the same time', async () => {
  const database = await migrated(await databases.init('POSTGRES_18'));
  const pool = await createPool(database, {
    max: 2,
    logger: mockServices.logger.mock(),
  });
  const utils = await makeWorkerUtils({ pgPool: pool, schema: QUEUE_SCHEMA });
  await utils.migrate();
  await storeRuns(database, 'failed');

  const check = () =>
    new ComponentWatch({
      knex: database,
      status: new StatusReader(database),
    }).check();
  for (let n = 1; n < CHECKS; n++) await check();
  await Promise.all(Array.from({ length: 4 }, check));

  // Nobody works here: each notice that was added is still there
  const { rows } = await database.raw(`SELECT FROM ${QUEUE_SCHEMA}.jobs`);
  expect(rows).toHaveLength(1);
  await utils.release();
  await pool.end();
});
