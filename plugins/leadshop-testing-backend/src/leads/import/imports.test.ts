import { Knex } from 'knex';
import { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Caller } from '../../__testUtils__/backend';
import { ImportBackend } from './__testUtils__/ImportBackend';
import {
  ACME,
  BLUE,
  csv,
  ended,
  HEADER,
  importFile,
  untilImport,
  upload,
} from './__testUtils__/importing';

jest.setTimeout(60_000);

let imports: ImportBackend;
let caller: Caller;
let knex: Knex;

beforeAll(async () => {
  imports = await ImportBackend.start();
  ({ caller, knex } = imports);
});
afterAll(() => imports?.stop());
beforeEach(() => imports.empty());

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
    expect(await imports.uploadedFiles()).toEqual([]);
  });

  it('keeps text as it is that COPY or JSON could take for something else', async () => {
    const name = 'Back\\slash \\N \t Tab "quoted" \\. 🥐';
    const bad = ['No\\Mail\x1f', 'x.example', 'none\tat\\all', '', '', '\\x1f'];
    const done = await importFile(
      caller,
      csv(HEADER, [name, ...ACME.slice(1)], bad),
    );
    expect(await imports.names()).toEqual([
      'Back\\slash \\N Tab "quoted" \\. 🥐',
    ]);
    expect(done.errors[0].values).toMatchObject({
      business_name: 'No\\Mail\x1f',
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

  it('tells over the live feed how far it is', async () => {
    const rows = Array.from({ length: 900 }, (_, n) => [
      `Shop ${n}`,
      `shop-${n}.example`,
      `hi@shop-${n}.example`,
    ]);
    const text = csv(HEADER.slice(0, 3), ...rows);
    const waits = await imports.holdingLeads(async () => {
      const started = await upload(caller, { text });
      await untilImport(
        caller,
        started.body.import_id,
        ({ status, phase, processed }) =>
          status === 'running' && phase === null && processed === 0,
      );
      return started;
    });
    expect(await ended(caller, waits)).toMatchObject({ created: 900 });
    await imports.empty();
    const answer = await knex.transaction(async trx => {
      // All are read, and none can be stored
      await trx.raw('LOCK TABLE leads IN SHARE MODE');
      const started = await upload(caller, { text });
      await untilImport(
        caller,
        started.body.import_id,
        ({ status, phase, processed, total }) =>
          status === 'running' &&
          phase === 'reading' &&
          processed === 900 &&
          total === 900,
      );
      return started;
    });
    expect(await ended(caller, answer)).toMatchObject({ created: 900 });
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
    expect(await imports.names()).toEqual([]);
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

it('leaves no personal data in the feed', async () => {
  await importFile(caller, csv(HEADER, BLUE));
  const events = await knex('feed_events').where('channel', 'import');
  expect(events.length).toBeGreaterThan(1);
  for (const event of events) {
    expect(Object.keys(event.payload)).toEqual(['import_id']);
  }
});
