import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Answer,
  Caller,
  databases,
  sandboxLead,
  startBackend,
  TestBackend,
  USERS,
} from '../__testUtils__/backend';
import { chain, step } from '../__testUtils__/waitingPipeline';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let backend: TestBackend;
let checked: Set<string>;
let document: any;
let testId: string;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    pipelines: [chain('quick', [step('only', 1)])],
  });
  document = (await backend.as('no_role').get('/openapi.json')).body;
  checked = new Set();
  const test = await backend
    .as('qa_tester')
    .runToEnd({ lead_data: sandboxLead(sandbox) });
  testId = test.id;
});

afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);

/** Sends an answer through the OpenAPI document. */
function conforms(method: string, path: string, answer: Answer) {
  const operation = document.paths[path]?.[method];
  expect(operation).toBeDefined();
  const response = operation.responses[answer.status];
  expect([path, answer.status, response && 'described']).toEqual([
    path,
    answer.status,
    'described',
  ]);
  checked.add(`${method} ${path}`);
  const content = response.content['application/json'];
  if (!content) return;
  const validate = ajv.compile({
    ...content.schema,
    components: document.components,
  });
  validate(answer.body);
  expect(validate.errors ?? []).toEqual([]);
}

async function get(caller: Caller, path: string, route: string) {
  const answer = await caller.get(path);
  conforms('get', route, answer);
  return answer;
}

async function post(
  caller: Caller,
  path: string,
  route: string,
  body?: unknown,
  headers?: Record<string, string>,
) {
  const answer = await caller.post(path, body, headers);
  conforms('post', route, answer);
  return answer;
}

const lead = { website_url: 'https://example.com' };

const LEAD_ROUTES = / \/(leads|batches|run-batch)/;

describe('answers', () => {
  it('are as the OpenAPI document describes them', async () => {
    const qa = backend.as('qa_tester');
    const started = await post(qa, '/run-pipeline', '/run-pipeline', {
      test_type: 'quick',
      lead_data: lead,
    });
    expect(started.body).toMatchObject({ status: 'started' });
    await get(qa, '/active', '/active');
    await get(qa, '/status', '/status');
    await get(backend.as('viewer'), '/status', '/status');
    await get(qa, '/me', '/me');
    await get(qa, '/openapi.json', '/openapi.json');
    await get(qa, '/history', '/history');
    await get(qa, `/tests/${testId}`, '/tests/{id}');
    await get(backend.as('viewer'), `/tests/${testId}`, '/tests/{id}');
    await get(qa, `/tests/${testId}/events`, '/tests/{id}/events');
    await get(
      qa,
      `/tests/${testId}/artifacts/report.pdf`,
      '/tests/{id}/artifacts/{name}',
    );
    await post(qa, `/tests/${testId}/cancel`, '/tests/{id}/cancel');
    await post(qa, `/tests/${testId}/rerun`, '/tests/{id}/rerun', {
      from_step: 'report_and_email',
    });
    expect([...checked].sort()).toEqual(
      Object.entries(document.paths as Record<string, object>)
        .flatMap(([path, methods]) =>
          Object.keys(methods).map(method => `${method} ${path}`),
        )
        // Leads, imports and batches are asked by the tests of their routes
        .filter(route => !LEAD_ROUTES.test(route))
        .sort(),
    );
  });

  it('and requests are described by schemas that are there', () => {
    const references = (value: unknown): string[] =>
      value === null || typeof value !== 'object'
        ? []
        : Object.entries(value).flatMap(([key, item]) =>
            key === '$ref' ? [item] : references(item),
          );
    const schemas = Object.keys(document.components.schemas);
    const referred = new Set(references(document));
    expect([...referred].sort()).toEqual(
      schemas.map(name => `#/components/schemas/${name}`).sort(),
    );
    expect(schemas).toContain('ExecutionSummary');
  });

  it('name the permission that each route needs', () => {
    const declared = Object.entries(document.paths as Record<string, any>)
      .flatMap(([path, methods]) =>
        Object.entries(methods as Record<string, any>).map(
          ([method, operation]) =>
            `${method} ${path}: ${operation['x-permission']}`,
        ),
      )
      .sort();
    expect(declared).toEqual([
      'delete /leads/{id}: manage_leads',
      'get /active: view_test_results',
      'get /batches/{id}: view_test_results',
      'get /batches: view_test_results',
      'get /history: view_test_results',
      'get /leads/export: manage_leads',
      'get /leads/imports/{id}/errors.csv: bulk_import_leads',
      'get /leads/imports/{id}/errors: bulk_import_leads',
      'get /leads/imports/{id}: bulk_import_leads',
      'get /leads/imports: bulk_import_leads',
      'get /leads/{id}/export: manage_leads,run_pipeline_tests',
      'get /leads/{id}/journey: manage_leads,run_pipeline_tests',
      'get /leads/{id}: manage_leads,run_pipeline_tests',
      'get /leads: manage_leads,run_pipeline_tests',
      'get /me: signed-in',
      'get /openapi.json: signed-in',
      'get /status: view_test_results',
      'get /tests/{id}/artifacts/{name}: view_test_results',
      'get /tests/{id}/events: view_test_results',
      'get /tests/{id}: view_test_results',
      'patch /leads/{id}: manage_leads',
      'post /batches/{id}/cancel: run_pipeline_tests',
      'post /batches/{id}/rerun-failed: run_pipeline_tests',
      'post /leads/bulk/{id}/undo: manage_leads',
      'post /leads/bulk: manage_leads',
      'post /leads/imports/preview: bulk_import_leads',
      'post /leads/imports/{id}/cancel: bulk_import_leads',
      'post /leads/imports/{id}/undo: bulk_import_leads',
      'post /leads/imports: bulk_import_leads',
      'post /leads: manage_leads',
      'post /run-batch: run_pipeline_tests',
      'post /run-pipeline: run_pipeline_tests',
      'post /tests/{id}/cancel: run_pipeline_tests',
      'post /tests/{id}/rerun: run_pipeline_tests',
    ]);
  });

  it('carry an ETag and honour If-None-Match', async () => {
    const viewer = backend.as('viewer');
    for (const path of [
      `/tests/${testId}`,
      `/tests/${testId}/artifacts/screenshot-desktop.png`,
    ]) {
      const first = await viewer.get(path);
      const etag = first.headers.get('etag') ?? '';
      expect(etag).not.toBe('');
      const again = await viewer.request(path, {
        // fetch() would say no-cache by itself
        headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
      });
      expect(again.status).toBe(304);
    }
  });

  it('let a portal on another origin read their headers', async () => {
    const { headers } = await backend.as('viewer').get('/history');
    for (const name of ['ETag', 'Link', 'Retry-After', 'X-Total-Count']) {
      expect(headers.get('access-control-expose-headers')).toContain(name);
    }
  });
});

describe('permissions', () => {
  const routes = () => [
    ['GET', '/status'],
    ['GET', '/active'],
    ['GET', '/history'],
    ['GET', `/tests/${testId}`],
    ['GET', `/tests/${testId}/events`],
    ['GET', `/tests/${testId}/artifacts/report.pdf`],
    ['POST', '/run-pipeline'],
    ['POST', `/tests/${testId}/cancel`],
    ['POST', `/tests/${testId}/rerun`],
  ];

  it('are asked by every route', async () => {
    for (const [method, path] of routes()) {
      const anonymous = await fetch(`${backend.url}${path}`, {
        method,
        headers: { authorization: mockCredentials.none.header() },
      });
      const nobody = await backend.as('no_role').request(path, { method });
      const needed =
        method === 'GET' ? 'view_test_results' : 'run_pipeline_tests';
      expect([path, anonymous.status]).toEqual([path, 401]);
      expect([path, nobody.status, nobody.body.error.message]).toEqual([
        path,
        403,
        `Permission '${needed}' required`,
      ]);
    }
    const viewer = backend.as('viewer');
    for (const [method, path] of routes().filter(r => r[0] === 'POST')) {
      expect((await viewer.request(path, { method })).status).toBe(403);
    }
  });

  it('tell who they are and what they may do', async () => {
    const { body } = await backend.as('developer').get('/me');
    expect(body).toMatchObject({
      user_ref: USERS.developer,
      permissions: [
        'run_pipeline_tests',
        'view_test_results',
        'view_system_metrics',
      ],
    });
    expect((await backend.as('no_role').get('/me')).body.permissions).toEqual(
      [],
    );
  });

  it('split the status', async () => {
    const tester = (await backend.as('qa_tester').get('/status')).body;
    expect(tester).not.toHaveProperty('system_metrics');
    expect(tester).not.toHaveProperty('components');
    const viewer = (await backend.as('viewer').get('/status')).body;
    expect(viewer.components).toHaveLength(13);
    expect(viewer.system_metrics.database_connections).toBeGreaterThan(0);
  });

  it('hide personal data from who may neither run tests nor manage leads', async () => {
    const whole = (await backend.as('qa_tester').get(`/tests/${testId}`)).body;
    expect(JSON.stringify(whole)).toContain('hello@good-bakery.example');
    expect(whole.personal_data_hidden).toBe(false);
    const { body: hidden } = await backend.as('viewer').get(`/tests/${testId}`);
    const text = JSON.stringify(hidden);
    for (const secret of ['hello@good', 'Ann Baker', '555 0199', 'mail.eml']) {
      expect(text).not.toContain(secret);
    }
    expect(hidden).toMatchObject({
      personal_data_hidden: true,
      business_name: 'Good Bakery',
    });
    const mail = `/tests/${testId}/artifacts/mail.html`;
    expect((await backend.as('viewer').get(mail)).status).toBe(403);
    expect((await backend.as('qa_tester').get(mail)).status).toBe(200);
    const { body: events } = await backend
      .as('viewer')
      .get(`/tests/${testId}/events`);
    expect(JSON.stringify(events)).not.toContain('Ann Baker');
  });
});

describe('artifacts', () => {
  it('come as they were stored, and run nothing in our origin', async () => {
    const qa = backend.as('qa_tester');
    const { body: test } = await qa.get(`/tests/${testId}`);
    const artifacts = test.pipeline_results.flatMap((s: any) => s.artifacts);
    expect(artifacts.map((a: any) => a.name).sort()).toEqual([
      'mail.eml',
      'mail.html',
      'mail.txt',
      'report.pdf',
      'screenshot-desktop.png',
      expect.stringMatching(/^screenshot-mobile\./),
    ]);
    for (const artifact of artifacts) {
      const response = await fetch(
        `${backend.url}/tests/${testId}/artifacts/${artifact.name}`,
        { headers: { authorization: `Bearer ${qa.token}` } },
      );
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes).toHaveLength(artifact.size);
      expect(response.headers.get('content-type')).toBe(artifact.content_type);
      expect(response.headers.get('content-security-policy')).toContain(
        'sandbox',
      );
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect((await qa.get(`/tests/${testId}/artifacts/nothing`)).status).toBe(
      404,
    );
  });
});

describe('bad input', () => {
  const stored = async () => {
    const { rows } = await backend.knex.raw(
      `SELECT (SELECT count(*)::int FROM leads) AS leads,
              (SELECT count(*)::int FROM test_executions) AS tests`,
    );
    return rows[0];
  };

  it.each([
    ['no body', undefined, 'lead_data.website_url', 'Website URL is required'],
    ['an empty object', {}, 'lead_data.website_url', 'Website URL is required'],
    [
      'a lead without a site',
      { lead_data: { business_name: 'X' } },
      'lead_data.website_url',
      'Website URL is required',
    ],
    ['a list', [], '', 'object'],
    ['a text', 'text', undefined, 'JSON'],
    ['a wrong type', { lead_data: { ...lead, email: 5 } }, 'lead_data.email'],
    [
      'a text for a number',
      { lead_data: { ...lead, annual_revenue: '1' } },
      'lead_data.annual_revenue',
    ],
    [
      'an unknown field',
      { lead_data: { ...lead, companyname: 'X' } },
      'lead_data.companyname',
    ],
    ['an unknown field above', { lead_data: lead, foo: 1 }, 'foo'],
    [
      'both lead and id',
      { lead_data: lead, lead_id: '7f3a0c1e-1111-4111-8111-111111111111' },
      'lead_id',
    ],
    ['an id that is no UUID', { lead_id: '17' }, 'lead_id', 'lead_id must be'],
    [
      'a script',
      { lead_data: { website_url: ['javascript', 'alert(1)'].join(':') } },
      'lead_data.website_url',
    ],
    [
      'file:',
      { lead_data: { website_url: 'file:///etc/passwd' } },
      'lead_data.website_url',
    ],
    [
      'credentials in the URL',
      { lead_data: { website_url: 'https://user:pass@example.com' } },
      'lead_data.website_url',
    ],
    [
      'a private address',
      { lead_data: { website_url: 'http://10.0.0.1/' } },
      'lead_data.website_url',
    ],
    [
      'the metadata address as a number',
      { lead_data: { website_url: 'http://2852039166/' } },
      'lead_data.website_url',
    ],
    [
      'another port of this machine',
      { lead_data: { website_url: 'http://localhost:5432/' } },
      'lead_data.website_url',
    ],
    ['NUL', { lead_data: { ...lead, notes: 'a\u0000b' } }, 'lead_data.notes'],
    [
      'half a surrogate pair',
      { lead_data: { ...lead, notes: 'a\ud800' } },
      'lead_data.notes',
    ],
    [
      'a name that is too long',
      { lead_data: { ...lead, business_name: 'x'.repeat(201) } },
      'lead_data.business_name',
    ],
    [
      'an unknown pipeline',
      { test_type: 'nope', lead_data: lead },
      undefined,
      'nope',
    ],
    ['a bad entity ref', { lead_data: lead, entity_ref: 'x' }, 'entity_ref'],
  ])(
    'refuses %s with 400 and stores nothing',
    // Not as parameters of their own: Jest would take a missing one for `done`
    async (_, body, ...[field, message]: (string | undefined)[]) => {
      const before = await stored();
      const { status, body: answer } = await backend
        .as('qa_tester')
        .post('/run-pipeline', body);
      expect(status).toBe(400);
      const fields = (answer.error.fields ?? []).map((f: any) => f.field);
      expect(field === undefined || fields.includes(field)).toBe(true);
      expect(answer.error.message).toContain(message ?? '');
      expect(answer.response.statusCode).toBe(400);
      expect(await stored()).toEqual(before);
    },
  );

  it('refuses what is no JSON, what is too large and what is not said to be JSON', async () => {
    const qa = backend.as('qa_tester');
    const send = (body: string, type = 'application/json') =>
      qa.request('/run-pipeline', {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
    const broken = await send('{"lead_data": ');
    expect([broken.status, broken.body.error.message]).toEqual([
      400,
      'The body is not valid JSON',
    ]);
    const large = await send(
      JSON.stringify({ lead_data: { ...lead, notes: 'x'.repeat(2 ** 21) } }),
    );
    expect([large.status, large.body.error.name]).toEqual([
      413,
      'PayloadTooLargeError',
    ]);
    expect(
      (await send('a=b', 'application/x-www-form-urlencoded')).status,
    ).toBe(415);
    expect((await send('<a/>', 'text/xml')).status).toBe(415);
    const deep = await send(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(deep.status).toBe(400);
    const polluted = await send(
      '{"lead_data": {"website_url": "https://example.com", "__proto__": {"a": 1}}}',
    );
    expect(polluted.status).toBe(400);
  });

  it('answers 404 for ids that are unknown or malformed', async () => {
    const qa = backend.as('qa_tester');
    const unknown = '00000000-0000-4000-8000-000000000000';
    for (const id of ['x', '1', unknown, '%00', "' OR 1=1", '..%2f..']) {
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/events'],
        ['GET', '/artifacts/report.pdf'],
        ['POST', '/cancel'],
        ['POST', '/rerun'],
      ]) {
        const { status } = await qa.request(`/tests/${id}${path}`, { method });
        expect([id, method, path, status]).toEqual([id, method, path, 404]);
      }
    }
    const noLead = await qa.post('/run-pipeline', { lead_id: unknown });
    expect(noLead.status).toBe(404);
  });

  it.each([
    'limit=0',
    'limit=501',
    'limit=x',
    'offset=-1',
    'status=done',
    'lead_id=1',
    'from=yesterday',
    'sort=name',
    'cursor=abc',
    'cursor=WyJzY29yZSIsMSwieCJd',
    'q=%00',
    'user=%00',
    'entity_ref=x',
    'unknown=1',
    'limit=1&limit=2',
    'q[a]=b',
  ])('refuses /history?%s with 400', async query => {
    const { status, body } = await backend
      .as('viewer')
      .get(`/history?${query}`);
    expect(status).toBe(400);
    expect(body.error.fields[0].field.split('.')[0]).toBe(
      query.split(/=|\[/)[0],
    );
  });
});

describe('history', () => {
  it('pages by cursor without gaps or repeats', async () => {
    const qa = backend.as('qa_tester');
    for (let i = 0; i < 7; i++) {
      await qa.runToEnd({ test_type: 'quick', lead_data: lead });
    }
    const seen: string[] = [];
    let next: string | undefined = '/history?limit=3&test_type=quick';
    let total = 0;
    while (next) {
      const page: Answer = await qa.get(next);
      conforms('get', '/history', page);
      seen.push(...page.body.map((t: any) => t.id));
      total = Number(page.headers.get('x-total-count'));
      const link = page.headers.get('link');
      next = link?.match(/<[^>]*\/v1(\/history[^>]*)>; rel="next"/)?.[1];
    }
    expect(seen.length).toBeGreaterThanOrEqual(7);
    expect(new Set(seen).size).toBe(seen.length);
    expect(total).toBe(seen.length);
  });

  it('filters by text, status and user', async () => {
    const viewer = backend.as('viewer');
    const names = async (query: string) =>
      (await viewer.get(`/history?${query}`)).body.map(
        (t: any) => t.business_name,
      );
    expect(await names('q=good%20bak&status=success,failed')).toContain(
      'Good Bakery',
    );
    expect(await names('q=100%25')).toEqual([]);
    expect(await names(`user=${encodeURIComponent(USERS.admin)}`)).toEqual([]);
    expect(await names('component=email-formatter&limit=1')).toEqual([
      'Good Bakery',
    ]);
  });
});
