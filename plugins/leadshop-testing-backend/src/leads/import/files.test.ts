/* Whole files as people have them, from the upload to the store and back. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import Papa from 'papaparse';
import { importProblemCodeSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Caller } from '../../__testUtils__/backend';
import { textRow, workbook } from '../../__testUtils__/workbooks';
import { ImportBackend } from './__testUtils__/ImportBackend';
import {
  ACME,
  csv,
  ended,
  formOf,
  HEADER,
  importFile,
  upload,
} from './__testUtils__/importing';

jest.setTimeout(60_000);

const EXAMPLES = path.join(
  resolvePackagePath('@leadshop/backstage-plugin-leadshop-testing-backend'),
  '../../examples/leads',
);

let imports: ImportBackend;
let caller: Caller;
let knex: Knex;

beforeAll(async () => {
  imports = await ImportBackend.start({ maxUnpackedMb: 1 });
  ({ caller, knex } = imports);
});
afterAll(() => imports?.stop());
beforeEach(() => imports.empty());

const preview = async (file: Parameters<typeof formOf>[0], mapping = {}) =>
  caller.request('/leads/imports/preview', {
    method: 'POST',
    body: formOf(file, mapping),
  });

async function example(name: string) {
  return { name, text: await fs.readFile(path.join(EXAMPLES, name)) };
}

describe.each([
  ['messy.csv', 11],
  // In a workbook no row is too short
  ['messy.xlsx', 10],
  ['messy.xls', 10],
])('examples/leads/%s', (name, warnings) => {
  it('goes in as far as it can, and the rest when it was put right', async () => {
    const sample = await example('sample-25.csv');
    expect(await ended(caller, await upload(caller, sample))).toMatchObject({
      created: 25,
      errors: [],
    });

    // The wizard guesses all but one column; the user says that one
    const messy = await example(name);
    const { body: read } = await preview(messy);
    expect(read.headers[3]).toBe('Who to ask');
    expect(read.columns[3]).toBeNull();
    const columns = read.columns.with(3, 'contact_name');
    const mapping = { columns };
    const tried = await ended(
      caller,
      await upload(caller, messy, { mapping, dryRun: true }),
    );
    expect(await imports.names()).toHaveLength(25);
    const done = await ended(caller, await upload(caller, messy, { mapping }));
    const { id, dry_run, created_at, completed_at, ...told } = tried;
    expect(done).toMatchObject(told);
    expect(done).toMatchObject({
      processed: 30,
      created: 18,
      duplicates: 2,
      failed: 10,
      warnings,
    });
    expect(new Set(done.problem_counts.map(problem => problem.code))).toEqual(
      new Set(importProblemCodeSchema.options),
    );
    expect(
      await knex('leads').where({
        email: 'office@maple-modern-plumbing.example',
      }),
    ).toMatchObject([{ contact_name: 'Omar Davis', import_id: done.id }]);

    // Columns are remembered, and nothing goes in twice
    const again = await ended(caller, await upload(caller, messy));
    expect(again).toMatchObject({
      columns,
      created: 0,
      updated: 0,
      duplicates: done.created + done.duplicates,
      failed: done.failed,
    });

    const { body: rejects } = await caller.get<string>(
      `/leads/imports/${done.id}/errors.csv`,
    );
    const [header, ...rows] = Papa.parse<string[]>(rejects.trim()).data;
    expect(rows).toHaveLength(done.failed);
    const mended = rows.map((cells, n) =>
      cells.map((cell, column) => {
        const field = columns[column];
        if (field === 'business_name') return `Mended ${n}`;
        if (field === 'website_url') return `mended-${n}.example`;
        if (field === 'email') return `hi@mended-${n}.example`;
        return field === 'industry' ? 'Trade' : cell;
      }),
    );
    expect(
      await importFile(caller, Papa.unparse([header, ...mended])),
    ).toMatchObject({ created: done.failed, failed: 0 });

    const undone = await caller.post(`/leads/imports/${done.id}/undo`);
    expect(undone.body).toEqual({
      removed: done.created,
      restored: 0,
      kept: 0,
    });
    expect(await imports.names()).toHaveLength(25 + done.failed);
  });
});

describe('a workbook', () => {
  const row = (name: string) => [name, `${name}.example`, `a@${name}.example`];
  const sheet = (...names: string[]) =>
    [HEADER.slice(0, 3), ...names.map(row)]
      .map((cells, n) => textRow(n + 1, cells))
      .join('');

  it('is read from the sheet that was chosen, else from the first', async () => {
    const file = {
      name: 'leads.xlsx',
      text: workbook({ sheets: { First: sheet('one'), Second: sheet('two') } }),
    };
    const sheets = ['First', 'Second'];
    expect((await preview(file)).body).toMatchObject({
      format: 'xlsx',
      encoding: null,
      delimiter: null,
      sheets,
      sheet: 'First',
      rows: [row('one')],
    });
    const mapping = { sheet: 'Second' };
    expect((await preview(file, mapping)).body).toMatchObject({
      sheets,
      sheet: 'Second',
      rows: [row('two')],
    });
    await ended(caller, await upload(caller, file, { mapping }));
    expect(await imports.names()).toEqual(['two']);
    await ended(caller, await upload(caller, file));
    expect(await imports.names()).toEqual(['two', 'one']);
    const third = await upload(caller, file, { mapping: { sheet: 'Third' } });
    expect(third).toMatchObject({
      status: 400,
      body: {
        error: {
          message:
            "The workbook has no sheet of this name; it has 'First', 'Second'",
        },
      },
    });
  });

  it.each([
    [
      'unpacks to more than is allowed',
      413,
      'leads.xlsx',
      () =>
        workbook({
          sheets: { Leads: sheet('one') },
          more: [{ name: 'xl/media/a.bin', contents: Buffer.alloc(2 ** 21) }],
        }),
      'The workbook unpacks to 3 MiB, more than the 1 MiB that an import takes; split it, save the sheet as .csv, or ask an administrator to raise leadshopTesting.import.maxUnpackedMb',
    ],
    [
      'is newer than its name says',
      415,
      'leads.xls',
      () => workbook({ sheets: { Leads: sheet('one') } }),
      'The file is named .xls, but it is a newer workbook; name it .xlsx',
    ],
    [
      'is CSV by another name',
      415,
      'leads.xlsx',
      () => Buffer.from(csv(HEADER, ACME)),
      'The file is named .xlsx, but it is no Excel workbook; save it as .xlsx, or name it .csv if it is text',
    ],
    [
      'is called CSV',
      415,
      'leads.csv',
      () => workbook({ sheets: { Leads: sheet('one') } }),
      'The file is named .csv, but it is a workbook; name it .xlsx, or save it as .csv',
    ],
  ])('that %s is refused with %s', async (_, status, name, make, message) => {
    const file = { name, text: make() };
    for (const answer of [await upload(caller, file), await preview(file)]) {
      expect(answer).toMatchObject({ status, body: { error: { message } } });
    }
    expect(await imports.uploadedFiles()).toEqual([]);
    expect(await knex('imports')).toEqual([]);
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
