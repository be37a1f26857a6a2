/*
 * What each route leaves in the audit trail. The routes are those that the API's
 * own description has, so a new one without a case fails here.
 */
import { randomUUID } from 'node:crypto';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { AuditEvent } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  Answer,
  Caller,
  databases,
  startBackend,
  TestBackend,
} from '../__testUtils__/backend';
import { chain, failing, Gate, step } from '../__testUtils__/waitingPipeline';
import {
  csv,
  ended,
  formOf,
  importFile,
  upload,
} from '../leads/import/__testUtils__/importing';
import { lockLeads } from '../store/leadsLock';

jest.setTimeout(180_000);

const KEY = Buffer.alloc(32, 7).toString('base64');
const gate = new Gate();
const audited = jest.fn();
let sandbox: Sandbox;
let backend: TestBackend;
let admin: Caller;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    config: {
      audit: { keys: [{ id: 'a1', secret: KEY }] },
      credentials: { keys: [{ id: 'k1', secret: KEY }] },
    },
    pipelines: [
      chain('waits', [step('wait', 1, { run: gate.run })]),
      chain('fails', [
        step('site', 1, { run: failing('It broke.', { fault: 'lead' }) }),
      ]),
    ],
    features: [
      mockServices.auditor.mock({
        createEvent: async options => ({
          success: async () => audited('success', options),
          fail: async () => audited('fail', options),
        }),
      }).factory,
    ],
  });
  admin = backend.as('admin');
  await backend.knex.raw(`
    CREATE TABLE commits_refused (at timestamptz);
    CREATE FUNCTION refuse_commit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM commits_refused) THEN RAISE EXCEPTION 'no commit'; END IF;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER refuse_commit AFTER INSERT ON audit_events
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.outcome = 'succeeded')
      EXECUTE FUNCTION refuse_commit()`);
});

afterAll(async () => {
  gate.open();
  await backend?.stop();
  await sandbox?.stop();
});

/** A request to a route. */
interface Ask {
  path: string;
  body?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
}

const ask = (
  method: string,
  { path, body, form, headers }: Ask,
  requestId: string,
  caller = admin,
): Promise<Answer> =>
  caller.request(path, {
    method,
    body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
    headers: {
      ...(form ? {} : { 'content-type': 'application/json' }),
      ...headers,
      'x-request-id': requestId,
    },
  });

const recorded = async (requestId: string): Promise<AuditEvent[]> =>
  (await admin.get(`/audit-events?request_id=${requestId}`)).body;

/** All that people can change, but for how far tests and imports have come. */
async function everything(): Promise<unknown> {
  const { rows } = await backend.knex.raw(`SELECT
    (SELECT json_agg(json_build_array(id, version, erased_at) ORDER BY id) FROM leads) AS leads,
    (SELECT json_agg(json_build_array(id, cancel_requested_at) ORDER BY id) FROM test_executions) AS tests,
    (SELECT json_agg(json_build_array(id, cancel_requested_at) ORDER BY id) FROM batches) AS batches,
    (SELECT json_agg(json_build_array(id, undone_at) ORDER BY id) FROM lead_bulk_edits) AS edits,
    (SELECT json_agg(json_build_array(id, cancel_requested_at, undo) ORDER BY id) FROM imports) AS imports,
    (SELECT json_agg(m ORDER BY user_ref, headers_hash) FROM import_mappings m) AS mappings,
    (SELECT json_agg(c ORDER BY id) FROM credentials c) AS credentials`);
  return rows[0];
}

const LEAD = { website_url: 'https://sunrise.example' };
const startTest = async (test_type: string): Promise<string> =>
  (await admin.post('/run-pipeline', { test_type, lead_data: LEAD })).body
    .test_id;
const endedTest = async (): Promise<string> =>
  (await admin.runToEnd({ test_type: 'fails', lead_data: LEAD })).id;

let leads = 0;
async function newLead() {
  leads += 1;
  const { body, headers } = await admin.post('/leads', {
    lead: {
      business_name: `Shop ${leads}`,
      website_url: `https://shop-${leads}.example`,
      email: `office@shop-${leads}.example`,
      contact_name: 'Ann Baker',
    },
  });
  return { id: body.id as string, etag: headers.get('etag') ?? '' };
}

async function newBatch(test_type: string): Promise<string> {
  const { id } = await newLead();
  const { body } = await admin.post('/run-batch', {
    lead_ids: [id],
    test_type,
  });
  return body.batch_id;
}

async function failedBatch(): Promise<string> {
  const live = await admin.connect();
  const id = await newBatch('fails');
  await live.until(
    message =>
      message.type === 'updates' &&
      message.payload.some(
        update =>
          update.type === 'batch_update' &&
          update.payload.id === id &&
          update.payload.status !== 'running',
      ),
  );
  await live.close();
  return id;
}

const file = () => {
  leads += 1;
  return csv(
    ['Company', 'URL', 'E-Mail'],
    [`Imp ${leads}`, `imp-${leads}.example`, `a@imp-${leads}.example`],
    ['', 'nowhere', 'no address'],
  );
};
const MAPPED = { columns: ['business_name', 'website_url', 'email'] as const };

let origins = 0;
const credential = () => {
  origins += 1;
  return {
    name: `Staging ${origins}`,
    origin: `https://staging-${origins}.example.com`,
    username: 'tester',
    password: 'a password',
  };
};
const newCredential = async (): Promise<string> =>
  (await admin.post('/credentials', credential())).body.id;

type Check = (asked: Ask) => Promise<Answer>;

/** For each route what is asked of it, when all is prepared. */
const CASES: Record<string, (check: Check) => Promise<unknown>> = {
  'post /run-pipeline': check =>
    check({
      path: '/run-pipeline',
      body: { test_type: 'waits', lead_data: LEAD },
    }),
  'post /tests/{id}/rerun': async check =>
    check({ path: `/tests/${await endedTest()}/rerun` }),
  'post /tests/{id}/cancel': async check =>
    check({ path: `/tests/${await startTest('waits')}/cancel` }),
  'post /run-batch': async check =>
    check({
      path: '/run-batch',
      body: { lead_ids: [(await newLead()).id], test_type: 'waits' },
    }),
  'post /batches/{id}/cancel': async check =>
    check({ path: `/batches/${await newBatch('waits')}/cancel` }),
  'post /batches/{id}/rerun-failed': async check =>
    check({ path: `/batches/${await failedBatch()}/rerun-failed` }),
  'post /leads': check =>
    check({
      path: '/leads',
      body: {
        lead: {
          business_name: 'Acme',
          website_url: 'https://acme.example',
          email: 'office@acme.example',
        },
      },
    }),
  'patch /leads/{id}': async check => {
    const { id, etag } = await newLead();
    return check({
      path: `/leads/${id}`,
      body: { contact_name: 'Bob Miller' },
      headers: { 'if-match': etag },
    });
  },
  'delete /leads/{id}': async check =>
    check({ path: `/leads/${(await newLead()).id}` }),
  'post /leads/bulk': async check => {
    const selection = { lead_ids: [(await newLead()).id] };
    await check({
      path: '/leads/bulk',
      body: { action: 'update', selection, changes: { industry: 'Bakery' } },
    });
    await check({ path: '/leads/bulk', body: { action: 'erase', selection } });
  },
  'post /leads/bulk/{id}/undo': async check => {
    const { body } = await admin.post('/leads/bulk', {
      action: 'update',
      selection: { lead_ids: [(await newLead()).id] },
      changes: { industry: 'Bakery' },
    });
    return check({ path: `/leads/bulk/${body.bulk_id}/undo` });
  },
  'post /leads/imports': async check => {
    const form = formOf({ text: file() }, { columns: [...MAPPED.columns] });
    await ended(admin, await check({ path: '/leads/imports', form }));
  },
  'post /leads/imports/preview': check =>
    check({ path: '/leads/imports/preview', form: formOf({ text: file() }) }),
  'post /leads/imports/{id}/cancel': async check => {
    const running = await backend.knex.transaction(async trx => {
      await lockLeads(trx);
      const answer = await upload(admin, { text: file() });
      await check({ path: `/leads/imports/${answer.body.import_id}/cancel` });
      return answer;
    });
    await ended(admin, running);
  },
  'post /leads/imports/{id}/undo': async check =>
    check({
      path: `/leads/imports/${(await importFile(admin, file())).id}/undo`,
    }),
  'get /leads/imports/{id}/errors.csv': async check =>
    check({
      path: `/leads/imports/${(await importFile(admin, file())).id}/errors.csv`,
    }),
  'get /leads/export': check =>
    check({ path: '/leads/export?format=csv&q=a%40b' }),
  'get /leads/{id}/export': async check =>
    check({ path: `/leads/${(await newLead()).id}/export` }),
  'get /report': check => check({ path: '/report?format=csv' }),
  'get /audit-events/export': check =>
    check({ path: '/audit-events/export?format=json' }),
  'post /credentials': check =>
    check({ path: '/credentials', body: credential() }),
  'post /credentials/rotate': async check => {
    await newCredential();
    return check({ path: '/credentials/rotate' });
  },
  'patch /credentials/{id}': async check =>
    check({
      path: `/credentials/${await newCredential()}`,
      body: { password: 'another password' },
    }),
  'delete /credentials/{id}': async check =>
    check({ path: `/credentials/${await newCredential()}` }),
};

/** Routes that change something, or from which a file leaves. */
async function auditedRoutes(): Promise<string[]> {
  const { document } = await backend.description();
  return Object.entries(document.paths)
    .flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([method, op]) => method !== 'get' || op['x-audit'])
        .map(([method]) => `${method} ${path}`),
    )
    .sort();
}

async function actionOf(route: string): Promise<string> {
  const [method, path] = route.split(' ');
  const { document } = await backend.description();
  return document.paths[path][method]['x-audit'] ?? '';
}

it('has a case for each route that changes something or gives a file', async () => {
  const routes = await auditedRoutes();
  expect(Object.keys(CASES).sort()).toEqual(routes);
  process.stdout.write(`Audited routes: ${routes.length}\n`);
});

describe('a change and its record', () => {
  const failed = new Set<string>();

  it.each(Object.keys(CASES))(
    'exist together or not at all: %s',
    async route => {
      const action = await actionOf(route);
      const [method] = route.toUpperCase().split(' ');
      await CASES[route](async asked => {
        // When the record cannot be committed, nothing has happened
        const before = await everything();
        await backend.knex('commits_refused').insert({ at: new Date() });
        const rolledBack = randomUUID();
        const refused = await fetch(`${admin.url}${asked.path}`, {
          method,
          body:
            asked.form ??
            (asked.body === undefined ? undefined : JSON.stringify(asked.body)),
          headers: {
            authorization: `Bearer ${admin.token}`,
            ...(asked.form ? {} : { 'content-type': 'application/json' }),
            ...asked.headers,
            'x-request-id': rolledBack,
          },
        });
        await backend.knex('commits_refused').delete();
        expect(refused.status).toBe(500);
        expect(Object.keys(await refused.json())).toContain('error');
        expect(await everything()).toEqual(before);
        // The same again within a minute is counted
        expect(await recorded(rolledBack)).toMatchObject(
          failed.has(action)
            ? []
            : [{ action, outcome: 'failed', actor: admin.userRef }],
        );
        failed.add(action);
        // When it can, there is exactly one
        audited.mockClear();
        const requestId = randomUUID();
        const answer = await ask(method, asked, requestId);
        expect(answer.status).toBeLessThan(300);
        expect(answer.headers.get('x-request-id')).toBe(requestId);
        const events = await recorded(requestId);
        const erased = (asked.body as { action?: string })?.action === 'erase';
        expect(events).toMatchObject([
          {
            action: erased ? 'leads.erase' : action,
            outcome: 'succeeded',
            actor: admin.userRef,
          },
        ]);
        // Neither there nor at Backstage's auditor is a person
        expect(JSON.stringify(events)).not.toMatch(
          /Baker|Miller|@|(a|another) password/,
        );
        expect(audited.mock.calls).toEqual([
          ['success', expect.objectContaining({ severityLevel: 'medium' })],
        ]);
        expect(audited.mock.calls[0][1].request.originalUrl).not.toContain('?');
        return answer;
      });
    },
  );

  it('are told apart from what changes nothing', async () => {
    const key = randomUUID();
    const order = { test_type: 'waits', lead_data: LEAD };
    const send = (requestId: string) =>
      ask(
        'POST',
        {
          path: '/run-pipeline',
          body: order,
          headers: { 'idempotency-key': key },
        },
        requestId,
      );
    const [first, second] = [randomUUID(), randomUUID()];
    const { body } = await send(first);
    expect((await send(second)).body.test_id).toBe(body.test_id);
    expect(await recorded(first)).toMatchObject([
      { target: { type: 'test', id: body.test_id } },
    ]);
    expect(await recorded(second)).toMatchObject([
      { outcome: 'succeeded', target: null, details: { changed: false } },
    ]);
  });
});

describe('what is refused', () => {
  it('is recorded for every route, and who it was', async () => {
    const { document } = await backend.description();
    const nobody = backend.as('no_role');
    let refused = 0;
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        if (operation['x-permission'] === 'signed-in') continue;
        const requestId = randomUUID();
        const { status } = await ask(
          method.toUpperCase(),
          { path: path.replace(/\{\w+\}/g, randomUUID()) },
          requestId,
          nobody,
        );
        expect([path, status]).toEqual([path, 403]);
        expect(await recorded(requestId)).toEqual([
          expect.objectContaining({
            actor: nobody.userRef,
            action: operation['x-audit'] ?? 'api.read',
            outcome: 'refused',
            reason: expect.stringMatching(/^Permission '.*' required$/),
            details: {
              route: `${method.toUpperCase()} ${path.replace(
                /\{(\w+)\}/g,
                ':$1',
              )}`,
            },
          }),
        ]);
        refused += 1;
      }
    }
    process.stdout.write(`Refused routes: ${refused}\n`);
    expect(refused).toBeGreaterThan(40);
  });

  it('is recorded of callers who are not signed in, and of sockets', async () => {
    const none = { authorization: mockCredentials.none.header() };
    const live = await backend.as('viewer').connect();
    const deleted = await fetch(`${admin.url}/leads/${randomUUID()}`, {
      method: 'DELETE',
      headers: none,
    });
    expect(deleted.status).toBe(401);
    live.send({ type: 'subscribe', channels: [`import:${randomUUID()}`] });
    await live.until(message => message.type === 'error');
    await live.close();
    // The answer to the second request is sent after the first was recorded
    await expect(backend.as('no_role').connect()).rejects.toThrow();
    const events: AuditEvent[] = (await admin.get('/audit-events?limit=10'))
      .body;
    expect(events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          actor: null,
          action: 'lead.erase',
          outcome: 'refused',
          details: { route: 'DELETE /leads/:id' },
        }),
        expect.objectContaining({
          actor: backend.as('viewer').userRef,
          action: 'live.subscribe',
          target: expect.objectContaining({ type: 'import' }),
        }),
        expect.objectContaining({ actor: null, action: 'live.connect' }),
      ]),
    );
  });
});
