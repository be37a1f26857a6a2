import {
  coreServices,
  createServiceFactory,
  RootLoggerService,
} from '@backstage/backend-plugin-api';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Webhook,
  WebhookDelivery,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  Answer,
  Caller,
  databases,
  startBackend,
  TestBackend,
} from '../../__testUtils__/backend';
import { wholeDatabase } from '../../__testUtils__/wholeDatabase';
import { chain, failing, step } from '../../__testUtils__/waitingPipeline';
import {
  answer,
  Received,
  Receiver,
  verified,
} from '../../webhooks/__testUtils__/Receiver';

jest.setTimeout(120_000);

const KEY = Buffer.alloc(32, 9).toString('base64');
let sandbox: Sandbox;
let receiver: Receiver;
let backend: TestBackend;
let admin: Caller;
const logged: string[] = [];

function logger(fields: object): RootLoggerService {
  const log = (message: string, more?: object) =>
    void logged.push(JSON.stringify([message, { ...fields, ...more }]));
  const child = (more: object) => logger({ ...fields, ...more });
  return { error: log, warn: log, info: log, debug: log, child };
}

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  receiver = await Receiver.start();
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    config: {
      credentials: { keys: [{ id: 'k1', secret: KEY }] },
      network: {
        allowedHosts: [{ host: '127.0.0.1', port: receiver.port }],
      },
    },
    pipelines: [
      chain('works', [step('works', 1)]),
      chain('fails', [
        step('site', 1, { run: failing('It broke.', { fault: 'lead' }) }),
      ]),
    ],
    features: [
      createServiceFactory({
        service: coreServices.rootLogger,
        deps: {},
        factory: () => logger({}),
      }),
    ],
  });
  admin = backend.as('admin');
});

beforeEach(async () => {
  receiver.received.length = 0;
  receiver.reply = answer(204);
  await backend.knex('webhooks').delete();
});

afterAll(async () => {
  await backend?.stop();
  await receiver?.stop();
  await sandbox?.stop();
});

async function create(fields: object = {}) {
  const created = await admin.post('/webhooks', {
    url: receiver.url,
    event_types: ['test.completed', 'test.failed', 'batch.completed'],
    ...fields,
  });
  return { ...created, webhook: created.body.webhook as Webhook };
}

const typed = ({ body }: Received) => JSON.parse(body).type;

it('tells of tests and batches as they end, signed, and of nobody by name', async () => {
  const { status, body } = await create();
  expect(status).toBe(201);
  expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const lead_data = {
    business_name: 'Sunrise',
    website_url: 'https://sunrise.example',
    contact_name: 'Ann Baker',
    email: 'ann@sunrise.example',
  };
  const good = await admin.runToEnd({ test_type: 'works', lead_data });
  const bad = await admin.runToEnd({ test_type: 'fails', lead_data });
  const batch = await admin.post('/run-batch', {
    test_type: 'works',
    lead_ids: [good.lead_id],
  });
  const calls = await receiver.calls(4);
  expect(calls.map(call => verified(call, body.secret))).toEqual([1, 1, 1, 1]);
  expect(calls.map(typed).sort()).toEqual([
    'batch.completed',
    'test.completed',
    'test.completed',
    'test.failed',
  ]);
  const data = calls.map(call => JSON.parse(call.body).data);
  expect(data).toContainEqual({
    test_id: bad.id,
    test_type: 'fails',
    status: 'failed',
    failure_reason: 'step',
    success_rate: 0,
    execution_time: bad.execution_time,
    provider_mode: null,
    lead_id: bad.lead_id,
    batch_id: null,
    url: expect.stringMatching(`/leadshop-testing/tests/${bad.id}$`),
  });
  expect(data).toContainEqual(
    expect.objectContaining({
      batch_id: batch.body.batch_id,
      status: 'completed',
      total: 1,
      success: 1,
      failed: 0,
    }),
  );
  const sent = JSON.stringify(calls);
  for (const personal of ['Ann', 'Sunrise', 'sunrise.example']) {
    expect(sent).not.toContain(personal);
  }
});

it('sends a test event, and a dead letter again', async () => {
  const { webhook } = await create({ event_types: ['alert.raised'] });
  receiver.reply = answer(410, {}, 'gone for good');
  const test = await admin.post(`/webhooks/${webhook.id}/test`);
  expect([test.status, test.body.type]).toEqual([202, 'webhook.test']);
  await receiver.calls(1);
  const gone = async (): Promise<Answer> => {
    for (;;) {
      const found = await admin.get(`/webhooks/${webhook.id}`);
      if (!found.body.enabled) return found;
    }
  };
  const disabled = await gone();
  expect(disabled.body).toMatchObject({ disabled_reason: 'gone' });
  const dead = await admin.get(
    `/webhooks/${webhook.id}/deliveries?status=dead`,
  );
  const [letter]: WebhookDelivery[] = dead.body;
  expect(letter).toMatchObject({
    id: test.body.id,
    response_status: 410,
    error: 'It answered 410: gone for good',
  });
  const path = `/dead-letters/${letter.id}/resend`;
  expect((await admin.post(path)).status).toBe(409);
  expect((await admin.post(`/webhooks/${webhook.id}/test`)).status).toBe(409);
  const enabled = await admin.request(`/webhooks/${webhook.id}`, {
    method: 'PATCH',
    body: JSON.stringify({ enabled: true }),
    headers: {
      'content-type': 'application/json',
      'if-match': disabled.headers.get('etag') ?? '',
    },
  });
  expect(enabled.body).toMatchObject({ enabled: true, disabled_reason: null });
  const { body: letters } = await admin.get('/dead-letters');
  expect(letters).toHaveLength(1);
  receiver.reply = answer(200);
  expect((await admin.post(path)).status).toBe(202);
  const calls = await receiver.calls(2);
  expect(calls[1].headers['webhook-id']).toBe(calls[0].headers['webhook-id']);
  expect((await admin.post(path)).status).toBe(404);
});

it('does not lose a change that somebody else made meanwhile', async () => {
  const { webhook, headers } = await create();
  const patch = (body: object, etag: string | null) =>
    admin.request(`/webhooks/${webhook.id}`, {
      method: 'PATCH',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        ...(etag && { 'if-match': etag }),
      },
    });
  const etag = headers.get('etag');
  expect((await patch({ description: 'Chat' }, null)).status).toBe(428);
  const changed = await patch({ description: 'Chat' }, etag);
  expect(changed.body).toMatchObject({ description: 'Chat', version: 2 });
  expect((await patch({ enabled: false }, etag)).status).toBe(412);
  const same = await patch({ description: 'Chat' }, '*');
  expect(same.body.version).toBe(2);
  const { status } = await admin.request(`/webhooks/${webhook.id}`, {
    method: 'DELETE',
  });
  expect(status).toBe(204);
  expect((await patch({ enabled: false }, '*')).status).toBe(404);
});

it.each([
  ['http://example.com/hook', 'over http'],
  ['https://10.0.0.1/hook', 'This address cannot be used'],
  ['https://169.254.169.254/', 'This address cannot be used'],
  ['https://metadata.internal/', 'a name inside a network'],
  ['https://me:word@example.com/', 'without user name and password'],
  ['data:text/html,hello', 'must be an address'],
])('takes no webhook to %s', async (url, said) => {
  const { status, body } = await create({ url });
  expect([status, body.error.message]).toEqual([
    400,
    expect.stringContaining(said),
  ]);
});

it('tells a secret once, and keeps it nowhere that anybody reads', async () => {
  const { body, webhook } = await create();
  const rotated = await admin.post(`/webhooks/${webhook.id}/rotate-secret`, {
    old_valid_for_hours: 1,
  });
  await admin.post(`/webhooks/${webhook.id}/test`);
  const [call] = await receiver.calls(1);
  const secrets = [body.secret, rotated.body.secret];
  expect(secrets.map(secret => verified(call, secret))).toEqual([1, 1]);
  const answers = await Promise.all(
    [
      '/webhooks',
      `/webhooks/${webhook.id}`,
      `/webhooks/${webhook.id}/deliveries`,
      '/audit-events',
      '/config',
    ].map(path => admin.get(path)),
  );
  const everything = [
    JSON.stringify(answers.map(({ body: said }) => said)),
    logged.join('\n'),
    await wholeDatabase(backend.knex),
  ].join('\n');
  expect(everything).toContain(webhook.id);
  for (const secret of secrets) {
    expect(everything).not.toContain(secret.replace('whsec_', ''));
  }
  // Its address may hold a key, so the audit trail names its host alone
  expect(JSON.stringify(answers[3].body)).not.toContain('channel=7');
});
