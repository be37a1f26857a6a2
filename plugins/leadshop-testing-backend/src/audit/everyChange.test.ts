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
import { Ask, changesOf, everythingIn, LEAD } from './__testUtils__/changes';

jest.setTimeout(180_000);

const KEY = Buffer.alloc(32, 7).toString('base64');
const gate = new Gate();
const audited = jest.fn();
let sandbox: Sandbox;
let backend: TestBackend;
let admin: Caller;

const CASES = changesOf(() => backend);
/** They may find nothing to change. */
const CHANGES_NOTHING = [
  'post /leads/imports/preview',
  'post /credentials/rotate',
  'post /alert-rules/{id}/test',
];
/** Tables of what people change. */
const CHANGED = [
  'leads',
  'lead_bulk_edits',
  'test_executions',
  'batches',
  'imports',
  'credentials',
  'alerts',
  'alert_rules',
  'webhooks',
  'webhook_deliveries',
  'retention_runs',
  'queue_state',
];

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
      EXECUTE FUNCTION refuse_commit();
    CREATE TABLE changed_by (txid xid8);
    CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO changed_by VALUES (pg_current_xact_id());
      RETURN NULL;
    END $$;
    ${CHANGED.map(
      table => `CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON ${table}
        FOR EACH ROW EXECUTE FUNCTION note_change();`,
    ).join(' ')}`);
});

afterAll(async () => {
  gate.open();
  await backend?.stop();
  await sandbox?.stop();
});

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
        const before = await everythingIn(backend.knex);
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
        expect(await everythingIn(backend.knex)).toEqual(before);
        // The same again within a minute is counted
        expect(await recorded(rolledBack)).toMatchObject(
          failed.has(action)
            ? []
            : [{ action, outcome: 'failed', actor: admin.userRef }],
        );
        failed.add(action);
        // When it can, there is exactly one, by the transaction of the change
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
        const { rows } = await backend.knex.raw(
          `SELECT count(c)::int AS changes FROM audit_events e
         LEFT JOIN changed_by c USING (txid) WHERE e.id = ?`,
          [events[0].id],
        );
        const changes = method !== 'GET' && !CHANGES_NOTHING.includes(route);
        expect(rows[0].changes > 0).toBe(changes);
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
      { target: { type: 'test', id: body.test_id, name: 'Sunrise' } },
    ]);
    expect(await recorded(second)).toMatchObject([
      { outcome: 'succeeded', target: null, details: { changed: false } },
    ]);
  });
});

it('has one event of a test, whatever happens in it', async () => {
  const count = async () =>
    (await admin.get('/audit-events?limit=1')).headers.get('x-total-count');
  const before = Number(await count());
  await admin.runToEnd({ test_type: 'fails', lead_data: LEAD });
  expect(Number(await count())).toBe(before + 1);
});

/** Resolves when so many events have been written from now on. */
function written(count: number): Promise<void> {
  const { knex } = backend;
  let left = count;
  return new Promise(resolve => {
    const heard = (_: unknown, { sql }: { sql: string }) => {
      if (!sql.startsWith('insert into "audit_events"')) return;
      left -= 1;
      if (left > 0) return;
      knex.removeListener('query-response', heard);
      resolve();
    };
    knex.on('query-response', heard);
  });
}

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
              status: 403,
            },
          }),
        ]);
        refused += 1;
      }
    }
    process.stdout.write(`Refused routes: ${refused}\n`);
    expect(refused).toBeGreaterThan(40);
  });

  it.each([
    ['malformed JSON', 400, '/leads', '{"lead":', 'lead.create'],
    ['an unknown field', 400, '/run-batch', '{"shoe_size": 9}', 'batch.start'],
    [
      'a body that is too large',
      413,
      '/leads',
      `"${'x'.repeat(300_000)}"`,
      'lead.create',
    ],
    [
      'an address that cannot be read',
      400,
      '/leads/bulk/%E0/undo',
      '{}',
      'leads.undo',
    ],
    ['another type', 415, '/leads', 'lead=none', 'lead.create'],
    [
      'nothing that exists',
      404,
      `/leads/bulk/${randomUUID()}/undo`,
      '{}',
      'leads.undo',
    ],
  ])('is recorded of %s', async (_, status, path, body, action) => {
    const requestId = randomUUID();
    const told = written(1);
    const response = await fetch(`${admin.url}${path}`, {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${admin.token}`,
        'content-type': status === 415 ? 'text/plain' : 'application/json',
        'x-request-id': requestId,
      },
    });
    expect(response.status).toBe(status);
    await told;
    const read = path.includes('%') ? null : admin.userRef;
    expect(await recorded(requestId)).toEqual([
      expect.objectContaining({
        actor: read,
        action,
        outcome: 'failed',
        // A sentence, and nothing of what was sent
        reason: expect.stringMatching(/^[A-Z](?!.*shoe_size).* .* .*$/),
        details: expect.objectContaining({ status }),
      }),
    ]);
  });

  it('is recorded of callers who are not signed in, and of sockets', async () => {
    const none = { authorization: mockCredentials.none.header() };
    const live = await backend.as('viewer').connect();
    const told = written(3);
    const deleted = await fetch(`${admin.url}/leads/${randomUUID()}`, {
      method: 'DELETE',
      headers: none,
    });
    expect(deleted.status).toBe(401);
    live.send({ type: 'subscribe', channels: [`import:${randomUUID()}`] });
    await live.until(message => message.type === 'error');
    await live.close();
    await expect(backend.as('no_role').connect()).rejects.toThrow();
    await told;
    const events: AuditEvent[] = (await admin.get('/audit-events?limit=10'))
      .body;
    expect(events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          actor: null,
          action: 'lead.erase',
          outcome: 'refused',
          details: { route: 'DELETE /leads/:id', status: 401 },
        }),
        expect.objectContaining({
          actor: backend.as('viewer').userRef,
          action: 'live.subscribe',
          target: expect.objectContaining({ type: 'import' }),
        }),
        expect.objectContaining({
          actor: backend.as('no_role').userRef,
          action: 'live.connect',
        }),
      ]),
    );
  });
});
