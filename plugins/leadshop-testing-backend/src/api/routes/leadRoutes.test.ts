import { randomUUID } from 'node:crypto';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  JourneyEntry,
  Lead,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { StepError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import {
  Answer,
  Caller,
  databases,
  LiveReader,
  startBackend,
  TestBackend,
} from '../../__testUtils__/backend';
import { chain, Gate, step } from '../../__testUtils__/waitingPipeline';
import {
  csv,
  HEADER,
  importFile,
} from '../../leads/import/__testUtils__/importing';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let backend: TestBackend;
let manager: Caller;
let tester: Caller;
let gate: Gate;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    pipelines: [
      chain('scores', [
        step('score', 1, {
          run: async ({ lead }) => {
            if (lead.notes === 'break') {
              throw new StepError('The site is broken.', { fault: 'lead' });
            }
            return {
              details: {},
              provider_mode: null,
              figures: { score: 81.5, tier: 'A' },
            };
          },
        }),
      ]),
      chain('waits', [step('wait', 1, { run: context => gate.run(context) })]),
    ],
  });
  manager = backend.as('qa_manager');
  tester = backend.as('qa_tester');
});
beforeEach(() => {
  gate = new Gate();
});
afterEach(() => gate.open());
afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

/** A lead that nobody else has. */
function aLead(fields: Record<string, unknown> = {}) {
  const name = `lead-${randomUUID()}`;
  return {
    business_name: name,
    website_url: `https://${name}.example`,
    email: `office@${name}.example`,
    ...fields,
  };
}

async function newLead(fields: Record<string, unknown> = {}): Promise<Lead> {
  const { status, body } = await manager.post('/leads', {
    lead: aLead(fields),
  });
  expect(status).toBe(201);
  return body;
}

const read = (id: string) => manager.get<Lead>(`/leads/${id}`);

function edit<T = Lead & { error: { message: string } }>(
  id: string,
  changes: Record<string, unknown>,
  ifMatch: string | null,
  caller = manager,
): Promise<Answer<T>> {
  return caller.request<T>(`/leads/${id}`, {
    method: 'PATCH',
    body: JSON.stringify(changes),
    headers: {
      'content-type': 'application/json',
      ...(ifMatch === null ? {} : { 'if-match': ifMatch }),
    },
  });
}

const fieldsOf = ({ body }: Answer) =>
  body.error.fields.map(({ field }: { field: string }) => field);

describe('POST /leads', () => {
  it('stores a lead as an import would', async () => {
    const name = randomUUID();
    const { status, body, headers } = await manager.post<Lead>('/leads', {
      lead: {
        business_name: '  Blue  Door\u200b Books ',
        website_url: `WWW.${name}.example/shop`,
        email: ` Hello@${name}.EXAMPLE`,
        phone: '(512) 555-0142',
        annual_revenue: 1250000.5,
        employee_count: 12,
        notes: '',
      },
    });
    expect(status).toBe(201);
    expect(headers.get('etag')).toMatch(/^"1-/);
    expect(body).toMatchObject({
      business_name: 'Blue Door Books',
      website_url: `https://www.${name}.example/shop`,
      phone: '+15125550142',
      annual_revenue: 1250000.5,
      employee_count: 12,
      contact_name: null,
      notes: null,
      status: 'new',
      lifecycle_stage: null,
      import_id: null,
      version: 1,
      created_by: manager.userRef,
      erased_at: null,
      last_test: null,
    });
    expect(body.email?.toLowerCase()).toBe(`hello@${name}.example`);
    expect((await read(body.id)).body).toEqual(body);
  });

  it('says everything that is wrong at once, and stores nothing', async () => {
    const before = await backend.knex('leads').count();
    const answer = await manager.post('/leads', {
      lead: { business_name: ' ', website_url: 'no site', email: 'nobody' },
    });
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer).sort()).toEqual([
      'lead.business_name',
      'lead.email',
      'lead.website_url',
    ]);
    expect(await backend.knex('leads').count()).toEqual(before);
  });

  it.each([
    ['e-mail address', { email: true }],
    ['domain and name', { domain: true }],
  ])('names the lead with the same %s', async (_, same) => {
    const stored = await newLead();
    const lead = {
      ...aLead(),
      ...('email' in same && { email: stored.email?.toUpperCase() }),
      ...('domain' in same && {
        business_name: stored.business_name?.toUpperCase(),
        website_url: stored.website_url.replace('//', '//shop.'),
      }),
    };
    const refused = await manager.post('/leads', { lead });
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { name: 'ConflictError', lead_id: stored.id } },
    });
    const anyway = await manager.post('/leads', {
      lead,
      allow_duplicate: true,
    });
    expect(anyway.status).toBe(201);
    expect(anyway.body.id).not.toBe(stored.id);
  });

  it('stores a lead once that two send at the same time', async () => {
    const lead = aLead();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => manager.post('/leads', { lead })),
    );
    expect(answers.map(answer => answer.status).sort()).toEqual([
      201, 409, 409, 409,
    ]);
  });
});

describe('who may', () => {
  it('see leads: who manages them or runs tests', async () => {
    const { id } = await newLead();
    const paths = ['/leads', `/leads/${id}`, `/leads/${id}/journey`];
    for (const path of paths) {
      for (const role of ['qa_tester', 'developer'] as const) {
        expect((await backend.as(role).get(path)).status).toBe(200);
      }
      for (const role of ['viewer', 'no_role'] as const) {
        expect((await backend.as(role).get(path)).status).toBe(403);
      }
    }
  });

  it('change leads: who manages them', async () => {
    const { id } = await newLead();
    for (const role of ['developer', 'viewer', 'no_role'] as const) {
      const caller = backend.as(role);
      const answers = [
        await caller.post('/leads', { lead: aLead() }),
        await edit(id, { notes: 'x' }, '*', caller),
      ];
      expect(answers.map(answer => answer.status)).toEqual([403, 403]);
    }
    expect((await edit(id, { notes: 'x' }, '*', tester)).status).toBe(200);
  });
});

describe('GET /leads/{id}', () => {
  it.each([randomUUID(), 'x', '%00', 'new'])('knows no %s', async id => {
    for (const answer of [
      await read(id),
      await manager.get(`/leads/${id}/journey`),
      await edit(id, { notes: 'x' }, '*'),
    ]) {
      expect(answer.status).toBe(404);
    }
  });

  it('has an ETag that also changes with its tests', async () => {
    const { id } = await newLead();
    const { headers } = await read(id);
    const etag = String(headers.get('etag'));
    const again = () =>
      manager.request(`/leads/${id}`, {
        // fetch() would say no-cache by itself
        headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
      });
    expect((await again()).status).toBe(304);
    await manager.runToEnd({ test_type: 'scores', lead_id: id });
    const after = await again();
    expect(after).toMatchObject({
      status: 200,
      body: {
        version: 1,
        status: 'completed',
        last_test: { status: 'success', score: 81.5, tier: 'A' },
      },
    });
    // What a test does takes nothing from an edit
    expect((await edit(id, { notes: 'x' }, etag)).status).toBe(200);
  });
});

describe('GET /leads', () => {
  it('goes page by page through what matches', async () => {
    const tag = randomUUID();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      ids.unshift((await newLead({ location: `${tag} ${n}` })).id);
    }
    const seen: string[] = [];
    const totals = new Set();
    let path: string | undefined = `/leads?q=${tag.toUpperCase()}&limit=2`;
    while (path) {
      const page: Answer<Lead[]> = await manager.get(path);
      seen.push(...page.body.map(lead => lead.id));
      totals.add(page.headers.get('x-total-count'));
      path = page.headers.get('link')?.match(/v1([^>]+)>; rel="next"/)?.[1];
    }
    expect(seen).toEqual(ids);
    expect([...totals]).toEqual(['5']);
  });

  it.each([
    'limit=501',
    'limit=0',
    'sort=email',
    'status=gone',
    'q=%20',
    'q=%00',
    'from=yesterday',
    'import_id=x',
    'cursor=x',
    'email=a',
  ])('refuses %s', async query => {
    expect((await manager.get(`/leads?${query}`)).status).toBe(400);
  });

  it('refuses a cursor of another order', async () => {
    await newLead();
    await newLead();
    const { headers } = await manager.get('/leads?limit=1');
    const cursor = headers.get('link')?.match(/cursor=([^&>]+)/)?.[1];
    expect(cursor).toBeDefined();
    const answer = await manager.get(
      `/leads?sort=business_name&cursor=${cursor}`,
    );
    expect(answer.status).toBe(400);
  });
});

describe('PATCH /leads/{id}', () => {
  it('changes what was read, and makes a new version', async () => {
    const { id, created_at } = await newLead({ phone: '+15125550142' });
    const { headers } = await read(id);
    const answer = await edit(
      id,
      { website_url: 'shop.example/a', phone: null, annual_revenue: 12.5 },
      headers.get('etag'),
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toMatch(/^"2-/);
    expect(answer.body).toMatchObject({
      website_url: 'https://shop.example/a',
      phone: null,
      annual_revenue: 12.5,
      version: 2,
      created_at,
    });
    expect((await read(id)).body).toEqual(answer.body);
  });

  it('is refused with 412 when somebody else was first', async () => {
    const { id } = await newLead();
    const etag = (await read(id)).headers.get('etag');
    const answers = await Promise.all(
      ['one', 'two', 'three'].map(notes => edit(id, { notes }, etag)),
    );
    expect(answers.map(answer => answer.status).sort()).toEqual([
      200, 412, 412,
    ]);
    const [first] = answers.filter(answer => answer.status === 200);
    const [late] = answers.filter(answer => answer.status === 412);
    expect((await read(id)).body.notes).toBe(first.body.notes);
    expect(late.body.error.message).toContain('is at version 2');
    // Read anew, it goes through
    const newest = (await read(id)).headers.get('etag');
    const { body } = await edit(id, { notes: 'again' }, newest);
    expect(body).toMatchObject({ notes: 'again', version: 3 });
  });

  it.each([
    [null, 428],
    ['*', 200],
    ['"1"', 200],
    ['W/"1-x"', 200],
    ['"2"', 412],
    ['1', 400],
    ['"x"', 400],
    ['""', 400],
    ['"1", "2"', 400],
  ])('with If-Match %s is answered with %i', async (ifMatch, status) => {
    const { id } = await newLead();
    expect((await edit(id, { notes: 'x' }, ifMatch)).status).toBe(status);
    expect((await read(id)).body.notes).toBe(status === 200 ? 'x' : null);
  });

  it('that changes nothing makes no version and no entry', async () => {
    const lead = await newLead({ notes: 'x', employee_count: 3 });
    const { body } = await edit(
      lead.id,
      { notes: ' x ', employee_count: 3, website_url: lead.website_url },
      '"1"',
    );
    expect(body.version).toBe(1);
    const journey = await manager.get(`/leads/${lead.id}/journey`);
    expect(journey.body).toHaveLength(1);
  });

  it.each([
    ['an empty name', { business_name: ' ' }, ['business_name']],
    ['no site', { website_url: null }, ['website_url']],
    [
      'much at once',
      { email: 'x', phone: '12', naics_code: '99' },
      ['email', 'naics_code', 'phone'],
    ],
    ['half a person', { employee_count: 0.5 }, ['employee_count']],
    ['what is no field', { status: 'completed' }, ['status']],
    ['a stage', { lifecycle_stage: 'won' }, ['lifecycle_stage']],
  ])('refuses %s', async (_, changes, fields) => {
    const lead = await newLead({ phone: '+15125550142' });
    const answer = await edit(lead.id, changes, '*');
    expect([answer.status, fieldsOf(answer).sort()]).toEqual([400, fields]);
    expect((await read(lead.id)).body).toEqual(lead);
  });

  it('is found by its new text, and no longer by the old one', async () => {
    const [before, after] = [randomUUID(), randomUUID()];
    const { id } = await newLead({ contact_name: before });
    await edit(id, { contact_name: after }, '*');
    const found = async (q: string) =>
      (await manager.get<Lead[]>(`/leads?q=${q}`)).body.map(lead => lead.id);
    expect([await found(before), await found(after)]).toEqual([[], [id]]);
  });

  it('moves a lead among duplicates', async () => {
    const lead = aLead();
    const { body: stored } = await manager.post('/leads', { lead });
    await edit(stored.id, { email: aLead().email, business_name: 'Me' }, '*');
    expect((await manager.post('/leads', { lead })).status).toBe(201);
  });
});

describe('the journey', () => {
  let live: LiveReader;
  beforeEach(async () => {
    live = await tester.connect();
  });
  afterEach(() => live.close());

  const journeyOf = async (id: string) =>
    (await manager.get<JourneyEntry[]>(`/leads/${id}/journey`)).body;

  const ended = (testId: string) =>
    live.until(m => m.type === 'test_completed' && m.payload.id === testId);

  /** An imported lead. */
  async function imported(cells: string[]): Promise<Lead> {
    const done = await importFile(manager, csv(HEADER, cells));
    const { body } = await manager.get<Lead[]>(`/leads?import_id=${done.id}`);
    return body[0];
  }

  it('tells every change: what, by whom, when, and the status from then on', async () => {
    const name = randomUUID();
    const cells = [name, `${name}.example`, `info@${name}.example`, '', '', ''];
    const lead = await imported(cells);
    const { id } = lead;
    await edit(id, { notes: 'Ring twice', phone: '512 555 0142' }, '*', tester);
    const update = csv(HEADER, [...cells.slice(0, 4), '$1,000', '']);
    const updated = await importFile(manager, update, {
      mapping: { on_duplicate: 'update' },
    });
    const bulk = await tester.post('/leads/bulk', {
      action: 'update',
      selection: { lead_ids: [id] },
      changes: { industry: 'Bakery' },
    });
    const { bulk_id } = bulk.body;
    await manager.post(`/leads/bulk/${bulk_id}/undo`);
    const good = await manager.runToEnd({ test_type: 'scores', lead_id: id });
    await edit(id, { notes: 'break' }, '*');
    const bad = await tester.runToEnd({ test_type: 'scores', lead_id: id });
    const started = await tester.post('/run-pipeline', {
      test_type: 'waits',
      lead_id: id,
    });
    await gate.arrived();
    await manager.post(`/tests/${started.body.test_id}/cancel`);
    await ended(started.body.test_id);
    await manager.post(`/leads/imports/${updated.id}/undo`);

    const journey = await journeyOf(id);
    const ann = { user_ref: manager.userRef };
    const bob = { user_ref: tester.userRef };
    const change = (field: string, before: unknown, after: unknown) => ({
      field,
      before,
      after,
    });
    const expected: Partial<JourneyEntry>[] = [
      {
        kind: 'imported',
        ...ann,
        message: `Imported from 'leads.csv'`,
        import_id: lead.import_id,
        status: 'new',
        at: lead.created_at,
      },
      {
        kind: 'updated',
        ...bob,
        message: 'Changed phone and notes',
        changes: [
          change('phone', null, '+15125550142'),
          change('notes', null, 'Ring twice'),
        ],
      },
      {
        kind: 'import_updated',
        ...ann,
        import_id: updated.id,
        changes: [change('annual_revenue', null, 1000)],
      },
      {
        kind: 'bulk_updated',
        ...bob,
        bulk_id,
        changes: [change('industry', null, 'Bakery')],
      },
      {
        kind: 'undone',
        ...ann,
        bulk_id,
        changes: [change('industry', 'Bakery', null)],
      },
      { kind: 'test_started', ...ann, test_id: good.id, status: 'processing' },
      {
        kind: 'test_ended',
        ...ann,
        test_id: good.id,
        message: 'Test succeeded',
        status: 'completed',
        score: 81.5,
        tier: 'A',
      },
      { kind: 'updated', ...ann },
      { kind: 'test_started', ...bob, test_id: bad.id, status: 'processing' },
      {
        kind: 'test_ended',
        ...bob,
        test_id: bad.id,
        message: 'Test failed: Failed at step 1 (Step 1).',
        status: 'failed',
        score: null,
      },
      { kind: 'test_started', ...bob, status: 'processing' },
      {
        kind: 'test_ended',
        ...ann,
        test_id: started.body.test_id,
        message: 'Test cancelled',
        // What it was before that test
        status: 'failed',
      },
    ];
    expect([...journey].reverse()).toMatchObject(expected);
    expect(journey.map(entry => entry.at)).toEqual(
      journey
        .map(entry => entry.at)
        .sort()
        .reverse(),
    );
    expect((await read(id)).body.status).toBe('failed');
  });

  it('begins with who stored it, also when a test did', async () => {
    const { id } = await newLead();
    expect(await journeyOf(id)).toMatchObject([
      { kind: 'created', user_ref: manager.userRef, message: 'Created' },
    ]);
    const test = await tester.runToEnd({
      test_type: 'scores',
      lead_data: aLead(),
    });
    const journey = await journeyOf(String(test.lead_id));
    expect(journey.map(entry => [entry.kind, entry.user_ref])).toEqual([
      ['test_ended', tester.userRef],
      ['test_started', tester.userRef],
      ['created', tester.userRef],
    ]);
  });

  it('tells of tests side by side with the status that there was', async () => {
    const { id } = await newLead();
    const run = async () =>
      (
        await tester.post('/run-pipeline', {
          test_type: 'waits',
          lead_id: id,
        })
      ).body.test_id as string;
    const first = await run();
    const second = await run();
    await gate.arrived(2);
    await tester.post(`/tests/${first}/cancel`);
    await ended(first);
    const journey = [...(await journeyOf(id))].reverse();
    expect(journey.map(entry => [entry.kind, entry.status])).toEqual([
      ['created', 'new'],
      ['test_started', 'processing'],
      ['test_started', null],
      ['test_ended', null],
    ]);
    expect((await read(id)).body.status).toBe('processing');
    await tester.post(`/tests/${second}/cancel`);
    await ended(second);
    expect((await journeyOf(id))[0]).toMatchObject({
      kind: 'test_ended',
      status: 'new',
    });
    expect((await read(id)).body.status).toBe('new');
  });

  it('goes page by page, with what has the same time in order', async () => {
    const { id } = await newLead();
    for (let n = 0; n < 6; n++) await edit(id, { notes: `${n}` }, '*');
    const at = new Date(Date.UTC(2026, 0, 1));
    await backend.knex('lead_events').where({ lead_id: id }).update({
      created_at: at,
    });
    const whole = await journeyOf(id);
    const seen: JourneyEntry[] = [];
    let path: string | undefined = `/leads/${id}/journey?limit=2`;
    while (path) {
      const page: Answer<JourneyEntry[]> = await manager.get(path);
      expect(page.headers.get('x-total-count')).toBe('7');
      seen.push(...page.body);
      path = page.headers.get('link')?.match(/v1([^>]+)>; rel="next"/)?.[1];
    }
    expect(seen).toEqual(whole);
    expect(
      whole.flatMap(entry => entry.changes.map(change => change.after)),
    ).toEqual(['5', '4', '3', '2', '1', '0']);
    const bad = await manager.get(`/leads/${id}/journey?cursor=x`);
    expect(bad.status).toBe(400);
  });
});
