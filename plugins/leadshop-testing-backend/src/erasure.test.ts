/*
 * A lead goes through everything that stores something of it, is erased, and
 * then nothing of the person is found any more: in no column of any table, and
 * in no object of the bucket.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Caller,
  databases,
  sandboxLead,
  startBackend,
  TestBackend,
} from './__testUtils__/backend';
import { columnsWithTraces, PERSON, tracesIn } from './__testUtils__/person';
import { chain, Gate, step } from './__testUtils__/waitingPipeline';
import { createReportRenderer } from './pipeline/steps';
import { ERASE_OBJECTS, QUEUE_SCHEMA } from './queue/queueSql';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let backend: TestBackend;
let gate: Gate;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
});
afterAll(() => sandbox?.stop());
beforeEach(async () => {
  gate = new Gate();
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    pipelines: [
      chain('slow', [
        step('waits', 1, {
          // Hears of nothing, and has something personal to say at the end
          run: async context => {
            await gate.run(context, true);
            return {
              details: {},
              personal: { said: PERSON.email },
              provider_mode: null,
            };
          },
        }),
        step('after', 2),
      ]),
    ],
  });
});
afterEach(async () => {
  gate.open();
  await backend.stop();
});

interface StoredObject {
  key: string;
  text: string;
}

/** All objects of the bucket below these tests, as text. */
async function objectsOf(testIds: string[]): Promise<StoredObject[]> {
  const renderer = createReportRenderer();
  const objects: StoredObject[] = [];
  const bucket = `${sandbox.httpUrl}/s3/leadshop-testing`;
  for (const id of testIds) {
    const list = await fetch(`${bucket}?list-type=2&prefix=tests/${id}/`);
    const keys = [...(await list.text()).matchAll(/<Key>([^<]+)<\/Key>/g)];
    for (const [, key] of keys) {
      const object = await fetch(`${bucket}/${key}`);
      const bytes = new Uint8Array(await object.arrayBuffer());
      const text = key.endsWith('.pdf')
        ? await renderer.inspect(bytes, {
            signal: new AbortController().signal,
          })
        : { text: Buffer.from(bytes).toString('latin1') };
      objects.push({ key, text: text.text.toLowerCase() });
    }
  }
  await renderer.close();
  return objects;
}

const erasureJobs = async (condition = 'true') => {
  const { rows } = await backend.knex.raw(
    `SELECT j.id FROM ${QUEUE_SCHEMA}._private_jobs j
     JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = ? AND ${condition}`,
    [ERASE_OBJECTS],
  );
  return rows.length;
};

/** Asks again until it is so; the test's own timeout is the limit. */
async function until(isSo: () => Promise<boolean>) {
  while (!(await isSo())) await pause(20);
}

async function importFile(qa: Caller, lines: string[]) {
  const form = new FormData();
  form.append('file', new Blob([lines.join('\n')]), 'leads.csv');
  const { status, body } = await qa.request('/leads/imports', {
    method: 'POST',
    body: form as unknown as string,
  });
  expect([status, body.error?.message]).toEqual([202, undefined]);
  const path = `/leads/imports/${body.import_id}`;
  await until(async () => (await qa.get(path)).body.status === 'completed');
}

it('leaves nothing of the person, in tables and bucket', async () => {
  const qa = backend.as('qa_manager');
  const given = { ...sandboxLead(sandbox), ...PERSON };
  const { body: lead } = await qa.post('/leads', { lead: given });
  const test = await qa.runToEnd({ lead_id: lead.id });
  expect(test.status).toBe('success');
  const rerun = await qa.post(`/tests/${test.id}/rerun`, {
    from_step: 'report_and_email',
  });
  await until(async () => {
    const { body } = await qa.get(`/tests/${rerun.body.test_id}`);
    return body.status === 'success';
  });
  const etag = async () =>
    String((await qa.get(`/leads/${lead.id}`)).headers.get('etag'));
  await qa.request(`/leads/${lead.id}`, {
    method: 'PATCH',
    body: JSON.stringify({ contact_name: 'M. Erasable, nee maria erasable' }),
    headers: { 'content-type': 'application/json', 'if-match': await etag() },
  });
  await qa.post('/leads/bulk', {
    action: 'update',
    selection: { lead_ids: [lead.id] },
    changes: { notes: 'Saw Maria Erasable on her boat', industry: 'Boats' },
  });
  // A file in which she stands twice: once more than is stored, once rejected
  await importFile(qa, [
    'business_name,website_url,email,contact_name',
    `Good Bakery,https://good-bakery.example,${PERSON.email},Maria Erasable`,
    `Other,not an address,${PERSON.email},Maria Erasable`,
    // Without an address that can be read, by what else identifies her
    'Nameless,https://nameless.example,none,"Erasable, Maria"',
    'Other Bakery,other-bakery.example,+1 512-555-0177,',
  ]);
  const tests = [test.id, rerun.body.test_id];

  // It all was there
  const tables = new Set(
    (await columnsWithTraces(backend.knex)).map(name => name.split('.')[0]),
  );
  expect([...tables]).toEqual([
    'import_errors',
    'lead_events',
    'lead_search',
    'leads',
    'test_executions',
    'test_step_results',
  ]);
  const before = await objectsOf(tests);
  expect(before.map(object => object.key.split('/').at(-1))).toEqual(
    expect.arrayContaining(['mail.eml', 'mail.html', 'report.pdf']),
  );
  // What is personal stands apart, also where no field says so
  const { rows: details } = await backend.knex.raw(
    `SELECT step_name, (details::text || warnings::text || attempts::text ||
       coalesce(error, '')) AS text FROM test_step_results`,
  );
  expect(
    details.filter(({ text }: { text: string }) => tracesIn(text).length > 0),
  ).toEqual([]);

  const figures = async () => {
    const { body } = await qa.get('/metrics?days=7');
    const { total_tests, step_statistics, revenue_impact } = body;
    return { total_tests, step_statistics, revenue_impact };
  };
  const counted = await figures();
  expect(counted).toMatchObject({ total_tests: 2 });

  const erased = await qa.request(`/leads/${lead.id}`, { method: 'DELETE' });
  expect(erased.status).toBe(204);
  expect(await figures()).toEqual(counted);
  const { body: trail } = await backend
    .as('admin')
    .get('/audit-events?action=lead.erase');
  expect(trail).toEqual([
    expect.objectContaining({
      outcome: 'succeeded',
      target: expect.objectContaining({ id: lead.id }),
    }),
  ]);
  const verified = await backend.as('admin').get('/audit-events/verify');
  expect(verified.body).toMatchObject({ whole: true });
  expect(await columnsWithTraces(backend.knex)).toEqual([]);

  await until(async () => (await erasureJobs()) === 0);
  const after = await objectsOf(tests);
  const kept = (name: string) => /screenshot|report\.pdf/.test(name);
  expect(after.map(object => object.key).sort()).toEqual(
    before
      .map(object => object.key)
      .filter(kept)
      .sort(),
  );
  for (const { text } of after) {
    expect(tracesIn(text)).toEqual([]);
  }
  // Nor does anything answer with it
  for (const path of [
    '/history',
    `/history?q=${encodeURIComponent(PERSON.email)}`,
    `/tests/${test.id}`,
    `/tests/${rerun.body.test_id}`,
    `/tests/${test.id}/events`,
    `/tests/compare?a=${test.id}&b=${rerun.body.test_id}`,
    `/leads?q=${encodeURIComponent(PERSON.contact_name)}`,
    `/leads/${lead.id}`,
    `/leads/${lead.id}/journey`,
    `/leads/${lead.id}/export`,
    '/leads/export?format=json',
    '/leads/imports',
    '/report?format=json&days=7',
    '/report?format=csv&days=7',
    '/batches',
  ]) {
    const { status, body, headers } = await qa.get(path);
    expect([path, status]).toEqual([path, 200]);
    const said = JSON.stringify(body).concat(headers.get('link') ?? '');
    expect([path, tracesIn(said.replaceAll(path, ''))]).toEqual([path, []]);
  }
  expect((await qa.get(`/tests/${test.id}`)).body.erased).toBe(true);
  const { body: found } = await qa.get(`/history?lead_id=${lead.id}`);
  expect(found.map((one: { erased: boolean }) => one.erased)).toEqual([
    true,
    true,
  ]);
  const { body: shown } = await qa.get(`/leads/${lead.id}`);
  expect(shown).toMatchObject({
    business_name: 'Good Bakery',
    industry: 'Boats',
    email: null,
    contact_name: null,
    phone: null,
    notes: null,
    erased_at: expect.any(String),
    status: 'completed',
  });
});

it('ends a test under way, and hears nothing of it any more', async () => {
  const qa = backend.as('qa_tester');
  const { body: started } = await qa.post('/run-pipeline', {
    test_type: 'slow',
    lead_data: { ...sandboxLead(sandbox), ...PERSON },
  });
  await gate.arrived();
  const running = (await qa.get(`/tests/${started.test_id}`)).body;
  expect(running.status).toBe('running');
  const erased = await qa.request(`/leads/${running.lead_id}`, {
    method: 'DELETE',
  });
  expect(erased.status).toBe(204);
  const { body: ended } = await qa.get(`/tests/${started.test_id}`);
  expect(ended).toMatchObject({ status: 'cancelled' });
  expect((await qa.get(`/leads/${running.lead_id}`)).body.status).toBe('new');

  gate.open();
  // Its job fails once, because it was fenced out, and finds nothing to do then
  await until(async () => {
    const { rows } = await backend.knex.raw(
      `SELECT FROM ${QUEUE_SCHEMA}._private_jobs WHERE key = ?`,
      [started.test_id],
    );
    return rows.length === 0;
  });
  expect(await columnsWithTraces(backend.knex)).toEqual([]);
  // It might have stored an object just then, so the bucket is looked through again
  await until(async () => (await erasureJobs('j.run_at <= now()')) === 0);
  expect(await erasureJobs()).toBe(1);
});

it('keeps an erased lead from being tested and edited', async () => {
  const qa = backend.as('qa_tester');
  const { body: lead } = await qa.post('/leads', {
    lead: { ...sandboxLead(sandbox), ...PERSON },
  });
  gate.open();
  const test = await qa.runToEnd({ test_type: 'slow', lead_id: lead.id });
  const erased = await qa.request(`/leads/${lead.id}`, { method: 'DELETE' });
  expect(erased.status).toBe(204);
  const { headers } = await qa.get(`/leads/${lead.id}`);
  const answers = await Promise.all([
    qa.post('/run-pipeline', { test_type: 'slow', lead_id: lead.id }),
    qa.post(`/tests/${test.id}/rerun`),
    qa.request(`/leads/${lead.id}`, {
      method: 'PATCH',
      body: JSON.stringify({ phone: '+15125550177' }),
      headers: {
        'content-type': 'application/json',
        'if-match': String(headers.get('etag')),
      },
    }),
  ]);
  for (const { status, body } of answers) {
    expect([status, body.error.name]).toEqual([409, 'ConflictError']);
    expect(body.error.message).toMatch(/erased/);
  }
  // Sent anew it is a new lead
  const { body: again } = await qa.post('/leads', {
    lead: { ...sandboxLead(sandbox), ...PERSON },
  });
  expect(again.id).not.toBe(lead.id);
});
