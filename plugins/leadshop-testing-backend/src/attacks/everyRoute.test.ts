/*
 * Two hundred hostile texts, and JSON that is none, in every place of every route:
 * each gets a clear answer of the kind that the API describes, and never a 5xx;
 * the event loop is not held up; what was refused has left nothing behind.
 * `yarn test:security` sends all of them; ordinary runs of the tests a share.
 */
import { gzipSync } from 'node:zlib';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { restoreFormula } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  API,
  databases,
  startBackend,
  TestBackend,
} from '../__testUtils__/backend';
import { chain, Gate, step } from '../__testUtils__/waitingPipeline';
import { ApiInput, inputsOf, RawRequest } from './__testUtils__/ApiInputs';
import { commonInputs } from './__testUtils__/commonInputs';
import { EventLoopWatch, MAX_STALL_MS } from './__testUtils__/EventLoopWatch';
import { HostileCaller } from './__testUtils__/HostileCaller';
import {
  setAlertScene,
  setScene,
  setWebhookScene,
} from './__testUtils__/scene';
import { HOSTILE_JSON } from './__testUtils__/hostileJson';
import { HOSTILE_TEXTS } from './__testUtils__/hostileTexts';
import { share } from './__testUtils__/share';
import { visible } from './__testUtils__/visible';

jest.setTimeout(1_800_000);

const AT_ONCE = 6;

const gate = new Gate();
let sandbox: Sandbox;
let backend: TestBackend;
let hostile: HostileCaller;
let inputs: ApiInput[];

/** What erases comes last: the others need what there is. */
const erases = ({ route }: ApiInput) =>
  route.startsWith('DELETE') || route === 'POST /leads/bulk';

/** What the API says that it has stored. */
const said = new Set<string>();

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    config: {
      execution: { maxConcurrentTests: 1 },
      credentials: {
        keys: [{ id: 'k1', secret: Buffer.alloc(32, 7).toString('base64') }],
      },
    },
    // What is ordered waits: that it was ordered is all that matters here
    pipelines: [chain('waits', [step('wait', 1, { run: gate.run })])],
  });
  const description = await backend.description();
  hostile = new HostileCaller(backend, backend.as('admin'), description);
  const { leadId, testId, batchId, importId } = await setScene(
    backend.as('qa_manager'),
  );
  const { webhookId, letterId } = await setWebhookScene(backend.as('admin'));
  const { ruleId, alertId } = await setAlertScene(
    backend.as('admin'),
    backend.knex,
  );
  const idOf = (route: string) => {
    if (route.includes('/alert-rules')) return ruleId;
    if (route.includes('/alerts')) return alertId;
    if (route.includes('/webhooks')) return webhookId;
    if (route.includes('/dead-letters')) return letterId;
    if (route.includes('/leads/imports')) return importId;
    if (route.includes('/batches')) return batchId;
    return route.includes('/leads') ? leadId : testId;
  };
  const { paths, components } = description.document;
  const all = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      inputsOf(
        { method, path, operation },
        {
          prefix: API,
          schemas: components.schemas,
          parameter: (route, name) =>
            name === 'id' ? idOf(route) : 'score-calculator',
          known: {
            website_url: 'https://example.com',
            email: 'hostile@example.com',
            business_name: 'Hostile',
            selection: { lead_ids: [leadId] },
            changes: { industry: 'Hostile' },
            format: 'json',
            url: 'https://hooks.invalid/',
            event_types: ['test.failed'],
            a: testId,
            b: testId,
          },
          beside(route, field) {
            const waits = { test_type: 'waits' };
            switch (route) {
              case 'POST /run-pipeline':
                return field === 'lead_data'
                  ? waits
                  : { ...waits, lead_id: leadId };
              case 'POST /run-batch':
                return ['filter', 'import_id'].includes(field)
                  ? waits
                  : { ...waits, lead_ids: [leadId] };
              case 'POST /leads':
                return { allow_duplicate: true };
              default:
                return {};
            }
          },
          headers: { 'if-match': '*' },
        },
      ),
    ),
  );
  all.push(
    ...commonInputs('GET /status', {
      method: 'GET',
      path: `${API}/status`,
      headers: {},
    }),
  );
  inputs = [...all.filter(one => !erases(one)), ...all.filter(erases)];
  [leadId, testId, batchId].forEach(id => said.add(id));
});

afterAll(async () => {
  hostile?.close();
  gate.open();
  await backend?.stop();
  await sandbox?.stop();
});

/** What is sent to one place, and the value that makes it hostile. */
function* requestsTo(
  input: ApiInput,
  index: number,
): Generator<[string, RawRequest]> {
  if (input.once) yield ['', input.once];
  for (const { text } of share(HOSTILE_TEXTS, index)) {
    const request = input.withText(text);
    if (request) yield [text, request];
  }
  if (!input.withJson) return;
  for (const json of share(HOSTILE_JSON, index)) {
    yield [json, input.withJson(json)];
  }
}

function note(body: unknown) {
  const { id, test_id, batch_id } = body as Record<string, unknown>;
  for (const stored of [id, test_id, batch_id]) {
    if (typeof stored === 'string') said.add(stored);
  }
}

/** Attacks one place. @returns what is wrong, and how much was sent */
async function attack(input: ApiInput, index: number, watch: EventLoopWatch) {
  const problems: string[] = [];
  const requests = requestsTo(input, index);
  let sent = 0;
  watch.longest();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const [value, request] of requests) {
        sent += 1;
        const { status, body, problem } = await hostile.attack(request);
        if (input.unknown && status < 400) {
          problems.push(`was taken: ${status}`);
        } else if (problem) {
          const what = JSON.stringify(value).slice(0, 80);
          problems.push(`${what}: ${status} ${problem.slice(0, 300)}`);
        } else if (status < 300 && input.route.startsWith('POST')) note(body);
      }
    }),
  );
  const stall = watch.longest();
  if (stall > MAX_STALL_MS) problems.push(`held the loop up for ${stall} ms`);
  return {
    sent,
    problems: problems.map(
      problem => `${input.route}, ${input.name}: ${problem}`,
    ),
  };
}

/** What the database holds that no answer told of. */
async function untold() {
  const { rows } = await backend.knex.raw(
    `SELECT 'lead' AS what, id::text FROM leads l WHERE import_id IS NULL
       AND NOT EXISTS (SELECT FROM test_executions WHERE lead_id = l.id)
     UNION ALL SELECT 'test', id::text FROM test_executions WHERE batch_id IS NULL
     UNION ALL SELECT 'batch', id::text FROM batches`,
  );
  return (rows as { what: string; id: string }[]).filter(
    ({ id }) => !said.has(id),
  );
}

it('attacks every place of every route', async () => {
  const routes = new Set(inputs.map(({ route }) => route));
  const watch = new EventLoopWatch();
  const found: string[] = [];
  let sent = 0;
  for (const [index, input] of inputs.entries()) {
    const result = await attack(input, index, watch);
    found.push(...result.problems);
    sent += result.sent;
  }
  watch.stop();
  process.stdout.write(
    `${sent} hostile requests at ${inputs.length} inputs of ${routes.size} routes\n`,
  );
  expect(found).toEqual([]);
  const description = await backend.description();
  expect([...routes].sort()).toEqual(
    description.routes
      .map(route => route.replace(/^\w+/, method => method.toUpperCase()))
      .sort(),
  );
});

it('has stored what it said, whole, and nothing else', async () => {
  expect(await untold()).toEqual([]);
  const { rows } = await backend.knex.raw(
    `SELECT id FROM batches b
     WHERE total <> (SELECT count(*) FROM test_executions WHERE batch_id = b.id)`,
  );
  expect(rows).toEqual([]);
});

it('has given no object a field that it does not have', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect('polluted' in {}).toBe(false);
});

it('unpacks no more of a body than it takes', async () => {
  const send = (body: Buffer) =>
    backend.as('qa_manager').request('/leads', {
      method: 'POST',
      body: new Uint8Array(body),
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
    });
  expect((await send(gzipSync(' '.repeat(50_000_000)))).status).toBe(413);
  expect((await send(Buffer.from('{}'))).status).toBe(400);
});

it('keeps what it takes as the text that it is', async () => {
  const manager = backend.as('qa_manager');
  const created = await manager.post('/leads', {
    lead: {
      business_name: 'Text',
      website_url: 'https://text.example',
      email: 'office@text.example',
    },
  });
  const kept: string[] = [];
  for (const { text } of HOSTILE_TEXTS) {
    const { status, body } = await manager.request(
      `/leads/${created.body.id}`,
      {
        method: 'PATCH',
        body: JSON.stringify({ notes: text }),
        headers: { 'content-type': 'application/json', 'if-match': '*' },
      },
    );
    if (status === 400) continue;
    expect([text, status]).toEqual([text, 200]);
    // As in a file, an apostrophe before a formula is not part of the text
    expect(visible(body.notes ?? '')).toBe(visible(restoreFormula(text)));
    const { headers, body: read } = await manager.get(
      `/leads/${created.body.id}`,
    );
    expect(read.notes).toBe(body.notes);
    // A browser takes it for nothing but data, and keeps no copy
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'content-type': expect.stringMatching(/^application\/json/),
      'x-content-type-options': 'nosniff',
    });
    kept.push(text);
  }
  expect(kept.length).toBeGreaterThan(200);
});
