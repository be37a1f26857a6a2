/* What rules see of real tests and of the real queue. */
import { storeTest } from '../__testUtils__/storedTests';
import { addTestJob, PRIORITY, QUEUE_SCHEMA } from '../queue/queueSql';
import { newestRuns, newestTests } from '../store/alerts/observations';
import {
  clear,
  configured,
  knex,
  left,
  open,
  replica,
  shut,
} from './__testUtils__/alertReplica';

jest.setTimeout(60_000);

beforeAll(open);
afterAll(shut);
beforeEach(clear);

/** Stores tests with one step each, the newest last. */
async function ran(
  count: number,
  fields: { status: string; fault?: string | null; mode?: string | null },
) {
  for (let n = 0; n < count; n++) {
    const { status, fault = null, mode = 'live' } = fields;
    const id = await storeTest(knex, { status, provider_mode: mode });
    await knex('test_step_results').insert({
      execution_id: id,
      step_name: 'first',
      step_number: 1,
      component: 'score-calculator',
      title: 'Score',
      status: status === 'cancelled' ? 'skipped' : status,
      fault,
      // Of its own it has none
      provider_mode: null,
    });
  }
}

it('never counts an outage of a vendor against LeadShop', async () => {
  const { adopt, keeper } = replica();
  const rule = configured({ kind: 'success_rate', below: 80, tests: 10 });
  const perComponent = configured(
    { kind: 'success_rate', per: 'component', below: 80, tests: 10 },
    { name: 'Per component' },
  );
  await adopt([rule, perComponent]);
  await ran(10, { status: 'success' });
  await ran(30, { status: 'failed', fault: 'vendor' });
  await ran(30, { status: 'failed', fault: 'leadshop', mode: 'sandbox' });
  await keeper.evaluate();
  expect(
    await knex('alerts')
      .orderBy('subject')
      .select('subject', 'provider_mode', 'fault'),
  ).toEqual([
    {
      subject: 'component:score-calculator:sandbox',
      provider_mode: 'sandbox',
      fault: 'leadshop',
    },
    {
      subject: 'pipeline:full_pipeline:sandbox',
      provider_mode: 'sandbox',
      fault: 'leadshop',
    },
  ]);
});

it('sees failures in a row, the newest first, as they ended', async () => {
  await ran(2, { status: 'success' });
  await ran(1, { status: 'failed', fault: 'vendor' });
  await ran(1, { status: 'cancelled' });
  const tests = await newestTests(knex, 10);
  const runs = await newestRuns(knex, ['score-calculator'], 10);
  expect(tests.map(({ succeeded }) => succeeded)).toEqual([false, true, true]);
  expect(tests[0]).toMatchObject({ of: 'full_pipeline', faults: ['vendor'] });
  expect(runs[0]).toEqual({
    of: 'score-calculator',
    provider_mode: 'live',
    succeeded: false,
    faults: ['vendor'],
  });
});

it('sees how long tests have waited, unless they wait for a pause', async () => {
  const { adopt, keeper } = replica();
  const rule = configured({ kind: 'queue_age', older_than_ms: 60_000 });
  await adopt([rule]);
  const id = await storeTest(knex);
  await addTestJob(knex, id, { maxAttempts: 5, priority: PRIORITY.batch });
  await knex.raw(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs
     SET created_at = now() - interval '2 minutes', run_at = now() - interval '2 minutes'`,
  );
  await knex('queue_state').update({
    paused_at: knex.fn.now(),
    paused_by: 'user:default/ann',
  });
  await keeper.evaluate();
  expect((await left()).alerts).toEqual([]);
  await knex('queue_state').update({ paused_at: null, paused_by: null });
  await keeper.evaluate();
  expect(await knex('alerts').pluck('message')).toEqual([
    'The oldest test has waited for 2 minutes; the limit is 60 seconds',
  ]);
});
