import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { Knex } from 'knex';
import { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  Caller,
  databases,
  startBackend,
  TestBackend,
} from '../../__testUtils__/backend';
import { lockLeads } from '../../store/leadsLock';
import {
  csv,
  ended,
  importFile,
  untilImport,
  upload,
} from './__testUtils__/importing';

jest.setTimeout(60_000);

const HEADER = ['Company', 'URL', 'E-Mail', 'Phone', 'Revenue', 'Internal id'];
const ACME = ['Acme Inc.', 'acme.example', 'info@acme.example', '', '', '1'];
const BLUE = [
  'Blue Door Books',
  'https://blue-door.example/shop',
  'Hello@Blue-Door.example',
  '(512) 555-0142',
  '$1,250,000',
  '2',
];

let sandbox: Sandbox;
let backend: TestBackend;
let knex: Knex;
let caller: Caller;
let folder: string;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'imports-test-'));
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  knex = await databases.init('POSTGRES_18');
  backend = await startBackend({
    knex,
    sandbox,
    workingDirectory: folder,
  });
  caller = backend.as('qa_manager');
});
afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
  await fs.rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await knex.raw('TRUNCATE leads, imports, import_mappings CASCADE');
});

const names = async (): Promise<string[]> =>
  knex('leads').orderBy('id').pluck('business_name');

async function uploadedFiles(): Promise<string[]> {
  const entries = await fs.readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries.filter(entry => entry.isFile()).map(entry => entry.name);
}

/** Holds what an import waits for before it compares and stores. */
async function holdingLeads<T>(work: () => Promise<T>): Promise<T> {
  return knex.transaction(async trx => {
    await lockLeads(trx);
    return work();
  });
}

describe('an import', () => {
  it('stores the leads of a file', async () => {
    const done = await importFile(caller, csv(HEADER, ACME, BLUE));
    expect(done).toMatchObject({
      status: 'completed',
      phase: null,
      file_name: 'leads.csv',
      format: 'csv',
      total: 2,
      processed: 2,
      successful: 2,
      created: 2,
      updated: 0,
      duplicates: 0,
      failed: 0,
      warnings: 0,
      errors: [],
      headers: HEADER,
      columns: [
        'business_name',
        'website_url',
        'email',
        'phone',
        'annual_revenue',
        null,
      ],
      user_ref: 'user:default/qa-manager',
    });
    const stored = await knex('leads').orderBy('id');
    expect(stored).toMatchObject([
      {
        business_name: 'Acme Inc.',
        website_url: 'https://acme.example',
        email: 'info@acme.example',
        phone: null,
        annual_revenue: null,
      },
      {
        business_name: 'Blue Door Books',
        website_url: 'https://blue-door.example/shop',
        email: 'hello@blue-door.example',
        phone: '+15125550142',
        annual_revenue: '1250000',
        status: 'new',
        version: 1,
        import_id: done.id,
        created_by: 'user:default/qa-manager',
        email_key: 'hello@blue-door.example',
        domain_key: 'blue-door.example',
        name_key: 'blue door books',
      },
    ]);
    expect(await uploadedFiles()).toEqual([]);
  });

  it('keeps text as it is that COPY or JSON could take for something else', async () => {
    const name = 'Back\\slash \\N \t Tab "quoted" \\. 🥐';
    const bad = ['No\\Mail\x1f', 'x.example', 'none\tat\\all', '', '', '\\x1f'];
    const done = await importFile(
      caller,
      csv(HEADER, [name, ...ACME.slice(1)], bad),
    );
    expect(await names()).toEqual(['Back\\slash \\N Tab "quoted" \\. 🥐']);
    expect(done.errors[0].values).toMatchObject({
      business_name: 'No\\Mail ',
      email: 'none\tat\\all',
    });
  });

  it('tells what is wrong with each row, and counts it', async () => {
    const done = await importFile(
      caller,
      csv(
        HEADER,
        ['', 'nowhere', 'no-address', '', '', 'mine'],
        [...ACME.slice(0, 3), 'call us', '', ''],
        ['', 'b.example', 'b@b.example', '', '', ''],
      ),
    );
    expect(done).toMatchObject({
      processed: 3,
      created: 1,
      failed: 2,
      warnings: 1,
    });
    expect(done.errors).toMatchObject([
      {
        row: 2,
        outcome: 'rejected',
        values: { business_name: '', website_url: 'nowhere', phone: '' },
        problems: [
          { field: 'business_name', code: 'required' },
          { field: 'website_url', code: 'invalid_url', value: 'nowhere' },
          { field: 'email', code: 'invalid_email', value: 'no-address' },
        ],
        duplicate_row: null,
        duplicate_lead_id: null,
      },
      { row: 3, outcome: 'imported', problems: [{ code: 'invalid_phone' }] },
      { row: 4, outcome: 'rejected', problems: [{ code: 'required' }] },
    ]);
    expect(done.problem_counts).toContainEqual({
      field: 'business_name',
      code: 'required',
      severity: 'error',
      count: 2,
    });
    expect(done.problem_counts).toHaveLength(4);
    expect(Object.keys(done.errors[0].values)).not.toContain('mine');
  });

  it('pages rows with problems, of one outcome, of one problem', async () => {
    const bad = (n: number) => [`Shop ${n}`, 's.example', 'x', '', '', ''];
    const done = await importFile(
      caller,
      csv(HEADER, bad(2), ACME, ACME, bad(5), ['', ...bad(6).slice(1)]),
    );
    const rows = async (query: string) =>
      (await caller.get(`/leads/imports/${done.id}/errors?${query}`)).body.map(
        (error: { row: number }) => error.row,
      );
    expect(await rows('')).toEqual([2, 4, 5, 6]);
    expect(await rows('limit=2')).toEqual([2, 4]);
    expect(await rows('limit=2&after_row=4')).toEqual([5, 6]);
    expect(await rows('outcome=duplicate')).toEqual([4]);
    expect(await rows('code=required')).toEqual([6]);
    expect(await rows('field=email')).toEqual([2, 4, 5, 6]);
    expect(await rows('field=email&code=invalid_email')).toEqual([2, 5, 6]);
  });

  it('applies the corrections of the wizard', async () => {
    const done = await importFile(
      caller,
      csv(HEADER, [...ACME.slice(0, 2), 'wrong', '', '', '']),
      {
        mapping: {
          corrections: [
            { row: 2, field: 'email', value: 'right@acme.example' },
          ],
        },
      },
    );
    expect(done.errors).toEqual([]);
    expect(await knex('leads').pluck('email')).toEqual(['right@acme.example']);
  });
});

describe('duplicates', () => {
  it('in the file: the first one counts, the others name it', async () => {
    const sameSite = [
      'ACME, Inc',
      'www.acme.example/b',
      'b@b.example',
      '',
      '',
      '',
    ];
    const done = await importFile(
      caller,
      csv(
        HEADER,
        ACME,
        ['Other', 'o.example', 'INFO@acme.example', '', '', ''],
        sameSite,
      ),
    );
    expect(done).toMatchObject({ created: 1, duplicates: 2, failed: 0 });
    expect(done.errors).toMatchObject([
      {
        row: 3,
        outcome: 'duplicate',
        duplicate_row: 2,
        problems: [
          {
            field: 'email',
            code: 'duplicate_in_file',
            severity: 'error',
            message: 'Repeats row 2 of this file (same e-mail)',
            value: 'info@acme.example',
          },
        ],
      },
      {
        row: 4,
        outcome: 'duplicate',
        duplicate_row: 2,
        problems: [
          {
            field: 'business_name',
            message: 'Repeats row 2 of this file (same site and business name)',
            value: 'ACME, Inc',
          },
        ],
      },
    ]);
    expect(done.problem_counts).toEqual([
      {
        field: 'business_name',
        code: 'duplicate_in_file',
        severity: 'error',
        count: 1,
      },
      {
        field: 'email',
        code: 'duplicate_in_file',
        severity: 'error',
        count: 1,
      },
    ]);
  });

  it('of a row that is itself left out are none, so that no lead is lost', async () => {
    const between = ['Third Shop', 'third.example', ACME[2], '', '', ''];
    const third = [
      'Third Shop',
      'third.example',
      'hi@third.example',
      '',
      '',
      '',
    ];
    const file = csv(HEADER, ACME, between, third);
    expect(await importFile(caller, file)).toMatchObject({ created: 2 });
    expect(await names()).toEqual(['Acme Inc.', 'Third Shop']);
    expect(await importFile(caller, file)).toMatchObject({
      created: 0,
      duplicates: 3,
    });
  });

  it('of stored leads are skipped and name the lead', async () => {
    await importFile(caller, csv(HEADER, ACME, BLUE));
    const [acme] = await knex('leads').orderBy('id').pluck('id');
    const again = await importFile(
      caller,
      csv(HEADER, ['New', 'new.example', ACME[2], '', '', ''], BLUE),
    );
    expect(again).toMatchObject({ created: 0, updated: 0, duplicates: 2 });
    expect(again.errors[0]).toMatchObject({
      outcome: 'duplicate',
      duplicate_lead_id: acme,
      problems: [
        {
          code: 'duplicate_stored',
          message: 'Is stored already (same e-mail)',
        },
      ],
    });
    expect(await knex('lead_events')).toEqual([]);
  });

  it('are not looked for among erased leads', async () => {
    await importFile(caller, csv(HEADER, ACME));
    await knex('leads').update({ erased_at: knex.fn.now(), email: null });
    expect(await importFile(caller, csv(HEADER, ACME))).toMatchObject({
      created: 1,
      duplicates: 0,
    });
  });

  it('are imported anyway when asked for, with a warning', async () => {
    await importFile(caller, csv(HEADER, ACME));
    const again = await importFile(caller, csv(HEADER, ACME, ACME, BLUE), {
      mapping: { on_duplicate: 'create' },
    });
    expect(again).toMatchObject({ created: 3, duplicates: 0, warnings: 2 });
    expect(again.errors.map(error => error.outcome)).toEqual([
      'imported',
      'imported',
    ]);
    expect(again.errors[1]).toMatchObject({ row: 3, duplicate_row: 2 });
    expect(again.errors[1].problems.map(p => [p.code, p.severity])).toEqual(
      expect.arrayContaining([
        ['duplicate_in_file', 'warning'],
        ['duplicate_stored', 'warning'],
      ]),
    );
    expect(await names()).toHaveLength(4);
  });

  it('update the stored lead when asked for, where something differs', async () => {
    const first = await importFile(caller, csv(HEADER, ACME, BLUE));
    const [acme, blue] = await knex('leads').orderBy('id').pluck('id');
    const update = csv(
      HEADER,
      ['Acme Limited', 'acme.example', ACME[2], '+1 512 555 0143', '', ''],
      [BLUE[0], BLUE[1], BLUE[2], '', '', ''],
    );
    const mapping = { on_duplicate: 'update' } as const;
    const done = await importFile(caller, update, { mapping });
    expect(done).toMatchObject({
      successful: 1,
      created: 0,
      updated: 1,
      duplicates: 1,
      warnings: 1,
    });
    expect(done.errors).toMatchObject([
      {
        row: 2,
        outcome: 'imported',
        duplicate_lead_id: acme,
        problems: [{ severity: 'warning', code: 'duplicate_stored' }],
      },
      { row: 3, outcome: 'duplicate', duplicate_lead_id: blue },
    ]);
    const stored = await knex('leads').orderBy('id');
    expect(stored).toMatchObject([
      {
        business_name: 'Acme Limited',
        phone: '+15125550143',
        version: 2,
        import_id: first.id,
      },
      // An empty cell empties nothing
      { phone: '+15125550142', annual_revenue: '1250000', version: 1 },
    ]);
    expect(await knex('lead_events')).toMatchObject([
      {
        lead_id: acme,
        kind: 'import_updated',
        user_ref: 'user:default/qa-manager',
        import_id: done.id,
        version: 2,
        changes: {
          business_name: { before: 'Acme Inc.', after: 'Acme Limited' },
          phone: { before: null, after: '+15125550143' },
        },
      },
    ]);
    expect(await importFile(caller, update, { mapping })).toMatchObject({
      created: 0,
      updated: 0,
      duplicates: 2,
    });
    expect(await knex('lead_events')).toHaveLength(1);
  });
});

it('two imports of the same file at once store each lead once', async () => {
  const rows = Array.from({ length: 500 }, (_, n) => [
    `Shop ${n}`,
    `shop-${n}.example`,
    `hi@shop-${n}.example`,
    '',
    '',
    '',
  ]);
  const text = csv(HEADER, ...rows);
  const answers = await holdingLeads(async () => {
    const both = await Promise.all([
      upload(caller, { text }),
      upload(caller, { text }),
    ]);
    for (const { body } of both) {
      await untilImport(caller, body.import_id, s => s.phase === 'checking');
    }
    return both;
  });
  const both = await Promise.all(answers.map(answer => ended(caller, answer)));
  expect(both.map(done => done.created).sort()).toEqual([0, 500]);
  expect(both.map(done => done.duplicates).sort()).toEqual([0, 500]);
  expect(await names()).toHaveLength(500);
});

describe('a dry run', () => {
  it('stores nothing but what it found out', async () => {
    const text = csv(HEADER, ACME, ACME, ['', '', '', '', '', '']);
    const tried = await importFile(caller, text, { dryRun: true });
    expect(tried).toMatchObject({
      dry_run: true,
      status: 'completed',
      created: 1,
      duplicates: 1,
    });
    expect(await names()).toEqual([]);
    const done = await importFile(caller, text);
    const {
      id: _,
      dry_run: __,
      created_at: ___,
      completed_at: ____,
      ...told
    } = tried;
    expect(done).toMatchObject(told);
  });

  it('is listed apart, and cannot be undone', async () => {
    const tried = await importFile(caller, csv(HEADER, ACME), { dryRun: true });
    const done = await importFile(caller, csv(HEADER, ACME));
    const ids = async (query: string) =>
      (await caller.get(`/leads/imports${query}`)).body.map(
        (summary: ImportSummary) => summary.id,
      );
    expect(await ids('')).toEqual([done.id]);
    expect(await ids('?dry_run=true')).toEqual([tried.id]);
    const undo = await caller.post(`/leads/imports/${tried.id}/undo`);
    expect(undo.status).toBe(409);
    expect(undo.body.error.message).toBe(
      'This was a dry run; it stored no lead',
    );
  });
});

describe('the list', () => {
  it('goes page by page, the newest first', async () => {
    const made: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const answer = await upload(caller, {
        text: csv(HEADER, ACME),
        name: `${name}.csv`,
      });
      made.unshift((await ended(caller, answer)).id);
    }
    const first = await caller.get('/leads/imports?limit=2');
    expect(first.headers.get('x-total-count')).toBe('3');
    const next = /cursor=([^&>]+)/.exec(first.headers.get('link') ?? '')?.[1];
    const second = await caller.get(`/leads/imports?limit=2&cursor=${next}`);
    expect(second.headers.get('link')).toBeNull();
    expect(
      [...first.body, ...second.body].map((s: ImportSummary) => s.id),
    ).toEqual(made);
  });
});

describe('a cancellation', () => {
  it('ends a running import, also while it waits for another, and leaves nothing', async () => {
    const { id, answer } = await holdingLeads(async () => {
      const { body } = await upload(caller, { text: csv(HEADER, ACME) });
      await untilImport(caller, body.import_id, s => s.phase === 'checking');
      const cancelled = await caller.post(
        `/leads/imports/${body.import_id}/cancel`,
      );
      // While the lock is still held
      await untilImport(caller, body.import_id, s => s.status === 'cancelled');
      return { id: body.import_id, answer: cancelled };
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { import_id: id, status: 'cancelling' },
    });
    expect((await caller.get(`/leads/imports/${id}`)).body).toMatchObject({
      status: 'cancelled',
      error_message: null,
      phase: null,
      created: 0,
    });
    expect(await names()).toEqual([]);
    const again = await caller.post(`/leads/imports/${id}/cancel`);
    expect(again.status).toBe(409);
  });

  it('ends one that waits for its turn at once', async () => {
    const waiting = await holdingLeads(async () => {
      const running = await Promise.all([
        upload(caller, { text: csv(HEADER, ACME) }),
        upload(caller, { text: csv(HEADER, ACME) }),
      ]);
      for (const { body } of running) {
        await untilImport(caller, body.import_id, s => s.phase === 'checking');
      }
      const { body: third } = await upload(caller, { text: csv(HEADER, BLUE) });
      const found = await caller.get(`/leads/imports/${third.import_id}`);
      expect(found.body.status).toBe('pending');
      expect(await uploadedFiles()).toHaveLength(3);
      const { body } = await caller.post(
        `/leads/imports/${third.import_id}/cancel`,
      );
      expect(body.status).toBe('cancelled');
      expect(await uploadedFiles()).toHaveLength(2);
      return running;
    });
    await Promise.all(waiting.map(answer => ended(caller, answer)));
    expect(await names()).toEqual(['Acme Inc.']);
  });
});

describe('an undo', () => {
  it('takes away what was created and gives back what was updated', async () => {
    const first = await importFile(caller, csv(HEADER, ACME));
    const done = await importFile(
      caller,
      csv(
        HEADER,
        ['Acme Two', 'two.example', ACME[2], '+15125550199', '7', ''],
        BLUE,
      ),
      { mapping: { on_duplicate: 'update' } },
    );
    expect(await caller.post(`/leads/imports/${done.id}/undo`)).toMatchObject({
      status: 200,
      body: { removed: 1, restored: 1, kept: 0 },
    });
    const stored = await knex('leads');
    expect(stored).toMatchObject([
      {
        business_name: 'Acme Inc.',
        website_url: 'https://acme.example',
        phone: null,
        annual_revenue: null,
        email_key: 'info@acme.example',
        domain_key: 'acme.example',
        name_key: 'acme',
        version: 3,
        import_id: first.id,
      },
    ]);
    expect(await knex('lead_events').orderBy('id')).toMatchObject([
      { kind: 'import_updated', version: 2 },
      {
        kind: 'undone',
        version: 3,
        import_id: done.id,
        changes: {
          business_name: { before: 'Acme Two', after: 'Acme Inc.' },
          annual_revenue: { before: 7, after: null },
        },
      },
    ]);
    expect((await caller.get(`/leads/imports/${done.id}`)).body).toMatchObject({
      status: 'undone',
      undo: { removed: 1, restored: 1, kept: 0 },
    });
    expect(await caller.post(`/leads/imports/${done.id}/undo`)).toMatchObject({
      status: 409,
      body: { error: { message: 'This import has been undone already' } },
    });
  });

  it('keeps what somebody built on', async () => {
    const row = (name: string) => [
      name,
      `${name}.example`,
      `a@${name}.example`,
      '',
      '',
      '',
    ];
    await importFile(caller, csv(HEADER, row('updated'), row('left')));
    const done = await importFile(
      caller,
      csv(
        HEADER,
        ...['edited', 'tested', 'busy', 'erased', 'untouched'].map(row),
        [
          'Updated',
          'updated.example',
          'a@updated.example',
          '+15125550111',
          '',
          '',
        ],
      ),
      { mapping: { on_duplicate: 'update' } },
    );
    const change = (name: string, fields: object) =>
      knex('leads').where('business_name', name).update(fields);
    await change('edited', { version: 2 });
    await change('busy', { status: 'completed' });
    await change('erased', { erased_at: knex.fn.now() });
    await change('Updated', { version: 3 });
    const [{ id: tested }] = await knex('leads').where(
      'business_name',
      'tested',
    );
    const [{ id: version }] = await knex('pipeline_versions').limit(1);
    await knex('test_executions').insert({
      id: '5f0f3a52-7d3e-4c58-9a53-3a3f0b2f2a10',
      test_type: 'full_pipeline',
      pipeline_version: version,
      user_ref: 'user:default/ann',
      lead_id: tested,
      lead_data: {},
      total_steps: 12,
      status: 'cancelled',
      completed_at: knex.fn.now(),
    });
    const undone = await caller.post(`/leads/imports/${done.id}/undo`);
    expect(undone.body).toEqual({ removed: 1, restored: 0, kept: 5 });
    expect((await names()).sort()).toEqual(
      ['Updated', 'busy', 'edited', 'erased', 'left', 'tested'].sort(),
    );
  });

  it('waits a while for an import that is storing, then says so', async () => {
    const done = await importFile(caller, csv(HEADER, ACME));
    const answer = await holdingLeads(() =>
      caller.post(`/leads/imports/${done.id}/undo`),
    );
    expect(answer).toMatchObject({
      status: 409,
      body: {
        error: {
          message:
            'An import is storing its leads just now; try again in a moment',
        },
      },
    });
    expect(await names()).toEqual(['Acme Inc.']);
  });
});

describe('columns', () => {
  it('are remembered for the same headers of the same user', async () => {
    const text = csv(['A', 'B', 'C', 'C'], ['x', ...ACME.slice(0, 3)]);
    const refused = await upload(caller, { text });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        error: {
          message:
            'No column of the file is mapped to Business name, Website URL, Email; say in columns which ones hold them',
        },
      },
    });
    const columns = [null, 'business_name', 'website_url', 'email'] as const;
    await importFile(caller, text, { mapping: { columns: [...columns] } });
    const form = new FormData();
    form.append(
      'file',
      new Blob([csv(['c', 'C ', 'B', 'a'], ['1', '2', '3', '4'])]),
      'x.csv',
    );
    const preview = await caller.request('/leads/imports/preview', {
      method: 'POST',
      body: form,
    });
    expect(preview).toMatchObject({
      status: 200,
      body: {
        remembered: true,
        columns: ['website_url', 'email', 'business_name', null],
        rows: [['1', '2', '3', '4']],
        format: 'csv',
        encoding: 'utf-8',
        delimiter: ',',
        sheets: [],
        sheet: null,
      },
    });
    const others = await backend.as('admin').request('/leads/imports/preview', {
      method: 'POST',
      body: form,
    });
    expect(others.body).toMatchObject({ remembered: false });
    expect(await uploadedFiles()).toEqual([]);
  });

  it('must be as many as the file has', async () => {
    const answer = await upload(
      caller,
      { text: csv(HEADER, ACME) },
      { mapping: { columns: ['business_name', 'website_url', 'email'] } },
    );
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toBe(
      'mapping.columns must have an entry for each of the 6 columns of the file, and has 3',
    );
  });
});

describe('rejected rows', () => {
  it('come as CSV with reasons, harmless in a spreadsheet, and go in again when mended', async () => {
    const done = await importFile(
      caller,
      csv(
        HEADER,
        ACME,
        [
          '=HYPERLINK("x")',
          'formula.example',
          'missing at sign',
          '+15125550142',
          '',
          '@id',
        ],
        ['', '', 'x@y.example', '', '', ''],
      ),
    );
    const first = await caller.get<string>(
      `/leads/imports/${done.id}/errors.csv`,
    );
    expect(first.headers.get('content-disposition')).toBe(
      'attachment; filename="leads-rejected.csv"',
    );
    const lines = first.body.split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(
      /Company,URL,E-Mail,Phone,Revenue,Internal id,row,problems$/,
    );
    expect(lines[1]).toBe(
      `"'=HYPERLINK(""x"")",formula.example,missing at sign,'+15125550142,,'@id,3,Email is not an e-mail address such as name@example.com`,
    );
    const mended = first.body.replace('missing at sign', 'a@formula.example');
    const again = await importFile(caller, mended);
    expect(again).toMatchObject({ created: 1, failed: 1 });
    expect(
      await knex('leads').where('import_id', again.id).first(),
    ).toMatchObject({
      business_name: '=HYPERLINK("x")',
      phone: '+15125550142',
    });
    // Once more round: the columns that were added are there once
    const second = await caller.get<string>(
      `/leads/imports/${again.id}/errors.csv`,
    );
    expect(second.body.split('\r\n')[0]).toBe(lines[0]);
    expect(second.body.split('\r\n')).toHaveLength(3);
  });
});

it('leaves no personal data in the feed', async () => {
  await importFile(caller, csv(HEADER, BLUE));
  const events = await knex('feed_events').where('channel', 'import');
  expect(events.length).toBeGreaterThan(1);
  for (const event of events) {
    expect(Object.keys(event.payload)).toEqual(['import_id']);
  }
});
