import { randomUUID } from 'node:crypto';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Comparison,
  Difference,
  Execution,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  databases,
  sandboxLead,
  startBackend,
  TestBackend,
} from '../../__testUtils__/backend';
import { chain, step } from '../../__testUtils__/waitingPipeline';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let backend: TestBackend;
let first: Execution;
let again: Execution;
let other: Execution;
let quick: Execution;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    pipelines: [chain('quick', [step('only', 1)])],
  });
  const qa = backend.as('qa_tester');
  const lead = sandboxLead(sandbox);
  first = await qa.runToEnd({ lead_data: lead });
  again = await qa.runToEnd({ lead_data: lead });
  other = await qa.runToEnd({
    lead_data: {
      ...sandboxLead(sandbox, 'bakery-7'),
      email: 'seven@mail.example',
    },
  });
  quick = await qa.runToEnd({ test_type: 'quick', lead_data: lead });
});

afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

const path = (a: string, b: string) => `/tests/compare?a=${a}&b=${b}`;

const compared = async (
  a: Execution,
  b: Execution,
  role: Parameters<TestBackend['as']>[0] = 'qa_tester',
) => {
  const { status, body } = await backend
    .as(role)
    .get<Comparison>(path(a.id, b.id));
  expect(status).toBe(200);
  return body;
};

const all = ({ differences, steps }: Comparison): Difference[] => [
  ...differences,
  ...steps.flatMap(each => each.differences),
];

it('finds nothing but durations between two tests of the same lead', async () => {
  const comparison = await compared(first, again);
  expect(comparison.a.id).toBe(first.id);
  expect(comparison.b.id).toBe(again.id);
  expect(comparison.a).not.toHaveProperty('pipeline_results');
  expect(comparison.steps).toHaveLength(12);
  expect(all(comparison).filter(({ kind }) => kind !== 'duration')).toEqual([]);
});

it('tells what another site does better and worse', async () => {
  const { steps } = await compared(first, other);
  const security = steps.find(
    ({ step_name }) => step_name === 'security_scraper',
  );
  const score = security?.differences.find(
    ({ field }) => field === 'details.score',
  );
  const [a, b] = [first, other].map(
    test => test.pipeline_results[4].details.score as number,
  );
  expect(a).not.toBe(b);
  expect(score).toMatchObject({ kind: 'score', a, b, better: b > a });
});

it('keeps personal data from who may not see it in a test', async () => {
  const whole = await compared(first, other);
  const hidden = await compared(first, other, 'viewer');
  expect(JSON.stringify(whole)).toContain('seven@mail.example');
  expect(JSON.stringify(whole)).toContain('details.personal.');
  expect(JSON.stringify(hidden)).not.toContain('seven@mail.example');
  expect(JSON.stringify(hidden)).not.toContain('personal.');
  expect([whole.personal_data_hidden, hidden.personal_data_hidden]).toEqual([
    false,
    true,
  ]);
  // Everything else is there
  expect(all(hidden).length).toBeGreaterThan(50);
});

it('puts the steps of different pipelines side by side', async () => {
  const { differences, steps } = await compared(first, quick);
  expect(differences).toContainEqual({
    kind: 'text',
    field: 'test_type',
    a: 'full_pipeline',
    b: 'quick',
  });
  expect(steps.filter(({ b }) => b === null)).toHaveLength(12);
  expect(steps.find(({ step_name }) => step_name === 'only')).toMatchObject({
    a: null,
    b: { status: 'success' },
    differences: [],
  });
});

it('refuses what cannot be compared', async () => {
  const qa = backend.as('qa_tester');
  const nobody = randomUUID();
  const unknown = await qa.get(path(first.id, nobody));
  expect([unknown.status, unknown.body.error.message]).toEqual([
    404,
    expect.stringContaining(nobody),
  ]);
  const same = await qa.get(path(first.id, first.id.toUpperCase()));
  expect([same.status, same.body.error.fields]).toEqual([
    400,
    [{ field: 'b', message: 'is the same test as a; name two different ones' }],
  ]);
  const malformed = await qa.get(`/tests/compare?a=${first.id}`);
  expect([malformed.status, malformed.body.error.fields]).toEqual([
    400,
    [{ field: 'b', message: expect.any(String) }],
  ]);
  expect(
    (await backend.as('no_role').get(path(first.id, other.id))).status,
  ).toBe(403);
});
