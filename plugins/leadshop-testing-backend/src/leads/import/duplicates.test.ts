import { Knex } from 'knex';
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
    expect(await imports.names()).toEqual(['Acme Inc.', 'Third Shop']);
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
    expect(await imports.names()).toHaveLength(4);
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
  const answers = await imports.holdingLeads(async () => {
    const both = await Promise.all([
      upload(caller, { text }),
      upload(caller, { text }),
    ]);
    for (const { body } of both) {
      await untilImport(caller, body.import_id, s => s.status === 'running');
    }
    return both;
  });
  const both = await Promise.all(answers.map(answer => ended(caller, answer)));
  expect(both.map(done => done.created).sort()).toEqual([0, 500]);
  expect(both.map(done => done.duplicates).sort()).toEqual([0, 500]);
  expect(await imports.names()).toHaveLength(500);
});
