import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { FULL_PIPELINE_STEPS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  databases,
  sandboxLead,
  startBackend,
  TestBackend,
} from './testing/backend';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let backend: TestBackend;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
  });
});

afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

it('runs all twelve steps on a lead and stores what each learnt', async () => {
  const test = await backend
    .as('qa_tester')
    .runToEnd({ lead_data: sandboxLead(sandbox) });

  expect(
    test.pipeline_results.map(s => [s.step_name, s.status, s.error]),
  ).toEqual(FULL_PIPELINE_STEPS.map(s => [s.step_name, 'success', null]));
  expect(test).toMatchObject({
    status: 'success',
    success_rate: 100,
    provider_mode: 'sandbox',
    current_step: 12,
  });
  console.log(
    test.execution_time,
    test.score,
    test.tier,
    test.revenue_impact,
    test.spam_score,
    test.pipeline_results.map(s => [s.step_name, s.duration]),
  );
});
