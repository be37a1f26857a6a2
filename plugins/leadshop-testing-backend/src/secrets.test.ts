/*
 * Every secret that this backend knows is a word of its own here: the keys of all
 * providers, those of credentials and audit trail, and the password of a staging site. Whole
 * tests run, well and badly, and then none of these words is in a log, in an answer,
 * in evidence, or in a row of the database.
 */
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import {
  coreServices,
  createServiceFactory,
  RootLoggerService,
} from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  AuditEvent,
  Execution,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Knex } from 'knex';
import {
  Caller,
  databases,
  sandboxLead,
  startBackend,
  TestBackend,
} from './__testUtils__/backend';
import { wholeDatabase } from './__testUtils__/wholeDatabase';

jest.setTimeout(180_000);

const KEY = randomBytes(32).toString('base64');
const AUDIT_KEY = randomBytes(32).toString('base64');
/** What the sandbox's private sites ask for. */
const LOGIN = { username: 'tester', password: 'open-sesame' };
const WRONG_PASSWORD = 'canary-site-wrong';
const PROVIDER_KEYS = [
  'canary-s3-id',
  'canary-s3-secret',
  'canary-pagespeed',
  'canary-places',
  'canary-shot-access',
  'canary-shot-secret',
  'canary-semrush',
  'canary-llm',
  'canary-smtp-password',
  'canary-component-token',
] as const;

function config({ httpUrl, smtpPort }: Sandbox): JsonObject {
  return {
    credentials: { keys: [{ id: 'k1', secret: KEY }] },
    audit: { keys: [{ id: 'a1', secret: AUDIT_KEY }] },
    providers: {
      s3: {
        endpoint: `${httpUrl}/s3`,
        bucket: 'leadshop-testing',
        accessKeyId: 'canary-s3-id',
        secretAccessKey: 'canary-s3-secret',
        forcePathStyle: true,
      },
      pagespeed: {
        baseUrl: `${httpUrl}/pagespeed`,
        apiKey: 'canary-pagespeed',
      },
      places: { baseUrl: `${httpUrl}/places`, apiKey: 'canary-places' },
      screenshotone: {
        baseUrl: `${httpUrl}/screenshotone`,
        accessKey: 'canary-shot-access',
        secretKey: 'canary-shot-secret',
      },
      semrush: { baseUrl: `${httpUrl}/semrush`, apiKey: 'canary-semrush' },
      llm: { baseUrl: `${httpUrl}/openai/v1`, apiKey: 'canary-llm' },
      smtp: {
        host: '127.0.0.1',
        port: smtpPort,
        username: 'canary-smtp',
        password: 'canary-smtp-password',
        from: 'Tests <tests@example.com>',
        testMailbox: 'box@example.com',
      },
    },
    components: {
      'email-formatter': {
        url: `${httpUrl}/components/email-formatter`,
        token: 'canary-component-token',
      },
    },
  };
}

/** A secret, and how it would look on its way. */
const guises = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
];
const SECRETS = [
  ...[...PROVIDER_KEYS, KEY, AUDIT_KEY, LOGIN.password, WRONG_PASSWORD].flatMap(
    guises,
  ),
  ...[KEY, AUDIT_KEY].map(key => Buffer.from(key, 'base64').toString('hex')),
  ...[LOGIN.password, WRONG_PASSWORD].flatMap(password =>
    guises(`${LOGIN.username}:${password}`),
  ),
];
const secretsIn = (text: string) =>
  SECRETS.filter(secret => text.includes(secret));

const logged: string[] = [];
const note = (message: string, meta?: unknown) => {
  logged.push(`${message} ${inspect(meta, { depth: 10 })}`);
};
const notingLogger: RootLoggerService = {
  error: note,
  warn: note,
  info: note,
  debug: note,
  child: () => notingLogger,
};

let sandbox: Sandbox;
let backend: TestBackend;
let knex: Knex;
let qa: Caller;
let admin: Caller;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  knex = await databases.init('POSTGRES_18');
  backend = await startBackend({
    knex,
    sandbox,
    config: config(sandbox),
    features: [
      createServiceFactory({
        service: coreServices.rootLogger,
        deps: {},
        factory: () => notingLogger,
      }),
    ],
  });
  qa = backend.as('qa_manager');
  admin = backend.as('admin');
});
afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

const privateSite = () => sandboxLead(sandbox, 'private-bakery');
const siteStep = (test: Execution) =>
  test.pipeline_results.find(step => step.step_name === 'security_scraper');
const runOnSite = async () => {
  const test = await qa.runToEnd({ lead_data: privateSite() });
  return { test, step: siteStep(test) };
};

it('a staging site is tested with its stored credential, and says when it is not right', async () => {
  const asked = await runOnSite();
  expect(asked.step).toMatchObject({ status: 'failed', fault: 'lead' });
  expect(asked.step?.error).toContain('store its credential');

  const stored = await admin.post('/credentials', {
    name: 'Bakery staging',
    origin: sandbox.httpsUrl,
    ...LOGIN,
  });
  expect(stored.status).toBe(201);
  const { step } = await runOnSite();
  expect(step).toMatchObject({
    status: 'success',
    details: { hops: [{ status: 200, credential: 'Bakery staging' }] },
  });

  const path = `/credentials/${stored.body.id}`;
  const replaced = await admin.request(path, {
    method: 'PATCH',
    body: JSON.stringify({ password: WRONG_PASSWORD }),
    headers: { 'content-type': 'application/json' },
  });
  expect(replaced.status).toBe(200);
  const refused = await runOnSite();
  expect(refused.step).toMatchObject({ status: 'failed', fault: 'config' });
  expect(refused.step?.error).toContain(
    "refused the stored credential 'Bakery staging'",
  );

  await knex('credentials').update({ key_id: 'k0' });
  const lost = await runOnSite();
  expect(lost.step).toMatchObject({
    status: 'failed',
    fault: 'config',
    error: `The credential that is stored for ${sandbox.httpsUrl} cannot be read. The key 'k0' is missing in leadshopTesting.credentials.keys. Add it again with its old secret, or store the credential anew.`,
  });
  await knex('credentials').update({ key_id: 'k1' });
});

it('what may not be stored is refused without repeating it', async () => {
  const good = { name: 'x', origin: 'https://staging.example.com', ...LOGIN };
  const cases: [object, string][] = [
    [{ origin: 'http://staging.example.com' }, 'over http'],
    [{ origin: 'https://tester:open-sesame@staging.example.com' }, 'must be a'],
    [{ origin: 'https://10.0.0.1' }, 'cannot be used'],
    [{ origin: 'https://staging.example.com/login' }, 'must be a'],
    [{ username: 'a:b' }, 'neither colons nor'],
    [{ password: 'open-sesame\n' }, 'no control characters'],
    [{ password: '' }, 'password'],
    [{ key_id: 'k1' }, 'not a known field'],
  ];
  for (const [change, said] of cases) {
    const answer = await admin.post('/credentials', { ...good, ...change });
    expect([change, answer.status]).toEqual([change, 400]);
    expect(answer.body.error.message).toContain(said);
  }
  for (const caller of [qa, backend.as('viewer')]) {
    expect((await caller.get('/credentials')).status).toBe(403);
    expect((await caller.post('/credentials', good)).status).toBe(403);
  }
  const again = { ...good, origin: sandbox.httpsUrl };
  expect((await admin.post('/credentials', again)).status).toBe(409);
});

it('no secret is in a log, an answer, evidence, or a row', async () => {
  // Vendors that refuse a key, and a mail server that does
  for (const component of [
    'pagespeed',
    'places',
    'screenshotone',
    'semrush',
    'openai',
  ] as const) {
    sandbox.addFault({ component, kind: 'status', status: 403 });
  }
  sandbox.addFault({ component: 'smtp', kind: 'status', status: 535 });
  await runOnSite();
  sandbox.clearFaults();
  await admin.post('/credentials/rotate');

  const answers: unknown[] = [];
  const { body: tests } = await qa.get<Execution[]>('/history');
  expect(tests.length).toBeGreaterThanOrEqual(5);
  for (const { id } of tests) {
    const { body: test } = await qa.get<Execution>(`/tests/${id}`);
    answers.push(test, (await qa.get(`/tests/${id}/events`)).body);
    for (const { name } of test.pipeline_results.flatMap(r => r.artifacts)) {
      answers.push((await qa.get(`/tests/${id}/artifacts/${name}`)).body);
    }
  }
  for (const path of ['/credentials', '/config', '/audit-events', '/status']) {
    const { status, body } = await admin.get(path);
    expect([path, status]).toEqual([path, 200]);
    answers.push(body);
  }
  const { body: trail } = await admin.get<AuditEvent[]>('/audit-events');
  expect(trail.map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      'credential.store',
      'credential.update',
      'credential.rotate',
    ]),
  );
  const database = await wholeDatabase(knex);
  const told = JSON.stringify(answers);
  // The scan sees what is there
  expect(database).toContain('Bakery staging');
  expect(told).toContain('Bakery staging');
  expect(logged.length).toBeGreaterThan(0);

  expect(secretsIn(logged.join('\n'))).toEqual([]);
  expect(secretsIn(told)).toEqual([]);
  expect(secretsIn(database)).toEqual([]);
});

it('no vendor was sent the credential of the site', () => {
  const calls = sandbox.requests();
  const others = calls.filter(({ component }) => component !== 'site');
  expect(others.length).toBeGreaterThan(20);
  const sent = inspect(others, { depth: 10, maxStringLength: null });
  const own = [LOGIN.password, `${LOGIN.username}:${LOGIN.password}`];
  expect(own.flatMap(guises).filter(guise => sent.includes(guise))).toEqual([]);
});
