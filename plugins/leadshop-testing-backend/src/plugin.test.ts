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
} from './__testUtils__/backend';

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
  expect(test.score).toBeGreaterThan(0);
  expect(test.tier).toMatch(/^[A-F]$/);
  expect(test.revenue_impact).toBeGreaterThan(0);
  expect(test.revenue_currency).toBe('USD');
  expect(test.spam_score).not.toBeNull();
  // The mail went to the test mailbox, never to the lead
  expect(sandbox.inbox().map(m => m.to)).toEqual([
    ['pipeline-tests@leadshop.example'],
  ]);
  // What the feed, the queue and the log of events carry is not personal
  const { rows } = await backend.knex.raw(
    `SELECT coalesce(string_agg(payload::text, ' '), '') AS told FROM feed_events`,
  );
  for (const personal of ['hello@good-bakery', 'Ann Baker', '555 0199']) {
    expect(rows[0].told).not.toContain(personal);
  }
});
