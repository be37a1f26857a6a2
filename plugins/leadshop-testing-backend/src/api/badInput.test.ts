import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { databases, startBackend, TestBackend } from '../__testUtils__/backend';
import { FieldProblem } from './problems';

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

const lead = { website_url: 'https://example.com' };

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
      const fields = (answer.error.fields ?? []).map(
        (problem: FieldProblem) => problem.field,
      );
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
