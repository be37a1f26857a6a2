import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { AuditTrail } from '../audit';
import { AuditKeys } from '../audit/AuditKeys';
import { addErasureJobs } from '../queue/erasureJobs';
import { forgetGivenUp } from '../queue/givenUp';
import { QUEUE_SCHEMA } from '../queue/queueSql';
import { AgedTests } from './__testUtils__/agedTests';
import { tellOfOverdueErasures } from './overdueErasures';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const logger = mockServices.logger.mock();
let aged: AgedTests;
let knex: Knex;
/** Nobody can delete from the audit trail. */
let toldBefore: number;

const told = async () => {
  const events = await knex('audit_events')
    .select('action', 'outcome', 'details')
    .orderBy('occurred_at');
  return events.slice(toldBefore);
};

beforeAll(async () => {
  aged = await AgedTests.create(databases);
  knex = aged.knex;
});
afterAll(() => aged?.queue.stop());
beforeEach(async () => {
  jest.clearAllMocks();
  await aged.clear();
  toldBefore = 0;
  toldBefore = (await told()).length;
});

/** A job for two tests, added so many hours ago, as the queue left it since. */
async function job(hours: number, set: string): Promise<void> {
  await addErasureJobs(knex, [
    { lead_ids: [], test_ids: [randomUUID(), randomUUID()] },
  ]);
  await knex.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs
     SET created_at = now() - make_interval(hours => ?), ${set}
     WHERE id = (SELECT max(id) FROM ${QUEUE_SCHEMA}._private_jobs)`,
    [hours],
  );
}

const tell = () =>
  tellOfOverdueErasures({
    knex,
    trail: new AuditTrail(new AuditKeys([])),
    logger,
  });

it('tells once that objects could not be deleted for a day', async () => {
  await job(23, 'attempts = 11');
  await job(48, 'attempts = 0');
  await job(48, `attempts = 12, locked_at = now(), locked_by = 'somebody'`);
  await tell();
  expect(await told()).toEqual([]);

  await job(25, 'attempts = 12');
  await job(30, 'attempts = max_attempts');
  await tell();
  await tell();
  expect(await told()).toEqual([
    {
      action: 'erasure.overdue',
      outcome: 'failed',
      details: {
        jobs: 2,
        given_up: 1,
        tests: 4,
        waiting_since: expect.any(String),
      },
    },
  ]);
  expect(logger.error).toHaveBeenCalledTimes(1);
  expect(logger.error).toHaveBeenCalledWith(
    expect.stringMatching(/^Objects of 4 tests.* 1 of them killed/),
  );
});

it('is asked whenever what is too old is deleted', async () => {
  await job(25, 'attempts = 12');
  await aged.keeper().run();
  expect((await told()).map(({ action }) => action)).toEqual([
    'erasure.overdue',
  ]);
});

it('a job that was given up is not forgotten', async () => {
  await job(2_000, 'attempts = max_attempts');
  await knex.raw(
    `ALTER TABLE ${QUEUE_SCHEMA}._private_jobs DISABLE TRIGGER USER`,
  );
  await knex.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs SET updated_at = now() - interval '2000 hours'`,
  );
  await forgetGivenUp(knex);
  expect(await aged.jobs()).toHaveLength(1);
});
