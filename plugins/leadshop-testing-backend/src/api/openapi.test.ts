/* The API's description of itself, against what it answers. */
import { randomUUID } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Batch,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ApiDescription } from '../__testUtils__/ApiDescription';
import {
  Caller,
  databases,
  sandboxLead,
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

jest.setTimeout(120_000);

const gate = new Gate();
let sandbox: Sandbox;
let backend: TestBackend;
let description: ApiDescription;
let qa: Caller;
let testId: string;

// Each answer is checked where it is taken: see Caller
beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    config: {
      credentials: {
        keys: [{ id: 'k1', secret: randomBytes(32).toString('base64') }],
      },
    },
    pipelines: [
      chain('waits', [step('wait', 1, { run: gate.run })]),
      chain('fails', [
        step('site', 1, {
          run: failing('The site is broken.', { fault: 'lead' }),
        }),
      ]),
    ],
  });
  description = await backend.description();
  qa = backend.as('qa_manager');
  const test = await qa.runToEnd({ lead_data: sandboxLead(sandbox) });
  testId = test.id;
});

afterAll(async () => {
  gate.open();
  await backend?.stop();
  await sandbox?.stop();
});

const statusOf = async (answer: Promise<{ status: number }>) =>
  (await answer).status;

async function newLead(name: string): Promise<{ id: string; etag: string }> {
  const { status, body, headers } = await qa.post('/leads', {
    lead: {
      business_name: name,
      website_url: `https://${name}.example`,
      email: `office@${name}.example`,
      phone: '+1 512 555 0142',
    },
  });
  expect(status).toBe(201);
  return { id: body.id, etag: headers.get('etag') ?? '' };
}

async function endedBatch(order: object): Promise<string> {
  const live = await qa.connect();
  try {
    const { body } = await qa.post('/run-batch', order);
    const isEnd = (batch: Batch) =>
      batch.id === body.batch_id && batch.status !== 'running';
    await live.until(
      (message: ServerMessage) =>
        message.type === 'updates' &&
        message.payload.some(
          update => update.type === 'batch_update' && isEnd(update.payload),
        ),
    );
    return body.batch_id;
  } finally {
    await live.close();
  }
}

describe('what the API describes is what it answers', () => {
  it('about tests and their system', async () => {
    for (const caller of [qa, backend.as('viewer')]) {
      await caller.get('/status');
      await caller.get('/me');
      await caller.get('/history');
      await caller.get(`/tests/${testId}`);
      await caller.get(`/tests/${testId}/events`);
      await caller.get('/metrics');
      await caller.get('/system-metrics');
      await caller.get('/components');
      await caller.get('/components/s3-storage/checks');
      await caller.get('/components/s3-storage/results');
      await caller.get('/components');
      await caller.get('/components/s3-storage/checks');
    }
    await backend.as('admin').get('/roles');
    await backend.as('admin').get('/config');
    for (const format of ['pdf', 'csv', 'json', 'junit']) {
      expect(await statusOf(qa.get(`/report?format=${format}`))).toBe(200);
    }
    await qa.get('/openapi.json');
    await qa.get(`/tests/${testId}/artifacts/report.pdf`);
    expect(await statusOf(qa.post(`/tests/${testId}/cancel`))).toBe(409);
    const { body: started } = await qa.post('/run-pipeline', {
      test_type: 'waits',
      lead_data: { website_url: 'https://example.com' },
    });
    expect((await qa.get('/active')).body).toHaveLength(1);
    expect(await statusOf(qa.post(`/tests/${started.test_id}/cancel`))).toBe(
      200,
    );
    await qa.get(`/tests/compare?a=${testId}&b=${started.test_id}`);
    const rerun = qa.post(`/tests/${testId}/rerun`, {
      from_step: 'report_and_email',
    });
    expect(await statusOf(rerun)).toBe(200);
  });

  it('about leads', async () => {
    const { id, etag } = await newLead('ann-bakes');
    const twice = await qa.post('/leads', {
      lead: {
        business_name: 'Other',
        website_url: 'https://other.example',
        email: 'office@ann-bakes.example',
      },
    });
    expect([twice.status, twice.body.error.lead_id]).toEqual([409, id]);
    const edit = (headers: Record<string, string>) =>
      qa.request(`/leads/${id}`, {
        method: 'PATCH',
        body: JSON.stringify({ industry: 'Bakery', notes: null }),
        headers: { 'content-type': 'application/json', ...headers },
      });
    expect(await statusOf(edit({}))).toBe(428);
    expect(await statusOf(edit({ 'if-match': etag }))).toBe(200);
    expect(await statusOf(edit({ 'if-match': etag }))).toBe(412);
    await qa.runToEnd({ lead_id: id, test_type: 'fails' });
    const { body: list } = await qa.get('/leads?q=ann-bakes&status=failed');
    expect(list).toMatchObject([{ id, last_test: { status: 'failed' } }]);
    expect((await qa.get(`/leads/${id}`)).body).toEqual(list[0]);
    const { body: journey } = await qa.get(`/leads/${id}/journey`);
    expect(journey.map((entry: { kind: string }) => entry.kind)).toEqual([
      'test_ended',
      'test_started',
      'updated',
      'created',
    ]);
    expect(await statusOf(qa.get(`/leads/${id}/export`))).toBe(200);
    for (const format of ['csv', 'xlsx', 'json']) {
      expect(await statusOf(qa.get(`/leads/export?format=${format}`))).toBe(
        200,
      );
    }
    const erased = qa.request(`/leads/${id}`, { method: 'DELETE' });
    expect(await statusOf(erased)).toBe(204);
    expect((await qa.get(`/leads/${id}`)).body.email).toBeNull();
    await qa.get(`/leads/${id}/journey`);
    await qa.get(`/leads/${id}/export`);
  });

  it('about many leads at once', async () => {
    const { id } = await newLead('many');
    const selection = { lead_ids: [id] };
    const { body: edit } = await qa.post('/leads/bulk', {
      action: 'update',
      selection,
      changes: { industry: 'Bakery' },
    });
    expect(edit).toMatchObject({ matched: 1, changed: 1 });
    const undo = () => qa.post(`/leads/bulk/${edit.bulk_id}/undo`);
    expect(await undo()).toMatchObject({ status: 200, body: { restored: 1 } });
    expect(await statusOf(undo())).toBe(409);
    await qa.get(`/leads/${id}/journey`);
    const erase = { action: 'erase', selection: { filter: { q: 'many' } } };
    expect((await qa.post('/leads/bulk', erase)).body.changed).toBe(1);
  });

  it('about imports', async () => {
    const header = ['Company', 'URL', 'E-Mail', 'Phone'];
    const good = ['Imp Shop', 'imp.example', 'a@imp.example', ''];
    const text = csv(
      header,
      good,
      ['Same', 'same.example', 'A@imp.example', ''],
      ['', 'nowhere', 'no address', 'none'],
      ['Doubt', 'doubt.example', 'a@doubt.example', 'ask'],
    );
    const preview = await qa.request('/leads/imports/preview', {
      method: 'POST',
      body: formOf({ text }),
    });
    expect(preview).toMatchObject({ status: 200, body: { format: 'csv' } });
    const tried = await importFile(qa, text, { dryRun: true });
    expect(tried.created).toBe(2);
    const { id } = await importFile(qa, text);
    const again = await importFile(qa, text, {
      mapping: { on_duplicate: 'update' },
    });
    expect(again).toMatchObject({ created: 0, updated: 0, duplicates: 3 });
    expect((await qa.get('/leads/imports')).body).toHaveLength(2);
    const errors = await qa.get(`/leads/imports/${id}/errors`);
    expect(errors.body.map((row: { outcome: string }) => row.outcome)).toEqual([
      'duplicate',
      'rejected',
      'imported',
    ]);
    expect(await statusOf(qa.get(`/leads/imports/${id}/errors.csv`))).toBe(200);
    const undo = () => qa.post(`/leads/imports/${id}/undo`);
    expect(await undo()).toMatchObject({ status: 200, body: { removed: 2 } });
    expect(await statusOf(undo())).toBe(409);
    expect((await qa.get(`/leads/imports/${id}`)).body.undo.removed).toBe(2);
    const pdf = await upload(qa, { text: '%PDF-1.7', name: 'leads.csv' });
    expect(pdf.status).toBe(415);
    const unmapped = await upload(qa, { text: csv(['a'], ['b']) });
    expect(unmapped.status).toBe(400);

    const running = await backend.knex.transaction(async trx => {
      await lockLeads(trx);
      const answer = await upload(qa, { text });
      const cancel = qa.post(`/leads/imports/${answer.body.import_id}/cancel`);
      expect(await statusOf(cancel)).toBe(200);
      return answer;
    });
    expect((await ended(qa, running)).status).toBe('cancelled');
  });

  it('about batches', async () => {
    const { id } = await newLead('batch');
    const lead_ids = [id];
    const failed = await endedBatch({ lead_ids, test_type: 'fails' });
    expect((await qa.get(`/batches/${failed}`)).body).toMatchObject({
      failing_steps: [{ step_name: 'site', count: 1 }],
    });
    const again = await qa.post(`/batches/${failed}/rerun-failed`);
    expect(again).toMatchObject({ status: 200, body: { total: 1 } });
    const waiting = await qa.post('/run-batch', {
      filter: { q: 'batch' },
      test_type: 'waits',
    });
    expect(waiting).toMatchObject({ status: 200, body: { total: 1 } });
    const cancel = qa.post(`/batches/${waiting.body.batch_id}/cancel`);
    expect(await statusOf(cancel)).toBe(200);
    const { body: list } = await qa.get<Batch[]>('/batches');
    expect(list.map(batch => batch.source).sort()).toEqual([
      'filter',
      'leads',
      'rerun',
    ]);
  });

  it('about the audit trail', async () => {
    const admin = backend.as('admin');
    const { body } = await admin.get('/audit-events?action=lead.create');
    expect(body).toContainEqual(
      expect.objectContaining({
        actor: qa.userRef,
        target: expect.objectContaining({ name: 'ann-bakes' }),
      }),
    );
    expect((await admin.get('/audit-events/verify')).body.whole).toBe(true);
    for (const format of ['csv', 'json']) {
      const file = admin.get(`/audit-events/export?format=${format}`);
      expect(await statusOf(file)).toBe(200);
    }
  });

  it('about credentials of test targets', async () => {
    const admin = backend.as('admin');
    const stored = await admin.post('/credentials', {
      name: 'Staging',
      origin: 'https://staging.example.com',
      username: 'tester',
      password: 'a password',
    });
    expect(stored.status).toBe(201);
    const path = `/credentials/${stored.body.id}`;
    const renamed = admin.request(path, {
      method: 'PATCH',
      body: JSON.stringify({ name: 'Staging site' }),
      headers: { 'content-type': 'application/json' },
    });
    expect(await statusOf(renamed)).toBe(200);
    expect((await admin.get('/credentials')).body).toMatchObject({
      newest_key_id: 'k1',
      credentials: [{ name: 'Staging site', key_status: 'current' }],
    });
    const rotated = await admin.post('/credentials/rotate');
    expect(rotated.body).toMatchObject({ rotated: 0, unchanged: 1 });
    expect(await statusOf(admin.request(path, { method: 'DELETE' }))).toBe(204);
  });

  it('about alerts', async () => {
    const admin = backend.as('admin');
    const created = await admin.post('/alert-rules', {
      name: 'The queue stands still',
      condition: { kind: 'queue_age', older_than_ms: 600_000 },
    });
    expect(created.status).toBe(201);
    const path = `/alert-rules/${created.body.id}`;
    const renamed = admin.request(path, {
      method: 'PATCH',
      body: JSON.stringify({ name: 'The queue is stuck' }),
      headers: { 'content-type': 'application/json', 'if-match': '*' },
    });
    expect(await statusOf(renamed)).toBe(200);
    expect((await admin.get(path)).body.version).toBe(2);
    expect((await admin.post(`${path}/test`)).body.findings).toHaveLength(1);
    expect((await admin.get('/alert-rules')).body.rules).toHaveLength(5);
    const [{ id }] = await backend
      .knex('alerts')
      .insert({
        id: randomUUID(),
        rule_id: created.body.id,
        rule_name: 'The queue is stuck',
        kind: 'queue_age',
        severity: 'high',
        recipients: [],
        subject: 'queue:all:',
        subject_type: 'queue',
        subject_title: 'Queue of tests',
        message: 'The oldest test waits',
      })
      .returning('id');
    const acknowledged = await admin.post(`/alerts/${id}/acknowledge`);
    expect(acknowledged.body.acknowledged.by).toBe(admin.userRef);
    expect(await statusOf(admin.request(path, { method: 'DELETE' }))).toBe(204);
    expect((await admin.get('/alerts')).body).toMatchObject([
      { id, status: 'resolved', resolution: 'rule_deleted' },
    ]);
  });

  it('about webhooks', async () => {
    const admin = backend.as('admin');
    const created = await admin.post('/webhooks', {
      url: 'https://hooks.invalid/',
      event_types: ['alert.raised'],
    });
    expect(created.status).toBe(201);
    const { id } = created.body.webhook;
    const path = `/webhooks/${id}`;
    const renamed = admin.request(path, {
      method: 'PATCH',
      body: JSON.stringify({ description: 'Chat' }),
      headers: { 'content-type': 'application/json', 'if-match': '*' },
    });
    expect(await statusOf(renamed)).toBe(200);
    const rotated = admin.post(`${path}/rotate-secret`);
    expect(await statusOf(rotated)).toBe(200);
    const sent = await admin.post(`${path}/test`);
    expect(sent.status).toBe(202);
    await backend
      .knex('webhook_deliveries')
      .update({ status: 'dead', claim: null, ended_at: new Date() });
    expect((await admin.get('/dead-letters')).body).toHaveLength(1);
    const again = admin.post(`/dead-letters/${sent.body.id}/resend`);
    expect(await statusOf(again)).toBe(202);
    const all = admin.post(`${path}/dead-letters/resend`);
    expect(await statusOf(all)).toBe(202);
    expect((await admin.get(`${path}/deliveries`)).body).toHaveLength(1);
    expect((await admin.get('/webhooks')).body.webhooks).toHaveLength(1);
    expect(await statusOf(admin.get(path))).toBe(200);
    expect(await statusOf(admin.request(path, { method: 'DELETE' }))).toBe(204);
  });

  it('about the queue and what is kept', async () => {
    const admin = backend.as('admin');
    expect(await statusOf(admin.post('/queue/pause'))).toBe(200);
    expect(await statusOf(admin.post('/queue/resume'))).toBe(200);
    expect(await statusOf(admin.get('/queue'))).toBe(200);
    expect(await statusOf(admin.post('/retention/run'))).toBe(202);
    expect(await statusOf(admin.get('/retention'))).toBe(200);
  });

  it('and no route was left out', () => {
    expect(description.asked).toEqual(description.routes);
  });
});

describe('the description', () => {
  it('notices an answer that differs from it', () => {
    const answer = { status: 200, contentType: 'application/json' };
    const check = (
      path: string,
      body: unknown,
      differing: Partial<typeof answer> = {},
    ) =>
      new ApiDescription(description.document).check(
        { method: 'POST', path },
        { ...answer, ...differing, body },
      );
    const good = { batch_id: testId, total: 1 };
    expect(() => check('/run-batch', good)).not.toThrow();
    expect(() => check('/run-batch', { ...good, total: '1' })).toThrow(
      'total must be integer',
    );
    expect(() => check('/run-batch', good, { status: 418 })).toThrow(
      'does not know that status',
    );
    expect(() =>
      check('/run-batch', good, { contentType: 'text/html' }),
    ).toThrow('says application/json, not text/html');
  });

  it('refers to schemas that are there, and to all of them', () => {
    const references = (value: unknown): string[] =>
      value === null || typeof value !== 'object'
        ? []
        : Object.entries(value).flatMap(([key, item]) =>
            key === '$ref' ? [item] : references(item),
          );
    const { document } = description;
    const schemas = Object.keys(document.components.schemas);
    const referred = new Set(references(document));
    expect([...referred].sort()).toEqual(
      schemas.map(name => `#/components/schemas/${name}`).sort(),
    );
    expect(schemas).toContain('ExecutionSummary');
  });
});
