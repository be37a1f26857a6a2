import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Execution,
  ExecutionSummary,
  LeadDossier,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import yauzl, { Entry } from 'yauzl';
import {
  Answer,
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
let testId: string;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    pipelines: [chain('quick', [step('only', 1)])],
  });
  const test = await backend
    .as('qa_tester')
    .runToEnd({ lead_data: sandboxLead(sandbox) });
  testId = test.id;
});

afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

const lead = { website_url: 'https://example.com' };

interface ListedFile {
  file: string;
  sha256: string;
  missing?: string;
}

/** The files of a ZIP archive by their names. */
async function unzipped(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  await new Promise<void>((resolve, reject) => {
    yauzl.fromBuffer(archive, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: Entry) => {
        zip.openReadStream(entry, async (failed, stream) => {
          if (failed) return reject(failed);
          files.set(entry.fileName, await buffer(stream));
          return zip.readEntry();
        });
      });
      return zip.readEntry();
    });
  });
  return files;
}

describe('answers', () => {
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
    const artifacts = (test as Execution).pipeline_results.flatMap(
      ({ artifacts: files }) => files,
    );
    expect(artifacts.map(artifact => artifact.name).sort()).toEqual([
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

describe('all that is stored of a lead', () => {
  const archive = async () => {
    const qa = backend.as('qa_tester');
    const { body: test } = await qa.get(`/tests/${testId}`);
    const path = `/leads/${test.lead_id}/export`;
    const response = await fetch(`${backend.url}${path}?format=zip`, {
      headers: { authorization: `Bearer ${qa.token}` },
    });
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="lead-${test.lead_id}.zip"`,
    );
    const files = await unzipped(Buffer.from(await response.arrayBuffer()));
    const listed: ListedFile[] = JSON.parse(String(files.get('files.json')));
    return { files, listed, json: (await qa.get(path)).body };
  };

  it('comes as an archive, with every file that its tests left', async () => {
    const { files, listed, json } = await archive();
    expect(JSON.parse(String(files.get('lead.json')))).toEqual(json);
    const artifacts = (json as LeadDossier).tests.flatMap(test =>
      test.pipeline_results.flatMap(({ artifacts: left }) => left),
    );
    expect(artifacts.length).toBeGreaterThan(4);
    expect(listed.map(({ sha256 }) => sha256).sort()).toEqual(
      artifacts.map(({ sha256 }) => sha256).sort(),
    );
    expect([...files.keys()].sort()).toEqual(
      ['lead.json', 'files.json', ...listed.map(({ file }) => file)].sort(),
    );
    for (const { file, sha256 } of listed) {
      const bytes = files.get(file) ?? Buffer.alloc(0);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });

  it('says which file cannot be read, and has the rest', async () => {
    const before = await archive();
    const [gone] = before.listed;
    const bucket = `${sandbox.httpUrl}/s3/leadshop-testing`;
    await fetch(`${bucket}/${gone.file}`, { method: 'DELETE' });
    const { files, listed } = await archive();
    expect(listed).toEqual([
      { ...gone, missing: expect.stringContaining('cannot be read') },
      ...before.listed.slice(1),
    ]);
    expect(files.size).toBe(before.files.size - 1);
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
      seen.push(...page.body.map((test: ExecutionSummary) => test.id));
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
        (test: ExecutionSummary) => test.business_name,
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
