import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import express from 'express';
import { Knex } from 'knex';
import Papa from 'papaparse';
import {
  guessColumns,
  Lead,
  neutraliseFormula,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Caller,
  databases,
  rolePermissions,
  startBackend,
  TestBackend,
  USERS,
} from '../../__testUtils__/backend';
import { migrated, storeTest } from '../../__testUtils__/storedTests';
import { sheetsOf } from '../../leads/export/__testUtils__/sheets';
import { EXPORT_COLUMNS } from '../../leads/export/columns';
import { EXPORT_CONNECTION, LeadExport } from '../../leads/export/LeadExport';
import { CheckedRow, LeadChecker } from '../../leads/import/check';
import { openLeadFile } from '../../leads/import/file';
import { PermissionGuard } from '../PermissionGuard';
import { Routes } from '../Routes';
import { addLeadExportRoutes } from './leadExportRoutes';

jest.setTimeout(60_000);

const LEADS = [
  {
    business_name: 'Acme, "Inc"',
    website_url: 'https://acme.example/a?b=c',
    email: 'a@acme.example',
    contact_name: "O'Neil; Ann",
    phone: '+15125550142',
    industry: '=cmd|calc',
    naics_code: '311811',
    location: 'Zürich 😀',
    annual_revenue: 1_450_000.5,
    employee_count: 14,
    notes: 'Two lines,\nwith "quotes"',
  },
  {
    business_name: '@handle',
    website_url: 'https://b.example',
    email: 'b@b.example',
    notes: '-1 is not a number',
  },
  {
    business_name: "'=quoted already",
    website_url: 'https://c.example',
    email: 'c@c.example',
    employee_count: 0,
  },
];

const LIMITS = {
  maxFileBytes: 1e6,
  maxRows: 100,
  maxUnpackedBytes: 1e7,
  maxUnpackRatio: 200,
};

let sandbox: Sandbox;
let backend: TestBackend;
let manager: Caller;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
  });
  manager = backend.as('qa_manager');
  for (const lead of LEADS) {
    const { status } = await manager.post('/leads', { lead });
    if (status !== 201) throw new Error(`${lead.email}: ${status}`);
  }
  // A test may bring a lead that no import would store like this
  await backend
    .knex('leads')
    .where({ email: LEADS[2].email })
    .update({ business_name: LEADS[2].business_name });
});
afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

async function download(query: string, caller = manager) {
  const response = await fetch(`${caller.url}/leads/export?${query}`, {
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

const stored = async () =>
  (await manager.get<Lead[]>('/leads?sort=created_at')).body;

describe('a file', () => {
  it.each([
    ['csv', 'text/csv; charset=utf-8', 'leading-apostrophe'],
    [
      'xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'leading-apostrophe',
    ],
    ['json', 'application/json; charset=utf-8', null],
  ])('of %s says what it is', async (format, type, neutralised) => {
    const { status, headers } = await download(`format=${format}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-disposition')).toMatch(
      new RegExp(
        `^attachment; filename="leads-\\d{4}-\\d\\d-\\d\\d.${format}"$`,
      ),
    );
    expect(headers.get('x-formula-neutralised')).toBe(neutralised);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('access-control-expose-headers')).toContain(
      'X-Formula-Neutralised',
    );
  });

  it('has the same leads in each format', async () => {
    const leads = await stored();
    const [csv, json, xlsx] = await Promise.all(
      ['csv', 'json', 'xlsx'].map(format =>
        download(`format=${format}&sort=created_at`),
      ),
    );
    const expected = leads.map(({ last_test: _, ...lead }) =>
      Object.fromEntries(
        EXPORT_COLUMNS.map(name => [
          name,
          lead[name as keyof typeof lead] ?? null,
        ]),
      ),
    );
    expect(JSON.parse(json.bytes.toString())).toEqual(expected);
    const safe = expected.map(lead =>
      Object.values(lead).map(value =>
        typeof value === 'string' ? neutraliseFormula(value) : value,
      ),
    );
    expect(csvRows(csv.bytes).map(row => Object.values(row))).toEqual(
      safe.map(values => values.map(value => String(value ?? ''))),
    );
    const [{ rows }] = await sheetsOf(xlsx.bytes);
    expect(rows.slice(1)).toEqual(safe);
    expect(csv.bytes.toString()).toContain("'=cmd|calc");
  });

  it.each(['csv', 'xlsx'])(
    'of %s is read back by the import as the same leads',
    async format => {
      const leads = await stored();
      const { bytes } = await download(`format=${format}&sort=created_at`);
      const folder = await mkdtemp(join(tmpdir(), 'lead-export-'));
      const path = join(folder, 'file');
      await writeFile(path, bytes);
      const file = await openLeadFile(
        { path, name: `leads.${format}`, size: bytes.length },
        {},
        LIMITS,
      );
      try {
        const columns = guessColumns(file.headers);
        expect(columns.filter(field => field !== null)).toHaveLength(11);
        const checker = new LeadChecker({
          columns,
          defaultCountry: 'US',
          corrections: [],
        });
        const read: CheckedRow[] = [];
        for await (const rows of file.rows(new AbortController().signal)) {
          read.push(...rows.map(row => checker.check(row)));
        }
        expect(read.flatMap(row => row.problems)).toEqual([]);
        expect(read).toHaveLength(leads.length);
        read.forEach(({ lead }, i) =>
          expect(leads[i]).toMatchObject({ ...lead }),
        );
      } finally {
        await file.close();
        await rm(folder, { recursive: true });
      }
    },
  );

  it('tells the last test of each lead', async () => {
    const [lead] = await stored();
    const [{ id: version }] = await backend
      .knex('pipeline_versions')
      .select('id');
    const test = { lead_id: lead.id, pipeline_version: version };
    await storeTest(backend.knex, {
      ...test,
      status: 'success',
      score: 81.5,
      tier: 'A',
      created_at: '2026-01-01T00:00:00Z',
    });
    await storeTest(backend.knex, {
      ...test,
      status: 'failed',
      score: 40,
      tier: 'C',
      created_at: '2026-01-02T00:00:00Z',
    });
    const { bytes } = await download(`format=json&lead_ids=${lead.id}`);
    expect(JSON.parse(bytes.toString())).toMatchObject([
      { last_test_status: 'failed', last_test_score: 40, last_test_tier: 'C' },
    ]);
  });
});

describe('what is exported', () => {
  const names = async (query: string) =>
    JSON.parse((await download(`format=json&${query}`)).bytes.toString()).map(
      (lead: { business_name: string }) => lead.business_name,
    );

  it('is what the list shows: filters, order', async () => {
    const [acme, handle, quoted] = LEADS.map(lead => lead.business_name);
    expect(await names('')).toEqual([quoted, handle, acme]);
    expect(await names('sort=business_name')).toEqual([quoted, handle, acme]);
    expect(await names('q=ACME.EX')).toEqual([acme]);
    expect(await names('industry=%3DCMD|calc')).toEqual([acme]);
    expect(await names('status=completed')).toEqual([]);
    expect(await names('to=2020-01-01T00:00:00Z')).toEqual([]);
  });

  it('may be named leads', async () => {
    const [acme, handle] = await stored();
    expect(await names(`lead_ids=${acme.id},${handle.id}&q=b.example`)).toEqual(
      [handle.business_name],
    );
  });

  it('is checked', async () => {
    for (const query of [
      'format=pdf',
      'sort=notes',
      'status=x',
      'lead_ids=1',
      'q=%00',
      'limit=5',
    ]) {
      const { status } = await download(query);
      expect([query, status]).toEqual([query, 400]);
    }
  });

  it('needs manage_leads', async () => {
    for (const role of ['developer', 'viewer', 'no_role'] as const) {
      const { status, bytes } = await download('', backend.as(role));
      expect([role, status]).toEqual([role, 403]);
      expect(bytes.toString()).toContain("Permission 'manage_leads' required");
    }
  });

  it('is not read for HEAD', async () => {
    const { status, headers } = await manager.request(
      '/leads/export?format=xlsx',
      { method: 'HEAD' },
    );
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toContain('.xlsx');
  });
});

describe('a large export', () => {
  const TOKEN = mockCredentials.user.token(USERS.qa_manager);
  let knex: Knex;

  beforeAll(async () => {
    knex = await migrated(await databases.init('POSTGRES_18'));
    // More than all buffers between the database and a reader hold
    await knex.raw(
      `INSERT INTO leads (id, website_url, notes)
       SELECT gen_random_uuid(), 'https://a.example', (
         SELECT string_agg(md5(i::text || j::text), '') FROM generate_series(1, 150) j)
       FROM generate_series(1, 6000) i`,
    );
  });

  async function served<T>(
    options: { stalledMs?: number },
    use: (port: number) => Promise<T>,
  ): Promise<T> {
    const logger = mockServices.logger.mock();
    const routes = new Routes({
      audit: { run: (_, work) => work(async () => {}) },
      limits: { count: async () => {} },
      httpAuth: mockServices.httpAuth(),
      guard: new PermissionGuard({
        auth: mockServices.auth(),
        permissions: rolePermissions(),
      }),
    });
    addLeadExportRoutes(routes, {
      ...options,
      leadExport: new LeadExport({ knex, logger }),
    });
    const app = express();
    app.use(routes.router);
    app.use(mockErrorHandler());
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      return await use((server.address() as AddressInfo).port);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  /** Asks for an export and takes nothing of it. */
  async function begin(port: number, format = 'csv') {
    const request = httpRequest({
      port,
      path: `/leads/export?format=${format}`,
      headers: { authorization: `Bearer ${TOKEN}` },
      agent: false,
    });
    request.on('error', () => {});
    request.end();
    const [response] = await once(request, 'response');
    response.on('error', () => {});
    return { request, response };
  }

  async function connections(): Promise<number> {
    const { rows } = await knex.raw(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE application_name = ? AND datname = current_database()`,
      [EXPORT_CONNECTION],
    );
    return rows[0].n;
  }

  async function untilConnections(n: number) {
    while ((await connections()) !== n);
  }

  it.each(['csv', 'json', 'xlsx'])(
    'of %s ends when its reader leaves',
    async format => {
      await served({}, async port => {
        const { request } = await begin(port, format);
        await untilConnections(1);
        request.destroy();
        await untilConnections(0);
      });
      expect(await connections()).toBe(0);
    },
  );

  it('ends when its reader takes nothing for long', async () => {
    await served({ stalledMs: 300 }, async port => {
      const { response } = await begin(port);
      await untilConnections(0);
      // What was on its way comes, and then it is cut off
      await expect(text(response)).rejects.toThrow(/aborted/);
    });
  });

  it('makes the fifth at once wait, and no one else', async () => {
    await served({}, async port => {
      const four = await Promise.all(
        Array.from({ length: 4 }, () => begin(port)),
      );
      const { response: fifth } = await begin(port);
      expect(fifth.statusCode).toBe(429);
      expect(Number(fifth.headers['retry-after'])).toBeGreaterThan(0);
      expect(await text(fifth)).toContain('try again in');
      four[0].request.destroy();
      await untilConnections(3);
      const { response: sixth } = await begin(port);
      expect(sixth.statusCode).toBe(200);
      const whole = await text(sixth);
      expect(whole.split('\r\n')).toHaveLength(6000 + 2);
    });
  });

  it('breaks off when the database goes away, so that nobody takes a part for the whole', async () => {
    await served({}, async port => {
      const { response } = await begin(port);
      await knex.raw(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = ? AND datname = current_database()`,
        [EXPORT_CONNECTION],
      );
      await expect(text(response)).rejects.toThrow(/aborted/);
      await untilConnections(0);
    });
  });
});
