/*
 * Leads whose every field is hostile go through all twelve steps: a step may fail
 * for a reason that it can name, but not because it fell over, and neither the
 * mail nor the report carries anything but text.
 */
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Execution,
  LEAD_LIMITS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  databases,
  sandboxLead,
  startBackend,
  TestBackend,
} from '../__testUtils__/backend';
import { HOSTILE_TEXTS } from './__testUtils__/hostileTexts';
import { share } from './__testUtils__/share';

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

/** Fields that step 2 takes as they are, so that all steps see them. */
const TEXT_FIELDS = [
  'business_name',
  'contact_name',
  'industry',
  'location',
  'notes',
] as const;
/** Fields that step 2 judges. */
const JUDGED_FIELDS = ['phone', 'naics_code', 'email'] as const;

type Field = (typeof TEXT_FIELDS | typeof JUDGED_FIELDS)[number];

/** What cannot be stored is refused before there is a test. */
const fits = (field: Field, text: string) =>
  !/\0|\p{Surrogate}/u.test(text) && text.trim().length <= LEAD_LIMITS[field];

/** Leads in whose fields all texts come up, each in another field. */
function leadsOf(fields: readonly Field[]) {
  return Array.from(
    { length: Math.ceil(HOSTILE_TEXTS.length / fields.length) },
    (_, n) =>
      Object.fromEntries(
        fields.flatMap((field, i) => {
          const place = (n * fields.length + i) % HOSTILE_TEXTS.length;
          const { text } = HOSTILE_TEXTS[place];
          return fits(field, text) ? [[field, text]] : [];
        }),
      ),
  );
}

const leads = [
  ...share(leadsOf(TEXT_FIELDS), 0),
  ...share(leadsOf(JUDGED_FIELDS), 1),
];

/** What the steps say that went wrong with themselves. */
function fallen(test: Execution): string[] {
  return test.pipeline_results.flatMap(({ step_name, error }) =>
    error && /unexpected|internal|TypeError|undefined/i.test(error)
      ? [`${step_name}: ${error}`]
      : [],
  );
}

it.each(leads)('%j', async lead => {
  const test = await backend
    .as('qa_tester')
    .runToEnd({ lead_data: { ...sandboxLead(sandbox), ...lead } });
  expect(['success', 'failed']).toContain(test.status);
  expect(test.failure_reason).not.toBe('internal');
  expect(fallen(test)).toEqual([]);
  const read = (name: string) =>
    backend.as('qa_tester').get<string>(`/tests/${test.id}/artifacts/${name}`);
  const html = test.pipeline_results
    .flatMap(result => result.artifacts)
    .find(({ content_type }) => content_type.startsWith('text/html'));
  if (!html) return;
  const { body } = await read(html.name);
  expect(body).not.toMatch(/<(script|iframe|object|svg|form|base|math)\b/i);
  expect(body).not.toMatch(/<[^>]+\son\w+=/i);
  expect(body).not.toMatch(/href="(?!https?:|mailto:)/i);
});
