import { text } from 'node:stream/consumers';
import { request as httpRequest, IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { mockServices } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import Papa from 'papaparse';
import { SaxesParser } from 'saxes';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Caller,
  databases,
  startBackend,
  TestBackend,
} from '../../__testUtils__/backend';
import {
  endedStep,
  OUTLINE,
  storeTest,
  VERSION,
} from '../../__testUtils__/storedTests';
import { createReportRenderer } from '../../pipeline/steps/report/renderer';
import { MAX_FAILURES } from '../../reports/pdf';
import { ReportFigureReader } from '../../reports/ReportFigures';
import { PAGE_SIZE, ReportTests } from '../../reports/ReportTests';
import { HistoryStore } from '../../store/HistoryStore';
import { OutlineStore } from '../../store/outlines';
import { SummaryStore } from '../../store/SummaryStore';
import { filterOf } from './reportRoutes';

jest.setTimeout(240_000);

const PERSONAL = {
  email: 'ann@bakery.example',
  contact_name: 'Ann Private',
  phone: '+1 512 555 0142',
  notes: 'has a secret',
};

let sandbox: Sandbox;
let backend: TestBackend;
let knex: Knex;
let viewer: Caller;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  knex = await databases.init('POSTGRES_18');
  backend = await startBackend({ knex, sandbox });
  viewer = backend.as('viewer');
  await knex('pipeline_versions').insert({
    id: VERSION,
    name: 'full_pipeline',
    outline: JSON.stringify(OUTLINE),
  });
});
beforeEach(() => knex.raw('TRUNCATE test_executions CASCADE'));
afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

/** A test with a lead, of which each step came to what is said. */
async function store(
  fields: Record<string, unknown>,
  lead: object = {},
  steps: Parameters<typeof endedStep>[1][] = [],
): Promise<string> {
  const id = await storeTest(knex, {
    provider_mode: 'sandbox',
    lead_data: {
      business_name: 'Good Bakery',
      website_url: 'https://bakery.example',
      ...PERSONAL,
      ...lead,
    },
    step_states: JSON.stringify(
      Object.fromEntries(
        steps.map((step, i) => [
          OUTLINE[i].step_name,
          step?.status ?? 'success',
        ]),
      ),
    ),
    ...fields,
  });
  for (const [i, step] of steps.entries()) {
    const row = endedStep(i + 1, { personal: PERSONAL, ...step });
    await knex('test_step_results').insert({
      execution_id: id,
      ...row,
      attempts: JSON.stringify(row.attempts),
      warnings: JSON.stringify(row.warnings),
      artifacts: JSON.stringify(row.artifacts),
    });
  }
  return id;
}

const FAILED_AT_SECOND = [
  {},
  {
    status: 'failed' as const,
    fault: 'vendor' as const,
    error: 'The vendor answered 503',
    duration: 2500,
  },
  { status: 'skipped' as const, duration: null },
];

async function download(query: string, caller = viewer) {
  const response = await fetch(`${caller.url}/report?${query}`, {
    headers: { authorization: `Bearer ${caller.token}` },
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

const csvRows = (bytes: Buffer) =>
  Papa.parse<Record<string, string>>(bytes.toString().slice(1).trimEnd(), {
    header: true,
  }).data;

/** The text of a PDF, without the breaks of lines. */
async function pdfText(bytes: Buffer): Promise<string> {
  const renderer = createReportRenderer();
  try {
    const { signal } = new AbortController();
    const { text: read } = await renderer.inspect(bytes, { signal });
    return read.replace(/\s+/g, ' ');
  } finally {
    await renderer.close();
  }
}

describe('a report', () => {
  it.each([
    ['pdf', 'pdf', 'application/pdf', null],
    ['csv', 'csv', 'text/csv; charset=utf-8', 'leading-apostrophe'],
    ['json', 'json', 'application/json; charset=utf-8', null],
    ['junit', 'xml', 'application/xml; charset=utf-8', null],
  ])('as %s says what it is', async (format, extension, type, neutralised) => {
    const { status, headers } = await download(`format=${format}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-disposition')).toMatch(
      new RegExp(
        `^attachment; filename="leadshop-tests-\\d{4}-\\d\\d-\\d\\d.${extension}"$`,
      ),
    );
    expect(headers.get('x-formula-neutralised')).toBe(neutralised);
    expect(headers.get('cache-control')).toContain('no-store');
  });

  it.each(['pdf', 'csv', 'json', 'junit'])(
    'as %s has no personal data, and is for who may see results',
    async format => {
      await store({ status: 'failed' }, {}, FAILED_AT_SECOND);
      const { bytes } = await download(`format=${format}`);
      const content =
        format === 'pdf' ? await pdfText(bytes) : bytes.toString();
      expect(content).toContain('Good Bakery');
      expect(content).toContain('The vendor answered 503');
      for (const personal of Object.values(PERSONAL)) {
        expect(content).not.toContain(personal);
      }
      const refused = await download(`format=${format}`, backend.as('no_role'));
      expect(refused.status).toBe(403);
    },
  );

  it('has the tests that the filters of the history leave', async () => {
    const failed = await store({ status: 'failed', score: 12.5 });
    await store({ status: 'success' });
    const old = await store({
      status: 'failed',
      created_at: '2026-01-01T00:00:00Z',
    });
    const ids = async (query: string) =>
      csvRows((await download(`format=csv&${query}`)).bytes).map(row => row.id);
    expect(await ids('status=failed')).toEqual([failed, old]);
    expect(await ids('status=failed&days=2')).toEqual([failed]);
    expect(await ids('to=2026-02-01T00:00:00Z')).toEqual([old]);
    const refused = await download('format=csv&days=2&to=2026-02-01T00:00:00Z');
    expect(refused.status).toBe(400);
  });

  it('as CSV tells where and why a test failed, and neutralises formulas', async () => {
    await store(
      { status: 'failed', error_message: 'Step 2 failed' },
      { business_name: '=cmd|calc' },
      FAILED_AT_SECOND,
    );
    const { bytes } = await download('format=csv');
    expect(csvRows(bytes)).toEqual([
      expect.objectContaining({
        business_name: "'=cmd|calc",
        status: 'failed',
        execution_time_ms: '1000',
        failed_step: 'second',
        failed_component: 'score-calculator',
        fault: 'vendor',
        error: 'The vendor answered 503',
      }),
    ]);
  });

  it('as JSON has each step of each test', async () => {
    const id = await store({ status: 'failed' }, {}, FAILED_AT_SECOND);
    const { bytes } = await download('format=json&status=failed');
    const { filter, tests } = JSON.parse(bytes.toString());
    expect(filter).toEqual({ status: ['failed'] });
    expect(tests).toHaveLength(1);
    expect(tests[0]).toMatchObject({
      id,
      steps: [
        { step_name: 'first', status: 'success', duration: 12 },
        {
          step_name: 'second',
          status: 'failed',
          fault: 'vendor',
          duration: 2500,
          error: 'The vendor answered 503',
        },
        { step_name: 'third', status: 'skipped', duration: null },
      ],
    });
  });

  it('is whole also without tests', async () => {
    const json = (await download('format=json')).bytes.toString();
    expect(JSON.parse(json).tests).toEqual([]);
    expect(csvRows((await download('format=csv')).bytes)).toEqual([]);
    const pdf = await pdfText((await download('format=pdf')).bytes);
    expect(pdf).toContain('No test matches');
  });
});

describe('a report of very many tests', () => {
  const MANY = 100_000;

  /** Past what else is kept of tests that end: it is not looked at here. */
  const storeMany = (count: number) =>
    knex.transaction(async trx => {
      await trx.raw('SET LOCAL session_replication_role = replica');
      await trx.raw(
        `INSERT INTO test_executions (id, test_type, pipeline_version, status,
           user_ref, lead_data, total_steps, attempt, started_at, completed_at,
           execution_time, created_at, provider_mode, step_states)
         SELECT gen_random_uuid(), 'full_pipeline', ?, 'success',
           'user:default/ann', '{"website_url":"https://shop.example"}', 3, 1,
           now(), now(), 1000, now() - make_interval(secs => n / 10), 'sandbox',
           '{"first":"success"}'
         FROM generate_series(1, ?::int) n`,
        [VERSION, count],
      );
    });

  it('is read a page at a time, behind the reader', async () => {
    await storeMany(MANY);
    let largest = 0;
    knex.on('query-response', (response: { rows?: unknown[] }) => {
      largest = Math.max(largest, response.rows?.length ?? 0);
    });
    const response = await fetch(`${viewer.url}/report?format=csv`, {
      headers: { authorization: `Bearer ${viewer.token}` },
    });
    let lines = 0;
    for await (const chunk of Readable.fromWeb(response.body as never)) {
      for (const byte of chunk as Uint8Array) if (byte === 10) lines += 1;
    }
    expect(lines).toBe(MANY + 1);
    // One row more tells that there is another page
    expect(largest).toBeLessThanOrEqual(PAGE_SIZE * OUTLINE.length);

    const pdf = await pdfText((await download('format=pdf')).bytes);
    expect(pdf).toContain('Tests 100,000');

    const { read } = reader({ timeoutMs: 1 });
    await expect(read()).rejects.toThrow(/choose a shorter period/);
  });

  it('is not read on when its reader leaves', async () => {
    await storeMany(20_000);
    let pages = 0;
    let ended = () => {};
    const returned = new Promise<void>(resolve => {
      ended = resolve;
    });
    const { pages: read } = ReportTests.prototype;
    const watched = jest
      .spyOn(ReportTests.prototype, 'pages')
      .mockImplementation(async function* each(this: ReportTests, ...given) {
        try {
          for await (const page of read.apply(this, given)) {
            pages += 1;
            yield page;
          }
        } finally {
          ended();
        }
      });
    const request = httpRequest(`${viewer.url}/report?format=json`, {
      headers: { authorization: `Bearer ${viewer.token}` },
    });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response, 'readable');
    request.destroy();
    await returned;
    expect(pages).toBeLessThan(20_000 / PAGE_SIZE / 2);
    watched.mockRestore();
  });
});

function reader(options: { timeoutMs?: number } = {}) {
  const logger = mockServices.logger.mock();
  const outlines = new OutlineStore(knex);
  const history = new HistoryStore(knex, new SummaryStore(knex, outlines));
  const controller = new AbortController();
  const figures = new ReportFigureReader({
    knex,
    history,
    outlines,
    logger,
    ...options,
  });
  return {
    controller,
    logger,
    read: (filter = {}) => figures.read(filter, controller.signal),
  };
}

describe('the PDF', () => {
  it('has figures, components, causes and the newest failures', async () => {
    await store({ status: 'success', score: 80, execution_time: 4000 }, {}, [
      {},
      {},
      {},
    ]);
    await store(
      {
        status: 'failed',
        execution_time: 2000,
        user_ref: 'user:default/bob',
      },
      { business_name: 'Broken Shop' },
      FAILED_AT_SECOND,
    );
    await store({ status: 'cancelled', provider_mode: 'live' });
    const { bytes } = await download('format=pdf&days=7');
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const content = await pdfText(bytes);
    const today = new Date().toISOString().slice(0, 10);
    for (const expected of [
      'Tests 3',
      'Passed 1',
      'Failed 1',
      'Cancelled 1',
      'Success rate (of those that passed or failed) 50 %',
      'Half of them took at most 3 s',
      'Average score 80 of 100',
      '1 tests against the real services, 2 against the sandbox',
      `to ${today}`,
      // Of the component of the second step: runs, passed, failed, share
      'Score Calculator 2 1 1 50 %',
      'S3 Storage 2 2 0 100 %',
      'Step 2 1',
      'An outside service 1',
      'Broken Shop',
      'An outside service: The vendor answered 503',
    ]) {
      expect(content).toContain(expected);
    }
  });

  it('has a place for each day, also for those without tests', async () => {
    for (const day of ['01', '03', '05']) {
      await store({
        status: 'success',
        created_at: `2026-03-${day}T12:00:00Z`,
      });
    }
    const { timeline, stretch } = await reader().read();
    expect(stretch).toBe('day');
    expect(
      timeline.map(({ from, success }) => [from.slice(0, 10), success]),
    ).toEqual([
      ['2026-03-01', 1],
      ['2026-03-02', 0],
      ['2026-03-03', 1],
      ['2026-03-04', 0],
      ['2026-03-05', 1],
    ]);
  });

  it('covers what its filters leave, and says which those are', async () => {
    await store({ status: 'success', user_ref: 'user:default/bob' });
    await store({ status: 'success' });
    const query = 'format=pdf&user=user:default/bob&status=success';
    const content = await pdfText((await download(query)).bytes);
    expect(content).toContain('Tests 1');
    expect(content).toContain('user user:default/bob');
    expect(content).toContain('status success');
  });

  it('tells the newest failures, and how many more there are', async () => {
    for (let n = 0; n < MAX_FAILURES + 3; n++) {
      await store(
        {
          status: 'failed',
          created_at: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
        },
        { business_name: `Shop-${n}.` },
      );
    }
    const content = await pdfText((await download('format=pdf')).bytes);
    expect(content).toContain('Shop-52.');
    expect(content).toContain('Shop-3.');
    expect(content).not.toContain('Shop-2.');
    expect(content).toContain('These are the newest 50; 3 more failed');
  });

  it('leaves the database alone when its reader leaves', async () => {
    const { controller, read } = reader();
    const blocking = await knex.transaction();
    await blocking.raw('LOCK TABLE test_executions IN ACCESS EXCLUSIVE MODE');
    const outcome = read().catch(error => error);
    const waiting = () =>
      knex.raw(
        `SELECT FROM pg_stat_activity WHERE datname = current_database()
         AND application_name = 'leadshop-testing-report' AND wait_event_type = 'Lock'`,
      );
    while ((await waiting()).rows.length === 0);
    controller.abort(new Error('gone'));
    expect(await outcome).toMatchObject({ message: 'gone' });
    await blocking.rollback();
  });
});

it('makes a beginning of a number of days', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  expect(filterOf({ format: 'csv', days: 7, user: 'u' }, now)).toEqual({
    from: '2026-11-14T12:00:00.000Z',
    user: 'u',
  });
  expect(filterOf({ format: 'csv', to: 'x' }, now)).toEqual({ to: 'x' });
});

it('is JUnit that a parser reads', async () => {
  await store(
    { status: 'failed' },
    { business_name: '<&>"' },
    FAILED_AT_SECOND,
  );
  const names: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', error => {
    throw error;
  });
  parser.on('opentag', tag => names.push(tag.name));
  const { bytes } = await download('format=junit');
  parser.write(await text(Readable.from([bytes]))).close();
  expect(names.filter(name => name === 'testcase')).toHaveLength(3);
  expect(names).toContain('error');
});
