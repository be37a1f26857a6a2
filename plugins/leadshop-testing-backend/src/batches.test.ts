import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Batch,
  ExecutionSummary,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { StepError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import {
  Caller,
  databases,
  LiveReader,
  sandboxLead,
  startBackend,
  TestBackend,
} from './__testUtils__/backend';
import { chain, Gate, step } from './__testUtils__/waitingPipeline';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let backend: TestBackend;
let qa: Caller;
let manager: Caller;
let live: LiveReader;
let gate: Gate;
let brokenSites = true;
/** Sites of the tests that started, in order. */
let started: string[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    config: { execution: { maxConcurrentTests: 5 } },
    pipelines: [
      chain('checks_site', [
        step('open', 1),
        step('site', 2, {
          title: 'Site',
          run: async ({ lead }) => {
            if (brokenSites && lead.website_url.includes('broken')) {
              throw new StepError('The site is broken.', { fault: 'lead' });
            }
            return { details: {}, provider_mode: null };
          },
        }),
      ]),
      chain('waits', [
        step('wait', 1, {
          run: context => {
            started.push(context.lead.website_url);
            return gate.run(context);
          },
        }),
      ]),
    ],
  });
  qa = backend.as('qa_tester');
  manager = backend.as('qa_manager');
});

beforeEach(async () => {
  gate = new Gate();
  started = [];
  brokenSites = true;
  live = await qa.connect();
});

afterEach(async () => {
  gate.open();
  await live.close();
});

afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

/** Stores leads, one per site. @returns their ids, in order */
async function storeLeads(
  sites: string[],
  fields: Record<string, unknown> = {},
): Promise<string[]> {
  const rows = sites.map(website_url => ({
    id: crypto.randomUUID(),
    website_url,
    ...fields,
  }));
  await backend.knex.batchInsert('leads', rows, 1000);
  return rows.map(row => row.id);
}

const sites = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => `https://${name}-${i}.example`);

async function runBatch(body: object, caller = qa): Promise<string> {
  const answer = await caller.post('/run-batch', body);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.batch_id;
}

const batchOf = async (id: string) =>
  (await qa.get<Batch>(`/batches/${id}`)).body;

const testsOf = async (id: string) =>
  (await qa.get<ExecutionSummary[]>(`/history?batch_id=${id}&limit=500`)).body;

/** Waits until the live channel shows the batch like this. */
async function untilBatch(
  id: string,
  matches: (batch: Batch) => boolean,
): Promise<Batch> {
  const shown = (message: ServerMessage) =>
    message.type === 'updates'
      ? message.payload.flatMap(update =>
          update.type === 'batch_update' && update.payload.id === id
            ? [update.payload]
            : [],
        )
      : [];
  const message = await live.until(m => shown(m).some(matches));
  return shown(message).filter(matches)[0];
}

const untilEnded = (id: string) =>
  untilBatch(id, batch => batch.status !== 'running');

const leadStatuses = async (ids: string[]) =>
  new Set(await backend.knex('leads').whereIn('id', ids).pluck('status'));

describe('a batch', () => {
  it('tests 25 leads to the end, as single tests would', async () => {
    const { annual_revenue, ...lead } = sandboxLead(sandbox);
    const leads = await storeLeads(
      Array.from({ length: 25 }, () => lead.website_url),
      { ...lead, annual_revenue, notes: 'Ring twice' },
    );
    const entity_ref = 'component:default/score-calculator';
    const id = await runBatch({ lead_ids: leads, entity_ref });
    expect(await batchOf(id)).toMatchObject({
      status: 'running',
      test_type: 'full_pipeline',
      source: 'leads',
      user_ref: qa.userRef,
      entity_ref,
      total: 25,
      eta_seconds: null,
      completed_at: null,
    });
    const ended = await untilEnded(id);
    expect(ended).toMatchObject({
      status: 'completed',
      counts: { pending: 0, running: 0, success: 25, failed: 0, cancelled: 0 },
      failing_steps: [],
      progress: 100,
      rate_per_minute: expect.any(Number),
      eta_seconds: null,
      completed_at: expect.any(String),
    });
    expect(await batchOf(id)).toEqual(ended);
    const tests = await testsOf(id);
    expect(tests).toHaveLength(25);
    expect(tests[0]).toMatchObject({
      batch_id: id,
      entity_ref,
      user_ref: qa.userRef,
      status: 'success',
    });
    expect(await leadStatuses(leads)).toEqual(new Set(['completed']));

    const single = await qa.runToEnd({ lead_id: leads[0] });
    const [stored] = await backend
      .knex('test_executions')
      .select('lead_data')
      .where({ batch_id: id, lead_id: leads[0] });
    expect(stored.lead_data).toEqual(single.lead_data);
    const log = await qa.get(`/tests/${tests[0].id}/events`);
    expect(log.body[0]).toMatchObject({ kind: 'created', message: 'Created' });
  });

  it('shows what fails, and runs that again as a batch of its own', async () => {
    const leads = await storeLeads([
      ...sites('fine', 3),
      ...sites('broken', 4),
    ]);
    const first = await runBatch({ lead_ids: leads, test_type: 'checks_site' });
    expect(await untilEnded(first)).toMatchObject({
      status: 'completed',
      counts: { success: 3, failed: 4 },
      failing_steps: [{ step_name: 'site', title: 'Site', count: 4 }],
    });
    expect(await leadStatuses(leads.slice(3))).toEqual(new Set(['failed']));

    brokenSites = false;
    await backend
      .knex('leads')
      .where({ id: leads[6] })
      .update({ erased_at: new Date() });
    const again = await manager.post(`/batches/${first}/rerun-failed`);
    expect(again).toMatchObject({ status: 200, body: { total: 3 } });
    const second = again.body.batch_id;
    expect(await untilEnded(second)).toMatchObject({
      status: 'completed',
      source: 'rerun',
      rerun_of: first,
      user_ref: manager.userRef,
      counts: { success: 3, failed: 0 },
    });
    const failed = (await testsOf(first)).filter(t => t.status === 'failed');
    const repeated = await testsOf(second);
    for (const test of repeated) {
      expect(failed.find(f => f.id === test.rerun_of)?.lead_id).toBe(
        test.lead_id,
      );
    }
    expect(await leadStatuses(leads.slice(3, 6))).toEqual(
      new Set(['completed']),
    );
    const nothing = await qa.post(`/batches/${second}/rerun-failed`);
    expect(nothing.status).toBe(409);
    expect(nothing.body.error.message).toContain('nothing to rerun');
  });

  it('is cancelled as a whole: what waits at once, what runs in a moment', async () => {
    const leads = await storeLeads(sites('cancel', 50));
    const id = await runBatch({ lead_ids: leads, test_type: 'waits' });
    // One slot of five is not for batches
    await gate.arrived(4);
    expect(await qa.post(`/batches/${id}/rerun-failed`)).toMatchObject({
      status: 409,
    });
    expect(await qa.post(`/batches/${id}/cancel`)).toMatchObject({
      status: 200,
      body: { batch_id: id, status: 'cancelling' },
    });
    const ended = await untilEnded(id);
    expect(ended).toMatchObject({
      status: 'cancelled',
      counts: { pending: 0, running: 0, success: 0, failed: 0, cancelled: 50 },
      cancel_requested_at: expect.any(String),
    });
    expect(started).toHaveLength(4);
    expect(await leadStatuses(leads)).toEqual(new Set(['new']));
    const tests = await testsOf(id);
    expect(new Set(tests.map(test => test.status))).toEqual(
      new Set(['cancelled']),
    );
    const waiting = tests.filter(test => test.started_at === null);
    expect(waiting).toHaveLength(46);
    const log = await qa.get(`/tests/${waiting[0].id}/events`);
    expect(log.body.map((event: { kind: string }) => event.kind)).toEqual([
      'created',
      'ended',
    ]);
    expect(await qa.post(`/batches/${id}/cancel`)).toMatchObject({
      status: 409,
    });
    expect((await qa.get('/active')).body).toEqual([]);
  });

  it('is cancelled at once when nothing runs', async () => {
    const busy = await runBatch({
      lead_ids: await storeLeads(sites('busy', 4)),
      test_type: 'waits',
    });
    await gate.arrived(4);
    const id = await runBatch({
      lead_ids: await storeLeads(sites('idle', 3)),
      test_type: 'waits',
    });
    expect(await qa.post(`/batches/${id}/cancel`)).toMatchObject({
      body: { status: 'cancelled' },
    });
    expect(await batchOf(id)).toMatchObject({
      status: 'cancelled',
      progress: 100,
      counts: { cancelled: 3 },
    });
    gate.open();
    expect(await untilEnded(busy)).toMatchObject({ status: 'completed' });
    expect(started).toHaveLength(4);
  });
});

describe('the leads of a batch', () => {
  const websites = async (id: string) =>
    (await testsOf(id)).map(test => test.website_url).sort();

  it('are those that are named, each once, in this order', async () => {
    const [b, a, c] = await storeLeads(sites('named', 3));
    const id = await runBatch({
      lead_ids: [a, b, a, c, a.toUpperCase()],
      test_type: 'waits',
    });
    await gate.arrived(3);
    expect([...started].sort()).toEqual(sites('named', 3));
    expect(await batchOf(id)).toMatchObject({ total: 3 });
    gate.open();
    await untilEnded(id);
  });

  it('are those that match, or those of an import, without the erased', async () => {
    const import_id = crypto.randomUUID();
    await backend.knex('imports').insert({
      id: import_id,
      user_ref: qa.userRef,
      file_name: 'leads.csv',
      file_size: 1,
      format: 'csv',
      dry_run: false,
      on_duplicate: 'skip',
      worker_id: 'w1',
      status: 'completed',
      completed_at: new Date(),
    });
    await storeLeads(sites('imported', 2), { import_id });
    await storeLeads(sites('bakery', 1), { import_id, industry: 'Bakeries' });
    await storeLeads(sites('other', 1), { industry: 'Bakeries' });
    await storeLeads(sites('gone', 1), {
      import_id,
      industry: 'Bakeries',
      erased_at: new Date(),
    });
    const whole = await runBatch({ import_id, test_type: 'checks_site' });
    await untilEnded(whole);
    expect(await websites(whole)).toEqual([
      ...sites('bakery', 1),
      ...sites('imported', 2),
    ]);
    expect(await batchOf(whole)).toMatchObject({ source: 'import', import_id });
    const matching = await runBatch({
      filter: { industry: 'Bakeries' },
      test_type: 'checks_site',
    });
    await untilEnded(matching);
    expect(await websites(matching)).toEqual([
      ...sites('bakery', 1),
      ...sites('other', 1),
    ]);
    expect(await batchOf(matching)).toMatchObject({
      source: 'filter',
      import_id: null,
    });
  });

  it.each<[string, object, number, string?]>([
    [
      'an unknown lead',
      { lead_ids: ['KNOWN', unknownId(1), unknownId(2)] },
      404,
      unknownId(1),
    ],
    ['an unknown import', { import_id: unknownId(3) }, 404, unknownId(3)],
    ['only erased leads', { lead_ids: ['ERASED'] }, 400],
    ['a filter without matches', { filter: { q: 'no such lead' } }, 400],
    ['an unknown pipeline', { lead_ids: ['KNOWN'], test_type: 'x' }, 400],
    ['two sources', { lead_ids: ['KNOWN'], filter: {} }, 400],
    ['no source', {}, 400],
    ['100,001 ids', { lead_ids: Array(100_001).fill(unknownId(1)) }, 400],
    // Not as parameters of their own: Jest would take a missing one for `done`
  ])('are refused: %s', async (_, body, ...[status, named = '']) => {
    const [known] = await storeLeads(sites('known', 1));
    const [erased] = await storeLeads(sites('erased', 1), {
      erased_at: new Date(),
    });
    const before = await backend.knex('batches').count();
    const answer = await qa.post(
      '/run-batch',
      JSON.parse(
        JSON.stringify(body).replace('KNOWN', known).replace('ERASED', erased),
      ),
    );
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(named);
    expect(await backend.knex('batches').count()).toEqual(before);
  });

  it('are 100,000 at most', async () => {
    await backend.knex.raw(
      `INSERT INTO leads (id, website_url, industry)
       SELECT gen_random_uuid(), 'https://many.example', 'Many'
       FROM generate_series(1, 100001)`,
    );
    const answer = await qa.post('/run-batch', {
      filter: { industry: 'Many' },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain('More than 100000 leads match');
    await backend.knex('leads').where({ industry: 'Many' }).delete();
  });
});

describe('the same order sent again', () => {
  it('gives the same batch, and another order with its key is refused', async () => {
    const lead_ids = await storeLeads(sites('idempotent', 2));
    const order = { test_type: 'checks_site', lead_ids };
    const key = { 'idempotency-key': 'one batch' };
    const answers = await Promise.all([
      qa.post('/run-batch', order, key),
      qa.post('/run-batch', order, key),
      qa.post('/run-batch', order, key),
    ]);
    const [first] = answers;
    expect(first).toMatchObject({ status: 200, body: { total: 2 } });
    for (const answer of answers) expect(answer.body).toEqual(first.body);
    const other = { ...order, lead_ids: lead_ids.slice(1) };
    expect(await qa.post('/run-batch', other, key)).toMatchObject({
      status: 409,
    });
    // Keys are each user's own
    const others = await manager.post('/run-batch', other, key);
    expect(others).toMatchObject({ status: 200, body: { total: 1 } });
    await untilEnded(first.body.batch_id);
    await untilEnded(others.body.batch_id);
  });

  it('gives the same rerun', async () => {
    const id = await runBatch({
      lead_ids: await storeLeads(sites('broken', 1)),
      test_type: 'checks_site',
    });
    await untilEnded(id);
    const key = { 'idempotency-key': 'one rerun' };
    const first = await qa.post(`/batches/${id}/rerun-failed`, undefined, key);
    const second = await qa.post(`/batches/${id}/rerun-failed`, undefined, key);
    expect(first).toMatchObject({ status: 200, body: { total: 1 } });
    expect(second.body).toEqual(first.body);
    await untilEnded(first.body.batch_id);
  });
});

describe('fairness', () => {
  it('starts a single test while a batch fills every slot that it may', async () => {
    const id = await runBatch({
      lead_ids: await storeLeads(sites('slow', 30)),
      test_type: 'waits',
    });
    await gate.arrived(4);
    await manager.post('/run-pipeline', {
      test_type: 'waits',
      lead_data: { website_url: 'https://single.example' },
    });
    await gate.arrived(5);
    expect(started.at(-1)).toBe('https://single.example');
    await qa.post(`/batches/${id}/cancel`);
    gate.open();
    await untilEnded(id);
  });

  it('gives users their turns, however much each has queued', async () => {
    const a = await runBatch({
      lead_ids: await storeLeads(sites('first-of-a', 1_000)),
      test_type: 'waits',
    });
    // In two batches a user gets no more than in one
    const more = await runBatch({
      lead_ids: await storeLeads(sites('second-of-a', 1_000)),
      test_type: 'waits',
    });
    await gate.arrived(4);
    const b = await runBatch(
      { lead_ids: await storeLeads(sites('of-b', 20)), test_type: 'waits' },
      manager,
    );
    gate.open();
    expect(await untilEnded(b)).toMatchObject({ counts: { success: 20 } });
    // What A had in this turn, then ten and ten about; slots run side by side
    const lastOfB = started.findLastIndex(site => site.includes('of-b'));
    const firstOfB = started.findIndex(site => site.includes('of-b'));
    expect(firstOfB).toBeLessThanOrEqual(10 + 4);
    expect(lastOfB).toBeGreaterThanOrEqual(35);
    expect(lastOfB).toBeLessThanOrEqual(40 + 4);
    expect(
      started.slice(0, lastOfB).filter(site => site.includes('second-of-a')),
    ).toEqual([]);
    for (const id of [a, more]) await qa.post(`/batches/${id}/cancel`);
    await untilEnded(a);
    await untilEnded(more);
  });
});

describe('the list of batches', () => {
  it('has pages, the newest first, and can be narrowed to a status', async () => {
    const { body: all, headers } = await qa.get<Batch[]>('/batches?limit=500');
    expect(headers.get('x-total-count')).toBe(String(all.length));
    expect(all.map(batch => batch.created_at)).toEqual(
      all
        .map(batch => batch.created_at)
        .sort()
        .reverse(),
    );
    const seen: string[] = [];
    let path: string | undefined = '/batches?limit=3';
    while (path) {
      const page: { body: Batch[]; headers: Headers } = await qa.get(path);
      seen.push(...page.body.map(batch => batch.id));
      path = page.headers.get('link')?.match(/v1([^>]+)>; rel="next"/)?.[1];
    }
    expect(seen).toEqual(all.map(batch => batch.id));
    const cancelled = await qa.get<Batch[]>('/batches?status=cancelled');
    expect(cancelled.body.map(batch => batch.id)).toEqual(
      all.filter(b => b.status === 'cancelled').map(batch => batch.id),
    );
    expect(await qa.get('/batches?cursor=x')).toMatchObject({ status: 400 });
  });

  it.each(['not-an-id', unknownId(9)])('has no batch %s', async id => {
    for (const answer of [
      await qa.get(`/batches/${id}`),
      await qa.post(`/batches/${id}/cancel`),
      await qa.post(`/batches/${id}/rerun-failed`),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.body.error.message).toBe(`There is no batch '${id}'`);
    }
  });
});

function unknownId(n: number): string {
  return `00000000-0000-4000-8000-00000000000${n}`;
}
